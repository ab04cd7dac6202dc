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
