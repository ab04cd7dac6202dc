# Settings of the city.

problem-crew-not-admin = This page is for administrators
problem-crew-not-admin-do = Ask the person who manages Rue Nette for your city.
city-title = Settings
city-says = What the city is made of. Each change counts at once and stays written in the log.
city-teams = Teams
city-teams-says = Their shifts and their sectors. Each sector has one team of each kind.
city-teams-new = New team
city-people = People
city-people-says = Who works with Rue Nette, and what each may do.
city-people-new = New person
city-categories = Kinds of problem
city-categories-says = Who handles it, how soon, by which calendar.
city-calendars = Calendars
city-calendars-says = The hours that count as working time in turnaround.
city-calendars-new = New calendar
city-log = Log
city-log-says = Who changed what, when, and from what to what.
city-empty = Nothing here.
city-add = Add
city-save = Save
city-none = –
city-yes = yes
city-no = no
city-in-fr = { $what } (French)
city-in-en = { $what } (English)
city-did-saved = Saved, and it counts already.
city-did-added = Added.
city-did-ended = They can't sign in any more.
city-did-returned = They can sign in again.
city-did-signed-out = They are signed out everywhere.
city-search = Name or address
city-search-left = Who
city-search-there = In office
city-search-gone = Have left
city-left = left { $moment }
city-code = number { $code } in the published tree
city-hours = { $hours } h
city-metres = { $metres } m
city-calendar-used = Used by: { $categories }.

## Fields

city-field-id = Id
city-field-id-hint = Lower-case letters, digits and hyphens; it never changes.
city-field-team = Team
city-field-kind = Kind
city-field-name = Name
city-field-sentence_name = Name in a sentence
city-field-shift = Shift
city-field-shift-from = Shift begins
city-field-shift-from-hint = the city's own time, 06:00
city-field-shift-until = Shift ends
city-field-shift-until-hint = 24:00 for midnight
city-field-sectors = Sectors
city-field-sectors-hint = A sector ticked here leaves the team of this kind that had it. For a referent: none ticked, all sectors.
city-field-email = E-mail address
city-field-email-hint = The sign-in link is sent there; it never changes.
city-field-role = Role
city-field-team-hint = of a crew member
city-field-where = Team or sectors
city-field-language = Language
city-field-left_at = Left
city-field-category = Kind of problem
city-field-categories = Kinds of problem
city-field-code = Number
city-field-icon = Drawing
city-field-short = Short name
city-field-also = Other words
city-field-group = Group
city-field-position = Rank
city-field-position-hint = the smallest comes first
city-field-handled_by = Who handles it
city-field-partner = Partner
city-field-partner-fr-hint = with the article, where a partner handles it
city-field-tell = Whom to tell
city-field-tell-fr-hint = where nobody here handles it
city-field-target_hours = Promised within
city-field-target_hours-hint = in hours; counts for the next reports
city-field-calendar = Calendar
city-field-radius_m = Radius
city-field-radius_m-hint = in metres: an open report that is nearer is probably the same
city-field-danger = Dangerous
city-field-danger-hint = the emergency number comes first
city-field-hours = Hours
city-kind-dpe = Division's team
city-kind-urgence_proprete = Urgence Propreté
city-role-crew = Crew member
city-role-referent = Referent
city-role-call_centre = Call-centre agent
city-role-admin = Administrator
city-language-fr = French
city-language-en = English
city-handled_by-cleaning = A cleaning team
city-handled_by-partner = A partner
city-handled_by-elsewhere = Nobody here
city-day-mon = Monday
city-day-tue = Tuesday
city-day-wed = Wednesday
city-day-thu = Thursday
city-day-fri = Friday
city-day-sat = Saturday
city-day-sun = Sunday
city-day-holiday = Public holiday
city-day-from = { $day }, from ({ $at })
city-day-until = { $day }, until ({ $at })
city-short-mon = Mon
city-short-tue = Tue
city-short-wed = Wed
city-short-thu = Thu
city-short-fri = Fri
city-short-sat = Sat
city-short-sun = Sun
city-short-holiday = holiday

