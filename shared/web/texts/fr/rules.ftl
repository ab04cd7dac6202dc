# The dispatch rules at the referents' desk.

rules-title = Répartition
rules-parts = Parties de la répartition
rules-tab-rules = Règles
rules-intro = Dans cet ordre : la première règle qui convient décide de l'équipe.
rules-in-force = en vigueur
rules-old = ancienne version
rules-saved = Version { $version }, enregistrée par { $author }, { $moment }.
rules-loaded = Version { $version }, chargée avec la ville ({ $author }), { $moment }.
rules-begin = Modifier les règles
rules-go-on = Reprendre votre brouillon
rules-versions = Toutes les versions
rules-changes = Ce qui diffère de la version { $version }
rules-changes-none = Rien : les règles sont les mêmes.
rules-did-saved = C'est enregistré. Ces règles décident dès le prochain signalement.
rules-did-discarded = Votre brouillon est effacé. Rien n'a changé.
rules-did-no-draft = Vous n'avez pas de brouillon : il a été enregistré ou effacé. Commencez-en un pour modifier les règles.
rules-did-same = Votre brouillon a déjà été enregistré ou effacé. Voici les règles en vigueur.

## A rule in words

rules-gets = → { $team }
rules-kind-dpe = Équipe propreté (DPE) du secteur
rules-kind-urgence_proprete = Urgence Propreté du secteur
rules-nobody = Personne : un référent décide
rules-when-always = Tout ce que les règles du dessus n'ont pas pris.
rules-when-categories = Types : { $names }
rules-when-sectors = Secteurs : { $names }
rules-when-days = Jours : { $names }
rules-when-hours = De { $from } à { $until }
rules-when-followers-from = Suivi par { $from } personnes ou plus
rules-when-followers-until = Suivi par moins de { $until } personnes
rules-when-followers-between = Suivi par { $from } personnes ou plus, mais moins de { $until }
rules-when-jobs-from = L'équipe a { $from } interventions en cours ou plus
rules-when-jobs-until = L'équipe a moins de { $until } interventions en cours
rules-when-jobs-between = L'équipe a { $from } interventions en cours ou plus, mais moins de { $until }
rules-sentence = L'habitant lit : « { $sentence } »
rules-clock = { $hour } h { $minute }
rules-midnight = minuit
rules-day-mon = lundi
rules-day-tue = mardi
rules-day-wed = mercredi
rules-day-thu = jeudi
rules-day-fri = vendredi
rules-day-sat = samedi
rules-day-sun = dimanche
rules-day-holiday = jour férié

## What has changed

rules-change-added = ajoutée
rules-change-removed = retirée
rules-change-changed = changée
rules-change-moved = déplacée
rules-change-place = Place { $number }
rules-change-team = Équipe : { $team }
rules-change-sentence = « { $sentence } »

## The draft

rules-draft-title = Brouillon
rules-draft-based-on = Vous modifiez la version { $version }.
rules-draft-says = Personne d'autre ne voit ce brouillon, et il ne décide de rien avant d'être enregistré.
rules-draft-changes = Ce que vous avez changé
rules-draft-no-changes = Rien encore.
rules-draft-did-changed = La règle est changée dans votre brouillon.
rules-draft-did-added = La règle est ajoutée à votre brouillon.
rules-draft-did-moved = La règle est déplacée.
rules-draft-did-removed = La règle est retirée de votre brouillon.
rules-draft-did-merged = Votre brouillon part maintenant de la version la plus récente. Regardez ce qu'il change.
rules-draft-did-stale = Rien n'a changé : le brouillon n'était plus celui que vous aviez sous les yeux. Le voici.
rules-none = Aucune règle : personne ne recevrait de signalement. Ajoutez-en une.
rules-way-change = Modifier
rules-way-change-of = Modifier { $rule }
rules-way-up = Monter
rules-way-up-of = Monter { $rule }
rules-way-down = Descendre
rules-way-down-of = Descendre { $rule }
rules-way-add = Ajouter avant
rules-way-add-of = Ajouter une règle avant { $rule }
rules-way-add-first = Ajouter une règle
rules-way-remove = Retirer
rules-way-remove-of = Retirer { $rule }
rules-newer = Quelqu'un a enregistré d'autres règles pendant que vous travailliez.
rules-merge = Reprendre ces changements dans mon brouillon
rules-merge-says = Ce que vous avez changé vous-même reste comme vous l'avez écrit. Rien n'est enregistré avant que vous ne le fassiez.
rules-save-title = Enregistrer
rules-why = Pourquoi ce changement
rules-why-hint = une phrase, lue avec cette version
rules-why-missing = Dites en une phrase pourquoi.
rules-why-long = C'est trop long : { $most } caractères au plus.
rules-save = Enregistrer ces règles
rules-discard = Effacer le brouillon
rules-save-newer = Rien n'est enregistré : une version plus récente est en vigueur. Ce qu'elle change est dit ci-dessous.
rules-save-stale = Rien n'est enregistré : le brouillon a changé dans un autre onglet. Le voici tel qu'il est ; relisez-le, puis enregistrez.
rules-save-flawed = Rien n'est enregistré : corrigez d'abord ce qui est dit à chaque règle.
rules-save-nothing = Rien n'est enregistré : ces règles sont celles en vigueur.
rules-save-why = Rien n'est enregistré : il manque la phrase qui dit pourquoi.

