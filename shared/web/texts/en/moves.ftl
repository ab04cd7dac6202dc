# The moves of a report: why one is refused, what a referent is told.

## To a referent: a report waits

letter-to-requalify-headline = Report { $reference }: to be clarified
letter-to-requalify-told = “{ $category }”, { $address }, received { $when }.
letter-to-requalify-why = Why: { $why }.
letter-to-requalify-wrong_team = The team says: this is not ours.
letter-to-requalify-wrong_category = The team says: this is not that kind of problem.
letter-to-requalify-come_back = The partner does not take it, and no team had it before.
letter-to-requalify-resume = The watch is over, and no team had it before.
letter-to-requalify-words = { $why } “{ $words }”
letter-to-requalify-next = It waits for you to change its type, place or team.

## Why a team has a report: behind "why you"

assignment-by-referent = a referent gave it to this team

## A refusal without words of its own, to the resident

refused-nothing_there = Hello, our team came by and found nothing there. If the problem is still there, tell us on the tracking page.
refused-already_clean = Hello, our team came by: the place was already clean. Thank you for telling us.
refused-private_property = Hello, this place is private property, where the City may not clean. Its owner has to.
refused-other = Hello, our team did not clean there.

## Moves, as a verb

move-receive = receive
move-assign = give to a team
move-take = take
move-release = give back to the team
move-schedule = schedule
move-close = close
move-undo = undo the close of
move-refuse = close without cleaning
move-send_back = send back
move-requalify = clarify
move-transfer = pass to a partner
move-come_back = give back
move-watch = watch
move-resume = resume
move-merge = merge
move-contest = contest
move-archive = archive

## Why a move is not made: what, and what to do

refused-move-signed-out = You are not signed in
refused-move-signed-out-do = Sign in, then try again. Nothing is lost.
refused-move-not-found = There is no such report, or it is not yours
refused-move-not-found-do = Check the address. A crew sees its team's jobs only, a referent their sectors only.
refused-move-not-yours = This list is for referents
refused-move-not-yours-do = Ask a referent of your sector.
refused-move-other-site = Refused
refused-move-other-site-do = This was sent from another site. Try again from ours.
refused-move-link = This link no longer works
refused-move-link-do = It works while the report is passed on, and once. Ask the City whether the report is still yours.
refused-move-no-key = The Idempotency-Key header is missing
refused-move-no-key-do = Give each action a new id of 1 to 200 characters, and the same one on every retry.
refused-move-key-reused = This Idempotency-Key was used for something else
refused-move-key-reused-do = Give each new action a new id.
refused-move-malformed = This request can't be read
refused-move-malformed-do = Send JSON with the fields described in /api/v1/openapi.json, or a form with the photos.
refused-move-token = This token is not valid
refused-move-token-do = It is incomplete, over, or was taken back. Ask whoever manages the service for another one.
refused-move-scope = This token is not for that
refused-move-scope-do = Ask for a token that has the right: jobs:read, jobs:move or photos:release.
refused-move-no-such-list = There is no such list
refused-move-no-such-list-do = Ask for state=to_requalify.
refused-move-request-too-large = This is larger than { $size }
refused-move-request-too-large-do = At most three photos, of at most 25 MB each.
refused-move-request-too-slow = This arrives too slowly: less than { $size } in { $time }
refused-move-request-too-slow-do = Try again with a better network, or with fewer photos.
refused-move-request-too-long = This took more than { $time }
refused-move-request-too-long-do = Try again with a better network, or with fewer photos.
refused-move-failed = Something went wrong on our side
refused-move-failed-do = Try again in a minute. The same request counts only once.
refused-move-state = You can't { $move } a report that is “{ $state }”
refused-move-state-do = Look where it stands: somebody moved it, or it is too early.
refused-move-actor = It is not yours to { $move } a report
refused-move-actor-do = Ask who may: a crew, a referent, or the resident.
refused-move-colleague = A colleague has it in hand
refused-move-colleague-do = Only who took it gives it back, and only who closed it undoes the close.
refused-move-missing = “{ $field }” is missing
refused-move-missing-do = Add the field “{ $field }”, then try again.
refused-move-photo-missing = The photo is missing
refused-move-photo-missing-do = Add a photo of the place, taken from where the resident took theirs.
refused-move-reply-missing = The answer to the resident is missing
refused-move-reply-missing-do = Choose a prepared answer, or write your own.
refused-move-unreadable = “{ $value }” does not fit “{ $field }”
refused-move-unreadable-do = Correct the field “{ $field }”: /api/v1/openapi.json says what it takes.
refused-move-too-early = This date is too early
refused-move-too-early-do = Choose { $day } or later.
refused-move-too-far = This date is too far away
refused-move-too-far-do = Choose { $day } or earlier.
refused-move-words-too-long = Your text has { $count } characters, { $most } at most
refused-move-words-too-long-do = Make it shorter.
refused-move-too-many-photos = Too many photos
refused-move-too-many-photos-do = At most three photos. Remove some.
refused-move-no-team = This report has no team
refused-move-no-team-do = Clarify it first: its type, place or team.
refused-move-undo-too-late = The time for undoing is over
refused-move-undo-too-late-do = The resident has been told. If something is left, they can say so.
refused-move-letter-left = The letter to the resident has left
refused-move-letter-left-do = It can't be undone any more. If something is left, the resident can say so.
refused-move-contest-too-late = It was closed more than { $days } days ago
refused-move-contest-too-late-do = Make a new report.
refused-move-main-itself = A report is not its own duplicate
refused-move-main-itself-do = Name the other report.
refused-move-main-not-open = The other report is no longer open
refused-move-main-not-open-do = Choose an open report; that one is “{ $state }”.
refused-move-nothing-new = Nothing to change
refused-move-nothing-new-do = Name a new type, a new place or a team.
refused-move-place-outside = This place is outside the city
refused-move-place-outside-do = Move the point into the city.
