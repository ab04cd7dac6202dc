# How content somebody is with a cleaned report.

content-heading = Are you satisfied?
content-change = Change my opinion
content-hint = From 1, not at all, to 5, fully
content-1 = not at all
content-2 = a little
content-3 = so-so
content-4 = mostly
content-5 = fully
content-why = Why?
content-why-hint = optional; read by the City's referents
content-heard = Noted, thank you: { $grade } out of 5. You can change your mind until { $until }.
wrong-answer-given = Nothing has changed: you have already answered this question.
wrong-answer-given-do = If the problem has come back, please report it anew.
wrong-grade-unreadable = A grade from 1 to 5 is missing.
wrong-grade-unreadable-do = Choose a grade.
wrong-grade-not-done = Nothing has changed: this report is not cleaned.
wrong-grade-not-done-do = Wait until the team has cleaned.
wrong-grade-too-late = Nothing has changed: it was cleaned more than { $days } days ago.
wrong-grade-too-late-do = There is nothing left for you to do.