## What is wrong with rules

rules-flawed = { $count ->
    [one] Une chose est à corriger avant d'enregistrer. Elle est dite à sa règle.
   *[other] { $count } choses sont à corriger avant d'enregistrer. Chacune est dite à sa règle.
}
rules-flaw-hole = Un trou après cette règle : { $categories }, par exemple dans le { $sector }, { $day } à { $time }, suivi par { $followers } personnes{ $jobs }, ne va à personne. Ajoutez une règle pour ces cas, ou élargissez-en une : une dernière règle sans condition prend tout ce qui reste.
rules-flaw-hole-jobs = { "" }, quand { $team } a { $jobs } interventions en cours
rules-flaw-and-more = { $names } et { $count } autres types
rules-flaw-dead = Cette règle ne sert jamais : tous ses cas sont déjà pris par { $rules }. Montez-la au-dessus, ou retirez-la.
rules-flaw-empty = Cette règle ne sert jamais : un de ses intervalles est vide. Corrigez-le, ou retirez la règle.
rules-flaw-overlap = Cette règle et { $rule } se recouvrent en partie et choisissent des équipes différentes : { $category }, { $day } à { $time }, est dans les deux. Coupez l'une des deux là où elles se touchent.
rules-flaw-no-shift = { $team } n'est pas en service à { $time } (de { $from } à { $until }). Limitez la règle à ces heures, ou choisissez une autre équipe.
rules-flaw-never-on-duty = { $team } n'a pas d'heures de service. Choisissez une autre équipe, ou donnez-lui des heures.
rules-flaw-no-team = Le secteur { $sector } n'a pas d'équipe de ce genre. Choisissez un autre genre, une équipe par son nom, ou d'autres secteurs.
rules-flaw-category = Le type « { $name } » n'est pas traité par une équipe de propreté. Décochez-le.
rules-flaw-sector = Le secteur « { $name } » n'existe plus. Décochez-le.
rules-flaw-team = L'équipe « { $name } » n'existe plus. Choisissez-en une autre.
rules-flaw-twice = Deux règles portent ce nom. Retirez l'une des deux.

## The form of a rule

