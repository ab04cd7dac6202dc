# The crews' screens, and the sentences of the dispatcher. Apostrophes are set when this is read.

## Why a report has no team: stands alone, or behind "waiting"

assignment-partner = to be checked by a referent: this kind of problem is handled by { $partner }
assignment-no-rule = to be checked by a referent: no rule names a team

## Points asked about on the command line: why a row has no team

where-outside = outside the city: more than 30 m from every sector
where-swapped = outside the city; latitude and longitude seem to be swapped
where-latitude = row not read: lat "{ $value }" is not a number
where-longitude = row not read: lon "{ $value }" is not a number
where-no-place = row not read: { $value } is not a place
where-category = no team: there is no category "{ $value }"
where-time = row not read: the time "{ $value }" is not written like 2026-11-24T12:30
where-no-such-hour = row not read: the time "{ $value }" does not exist, clocks go forward that night
where-columns = row not read: it has another number of columns than the first line ({ $value })
where-not-utf8 = row not read: it is not UTF-8

## Sign in

sign-in-title = Crews: sign in
sign-in-intro = Get a link by e-mail. There is no password.
sign-in-email = Your work e-mail address
sign-in-send = Get the link
sign-in-send-again = Get another link
sign-in-sent = If this address is known, a link is on its way. It works once, for 15 minutes.
sign-in-not-come = Nothing after two minutes? Look in your spam folder, then check the address.
sign-in-bad-address = This address is not complete. Example: first.last@paris.example
sign-in-again = Get a new link
sign-in-link-title = Hello
sign-in-link-intro = One button, and your jobs appear. You stay signed in for 12 hours.
sign-in-link-confirm = Sign me in
sign-in-shared = A shared phone? Sign out when your shift ends.

## Errors

problem-crew-no-team = You are in no team
problem-crew-no-team-do = The round is for crews. The referents' desk is not open yet.
problem-crew-not-referent = This page is for referents
problem-crew-not-referent-do = Your work begins at your round.
problem-crew-page = This page does not exist
problem-crew-page-do = The address is not complete, or this job is not your team's.
problem-crew-other-site = Not accepted
problem-crew-other-site-do = This form comes from another site. Start again from this page.
problem-crew-link = This link no longer works
problem-crew-link-do = A link works once, for 15 minutes. Ask for another one.
problem-crew-failed = Something went wrong on our side
problem-crew-failed-do = Try again in a minute. Sending the same thing again counts once.
problem-crew-too-large = That is larger than { $size }
problem-crew-too-large-do = Three photos at most, of 25 MB each at most.
problem-crew-too-slow = The sending was too slow: less than { $size } in { $time }
problem-crew-too-slow-do = Nothing was recorded. Look for a better network and send again.
problem-crew-too-long = The sending took more than { $time }
problem-crew-too-long-do = Nothing was recorded. Look for a better network and send again.
problem-crew-request = This request is not complete
problem-crew-request-do = Go back and start again.
round-back = Back to my round
job-see = See the job

## The round

round-title = My round
round-count = { $count ->
    [one] { $count } job
   *[other] { $count } jobs
}
round-followers = { $count ->
    [one] { $count } person follows
   *[other] { $count } people follow
}
round-more = The { $shown } most urgent are shown, of { $count }.
round-empty = Nothing to clean right now
round-empty-next = New reports from your sector arrive here.
round-look-again = Look again
round-next = Next job
round-cannot = Can't do it…
round-order = Order
round-by-urgency = By urgency
round-by-way = As a round
photo-more = Add more photos
photo-more-one = Photo { $number }
round-map-name = Plan of the round
round-map-keys = Map of the round. Arrow keys move it, plus and minus change its scale.
round-map-open = Show the street map
round-map-close = Close the map
round-no-place = The phone does not give its place: the round begins at the most urgent job.
round-wrong-place = The place can't be read: the round begins at the most urgent job.
round-same-place = same place
round-far = { $distance } away
round-here = here
distance-metres = { $metres } m
distance-kilometres = { $whole }.{ $tenth } km
round-taken = taken by { $name }
round-colleagues = In colleagues' hands
round-later = { $count ->
    [one] { $count } more is planned for another day.
   *[other] { $count } more are planned for another day.
}
round-end-of-shift = The shift ends at { $time }: what is taken and not closed then goes back to the team.
round-did-refuse = Noted: closed without cleaning. The resident is told.
round-did-send_back = Noted: a referent decides what happens next.
round-did-schedule = Noted: the resident knows on which day a team comes.
round-did-release = Noted: the job is back with the team.
due-today = before { $time }
due-later = due { $moment }
due-late = + { $time }
due-late-said = late by
take-job = I'm going
close-job = Close the job

## One job

