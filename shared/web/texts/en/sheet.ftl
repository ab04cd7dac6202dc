# A report's page at the desk.

sheet-back = Back to the reports
sheet-facts = What is known
sheet-received = Received
sheet-due = To be cleaned by
sheet-turnaround = Turnaround
sheet-turnaround-final = Final turnaround
sheet-took = { $time }
sheet-took-working = { $time }, { $working } of it working hours
sheet-so-far = { $time } so far
sheet-so-far-working = { $time } so far, { $working } of it working hours
sheet-followers = Other residents
sheet-followers-count = { $count ->
    [0] nobody else
    [one] { $count } person follows
   *[other] { $count } people follow
}
sheet-partner = With a partner
sheet-at-partner = { $partner }, until { $until }
sheet-on = Visit planned
sheet-review-on = To be looked at again
sheet-main = Joined with
sheet-channel-web = Web
sheet-channel-api = Other application
sheet-channel-call_centre = Call centre
sheet-channel-desk = Town hall desk
sheet-doubts = This close should be looked at
sheet-where = Place
sheet-place = { $place }, { $source }
sheet-place-accuracy = { $place }, { $source }, within { $metres } m
sheet-source-phone = by the phone
sheet-source-photo = by the photo
sheet-source-hand = by hand
sheet-map-open = Choose on the map
sheet-map-keys = Map. The arrows move the pin, plus and minus change the scale.

## Photos

sheet-photos = Photos
sheet-no-photo = No photo came with this report.
sheet-photo-unreadable = Unreadable photo
sheet-photo-partner = The partner’s photo
sheet-photo-refused = What the team found
sheet-photo-contest = “Not clean”
sheet-photo-released = Shown to everybody since { $moment }
sheet-photo-release = Show to everybody
sheet-photo-hide = Hide again
sheet-did-release = The photo is shown on the map, and to who reports the same.
sheet-did-hide = The photo is not shown any more.

## What happened

sheet-history = History
sheet-recorded = recorded { $moment }
sheet-because = Reason: { $reason }
sheet-changed-category = Type: { $was } → { $is }
sheet-changed-team = Team: { $was } → { $is }
sheet-changed-place = Place: { $was } → { $is }
sheet-step-receive = Received
sheet-step-assign = Given to { $team }
sheet-step-assign-none = No team was found: a referent decides
sheet-step-take = Taken
sheet-step-release = Given back to the team
sheet-step-schedule = Visit planned on { $on }
sheet-step-close = Cleaned and closed
sheet-step-undo = Close taken back
sheet-step-refuse = Closed without cleaning
sheet-step-send_back = Sent back to the referents
sheet-step-requalify = Made more precise
sheet-step-transfer = Passed to { $partner }
sheet-step-come_back = Back from the partner
sheet-step-watch = Watched until { $review }
sheet-step-resume = Resumed
sheet-step-merge = Joined with { $main }
sheet-step-contest = “It is not clean”
sheet-step-archive = Archived
sheet-step-follow = Somebody else reports the same
sheet-step-write = Letter to the reporter
sheet-who-reporter = the reporter
sheet-who-follower = follower { $number }
sheet-who-somebody = a follower
sheet-a-follower = a follower
sheet-who-referent = { $name }, referent
sheet-who-crew = { $team }
sheet-who-call_centre = a call-centre agent
sheet-who-api = another application
sheet-who-dispatcher = the dispatcher
sheet-who-contractor = the partner
sheet-who-clock = time
sheet-reason-nothing_there = nothing there
sheet-reason-already_clean = already clean
sheet-reason-private_property = private property
sheet-reason-other = another reason, in words
sheet-reason-wrong_team = not this team
sheet-reason-wrong_category = not this type
sheet-reason-blocked = a vehicle is in the way
sheet-reason-equipment = it takes equipment

## Letters

