# The crews' screens, and the sentences of the dispatcher. Spaces and apostrophes are set when this is read.

## Why a report has no team: stands alone, or behind "en attente"

assignment-partner = à vérifier par un référent : ce type de problème est pris en charge par { $partner }
assignment-no-rule = à vérifier par un référent : aucune règle ne désigne d'équipe
