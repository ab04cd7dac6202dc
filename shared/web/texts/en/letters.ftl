# Letters: to residents about their reports, to the staff to sign in. Names, addresses and replies come in as data.

letter-on-day = on { $date } at { $time }
letter-label = { $label }:
letter-told = { $part ->
    [follower] You follow this report, received { $when }: “{ $category }”, { $address }.
    [joined] Your report { $own } is joined with this one: “{ $category }”, { $address }.
   *[reporter] You reported { $when }: “{ $category }”, { $address }.
}
letter-some-team = A team
letter-foot-report = Report { $reference }
letter-foot-follow = follow
letter-foot-stop = stop these messages
letter-stop-text = Stop these messages:

## It is clean

letter-closed-headline = It's clean again: { $street }
letter-closed-preview = Cleaned in { $turnaround }. Is it really clean? Tell us.
letter-closed-done = { $part ->
    [follower] { $team } cleaned it { $when }, { $turnaround } after the report.
   *[reporter] { $team } cleaned it { $when }, { $turnaround } after your message.
}
letter-closed-reply = The team's reply
letter-closed-no-photo = The photo taken after the cleaning could not be read. What you see counts all the more.
letter-closed-question = Is it really clean?
letter-closed-clean = It's clean
letter-closed-not-clean = It isn't clean
letter-closed-nothing = If it is clean, there is nothing to do.
letter-closed-photos-text = Photos enclosed:
letter-photo-after = After · { $time }
letter-photo-before = Before · { $time }
letter-photo-after-alt = Photo after the cleaning, { $address }, { $time }
letter-photo-before-alt = Photo before the cleaning, { $address }, { $time }

## We have it

letter-received-subject = Report { $reference }: we have it
letter-received-headline = We have it: { $street }
letter-received-thanks = Thank you. This is what we received:
letter-received-number = Number
letter-received-what = Kind
letter-received-where = Place
letter-received-when = Received
letter-received-next-heading = What happens now?
letter-received-next = Your report goes to the team that cleans this place. Our aim: done before { $due }. You will then receive a photo of the clean place.
letter-received-next-partner = This is not for a cleaning team: { $partner } handles it. Someone at the City reads your report and says on its page what comes next.
letter-received-follow = Follow my report
letter-received-yours = These links are yours alone: they act in your name.
letter-received-kept = Your address serves these messages alone; it is erased 12 months after the end, or as soon as you ask for it on the report's page.

## A day is fixed

letter-scheduled-subject = Visit planned for { $day }, { $street }
letter-scheduled-headline = Visit planned for { $day }.
letter-scheduled-what = { $team } has fixed the day of its visit: { $day }.
letter-scheduled-next = Once the place is clean, you will receive a photo. Until then there is nothing to do. If the day changes, we will write to you.

## Closed without cleaning

letter-rejected-subject = Report { $reference }: closed without cleaning
letter-rejected-headline = Closed without cleaning: { $street }
letter-rejected-what = { $team } closed this report { $when }, without cleaning.
letter-rejected-reason = The reason
letter-rejected-heading = Is the problem still there?
letter-rejected-next = Tell us before the end of { $until }: the report will be opened again, and a team will read your words.
letter-rejected-button = It isn't settled
letter-rejected-nothing = If it is settled, there is nothing to do.
letter-photo-found = The team's photo · { $time }
letter-photo-found-alt = What the team found, { $address }, { $time }

## The same problem has another number

letter-merged-subject = Report { $reference }: joined with { $main }
letter-merged-headline = Already reported: { $street }
letter-merged-what = The same problem is also reported under number { $main }. We have joined the two: one team looks after it, for everybody.
letter-merged-next = Our next messages will be about report { $main }. You will receive the photo of the clean place. The page where you follow it stays the same.

## Open again

letter-reopened-subject = Report { $reference }: open again
letter-reopened-headline = It's open again: { $street }
letter-reopened-what = { $ended ->
    [refused] { $by ->
        [reader] You told us { $when } that it is not settled. We have noted it.
       *[other] Somebody who follows this report told us { $when } that it is not settled.
    }
   *[cleaned] { $by ->
        [reader] You told us { $when } that it is not clean. We have noted it.
       *[other] Somebody who follows this report told us { $when } that it is not clean.
    }
}
letter-reopened-next = The report goes to a team again, with what is left to do. Its page says which team as soon as one has it. You will receive a new photo once the place is clean.

## A photo can't be read

letter-unreadable-subject = Report { $reference }: we need another photo
letter-unreadable-headline = We need another photo: { $street }
letter-unreadable-what = { $others ->
    [some] One of your photos arrived, but its file is damaged: the picture does not open, and nobody can see it.
   *[none] Your photo arrived, but its file is damaged: the picture does not open, and nobody can see it.
}
letter-unreadable-next = Your report is recorded and takes its course. With another photo the team finds the place faster. Send it from the report's page, while the report is open.
letter-unreadable-button = Send another photo

## Sign in

letter-sign-in-subject = Your sign-in link
letter-sign-in-headline = Hello { $name },
letter-sign-in-told = This is the link that you asked for, to sign in to Rue Nette.
letter-sign-in-button = Sign in
letter-sign-in-good = This link works once, for 15 minutes, until { $until }.
letter-sign-in-not-you = You did not ask for it? Do nothing, and pass this link to nobody.

## What a referent writes by hand

letter-written-subject = Report { $reference }: a message for you
letter-written-headline = A message for you: { $street }
letter-written-what = Somebody of the City’s cleaning wrote to you { $when }.
letter-written-words = Their message
letter-written-next = Your report goes on. Its page says where it stands.