rules-form-new = Une nouvelle règle
rules-form-title = Règle { $rule }
rules-form-keep = Garder dans le brouillon
rules-form-leave = Ne rien changer
rules-field-id = Nom court
rules-field-id-hint = minuscules, chiffres et tirets ; il reste avec chaque décision
rules-field-categories = Types
rules-field-categories-hint = aucun coché : tous
rules-field-sectors = Secteurs
rules-field-sectors-hint = aucun coché : toute la ville
rules-field-days = Jours
rules-field-hours = Heures
rules-field-hours-hint = de 00:00 à 24:00 : toute la journée ; l'heure de fin n'est plus dans la règle
rules-field-from = De
rules-field-until = À
rules-field-followers = Personnes qui suivent
rules-field-counts-hint = vide : peu importe
rules-field-jobs = Interventions en cours de l'équipe choisie
rules-field-jobs-hint = vide : peu importe
rules-field-at-least = Au moins
rules-field-less-than = Moins de
rules-field-team = Va à
rules-field-team-own = L'équipe du secteur
rules-field-team-named = Une équipe, où que ce soit
rules-field-sentence = Ce que l'habitant lit derrière le nom de l'équipe
rules-field-sentence-hint = pourquoi elle, en quelques mots
rules-field-french = En français
rules-field-english = En anglais
rules-wrong-id = Un nom court a des lettres minuscules, des chiffres et des tirets, { $most } au plus.
rules-wrong-id-twice = Une autre règle du brouillon porte ce nom. Prenez-en un autre.
rules-wrong-too-many = Il y a déjà { $most } règles : retirez-en une d'abord.
rules-wrong-category = Un de ces types n'existe plus. Cochez-les de nouveau.
rules-wrong-sector = Un de ces secteurs n'existe plus. Cochez-les de nouveau.
rules-wrong-day = Cochez au moins un jour.
rules-wrong-time = Écrivez une heure comme 12:30 ; 24:00 est minuit.
rules-wrong-order = La fin vient avant le début, ou en même temps. Choisissez une fin plus grande.
rules-wrong-number = Écrivez un nombre entier, ou rien.
rules-wrong-team = Choisissez une équipe.
rules-wrong-sentence = Écrivez quelques mots, sur une ligne.
rules-wrong-sentence-long = C'est trop long : { $most } caractères au plus.

## The simulator

rules-simulator = Simulateur
rules-simulator-intro = Un lieu, un type, une heure : quelle équipe, par quelle règle, et ce que l'habitant lit.
rules-simulator-empty = La réponse sera ici.
rules-kind = Type
rules-kind-choose = Choisir…
rules-time = Quand
rules-followers = Personnes qui suivent
rules-simulate = Simuler
rules-others = Ou bien :
rules-outside = Ce lieu est hors de la ville.
rules-wrong-place = Ce lieu n'a pas été trouvé. Écrivez un numéro et une rue, ou montrez-le sur la carte.
rules-wrong-kind = Choisissez un type.
rules-answer-now = Avec les règles en vigueur
rules-answer-draft = Avec votre brouillon
rules-answer-differs = autre équipe
rules-answer-same = même équipe
rules-answer-rule = Règle { $number } : { $rule }
rules-answer-no-rule = Aucune règle ne convient.
rules-answer-place = Lieu
rules-answer-when = Quand
rules-answer-load = En cours maintenant
rules-at = { $day } à { $time }
rules-load = { $team } : { $jobs }

## The replay

rules-replay = Rejouer un mois
rules-replay-intro = Votre brouillon sur ce qui s'est passé : combien de signalements seraient allés à une autre équipe qu'avec les règles en vigueur. Rien ne bouge.
rules-replay-do = Rejouer
rules-replay-moved = { $reports ->
    [0] Aucun signalement dans cette période.
   *[other] { $moved ->
        [one] { $moved } signalement sur { $reports } changerait d'équipe ({ $share } %).
       *[other] { $moved } signalements sur { $reports } changeraient d'équipe ({ $share } %).
    }
}
rules-replay-load = Chaque signalement compte une fois, par sa dernière attribution de la période. La charge des équipes est celle qui a été notée alors : ce que vos règles y auraient changé n'est pas deviné.
rules-replay-older = { $count } ont été attribués avant que le type, le secteur et les personnes qui suivent soient notés avec chaque attribution. Ils sont lus dans le signalement d'aujourd'hui : s'il a été requalifié depuis, le résultat est incertain.
rules-replay-older-version = { $count } ont été attribués par une version plus ancienne ; ils sont comparés à ce que les règles en vigueur en feraient.
rules-replay-by-hand = { $count } de plus ont été donnés à une équipe par un référent : les règles n'y changent rien.
rules-replay-partner = { $count } de plus sont d'un type que traite un partenaire.
rules-replay-lost = { $count } de plus ne peuvent pas être rejoués : les équipes, les secteurs ou le signalement ont changé depuis. Ils ne sont pas comptés.
rules-replay-unknown-load = { $count } de plus ne peuvent pas être rejoués : une règle demande la charge d'une équipe qui n'était pas notée alors. Ils ne sont pas comptés.
rules-replay-pairs = D'une équipe à l'autre
rules-replay-from = De
rules-replay-to = À
rules-replay-examples = Exemples
rules-replay-sectors = Par secteur
rules-replay-groups = Par type
rules-wrong-date = Choisissez deux jours.
rules-wrong-span = C'est trop long : { $most } jours au plus.
