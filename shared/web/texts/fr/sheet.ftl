# A report's page at the desk.

sheet-back = Retour aux signalements
sheet-facts = Ce que l'on sait
sheet-received = Reçu
sheet-due = À nettoyer avant
sheet-turnaround = Délai
sheet-turnaround-final = Délai définitif
sheet-took = { $time }
sheet-took-working = { $time }, dont { $working } ouvrées
sheet-so-far = { $time } jusqu'ici
sheet-so-far-working = { $time } jusqu'ici, dont { $working } ouvrées
sheet-followers = Autres habitants
sheet-followers-count = { $count ->
    [0] personne d'autre
    [one] { $count } personne suit
   *[other] { $count } personnes suivent
}
sheet-partner = Chez un partenaire
sheet-at-partner = { $partner }, jusqu'au { $until }
sheet-on = Passage prévu
sheet-review-on = À revoir
sheet-main = Réuni avec
sheet-channel-web = Web
sheet-channel-api = Autre application
sheet-channel-call_centre = Centre d'appels
sheet-channel-desk = Accueil de mairie
sheet-doubts = Cette clôture est à regarder
sheet-where = Lieu
sheet-place = { $place }, { $source }
sheet-place-accuracy = { $place }, { $source }, à { $metres } m près
sheet-source-phone = par le téléphone
sheet-source-photo = par la photo
sheet-source-hand = à la main
sheet-map-open = Choisir sur la carte
sheet-map-keys = Carte. Les flèches déplacent le repère, plus et moins changent l'échelle.

## Photos

sheet-photos = Photos
sheet-no-photo = Aucune photo n'est venue avec ce signalement.
sheet-photo-unreadable = Photo illisible
sheet-photo-partner = Photo du partenaire
sheet-photo-refused = Ce que l'équipe a trouvé
sheet-photo-contest = « Pas propre »
sheet-photo-released = Montrée à tous depuis { $moment }
sheet-photo-release = Montrer à tous
sheet-photo-hide = Cacher à nouveau
sheet-did-release = La photo est montrée sur la carte et à qui signale la même chose.
sheet-did-hide = La photo n'est plus montrée.

## What happened

sheet-history = Historique
sheet-recorded = noté { $moment }
sheet-because = Raison : { $reason }
sheet-changed-category = Type : { $was } → { $is }
sheet-changed-team = Équipe : { $was } → { $is }
sheet-changed-place = Lieu : { $was } → { $is }
sheet-step-receive = Reçu
sheet-step-assign = Confié à { $team }
sheet-step-assign-none = Aucune équipe trouvée : un référent décide
sheet-step-take = Pris en main
sheet-step-release = Rendu à l'équipe
sheet-step-schedule = Passage prévu { $on }
sheet-step-close = Nettoyé et clos
sheet-step-undo = Clôture annulée
sheet-step-refuse = Clos sans nettoyage
sheet-step-send_back = Renvoyé aux référents
sheet-step-requalify = Précisé
sheet-step-transfer = Transmis à { $partner }
sheet-step-come_back = Revenu du partenaire
sheet-step-watch = Sous surveillance jusqu'au { $review }
sheet-step-resume = Repris
sheet-step-merge = Réuni avec { $main }
sheet-step-contest = « Ce n'est pas propre »
sheet-step-archive = Archivé
sheet-step-follow = Une autre personne signale la même chose
sheet-step-write = Lettre au déclarant
sheet-who-reporter = le déclarant
sheet-who-follower = abonné { $number }
sheet-who-somebody = un abonné
sheet-a-follower = un abonné
sheet-who-referent = { $name }, référent
sheet-who-crew = { $team }
sheet-who-call_centre = un téléconseiller
sheet-who-api = une autre application
sheet-who-dispatcher = la répartition
sheet-who-contractor = le partenaire
sheet-who-clock = le temps
sheet-reason-nothing_there = rien à cet endroit
sheet-reason-already_clean = déjà propre
sheet-reason-private_property = lieu privé
sheet-reason-other = autre raison, en clair
sheet-reason-wrong_team = pas cette équipe
sheet-reason-wrong_category = pas ce type
sheet-reason-blocked = un véhicule gêne
sheet-reason-equipment = il faut du matériel

## Letters

