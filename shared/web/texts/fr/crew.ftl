# The crews' screens, and the sentences of the dispatcher. Spaces and apostrophes are set when this is read.

## Why a report has no team: stands alone, or behind "en attente"

assignment-partner = à vérifier par un référent : ce type de problème est pris en charge par { $partner }
assignment-no-rule = à vérifier par un référent : aucune règle ne désigne d'équipe

## Points asked about on the command line: why a row has no team

where-outside = hors de la ville : à plus de 30 m de tout secteur
where-swapped = hors de la ville ; latitude et longitude semblent inversées
where-latitude = ligne non lue : lat « { $value } » n'est pas un nombre
where-longitude = ligne non lue : lon « { $value } » n'est pas un nombre
where-no-place = ligne non lue : { $value } n'est pas un lieu
where-category = pas d'équipe : le type « { $value } » n'existe pas
where-time = ligne non lue : l'heure « { $value } » ne s'écrit pas comme 2026-11-24T12:30
where-no-such-hour = ligne non lue : l'heure « { $value } » n'existe pas, les horloges avancent cette nuit-là
where-columns = ligne non lue : elle n'a pas autant de colonnes que la première ({ $value })
where-not-utf8 = ligne non lue : elle n'est pas en UTF-8

## Sign in

sign-in-title = Connexion des équipes
sign-in-intro = Recevez un lien par e-mail. Il n'y a pas de mot de passe.
sign-in-email = Votre adresse e-mail de travail
sign-in-send = Recevoir le lien
sign-in-send-again = Recevoir un autre lien
sign-in-sent = Si cette adresse est connue, un lien est en route. Il sert une fois, pendant 15 minutes.
sign-in-not-come = Rien au bout de deux minutes ? Regardez dans les indésirables, puis vérifiez l'adresse.
sign-in-bad-address = Cette adresse n'est pas complète. Exemple : prenom.nom@paris.example
sign-in-again = Recevoir un nouveau lien
sign-in-link-title = Bonjour
sign-in-link-intro = Un bouton, et vos interventions s'affichent. Vous restez connecté 12 heures.
sign-in-link-confirm = Me connecter
sign-in-shared = Téléphone partagé ? Déconnectez-vous à la fin du service.

## Errors

problem-crew-no-team = Vous n'êtes dans aucune équipe
problem-crew-no-team-do = Cette tournée est pour les équipes. Le bureau des référents n'est pas encore ouvert.
problem-crew-not-referent = Cette page est pour les référents
problem-crew-not-referent-do = Votre travail commence à votre tournée.
problem-crew-page = Cette page n'existe pas
problem-crew-page-do = L'adresse est incomplète, ou cette intervention n'est pas à votre équipe.
problem-crew-other-site = Envoi refusé
problem-crew-other-site-do = Ce formulaire vient d'un autre site. Recommencez depuis cette page-ci.
problem-crew-link = Ce lien ne sert plus
problem-crew-link-do = Un lien sert une seule fois, pendant 15 minutes. Demandez-en un autre.
problem-crew-overtaken = Un collègue a été plus rapide
problem-crew-failed = Quelque chose n'a pas marché chez nous
problem-crew-failed-do = Réessayez dans une minute. Le même envoi ne compte qu'une fois.
problem-crew-too-large = L'envoi dépasse { $size }
problem-crew-too-large-do = Trois photos au plus, de 25 Mo chacune au plus.
problem-crew-too-slow = L'envoi était trop lent : moins de { $size } en { $time }
problem-crew-too-slow-do = Rien n'a été enregistré. Cherchez un meilleur réseau et envoyez de nouveau.
problem-crew-too-long = L'envoi a duré plus de { $time }
problem-crew-too-long-do = Rien n'a été enregistré. Cherchez un meilleur réseau et envoyez de nouveau.
problem-crew-request = Cette demande est incomplète
problem-crew-request-do = Revenez en arrière et recommencez.
round-back = Retour à ma tournée
job-see = Voir l'intervention

## The round

round-title = Ma tournée
round-count = { $count ->
    [one] { $count } intervention
   *[other] { $count } interventions
}
round-followers = { $count ->
    [one] { $count } personne suit
   *[other] { $count } personnes suivent
}
round-more = Les { $shown } plus urgentes sont affichées, sur { $count }.
round-empty = Rien à nettoyer pour l'instant
round-empty-next = Les nouveaux signalements de votre secteur arrivent ici.
round-look-again = Actualiser
round-next = Intervention suivante
due-today = avant { $time }
due-later = échéance { $moment }
due-late = + { $time }
due-late-said = en retard de
take-job = J'y vais
close-job = Clore l'intervention

## One job

job-received = Reçu { $moment }
job-why = Pourquoi vous : { $sentence }.
job-words = Ce que dit l'habitant
job-no-photo = Signalé sans photo
job-photo-unreadable = Photo illisible
job-taken = Prise à { $time } par { $name }.
job-closed = Cette intervention a été close à { $time } par { $name }.
job-elsewhere = Cette intervention n'est plus à faire : { $state }.
somebody = un collègue
take-nothing-lost = Vous pouvez passer à la suivante.
close-not-sent = Votre envoi n'a rien changé : la première photo et la première réponse restent.
close-heading = C'est nettoyé ?
close-at-once = Déjà nettoyé ? Clore tout de suite
close-reply = Réponse à l'habitant
close-other-reply = Autre réponse
close-own-words = Répondre avec mes mots
close-own-words-label = Mes mots à l'habitant
close-own-words-hint = remplacent la réponse choisie
close-no-photo = Il manque la photo après nettoyage. Prenez-la d'où l'habitant a pris la sienne.
close-too-many-photos = { $most } photos au plus. Retirez-en.
close-no-reply = Choisissez une réponse, ou écrivez la vôtre.
close-words-too-long = Votre texte a { $count } caractères, { $most } au plus. Raccourcissez-le.
done-in = Close à { $time }, { $duration } après le signalement.
done-reply = Votre réponse
letter-nobody = Personne n'a demandé de lettre.
letter-leaves-in = La lettre à l'habitant partira dans { $seconds } s.
letter-on-its-way = La lettre à l'habitant est en route.
letter-left = La lettre à l'habitant est partie à { $time }.
letter-refused = La lettre n'a pas pu être remise à l'habitant.
