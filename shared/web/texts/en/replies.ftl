# Prepared answers: at the desk.

reply-our-team = our team

replies-title = Answers
replies-intro = What teams answer residents when they close a report. Every save is a new version; letters that have left keep their words.
replies-new = New answer
replies-back = All answers
replies-done = After a cleaning
replies-rejected = Closed without cleaning
replies-retired = Retired
replies-is-retired = retired
replies-answer = Answer
replies-fits = { $count ->
    [0] every kind of problem
    [one] 1 kind of problem
   *[other] { $count } kinds of problem
}
replies-saved = Version { $version }, { $author }, { $moment }
replies-hints = { $count ->
    [one] 1 hint
   *[other] { $count } hints
}

## How people answered

replies-letters = Letters
replies-clean = “Clean”
replies-not-clean = “Not clean”
replies-contested = Reopened
replies-grade = Grade

## The editor

replies-outcome = For which end
replies-title-fr = Title in French
replies-title-en = Title in English
replies-body-fr = Text in French
replies-body-en = Text in English
replies-most = at most { $most } characters
replies-placeholders = Words in braces
replies-is-address = the report's address
replies-is-category = the kind of problem
replies-is-team = the team, as in a sentence
replies-is-date = the day on which somebody came
replies-is-reference = the report's number
replies-categories = Kinds of problem
replies-save = Save
replies-retire = Retire this answer
replies-offer = Offer it again
replies-retire-says = A retired answer is no longer offered to teams. The closes that used it keep it.
replies-said-saved = Saved: a new version is offered to teams.
replies-said-same = Nothing has changed: it is already saved like this.
replies-said-retired = This answer is no longer offered.
replies-said-offered = This answer is offered again.
replies-wrong = Nothing is saved: see the fields in red.
replies-wrong-empty = The text is missing.
replies-wrong-long = This is too long: { $count } characters, at most { $most }.
replies-wrong-invisible = There are invisible characters: type this text again.
replies-wrong-unknown = “{ $name }” in braces means nothing here. One can write: { $known }
replies-wrong-unclosed = A brace is not closed, before “{ $at }”.
replies-wrong-unopened = A brace is closed that was not opened, behind “{ $at }”.
replies-wrong-category = There is no kind of problem “{ $id }”.
replies-wrong-outcome = Choose for which end this answer is made.
replies-meanwhile = A colleague has saved meanwhile: { $saved }. Your words are kept below; theirs are here. Saving once more puts yours.

## The letter

replies-preview = See the letter
replies-preview-report = With the report
replies-preview-report-hint = number; empty: the last one that fits
replies-preview-fr = Letter in French
replies-preview-en = Letter in English
replies-preview-none = No report was closed like this in your sectors yet. Give a number.
replies-preview-no-such = No report with this number in your sectors.
replies-letter = The letter
replies-letter-says = As the resident will read it, with the words on the left. Nothing is sent.

## Versions

replies-saves = Versions
replies-saves-says = Residents' answers to the letters of the last 12 months, in your sectors.
replies-version = Version
replies-words = Its words

## Hints

replies-hint-long = A sentence of { $words } words: “{ $begins }…”. Cut it in two.
replies-hint-greeting = Begin with “Hello”.
replies-hint-next = Say what happens next, or what the person can do.
replies-hint-shouting = “{ $word }” shouts. Write it in small letters.
replies-hint-abbreviation = “{ $word }”: not everybody knows this abbreviation.
replies-hint-jargon = “{ $word }” is office language. Say it more simply.
