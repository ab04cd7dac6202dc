# Letters: to residents about their reports, to the staff to sign in. Names, addresses and replies come in as data.

letter-on-day = on { $date } at { $time }
letter-label = { $label }:
letter-foot-report = Report { $reference }
letter-foot-follow = follow
letter-foot-stop = stop these messages
letter-stop-text = Stop these messages:

## It is clean

letter-closed-headline = It's clean again: { $street }
letter-closed-preview = Cleaned in { $turnaround }. Is it really clean? Tell us.
letter-closed-told = { $part ->
    [follower] You follow this report, received { $when }: “{ $category }”, { $address }.
   *[reporter] You reported { $when }: “{ $category }”, { $address }.
}
letter-closed-done = { $part ->
    [follower] { $team } cleaned it { $when }, { $turnaround } after the report.
   *[reporter] { $team } cleaned it { $when }, { $turnaround } after your message.
}
letter-closed-some-team = A team
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

## Sign in

letter-sign-in-subject = Your sign-in link
letter-sign-in-headline = Hello { $name },
letter-sign-in-told = This is the link that you asked for, to sign in to Rue Nette.
letter-sign-in-button = Sign in
letter-sign-in-good = This link works once, for 15 minutes, until { $until }.
letter-sign-in-not-you = You did not ask for it? Do nothing, and pass this link to nobody.