job-received = Received { $moment }
job-why = Why you: { $sentence }.
job-words = What the resident says
job-no-photo = Reported without a photo
job-photo-unreadable = Photo can't be read
job-taken = Taken at { $time } by { $name }, { $team }.
job-elsewhere = This job is no longer to be done: { $state }.
job-other-team = The team { $team } has this job now.
job-scheduled = Planned for { $day }.
job-directions = Directions
job-coordinates = { $place }, for any other map
somebody = a colleague
take-nothing-lost = You can go on to the next one.
close-not-sent = What you sent changed nothing: the first photo and the first reply stay.
close-heading = Is it clean?
close-at-once = Already clean? Close it now
close-reply = Reply to the resident
close-other-reply = Another reply
close-own-words = Reply in my own words
close-own-words-label = My own words to the resident
close-own-words-hint = instead of the chosen reply
close-no-photo = The photo after cleaning is missing. Take it from where the resident took theirs.
close-too-many-photos = { $most } photos at most. Remove some.
close-no-reply = Choose a reply, or write your own.
close-words-too-long = Your text has { $count } characters, { $most } at most. Please shorten it.
done-in = Closed at { $time }, { $duration } after the report.
done-reply = The reply to the resident
letter-nobody = Nobody asked for a letter.
letter-leaves-in = The letter to the resident leaves in { $seconds } s.
letter-on-its-way = The letter to the resident is on its way.
letter-left = The letter to the resident left at { $time }.
letter-refused = The letter could not be delivered to the resident.
done-together = { $count ->
    [one] One other job at the same place is closed with it.
   *[other] { $count } other jobs at the same place are closed with it.
}
done-left = { $count ->
    [one] One other job at the same place was not closed: somebody moved it meanwhile. Look at your round.
   *[other] { $count } other jobs at the same place were not closed: somebody moved them meanwhile. Look at your round.
}
undo-close = Undo the close
undo-seconds = { $seconds ->
    [one] { $seconds } second left to undo: the letter does not leave.
   *[other] { $seconds } seconds left to undo: the letter does not leave.
}
undo-over = The time to undo is over.
close-together = Close these too, at the same place, with the same photo

## A job that moved before a crew's action came: what happened as a heading, then who and when

meanwhile-colleague = A colleague was quicker
meanwhile-own = You changed it yourself
meanwhile-other-team = This job has gone to another team
meanwhile-waits = A referent decides what happens next
meanwhile-merged = It is the same problem as another report
meanwhile-referent = A referent decided otherwise
meanwhile-partner = The contractor has answered
meanwhile-moved = This job has changed meanwhile
meanwhile-take = Taken { $moment } by { $name }, { $team }.
meanwhile-close = Closed { $moment } by { $name }, { $team }.
meanwhile-by = { $state }, { $moment }, by { $name }, { $team }.
meanwhile-since = { $state }, { $moment }.
meanwhile-main = Report { $main } goes on.

## "I cannot": ways out of a job, each with what happens then and its button

ways-title = Can't clean it?
ways-fixed = The day is fixed. To choose another one, take the job first.
way-day = Day
way-words = Details for colleagues
way-words-hint = optional
way-partner-who = To whom
way-nothing-there = Nothing there
way-nothing-there-what = Photograph the place. The resident gets your photo and can answer.
way-nothing-there-do = Send: nothing there
way-already-clean = Already clean
way-already-clean-what = Photograph the place. The resident gets your photo and can answer.
way-already-clean-do = Send: already clean
way-blocked = Blocked by a vehicle
way-blocked-what = The job stays with your team, for another day. The resident is told that day.
way-blocked-do = Come back that day
way-equipment = Needs equipment
way-equipment-what = The job stays with your team, for another day. The resident is told that day. Say what is needed.
way-equipment-do = Come back with the equipment
way-wrong-team = Not for our team
way-wrong-team-what = A referent gives it to another team.
way-wrong-team-do = Send back to the referent
way-wrong-category = Wrong kind of problem
way-wrong-category-what = A referent corrects the kind. Say what it is.
way-wrong-category-do = Send back to the referent
way-private-property = Private property
way-private-property-what = The City may not clean there. The resident is told by letter.
way-private-property-do = Close: private property
way-partner = For a contractor
way-partner-what = They have 14 days. If they do nothing, the job comes back to your team.
way-partner-do = Pass it on
way-later = Plan another day
way-later-what = The job stays with your team. The resident is told that day.
way-later-do = Fix this day
way-release = Give it back to the team
way-release-what = A colleague can take it.
way-release-do = Give it back
way-wrong-photo = The photo is missing. Take it from where the resident took theirs.
way-wrong-on = Choose a day.
way-wrong-partner = Write to whom you pass it on.
way-wrong-too-early = Choose today or later.
way-wrong-too-far = Choose { $day } or earlier.
