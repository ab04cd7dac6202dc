# The dispatch rules at the referents' desk.

rules-title = Dispatch
rules-parts = Parts of the dispatch
rules-tab-rules = Rules
rules-intro = In this order: the first rule that fits decides which team.
rules-in-force = in force
rules-old = older version
rules-saved = Version { $version }, saved by { $author }, { $moment }.
rules-loaded = Version { $version }, loaded with the city ({ $author }), { $moment }.
rules-begin = Change the rules
rules-go-on = Go on with your draft
rules-versions = All versions
rules-changes = What differs from version { $version }
rules-changes-none = Nothing: the rules are the same.
rules-did-saved = Saved. These rules decide from the next report on.
rules-did-discarded = Your draft is gone. Nothing has changed.
rules-did-no-draft = You have no draft: it was saved or discarded. Begin one to change the rules.
rules-did-same = Your draft was saved or discarded already. These are the rules in force.

## A rule in words

rules-gets = → { $team }
rules-kind-dpe = The sector's cleaning team (DPE)
rules-kind-urgence_proprete = The sector's Urgence Propreté pair
rules-nobody = Nobody: a referent decides
rules-when-always = Everything that the rules above have not taken.
rules-when-categories = Kinds: { $names }
rules-when-sectors = Sectors: { $names }
rules-when-days = Days: { $names }
rules-when-hours = From { $from } to { $until }
rules-when-followers-from = Followed by { $from } people or more
rules-when-followers-until = Followed by fewer than { $until } people
rules-when-followers-between = Followed by { $from } people or more, but fewer than { $until }
rules-when-jobs-from = The team has { $from } open jobs or more
rules-when-jobs-until = The team has fewer than { $until } open jobs
rules-when-jobs-between = The team has { $from } open jobs or more, but fewer than { $until }
rules-sentence = Residents read: “{ $sentence }”
rules-clock = { $hour }:{ $minute }
rules-midnight = midnight
rules-day-mon = Monday
rules-day-tue = Tuesday
rules-day-wed = Wednesday
rules-day-thu = Thursday
rules-day-fri = Friday
rules-day-sat = Saturday
rules-day-sun = Sunday
rules-day-holiday = public holiday

## What has changed

rules-change-added = added
rules-change-removed = removed
rules-change-changed = changed
rules-change-moved = moved
rules-change-place = Place { $number }
rules-change-team = Team: { $team }
rules-change-sentence = “{ $sentence }”

## The draft

rules-draft-title = Draft
rules-draft-based-on = You are changing version { $version }.
rules-draft-says = Nobody else sees this draft, and it decides nothing before it is saved.
rules-draft-changes = What you have changed
rules-draft-no-changes = Nothing yet.
rules-draft-did-changed = The rule is changed in your draft.
rules-draft-did-added = The rule is added to your draft.
rules-draft-did-moved = The rule is moved.
rules-draft-did-removed = The rule is taken out of your draft.
rules-draft-did-merged = Your draft now starts from the newest version. Look at what it changes.
rules-draft-did-stale = Nothing has changed: the draft was no longer the one you saw. Here it is.
rules-none = No rule: nobody would get a report. Add one.
rules-way-change = Change
rules-way-change-of = Change { $rule }
rules-way-up = Move up
rules-way-up-of = Move up { $rule }
rules-way-down = Move down
rules-way-down-of = Move down { $rule }
rules-way-add = Add before
rules-way-add-of = Add a rule before { $rule }
rules-way-add-first = Add a rule
rules-way-remove = Remove
rules-way-remove-of = Remove { $rule }
rules-newer = Somebody saved other rules while you were working.
rules-merge = Bring these changes into my draft
rules-merge-says = What you have changed yourself stays as you wrote it. Nothing is saved before you save it.
rules-save-title = Save
rules-why = Why this change
rules-why-hint = one sentence, read with this version
rules-why-missing = Say why in one sentence.
rules-why-long = That is too long: { $most } characters at most.
rules-save = Save these rules
rules-discard = Discard the draft
rules-save-newer = Nothing is saved: a newer version is in force. What it changes is said below.
rules-save-stale = Nothing is saved: the draft was changed in another tab. Here it is as it stands; read it again, then save.
rules-save-flawed = Nothing is saved: first put right what is said at each rule.
rules-save-nothing = Nothing is saved: these rules are the ones in force.
rules-save-why = Nothing is saved: the sentence that says why is missing.

## What is wrong with rules

