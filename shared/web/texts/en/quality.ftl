# Quality: closes to look at, contests, opinions.

quality-parts = What to look at
quality-doubtful = Closes
quality-contested = “Not clean”
quality-grades = Opinions
quality-count = { $count ->
    [0] Nothing with these choices
    [one] { $count } in all
   *[other] { $count } in all
}
quality-closed = Closed { $moment }
quality-refused = Refused { $moment }
quality-received = Received
quality-dispatched = Given to the team
quality-taken = Photo taken
quality-photo = Place of the photo
quality-phone = Place of the phone
quality-away = { $metres } m from the report
quality-away-about = { $metres } m from the report (± { $accuracy } m)
quality-alike = Similar photo: { $reference }
quality-alike-elsewhere = The other photo is of a sector that you don't watch.
quality-contested-intro = What residents write when it is not clean, beside what the team had answered.
quality-contested-at = “Not clean” { $moment }
quality-contested-empty = Nobody contested, with these choices.
quality-no-words = Without words.
quality-shown = The resident's photo
quality-grades-intro = What residents say of a close. The grade is the team's and the answer's, never a person's.
quality-grades-empty = Nobody wrote anything, with these choices.
quality-which-grade = Which grade
quality-which-words = With or without words
quality-all-grades = All grades ({ $count })
quality-grade-count = { $grade } ({ $count })
quality-grade = { $grade } of 5
quality-said = Said { $moment }
quality-with-words = With words
quality-also-silent = Also without words