sheet-letters = Lettres
sheet-no-letter = Aucune lettre n'est due pour ce signalement.
sheet-letters-more = Et { $count } plus anciennes.
sheet-letter = Lettre
sheet-letter-to = À
sheet-letter-state = État
sheet-letter-time = Quand
sheet-letter-said = Le serveur a dit :
sheet-letter-of = { $who } de { $own }
sheet-letter-attempts = { $attempts ->
    [0] { $state }
    [1] { $state }
   *[other] { $state }, { $attempts } essais
}
sheet-letter-waiting = en attente
sheet-letter-accepted = acceptée
sheet-letter-refused = refusée
sheet-letter-not_wanted = pas voulue
sheet-letter-about-receive = C'est noté
sheet-letter-about-follow = Vous suivez
sheet-letter-about-schedule = Passage prévu
sheet-letter-about-close = C'est nettoyé
sheet-letter-about-refuse = Clos sans nettoyage
sheet-letter-about-merge = Réuni avec un autre
sheet-letter-about-contest = Rouvert
sheet-letter-about-write = Écrite à la main
sheet-letter-about-photo = Une autre photo est demandée
sheet-letter-about-to_requalify = À préciser

## What people say

sheet-grades = Satisfaction
sheet-no-grade = Personne n'a encore donné d'avis.
sheet-grade = { $grade } sur 5, { $who }, { $moment }
sheet-notes = Notes entre collègues
sheet-notes-say = Jamais montrées aux habitants ni aux équipes.
sheet-no-note = Aucune note.

## What a referent can do

sheet-ways = Que faire ?
sheet-choose = Choisir…
sheet-way-assign = Confier à une autre équipe
sheet-way-assign-what = L'équipe choisie le reçoit, quoi que disent les règles. Un passage prévu s'efface.
sheet-way-assign-do = Confier
sheet-did-assign = C'est confié. L'équipe le voit dans un instant.
sheet-way-category = Changer le type
sheet-way-category-what = La répartition choisit à nouveau l'équipe. L'échéance suit le nouveau type.
sheet-way-category-do = Changer le type
sheet-did-category = Le type est changé. La répartition choisit l'équipe.
sheet-way-pin = Déplacer le point
sheet-way-pin-what = La répartition choisit à nouveau l'équipe. L'ancien lieu reste dans l'historique.
sheet-way-pin-do = Déplacer
sheet-did-pin = Le lieu est changé. La répartition choisit l'équipe.
sheet-way-schedule = Prévoir un passage
sheet-way-schedule-what = L'équipe passera ce jour-là. Les habitants reçoivent la date.
sheet-way-schedule-do = Prévoir
sheet-did-schedule = Le passage est prévu. Les habitants sont prévenus.
sheet-way-transfer = Transmettre à un partenaire
sheet-way-transfer-what = Il l'a pour 14 jours. Sans nouvelle de lui, le signalement revient.
sheet-way-transfer-do = Transmettre
sheet-did-transfer = C'est transmis au partenaire.
sheet-way-watch = Surveiller
sheet-way-watch-what = Personne ne passe avant ce jour. Il revient alors à l'équipe.
sheet-way-watch-do = Surveiller
sheet-did-watch = C'est sous surveillance.
sheet-way-resume = Reprendre
sheet-way-resume-what = La surveillance s'arrête. L'équipe qui l'avait le reprend.
sheet-way-resume-do = Reprendre
sheet-did-resume = C'est repris.
sheet-way-merge = Réunir avec un autre
sheet-way-merge-what = L'autre continue seul. Tous ceux qui suivent celui-ci sont prévenus.
sheet-way-merge-do = Réunir
sheet-did-merge = Les deux sont réunis. Les habitants sont prévenus.
sheet-way-close = Clore comme nettoyé
sheet-way-close-what = Les habitants reçoivent la photo et la réponse.
sheet-way-close-do = Clore
sheet-did-close = C'est clos. Les habitants sont prévenus.
sheet-way-refuse = Clore sans nettoyage
sheet-way-refuse-what = Les habitants lisent la réponse. « Rien à cet endroit » et « déjà propre » demandent une photo.
sheet-way-refuse-do = Clore sans nettoyage
sheet-did-refuse = C'est clos sans nettoyage. Les habitants sont prévenus.
sheet-way-write = Écrire au déclarant
sheet-way-write-what = Une vraie lettre, dans vos mots, à lui seul. Elle reste dans l'historique.
sheet-way-write-do = Envoyer la lettre
sheet-did-write = La lettre part.
sheet-way-note = Noter pour les collègues
sheet-way-note-what = Seuls les référents la lisent.
sheet-way-note-do = Noter
sheet-did-note = C'est noté.