sheet-letters = Letters
sheet-no-letter = No letter is due for this report.
sheet-letters-more = And { $count } older ones.
sheet-letter = Letter
sheet-letter-to = To
sheet-letter-state = State
sheet-letter-time = When
sheet-letter-said = The server said:
sheet-letter-of = { $who } of { $own }
sheet-letter-attempts = { $attempts ->
    [0] { $state }
    [1] { $state }
   *[other] { $state }, { $attempts } attempts
}
sheet-letter-waiting = waiting
sheet-letter-accepted = accepted
sheet-letter-refused = refused
sheet-letter-not_wanted = not wanted
sheet-letter-about-receive = We have it
sheet-letter-about-follow = You follow it
sheet-letter-about-schedule = A visit is planned
sheet-letter-about-close = It is clean
sheet-letter-about-refuse = Closed without cleaning
sheet-letter-about-merge = Joined with another
sheet-letter-about-contest = Reopened
sheet-letter-about-write = Written by hand
sheet-letter-about-photo = Another photo is asked for
sheet-letter-about-to_requalify = Needs a referent

## What people say

sheet-grades = Satisfaction
sheet-no-grade = Nobody has said yet.
sheet-grade = { $grade } of 5, { $who }, { $moment }
sheet-notes = Notes among colleagues
sheet-notes-say = Never shown to residents or crews.
sheet-no-note = No note.

## What a referent can do

sheet-ways = What to do?
sheet-choose = Choose…
sheet-way-assign = Give to another team
sheet-way-assign-what = The chosen team gets it, whatever the rules say. A planned visit goes away.
sheet-way-assign-do = Give
sheet-did-assign = It is given. The team sees it in a moment.
sheet-way-category = Change the type
sheet-way-category-what = The dispatcher chooses the team anew. The due date follows the new type.
sheet-way-category-do = Change the type
sheet-did-category = The type is changed. The dispatcher chooses the team.
sheet-way-pin = Move the pin
sheet-way-pin-what = The dispatcher chooses the team anew. The old place stays in the history.
sheet-way-pin-do = Move
sheet-did-pin = The place is changed. The dispatcher chooses the team.
sheet-way-schedule = Plan a visit
sheet-way-schedule-what = The team comes on that day. Residents are told the date.
sheet-way-schedule-do = Plan
sheet-did-schedule = The visit is planned. Residents are told.
sheet-way-transfer = Pass to a partner
sheet-way-transfer-what = They have it for 14 days. Without word from them the report comes back.
sheet-way-transfer-do = Pass on
sheet-did-transfer = It is passed to the partner.
sheet-way-watch = Watch
sheet-way-watch-what = Nobody comes before that day. Then it goes back to the team.
sheet-way-watch-do = Watch
sheet-did-watch = It is watched.
sheet-way-resume = Resume
sheet-way-resume-what = The watch ends. The team that had it has it again.
sheet-way-resume-do = Resume
sheet-did-resume = It is resumed.
sheet-way-merge = Join with another
sheet-way-merge-what = The other one goes on alone. Everybody who follows this one is told.
sheet-way-merge-do = Join
sheet-did-merge = The two are joined. Residents are told.
sheet-way-close = Close as cleaned
sheet-way-close-what = Residents get the photo and the answer.
sheet-way-close-do = Close
sheet-did-close = It is closed. Residents are told.
sheet-way-refuse = Close without cleaning
sheet-way-refuse-what = Residents read the answer. “Nothing there” and “already clean” need a photo.
sheet-way-refuse-do = Close without cleaning
sheet-did-refuse = It is closed without cleaning. Residents are told.
sheet-way-write = Write to the reporter
sheet-way-write-what = A real letter in your words, to them alone. It stays in the history.
sheet-way-write-do = Send the letter
sheet-did-write = The letter leaves.
sheet-way-note = Note for colleagues
sheet-way-note-what = Only referents read it.
sheet-way-note-do = Note
sheet-did-note = It is noted.

