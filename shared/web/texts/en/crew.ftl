# The crews' screens, and the sentences of the dispatcher. Apostrophes are set when this is read.

## Why a report has no team: stands alone, or behind "waiting"

assignment-partner = to be checked by a referent: this kind of problem is handled by { $partner }
assignment-no-rule = to be checked by a referent: no rule names a team
