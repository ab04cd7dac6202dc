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
round-cannot = Impossible…
round-order = Ordre
round-by-urgency = Par urgence
round-by-way = En tournée
photo-more = Ajouter d'autres photos
photo-more-one = Photo { $number }
round-map-name = Plan de la tournée
round-map-keys = Carte de la tournée. Les flèches la déplacent, plus et moins l'agrandissent ou la réduisent.
round-map-open = Voir la carte des rues
round-map-close = Fermer la carte
round-no-place = Le téléphone ne donne pas sa position : la tournée part de la plus urgente.
round-wrong-place = La position reçue est illisible : la tournée part de la plus urgente.
round-same-place = même endroit
round-far = à { $distance }
round-here = ici
distance-metres = { $metres } m
distance-kilometres = { $whole },{ $tenth } km
round-taken = prise par { $name }
round-colleagues = En main de collègues
round-later = { $count ->
    [one] { $count } autre a un passage prévu un autre jour.
   *[other] { $count } autres ont un passage prévu un autre jour.
}
round-end-of-shift = Fin de service à { $time } : ce qui est pris et pas clos est alors rendu à l'équipe.
round-did-refuse = C'est noté : clos sans nettoyage. L'habitant est prévenu.
round-did-send_back = C'est noté : un référent décide de la suite.
round-did-schedule = C'est noté : l'habitant sait quel jour une équipe passe.
round-did-release = C'est noté : l'intervention est rendue à l'équipe.
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
job-taken = Prise à { $time } par { $name }, { $team }.
job-elsewhere = Cette intervention n'est plus à faire : { $state }.
job-other-team = Cette intervention est maintenant à l'équipe { $team }.
job-scheduled = Passage prévu { $day }.
job-directions = Y aller
job-coordinates = { $place }, pour toute autre carte
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
done-reply = La réponse à l'habitant
letter-nobody = Personne n'a demandé de lettre.
letter-leaves-in = La lettre à l'habitant partira dans { $seconds } s.
letter-on-its-way = La lettre à l'habitant est en route.
letter-left = La lettre à l'habitant est partie à { $time }.
letter-refused = La lettre n'a pas pu être remise à l'habitant.
done-together = { $count ->
    [one] Une autre intervention au même endroit est close avec elle.
   *[other] { $count } autres interventions au même endroit sont closes avec elle.
}
done-left = { $count ->
    [one] Une autre intervention au même endroit n'a pas été close : quelqu'un l'a fait avancer entre-temps. Regardez votre tournée.
   *[other] { $count } autres interventions au même endroit n'ont pas été closes : quelqu'un les a fait avancer entre-temps. Regardez votre tournée.
}
undo-close = Annuler la clôture
undo-seconds = { $seconds ->
    [one] Encore { $seconds } seconde pour annuler : la lettre ne part pas.
   *[other] Encore { $seconds } secondes pour annuler : la lettre ne part pas.
}
undo-over = Le délai pour annuler est passé.
close-together = Clore aussi, au même endroit, avec la même photo

## A job that moved before a crew's action came: what happened as a heading, then who and when

meanwhile-colleague = Un collègue a été plus rapide
meanwhile-own = C'est vous qui l'avez changée
meanwhile-other-team = Cette intervention a changé d'équipe
meanwhile-waits = Un référent décide de la suite
meanwhile-merged = C'est le même problème qu'un autre signalement
meanwhile-referent = Un référent en a décidé autrement
meanwhile-partner = Le prestataire a répondu
meanwhile-moved = Cette intervention a changé entre-temps
meanwhile-take = Prise { $moment } par { $name }, { $team }.
meanwhile-close = Close { $moment } par { $name }, { $team }.
meanwhile-by = { $state }, { $moment }, par { $name }, { $team }.
meanwhile-since = { $state }, { $moment }.
meanwhile-main = C'est le signalement { $main } qui continue.

## "I cannot": ways out of a job, each with what happens then and its button

ways-title = Impossible de nettoyer ?
ways-fixed = Le jour de passage est fixé. Pour en choisir un autre, prenez d'abord l'intervention.
way-day = Jour de passage
way-words = Précisions pour les collègues
way-words-hint = facultatif
way-partner-who = À qui
way-nothing-there = Rien sur place
way-nothing-there-what = Photographiez l'endroit. L'habitant reçoit votre photo et peut répondre.
way-nothing-there-do = Envoyer : rien sur place
way-already-clean = Déjà propre
way-already-clean-what = Photographiez l'endroit. L'habitant reçoit votre photo et peut répondre.
way-already-clean-do = Envoyer : déjà propre
way-blocked = Bloqué par un véhicule
way-blocked-what = L'intervention reste à votre équipe, un autre jour. L'habitant est prévenu de ce jour.
way-blocked-do = Repasser ce jour-là
way-equipment = Il faut du matériel
way-equipment-what = L'intervention reste à votre équipe, un autre jour. L'habitant est prévenu de ce jour. Dites ce qu'il faut.
way-equipment-do = Revenir avec le matériel
way-wrong-team = Pas pour notre équipe
way-wrong-team-what = Un référent la confie à une autre équipe.
way-wrong-team-do = Renvoyer au référent
way-wrong-category = Mauvais type d'anomalie
way-wrong-category-what = Un référent corrige le type. Dites ce que c'est.
way-wrong-category-do = Renvoyer au référent
way-private-property = Lieu privé
way-private-property-what = La Ville n'a pas le droit d'y nettoyer. L'habitant l'apprend par lettre.
way-private-property-do = Clore : lieu privé
way-partner = Pour un prestataire
way-partner-what = Il a 14 jours. S'il n'agit pas, l'intervention revient à votre équipe.
way-partner-do = Transmettre
way-later = Prévoir un autre jour
way-later-what = L'intervention reste à votre équipe. L'habitant est prévenu de ce jour.
way-later-do = Fixer ce jour
way-release = Rendre à l'équipe
way-release-what = Un collègue peut la prendre.
way-release-do = Rendre
way-wrong-photo = Il manque la photo. Prenez-la d'où l'habitant a pris la sienne.
way-wrong-on = Choisissez un jour.
way-wrong-partner = Écrivez à qui vous la transmettez.
way-wrong-too-early = Choisissez aujourd'hui ou plus tard.
way-wrong-too-far = Choisissez { $day } ou plus tôt.