sheet-field-team = Team
sheet-field-category = New type
sheet-field-place = Address, or latitude and longitude
sheet-field-on = Day of the visit
sheet-field-review_on = Day to look again
sheet-field-partner = The partner’s name
sheet-field-main = Number of the other report
sheet-field-reason = Reason
sheet-field-done_reply = Prepared answer
sheet-field-rejected_reply = Prepared answer
sheet-field-answer = Or your own words, which residents will read
sheet-field-photo = Photo
sheet-field-words = Why (for colleagues, optional)
sheet-field-letter = Your message
sheet-field-note = Your note

sheet-wrong-team = Choose a team.
sheet-wrong-category = Choose a type.
sheet-wrong-place = This place is not found. Write the whole address, with number and postcode, or “48.86460, 2.37830”.
sheet-wrong-on = Choose a day.
sheet-wrong-review_on = Choose a day.
sheet-wrong-partner = Write the partner’s name.
sheet-wrong-main = This is no number of a report of your sectors. Check it: S2026K004217.
sheet-wrong-reason = Choose a reason.
sheet-wrong-done_reply = Choose a prepared answer, or write your own.
sheet-wrong-rejected_reply = Choose a prepared answer, or write your own.
sheet-wrong-answer = Write the reason: residents will read it.
sheet-wrong-photo = Add a photo.
sheet-wrong-words = Write a few words.
sheet-wrong-letter = Write your message. Where the reporter has no address, or none any more, nobody can write to them.
sheet-wrong-note = Write your note.

## Two at once

sheet-changed = This report has changed meanwhile
sheet-changed-nothing = Nothing of what you sent was done. This is what happened:
sheet-changed-state = It is not where you saw it any more.
sheet-changed-again = What you wrote is still in the form. If it still holds, send it again.
sheet-changed-typed = It can’t be done like that any more. This is what you had written:
sheet-overtaken = It has changed meanwhile: look at its page.

## The list of reports

desk-list-unreadable = Reports with an unreadable photo
desk-list-untold = Reports with a refused letter
list-seek = Number, address or words
list-seek-hint = mattress oberkampf
list-show = Which
list-show-received = all
list-show-open = open
list-show-done = cleaned
list-show-rejected = not cleaned
list-show-merged = already reported
list-show-late = overdue
list-show-within = within target
list-show-beyond = beyond target
list-show-contested = “not clean”
list-show-doubtful = doubtful close
list-show-at_partner = passed by a partner
list-show-unreadable = unreadable photo
list-show-untold = resident not told
list-more = More choices
list-state = State
list-all-states = All states
list-age = Waits since
list-all-ages = All ages
list-more-than = More than { $count } reports
list-newest = The newest first
list-mark-doubtful = doubtful
list-mark-contested = “not clean”
list-did-away = It is done. This report is not in your sectors any more.
list-did-kept = The list is kept.
list-did-forgotten = The list is not kept any more.
view-kept = Kept lists
view-keep = Keep this list
view-name = Name of the list
view-forget = Don’t keep “{ $name }” any more
view-no-name = Give it a name.
view-name-too-long = { $most } characters at most.
bulk-heading = With the chosen reports
bulk-chosen = { $count } chosen
bulk-choose = Choose all
bulk-choose-one = Choose { $reference }
bulk-none-chosen = Choose a report first.
bulk-no-way = Open what you want to do, and press its button.
bulk-title = Done for { $done } of { $all }
bulk-refused = { $count ->
    [one] Nothing was done for { $count } report
   *[other] Nothing was done for { $count } reports
}
bulk-did-assign = Given to the chosen team
bulk-did-category = Type changed
bulk-did-schedule = Visit planned, residents told
bulk-did-transfer = Passed to the partner
bulk-did-watch = Watched
bulk-did-resume = Resumed
bulk-did-merge = Joined, residents told
bulk-did-refuse = Closed without cleaning, residents told
