# A report's own page, at the secret link: where it stands, what happened, what is asked.

## Follow

follow-thanks = Thank you. Your report { $reference } has been received.
follow-cleaned-in = Cleaned in { $time }
follow-scheduled = Planned for { $day }
follow-due = Target: { $time }
follow-late = Should have been done { $time }. Our referents see this delay.
follow-reply = The team's reply
follow-reason = Why
follow-question = Is it really clean?
follow-clean = It's clean
follow-not-clean = It isn't clean
follow-not-clean-label = What is still dirty?
follow-not-clean-hint = The team will read your words and come back.
follow-not-clean-send = Reopen the report
follow-question-settled = Is the problem still there?
follow-not-settled = It isn't settled
follow-not-settled-label = What is not settled?
follow-settled-nothing = If it is settled, there is nothing to do.
follow-said-clean = You confirmed that it is clean. Thank you.
follow-said-not-clean = We have noted it, thank you: the report is open again.
follow-steps = Steps
follow-own-steps = Your report { $reference }, before
follow-photos = Photos
follow-before-alt = The street when it was reported
follow-after-alt = The street after the team's visit
follow-found-alt = What the team found
follow-before-at = Before · { $time }
follow-after-at = After · { $time }
follow-found-at = The team's photo · { $time }
follow-letter = You will receive the photo of the clean street by e-mail.
follow-keep-link = Keep this page's address: it is how you follow your report.

## Where it stands

some-team = A team
now-received = Your report is recorded. A team is about to be chosen.
now-dispatched = { $team } has it on its round.
now-in_progress = { $team } is looking after it now.
now-scheduled = { $team } will come on { $day }.
now-scheduled-past = The visit was planned for { $day }. Our referents see this delay.
now-to_requalify = Someone at the City reads your report and decides who looks after it.
now-transferred = { $partner } looks after it and has to answer before the end of { $until }. Without an answer, the report comes back to a team of the City.
now-transferred-some = A partner of the City looks after it.
now-monitored = The place is being watched. Someone goes back there by { $day }.
now-monitored-some = The place is being watched. Someone will go back there.
now-rejected = The report is closed without cleaning.
now-reopened = It is not settled: a team is about to be chosen again.
now-duplicate = Your report is joined with another one, for the same problem.
now-merged = Your report is joined with no. { $main }, for the same problem. This is where it stands.
now-archived = This report was closed more than a year ago.

## A photo that can't be read

follow-photo-heading = We need another photo
follow-photo-why = { $others ->
    [some] One of your photos arrived, but its file is damaged: the picture does not open. The report takes its course; another photo helps the team to find the place.
   *[none] Your photo arrived, but its file is damaged: the picture does not open. The report takes its course; another photo helps the team to find the place.
}
follow-photo-send = Send this photo
follow-photo-thanks = Thank you. Your new photo has arrived.
follow-photo-one = One photo at a time. Keep the one that shows the place best.
follow-photo-not-asked = Nothing has changed: we already have another photo, or the report is closed.

## Steps

step-receive = Received
step-assign = Given to { $team }
step-assign-referent = Passed to a referent
step-why = “{ $why }”
step-take = The team is on its way
step-release = Back in the team's list
step-schedule = Visit planned for { $day }
step-schedule-some = Visit planned
step-close = Cleaned
step-undo = Close taken back by the team
step-refuse = Closed without cleaning
step-send_back = To be redirected
step-requalify = Clarified by a referent
step-transfer = Passed to { $partner }
step-transfer-some = Passed to a partner
step-come_back = Back from the partner
step-watch = Being watched until { $day }
step-watch-some = Being watched
step-resume = Resumed
step-merge = Joined with no. { $main }
step-merge-some = Joined with another report
step-write = The City wrote you a letter
step-contest = { $by ->
    [reader] { $ended ->
        [refused] You said that it is not settled
       *[cleaned] You said that it is not clean
    }
   *[other] { $ended ->
        [refused] Somebody said that it is not settled
       *[cleaned] Somebody said that it is not clean
    }
}
step-archive = Archived

## When

follow-expected = Of reports like this one, half are cleaned by { $half }, 8 in 10 by { $most }.
follow-expected-most = Of reports like this one, 8 in 10 are cleaned by { $most }.
follow-expected-over = This one takes longer than usual: 8 in 10 are cleaned in less time.
follow-expected-basis = From { $count } cleanings of the same kind in this sector, in { $days } days.
follow-expected-few = This is the City's target: there were fewer than { $fewest } cleanings of the same kind in this sector in { $days } days.
follow-not-clean-photo = Add a photo (optional)

## What is yours

yours-heading = Your e-mail address
yours-stop = Stop the letters
yours-erase-words = Unless you ask, it is erased 12 months after the report ends. You can erase it now: no letter will leave any more. The report takes its course, and this page stays yours.
yours-erase = Erase my address
yours-erased = Your e-mail address was erased { $time }. The report takes its course.
