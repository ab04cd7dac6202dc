# The public map, its list, and the pin of a report.

map-see = Voir la carte
map-title = Carte des signalements
map-list-title = Liste des signalements
map-description = Ce qui est signalé dans les rues de la ville, et ce qui a été nettoyé depuis un mois.
map-group = Type
map-state = État
map-age = Depuis
map-sector = Lieu
map-all-groups = Tous les types
map-all-sectors = Toute la ville
map-any-age = Toutes les dates
map-period = { $days ->
    [1] 24 heures
   *[other] { $days } jours
}
map-state-open = En cours
map-state-closed = Clos depuis un mois
map-state-all = En cours et clos
map-show = Afficher
map-count = { $count ->
    [0] Aucun signalement.
    [1] Un signalement.
   *[other] { $count } signalements.
}
map-name = Carte. Les flèches la déplacent, plus et moins l'agrandissent ou la réduisent.
map-loading = La carte arrive…
map-broken = La carte ne peut pas s'afficher sur cet appareil, ou le réseau manque.
map-closer = Agrandir
map-farther = Réduire
map-no-script = La carte a besoin de JavaScript. La liste ci-dessous dit la même chose.
map-as-list = Voir la même chose en liste
map-as-map = Voir la même chose sur la carte
map-legend-open = En cours
map-legend-done = Clos
map-legend-cell = Plusieurs : touchez pour vous approcher
map-private = Ni nom, ni adresse e-mail, ni texte des habitants. Les photos paraissent une fois relues par la Ville.
map-base = Fond de carte : { $attribution }.
map-outlines = Contours : { $attribution }.
map-since-open = Signalé { $age }
map-since-done = Nettoyé { $age }
map-since-rejected = Clos { $age }
map-age-moment = il y a moins d'une heure
map-age-hours = il y a { $hours } h
map-age-days = { $days ->
    [1] il y a un jour
   *[other] il y a { $days } jours
}
map-photo = Photo de l'endroit
map-around = Voir la liste de ce secteur
map-close = Fermer
map-found = Ce qui est signalé ici
map-list-empty = Rien à voir avec ce choix.
map-list-end = C'est la fin de la liste.
map-list-next = La suite
foot-report = Signaler
foot-map = Carte
foot-list = Liste

## The pin

pin-open = Montrer sur la carte
pin-title = Choisir le lieu sur la carte
pin-keys = Carte. Les flèches déplacent le repère, plus et moins changent l'échelle, Entrée choisit le lieu.
pin-where = Déplacez la carte sous le repère.
pin-take = C'est ici
pin-close = Fermer la carte
pin-too-far = Approchez-vous de la rue, puis validez.
pin-unknown = Le réseau manque : l'adresse sera lue à l'envoi.
