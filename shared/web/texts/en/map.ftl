# The public map, its list, and the pin of a report.

map-see = See the map
map-title = Map of reports
map-list-title = List of reports
map-description = What is reported in the city's streets, and what was cleaned in the last month.
map-group = Kind
map-state = Where it stands
map-age = Since
map-sector = Place
map-all-groups = All kinds
map-all-sectors = The whole city
map-any-age = Any date
map-period = { $days ->
    [1] 24 hours
   *[other] { $days } days
}
map-state-open = Open
map-state-closed = Closed in the last month
map-state-all = Open and closed
map-show = Show
map-count = { $count ->
    [0] No report.
    [1] One report.
   *[other] { $count } reports.
}
map-name = Map. Arrow keys move it, plus and minus change its scale.
map-loading = The map is coming…
map-broken = The map can't be shown on this device, or there is no network.
map-closer = Closer
map-farther = Farther
map-no-script = The map needs JavaScript. The list below says the same.
map-as-list = See the same as a list
map-as-map = See the same on the map
map-legend-open = Open
map-legend-done = Closed
map-legend-cell = Several: tap to come closer
map-private = No names, no e-mail addresses, none of the residents' words. Photos appear once the City has looked at them.
map-base = Background: { $attribution }.
map-outlines = Outlines: { $attribution }.
map-since-open = Reported { $age }
map-since-done = Cleaned { $age }
map-since-rejected = Closed { $age }
map-age-moment = less than an hour ago
map-age-hours = { $hours } h ago
map-age-days = { $days ->
    [1] a day ago
   *[other] { $days } days ago
}
map-photo = Photo of the place
map-around = See the list of this sector
map-close = Close
map-found = What is reported here
map-list-empty = Nothing to see with this choice.
map-list-end = This is the end of the list.
map-list-next = More
foot-report = Report
foot-map = Map
foot-list = List

## The pin

pin-open = Show on the map
pin-title = Choose the place on the map
pin-keys = Map. Arrow keys move the pin, plus and minus change the scale, Enter takes the place.
pin-where = Move the map under the pin.
pin-take = It is here
pin-close = Close the map
pin-too-far = Come closer to the street, then confirm.
pin-unknown = There is no network: the address will be read when it is sent.
