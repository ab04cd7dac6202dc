# Words that several screens share. Spaces before ; : ? ! and in « », and apostrophes, are set when this is read.

## Dates and durations

clock-time = { $hour } h { $minute }
date-today = aujourd'hui à { $time }
date-yesterday = hier à { $time }
date-tomorrow = demain à { $time }
date-and-time = { $date }, { $time }
date-day = { $day ->
    [1] 1er
   *[other] { $day }
} { $month }
date-day-year = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
date-weekday = { $weekday } { $date }
weekday-1 = lundi
weekday-2 = mardi
weekday-3 = mercredi
weekday-4 = jeudi
weekday-5 = vendredi
weekday-6 = samedi
weekday-7 = dimanche
duration-moment = moins d'une minute
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-minutes = { $hours } h { $minutes }
duration-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}


## States of a report, as a pill says them

state-received = Reçu
state-dispatched = Confié à une équipe
state-scheduled = Prévu
state-in_progress = Équipe sur place
state-to_requalify = À préciser
state-monitored = Sous surveillance
state-transferred = Transmis à un partenaire
state-done = Nettoyé
state-rejected = Sans suite
state-duplicate = Déjà signalé
state-reopened = Rouvert
state-archived = Archivé

## Every page

skip-to-content = Aller au contenu
language-switch = Afficher cette page en français
back = Retour
send = Envoyer
save = Enregistrer
cancel = Annuler
close = Fermer
optional = facultatif
sign-out = Se déconnecter
reference = n° { $reference }
errors-heading = { $count ->
    [one] Un point est à corriger.
   *[other] { $count } points sont à corriger.
}

## Photos and place

photo-before = Avant
photo-after = Après
photo-compare = Comparer avant et après
photo-compare-value = { $percent } % de la photo d'après
photo-large = Voir en grand
photo-none = Photo en préparation
photo-take = Prendre la photo
photo-another = Ajouter une photo
photo-retake = Reprendre la photo
photo-gallery = Choisir dans mes photos
photo-remove = Retirer la photo { $number }
photo-preview = Photo { $number }, { $size }
photo-too-many = { $max } photos au plus. Les autres ne sont pas ajoutées.
photo-not-image = Ce fichier n'est pas une photo.
photo-unread = Une photo ne peut plus être lue : elle a été déplacée ou modifiée. Retirez-la et choisissez-la de nouveau.
photo-kept = Photo { $number } gardée, { $size }
photo-kept-do = Elle partira avec le formulaire. Décochez pour la retirer.
send-failed = Quelque chose n'a pas marché chez nous. Tout est encore dans cette page : réessayez dans une minute.
send-no-network = Pas de réseau. Tout est encore dans cette page : réessayez.
size-bytes = { $size } octets
size-kilobytes = { $size } Ko
size-megabytes = { $size } Mo
sending = Envoi…
sending-photos = Envoi des photos… Gardez cette page ouverte.
sending-of = { $sent } sur { $total }
place-asking = Recherche de votre position…
place-found = Position trouvée · ± { $meters } m
place-denied = Le téléphone ne donne pas votre position. Indiquez l'adresse.
place-unavailable = Position introuvable ici. Indiquez l'adresse.
place-timeout = La position tarde trop. Indiquez l'adresse.
address-list = Adresses trouvées
address-found = Adresses trouvées : { $count }.
address-none = Aucune adresse ne ressemble à celle-ci.
address-failed = La recherche ne répond pas. Écrivez l'adresse en entier : elle sera cherchée à l'envoi.
place-from-photo = Le lieu sera lu dans la photo, si elle l'indique.
