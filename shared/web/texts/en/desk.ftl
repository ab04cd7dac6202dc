# The referents' desk.

desk-title = Turnaround
desk-parts = Parts of the desk
desk-reports = Reports
desk-show = Show
desk-csv = CSV
desk-back = Back to turnaround
desk-none = –
desk-moment = < 1 min
desk-empty = No report with these choices.
desk-thousands = ,
desk-tenths = { $whole }.{ $tenth }
desk-percent = { $share }%
desk-change = { $share }% against the period before
desk-points = { $points } pt
desk-faster = { $time } less
desk-slower = { $time } more
desk-same = as before
desk-no-before = nothing to compare

## What can be chosen

desk-period-label = Period
desk-period = { $days ->
    [7] Last 7 days
    [30] Last 30 days
    [90] Last 90 days
    [365] Last 12 months
   *[other] Last 5 years
}
desk-period-own = From… to…
desk-from = From
desk-until = To
desk-sector = Sector
desk-all-sectors = All sectors
desk-team = Team
desk-all-teams = All teams
desk-group = Kind
desk-all-groups = All kinds
desk-channel = Channel
desk-all-channels = All channels
desk-channel-web = Web
desk-channel-api = Other applications
desk-channel-call_centre = Call centre
desk-kind = Kind of team
desk-all-kinds = All kinds of team
desk-kind-dpe = Cleaning division
desk-kind-urgence_proprete = Urgence Propreté
desk-colour = Colour of the plan
desk-colour-late = share late
desk-colour-median = median turnaround
desk-colour-beyond = share beyond target
desk-colour-contested = share “not clean”
desk-colour-ninetieth = 9 of 10
desk-colour-last-median = final median
desk-colour-working-median = median in working hours
desk-colour-doubtful = share of doubtful closes
desk-colour-grade = satisfaction
desk-colour-received = received

## Numbers

desk-received = Received
desk-done = Cleaned
desk-open = Open
desk-late = Late
desk-median = Median turnaround
desk-ninetieth = 9 of 10 within
desk-within = Within target
desk-contested = “Not clean”
desk-last-median = Median, final
desk-working-median = Median, working hours
desk-doubtful = Doubtful closes
desk-grade = Grade
desk-grades = { $count ->
    [0] no opinion
    [one] { $count } opinion
   *[other] { $count } opinions
}

## Chart, map, table

desk-chart-day = Turnaround by day
desk-chart-month = Turnaround by month
desk-chart-says = Median, and 9 of 10 dashed, by the day of the report's receipt.
desk-chart-empty = No cleaning to show yet.
desk-day = Received on
desk-as-table = The same figures as a table
desk-as-list = The same figures as a list
desk-map = By sector
desk-area = { $name }: { $value }
desk-teams = By team
desk-no-team = Without a team
desk-ages = Age of what waits
desk-ages-says = All that is open with these choices, whatever the period.
desk-age-0 = under 4 h
desk-age-1 = 4 to 12 h
desk-age-2 = 12 to 24 h
desk-age-3 = 1 to 3 days
desk-age-4 = over 3 days

## Live

desk-as-of = As of { $time }
desk-lost = – no news from the server. Reload the page, or sign in again.

## What to look at

desk-notices = To look at
desk-notice-no-team = { $count } open without a team
desk-notice-late = { $team }: { $count } overdue
desk-notice-slower = { $team }: median { $now }, { $was } in the period before
desk-notice-contested = { $sector }: { $share } said to be not clean, twice the average or more
desk-notice-doubtful = { $count } with a doubtful close

## Each meaning of turnaround

desk-lengths = The four turnarounds
desk-length = Turnaround
desk-length-of = Cleaned
desk-length-first-plain = First close, plain hours
desk-length-first-working = First close, working hours
desk-length-last-plain = Final close, plain hours
desk-length-last-working = Final close, working hours
desk-was = before: { $time }
desk-at-partners = Passed to a partner:
desk-at-partners-time = ({ $time } with them on average, part of the plain hours)

## The reports behind a number

desk-list-count = { $count ->
    [0] No report
    [one] { $written } report
   *[other] { $written } reports
}
desk-list-received = Reports received
desk-list-open = Open reports
desk-list-done = Cleaned reports
desk-list-rejected = Refused reports
desk-list-merged = Reports already reported
desk-list-late = Late reports
desk-list-within = Cleaned within target
desk-list-beyond = Cleaned beyond target
desk-list-contested = Reports said to be “not clean”
desk-list-doubtful = Reports with a doubtful close
desk-list-at_partner = Reports that went to a partner
desk-list-place = Place
desk-list-number = Number
desk-list-state = State
desk-list-turnaround = Turnaround
desk-list-next = More