## What is wrong

city-wrong = { $count ->
    [one] One thing is to be put right. Nothing is saved.
   *[other] { $count } things are to be put right. Nothing is saved.
}
city-wrong-empty = Write something here.
city-wrong-invisible = There are invisible characters here.
city-wrong-long = This is too long: at most { $most } characters.
city-wrong-number = Write a whole number from { $from } to { $until }.
city-wrong-time = Write a time such as 06:00, up to 24:00.
city-wrong-choice = Choose one of those that are offered.
city-wrong-id = Only lower-case letters, digits and hyphens, and not “new”.
city-wrong-id-taken = This id is there already.
city-wrong-last-of-group = This is the last kind of its group, which would be left empty.
city-wrong-email = This address is not complete.
city-wrong-email-taken = { $name } has this address already.
city-wrong-last-admin = This is the last administrator: name another one first.
city-wrong-no-shift = A shift is needed: the rules give reports to this kind of team ({ $rules }).
city-wrong-backwards = The end must come after the beginning; a night is written in two parts.
city-wrong-shift-of-rule = The rule “{ $rule }” gives it reports at { $time }, when nobody is there. Change the rule first.
city-wrong-half = A beginning and an end are needed.
city-wrong-overlap = { $earlier } and { $later } overlap: each minute counts once.
city-wrong-no-hour = At least one hour of the week is needed.
city-wrong-no-hour-used = At least one hour of the week is needed: it is used by { $categories }.
city-wrong-orphans = No team of this kind ({ $kind }) would be left for: { $sectors }. First tick these sectors at another team.
city-flaw-hole = The rules would leave a hole: nothing for “{ $category }”, { $sector }, at { $time }. Change the rules first.
city-flaw-dead = The rule “{ $rule }” would never count any more. Change the rules first.
city-flaw-overlap = The rules “{ $earlier }” and “{ $later }” would both claim this kind. Change the rules first.
city-flaw-named = The rule “{ $rule }” names this kind, which would not go to a team any more. Change the rules first.

## Of several people

city-newer = Somebody changed it meanwhile
city-newer-do = Nothing is saved. Here is what changed; the form keeps what you wrote. Save again to replace it.
city-people-end = End their office
city-people-end-says = From now on they can't sign in; all their sessions and tokens end. What they did stays.
city-people-return = Take them back
city-people-return-says = They have left. They can come back with the same role.
city-people-sign-out = Sign out everywhere
city-people-sign-out-says = A phone was lost: all sessions end, and what waits in it is not made in their name any more.

## Log

city-log-of = All that was changed here
city-log-kind = What
city-log-all-kinds = Everything
city-log-team = Teams
city-log-person = People
city-log-category = Kinds of problem
city-log-calendar = Calendars
city-log-by = Who
city-log-everybody = Everybody
city-log-command = Command line
city-log-whole = The whole log
city-log-empty = Nothing was changed with these choices.
city-log-when = When
city-log-what = What
city-log-change = From what to what
city-log-team-add = Team added
city-log-team-change = Team changed
city-log-person-add = Person added
city-log-person-change = Person changed
city-log-person-end = End of office
city-log-person-return = Back in office
city-log-person-sign_out = Signed out everywhere
city-log-category-change = Kind of problem changed
city-log-calendar-add = Calendar added
city-log-calendar-change = Calendar changed

## The city's pack

city-pack = City pack
city-pack-says = All that is set here, as files: to keep it, to read it, or to begin with it elsewhere.
city-pack-how = Seven files, as the database has them now, with what was changed here. Put into a folder, “dispatch load” loads them into an empty database; loaded again here they never replace anything. People, reports and the log are not in them.
city-pack-size = { $kilobytes } kB
city-pack-city = The city itself: name, languages, bounds, neighbouring communes.
city-pack-sectors = The outlines of the sectors.
city-pack-calendars = The calendars.
city-pack-categories = Groups and kinds of problem.
city-pack-teams = The teams.
city-pack-rules = The dispatch rules in force.
city-pack-replies = The prepared answers in force.
