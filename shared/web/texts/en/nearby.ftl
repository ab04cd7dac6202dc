# Already reported? Before a report is sent, and for who follows another's.

near-title = Is it one of these?
near-heading = { $count ->
    [one] Already reported close by. Is it the same problem?
   *[other] { $count } reports are open close by. Is it one of them?
}
near-kept = { $photos ->
    [0] Nothing has been sent yet. What you wrote is kept.
    [one] Nothing has been sent yet. Your photo and what you wrote are kept.
   *[other] Nothing has been sent yet. Your { $photos } photos and what you wrote are kept.
}
near-note = { $meters } m away, { $age } ago
near-photo = Photo of this report
near-same = It is the same
near-different = No, it is something else
near-hint = “It is the same”: you follow this report, and the crew gets your photo, too. With your e-mail address you receive the photo of the clean place.

follow-same-thanks = Thank you. You now follow report { $reference }.
step-follow = You follow this report
wrong-same-unknown = No report has this number.
wrong-same-unknown-do = Check the number, or send a report of your own.
wrong-same-closed = Nothing was sent: the report that you wanted to follow has just been closed.
wrong-same-closed-do = If the problem is still there, send your own.
wrong-same-far = Nothing was sent: the report that you wanted to follow is not at this place.
wrong-same-far-do = Correct the place, or send a report of your own.

letter-followed-subject = Report { $reference }: you follow it
letter-followed-headline = You follow this report, { $street }.
letter-followed-thanks = Thank you. This problem was already reported: one team looks after it, for everybody.