sheet-field-team = Équipe
sheet-field-category = Nouveau type
sheet-field-place = Adresse, ou latitude et longitude
sheet-field-on = Jour du passage
sheet-field-review_on = Jour où l'on regarde à nouveau
sheet-field-partner = Nom du partenaire
sheet-field-main = Numéro de l'autre signalement
sheet-field-reason = Raison
sheet-field-done_reply = Réponse préparée
sheet-field-rejected_reply = Réponse préparée
sheet-field-answer = Ou vos mots, que les habitants liront
sheet-field-photo = Photo
sheet-field-words = Pourquoi (pour les collègues, facultatif)
sheet-field-letter = Votre message
sheet-field-note = Votre note

sheet-wrong-team = Choisissez une équipe.
sheet-wrong-category = Choisissez un type.
sheet-wrong-place = Ce lieu n'est pas trouvé. Écrivez l'adresse entière, avec le numéro et le code postal, ou « 48.86460, 2.37830 ».
sheet-wrong-on = Choisissez un jour.
sheet-wrong-review_on = Choisissez un jour.
sheet-wrong-partner = Écrivez le nom du partenaire.
sheet-wrong-main = Ce numéro n'est pas celui d'un signalement de vos secteurs. Vérifiez-le : S2026K004217.
sheet-wrong-reason = Choisissez une raison.
sheet-wrong-done_reply = Choisissez une réponse préparée, ou écrivez la vôtre.
sheet-wrong-rejected_reply = Choisissez une réponse préparée, ou écrivez la vôtre.
sheet-wrong-answer = Écrivez la raison : les habitants la liront.
sheet-wrong-photo = Ajoutez une photo.
sheet-wrong-words = Écrivez quelques mots.
sheet-wrong-letter = Écrivez votre message. Si le déclarant n'a pas, ou plus, d'adresse, on ne peut pas lui écrire.
sheet-wrong-note = Écrivez votre note.

## Two at once

sheet-changed = Ce signalement a changé entre-temps
sheet-changed-nothing = Rien de ce que vous avez envoyé n'a été fait. Voici ce qui s'est passé :
sheet-changed-state = Il n'est plus dans l'état où vous l'avez vu.
sheet-changed-again = Ce que vous avez écrit est encore dans le formulaire. Si cela vaut toujours, envoyez-le à nouveau.
sheet-changed-typed = Ce n'est plus possible ainsi. Voici ce que vous aviez écrit :
sheet-overtaken = Il a changé entre-temps : regardez sa page.

## The list of reports

desk-list-unreadable = Signalements à la photo illisible
desk-list-untold = Signalements dont une lettre est refusée
list-seek = Numéro, adresse ou mots
list-seek-hint = matelas oberkampf
list-show = Lesquels
list-show-received = tous
list-show-open = en cours
list-show-done = nettoyés
list-show-rejected = sans suite
list-show-merged = déjà signalés
list-show-late = en retard
list-show-within = dans l'objectif
list-show-beyond = hors de l'objectif
list-show-contested = « pas propre »
list-show-doubtful = clôture douteuse
list-show-at_partner = passés par un partenaire
list-show-unreadable = photo illisible
list-show-untold = habitant pas prévenu
list-more = Plus de choix
list-state = État
list-all-states = Tous les états
list-age = Attend depuis
list-all-ages = Tous les âges
list-more-than = Plus de { $count } signalements
list-newest = Les plus récents d'abord
list-mark-doubtful = douteux
list-mark-contested = « pas propre »
list-did-away = C'est fait. Ce signalement n'est plus dans vos secteurs.
list-did-kept = La liste est gardée.
list-did-forgotten = La liste n'est plus gardée.
view-kept = Listes gardées
view-keep = Garder cette liste
view-name = Nom de la liste
view-forget = Ne plus garder « { $name } »
view-no-name = Donnez-lui un nom.
view-name-too-long = { $most } caractères au plus.
bulk-heading = Avec les signalements cochés
bulk-chosen = { $count } cochés
bulk-choose = Tout cocher
bulk-choose-one = Cocher { $reference }
bulk-none-chosen = Cochez d'abord un signalement.
bulk-no-way = Ouvrez ce que vous voulez faire, et appuyez sur son bouton.
bulk-title = Fait pour { $done } sur { $all }
bulk-refused = { $count ->
    [one] Rien fait pour { $count } signalement
   *[other] Rien fait pour { $count } signalements
}
bulk-did-assign = Confiés à l'équipe choisie
bulk-did-category = Type changé
bulk-did-schedule = Passage prévu, habitants prévenus
bulk-did-transfer = Transmis au partenaire
bulk-did-watch = Sous surveillance
bulk-did-resume = Repris
bulk-did-merge = Réunis, habitants prévenus
bulk-did-refuse = Clos sans nettoyage, habitants prévenus