rules-flawed = { $count ->
    [one] One thing is to be put right before saving. It is said at its rule.
   *[other] { $count } things are to be put right before saving. Each is said at its rule.
}
rules-flaw-hole = A hole behind this rule: { $categories }, for example in the { $sector }, { $day } at { $time }, followed by { $followers } people{ $jobs }, goes to nobody. Add a rule for these cases, or widen one: a last rule without a condition takes all that is left.
rules-flaw-hole-jobs = { "" }, when { $team } has { $jobs } open jobs
rules-flaw-and-more = { $names } and { $count } other kinds
rules-flaw-dead = This rule never matches: all its cases are taken by { $rules }. Move it above, or remove it.
rules-flaw-empty = This rule never matches: one of its intervals is empty. Put it right, or remove the rule.
rules-flaw-overlap = This rule and { $rule } overlap in part and choose different teams: { $category }, { $day } at { $time }, is in both. Cut one of them where they meet.
rules-flaw-no-shift = { $team } is not on duty at { $time } (from { $from } to { $until }). Keep the rule to these hours, or choose another team.
rules-flaw-never-on-duty = { $team } has no hours on duty. Choose another team, or give it hours.
rules-flaw-no-team = The sector { $sector } has no team of this kind. Choose another kind, a team by its name, or other sectors.
rules-flaw-category = No cleaning team handles the kind “{ $name }”. Untick it.
rules-flaw-sector = The sector “{ $name }” is gone. Untick it.
rules-flaw-team = The team “{ $name }” is gone. Choose another one.
rules-flaw-twice = Two rules have this name. Remove one of them.

## The form of a rule

rules-form-new = A new rule
rules-form-title = Rule { $rule }
rules-form-keep = Keep in the draft
rules-form-leave = Change nothing
rules-field-id = Short name
rules-field-id-hint = lower-case letters, digits and hyphens; it stays with each decision
rules-field-categories = Kinds
rules-field-categories-hint = none ticked: all
rules-field-sectors = Sectors
rules-field-sectors-hint = none ticked: the whole city
rules-field-days = Days
rules-field-hours = Hours
rules-field-hours-hint = from 00:00 to 24:00 is the whole day; the last minute is the one before the end
rules-field-from = From
rules-field-until = To
rules-field-followers = People who follow
rules-field-counts-hint = empty: any number
rules-field-jobs = Open jobs of the chosen team
rules-field-jobs-hint = empty: any number
rules-field-at-least = At least
rules-field-less-than = Fewer than
rules-field-team = Goes to
rules-field-team-own = The sector's own team
rules-field-team-named = One team, wherever it is
rules-field-sentence = What residents read behind the team's name
rules-field-sentence-hint = why this team, in a few words
rules-field-french = In French
rules-field-english = In English
rules-wrong-id = A short name has lower-case letters, digits and hyphens, { $most } at most.
rules-wrong-id-twice = Another rule of the draft has this name. Take another one.
rules-wrong-too-many = There are { $most } rules already: remove one first.
rules-wrong-category = One of these kinds is gone. Tick them anew.
rules-wrong-sector = One of these sectors is gone. Tick them anew.
rules-wrong-day = Tick one day at least.
rules-wrong-time = Write a time like 12:30; 24:00 is midnight.
rules-wrong-order = The end comes before the beginning, or at the same moment. Choose a greater end.
rules-wrong-number = Write a whole number, or nothing.
rules-wrong-team = Choose a team.
rules-wrong-sentence = Write a few words, on one line.
rules-wrong-sentence-long = That is too long: { $most } characters at most.

## The simulator

rules-simulator = Simulator
rules-simulator-intro = A place, a kind, a time: which team, by which rule, and what residents read.
rules-simulator-empty = The answer will be here.
rules-kind = Kind
rules-kind-choose = Choose…
rules-time = When
rules-followers = People who follow
rules-simulate = Simulate
rules-others = Or else:
rules-outside = This place is outside the city.
rules-wrong-place = This place was not found. Write a number and a street, or show it on the map.
rules-wrong-kind = Choose a kind.
rules-answer-now = Under the rules in force
rules-answer-draft = Under your draft
rules-answer-differs = another team
rules-answer-same = same team
rules-answer-rule = Rule { $number }: { $rule }
rules-answer-no-rule = No rule fits.
rules-answer-place = Place
rules-answer-when = When
rules-answer-load = Open jobs now
rules-at = { $day } at { $time }
rules-load = { $team }: { $jobs }

## The replay

rules-replay = Replay a month
rules-replay-intro = Your draft on what has happened: how many reports would have gone to another team than under the rules in force. Nothing moves.
rules-replay-do = Replay
rules-replay-moved = { $reports ->
    [0] No report in this period.
   *[other] { $moved ->
        [one] { $moved } report of { $reports } would go to another team ({ $share }%).
       *[other] { $moved } reports of { $reports } would go to another team ({ $share }%).
    }
}
rules-replay-load = Each report counts once, by its last decision of the period. The teams' load is the one that was recorded then: what your rules would have done to it is not guessed.
rules-replay-older = { $count } were decided before the kind, the sector and the followers were kept with each decision. They are read from the report as it is today: if it was requalified since, the result is uncertain.
rules-replay-older-version = { $count } were decided by an older version; they are compared with what the rules in force would do.
rules-replay-by-hand = { $count } more were given to a team by a referent: rules change nothing there.
rules-replay-partner = { $count } more are of a kind that a partner handles.
rules-replay-lost = { $count } more can't be replayed: teams, sectors or the report have changed since. They are not counted.
rules-replay-unknown-load = { $count } more can't be replayed: a rule asks for the load of a team that was not recorded then. They are not counted.
rules-replay-pairs = From team to team
rules-replay-from = From
rules-replay-to = To
rules-replay-examples = Examples
rules-replay-sectors = By sector
rules-replay-groups = By kind
rules-wrong-date = Choose two days.
rules-wrong-span = That is too long: { $most } days at most.
