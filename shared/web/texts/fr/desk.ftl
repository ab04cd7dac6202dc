# The referents' desk.

desk-title = Délais
desk-parts = Parties du bureau
desk-reports = Signalements
desk-show = Afficher
desk-csv = CSV
desk-back = Retour aux délais
desk-none = –
desk-moment = < 1 min
desk-empty = Aucun signalement avec ces choix.
desk-thousands = { "\u202F" }
desk-tenths = { $whole },{ $tenth }
desk-percent = { $share } %
desk-change = { $share } % sur la période d'avant
desk-points = { $points } pt
desk-faster = { $time } de moins
desk-slower = { $time } de plus
desk-same = comme avant
desk-no-before = rien à comparer

## What can be chosen

desk-period-label = Période
desk-period = { $days ->
    [7] 7 derniers jours
    [30] 30 derniers jours
    [90] 90 derniers jours
    [365] 12 derniers mois
   *[other] 5 dernières années
}
desk-period-own = Du… au…
desk-from = Du
desk-until = Au
desk-sector = Secteur
desk-all-sectors = Tous les secteurs
desk-team = Équipe
desk-all-teams = Toutes les équipes
desk-group = Type
desk-all-groups = Tous les types
desk-channel = Canal
desk-all-channels = Tous les canaux
desk-channel-web = Web
desk-channel-api = Autres applications
desk-channel-call_centre = Centre d'appels
desk-kind = Genre d'équipe
desk-all-kinds = Tous les genres
desk-kind-dpe = DPE
desk-kind-urgence_proprete = Urgence Propreté
desk-colour = Couleur du plan
desk-colour-late = part en retard
desk-colour-median = délai médian
desk-colour-beyond = part hors délai
desk-colour-contested = part « pas propre »
desk-colour-ninetieth = 9 sur 10
desk-colour-last-median = délai médian définitif
desk-colour-working-median = délai médian en heures ouvrées
desk-colour-doubtful = part de clôtures douteuses
desk-colour-grade = note
desk-colour-received = reçus

## Numbers

desk-received = Reçus
desk-done = Nettoyés
desk-open = En cours
desk-late = En retard
desk-median = Délai médian
desk-ninetieth = 9 sur 10 en
desk-within = Dans l'objectif
desk-contested = « Pas propre »
desk-last-median = Médian, fin définitive
desk-working-median = Médian, heures ouvrées
desk-doubtful = Clôtures douteuses
desk-grade = Note
desk-grades = { $count ->
    [0] aucun avis
    [one] { $count } avis
   *[other] { $count } avis
}

## Chart, map, table

desk-chart-day = Délai par jour
desk-chart-month = Délai par mois
desk-chart-says = Médiane, et 9 sur 10 en pointillé, selon le jour où le signalement a été reçu.
desk-chart-empty = Pas encore de nettoyage à montrer.
desk-day = Reçus le
desk-as-table = Les mêmes chiffres en tableau
desk-as-list = Les mêmes chiffres en liste
desk-map = Par secteur
desk-area = { $name } : { $value }
desk-teams = Par équipe
desk-no-team = Sans équipe
desk-ages = Âge de ce qui attend
desk-ages-says = Tout ce qui est en cours avec ces choix, quelle que soit la période.
desk-age-0 = moins de 4 h
desk-age-1 = 4 à 12 h
desk-age-2 = 12 à 24 h
desk-age-3 = 1 à 3 jours
desk-age-4 = plus de 3 jours

## Live

desk-as-of = À jour à { $time }
desk-lost = – plus de nouvelles du serveur. Rechargez la page, ou reconnectez-vous.

## What to look at

desk-notices = À regarder
desk-notice-no-team = { $count } en cours sans équipe
desk-notice-late = { $team } : { $count } en retard
desk-notice-slower = { $team } : délai médian de { $now }, contre { $was } à la période d'avant
desk-notice-contested = { $sector } : { $share } dits « pas propre », le double de la moyenne ou plus
desk-notice-doubtful = { $count } à la clôture douteuse

## Each meaning of turnaround

desk-lengths = Les quatre délais
desk-length = Délai
desk-length-of = Nettoyés
desk-length-first-plain = Première clôture, heures pleines
desk-length-first-working = Première clôture, heures ouvrées
desk-length-last-plain = Clôture définitive, heures pleines
desk-length-last-working = Clôture définitive, heures ouvrées
desk-was = avant : { $time }
desk-at-partners = Passés par un partenaire :
desk-at-partners-time = ({ $time } chez lui en moyenne, compris dans les heures pleines)

## The reports behind a number

desk-list-count = { $count ->
    [0] Aucun signalement
    [one] { $written } signalement
   *[other] { $written } signalements
}
desk-list-received = Signalements reçus
desk-list-open = Signalements en cours
desk-list-done = Signalements nettoyés
desk-list-rejected = Signalements sans suite
desk-list-merged = Signalements déjà signalés
desk-list-late = Signalements en retard
desk-list-within = Nettoyés dans l'objectif
desk-list-beyond = Nettoyés hors de l'objectif
desk-list-contested = Signalements dits « pas propre »
desk-list-doubtful = Signalements à la clôture douteuse
desk-list-at_partner = Signalements passés par un partenaire
desk-list-place = Lieu
desk-list-number = Numéro
desk-list-state = État
desk-list-turnaround = Délai
desk-list-next = La suite
