# Prepared answers: at the desk.

reply-our-team = notre équipe

replies-title = Réponses
replies-intro = Ce que les équipes répondent aux habitants quand elles ferment un signalement. Chaque enregistrement est une nouvelle version ; les lettres déjà parties gardent leurs mots.
replies-new = Nouvelle réponse
replies-back = Toutes les réponses
replies-done = Après un nettoyage
replies-rejected = Fermé sans nettoyage
replies-retired = Retirées
replies-is-retired = retirée
replies-answer = Réponse
replies-fits = { $count ->
    [0] tous les types d'anomalie
    [one] 1 type d'anomalie
   *[other] { $count } types d'anomalie
}
replies-saved = Version { $version }, { $author }, { $moment }
replies-hints = { $count ->
    [one] 1 conseil
   *[other] { $count } conseils
}

## How people answered

replies-letters = Lettres
replies-clean = « Propre »
replies-not-clean = « Pas propre »
replies-contested = Rouverts
replies-grade = Note

## The editor

replies-outcome = Pour quelle fin
replies-title-fr = Titre en français
replies-title-en = Titre en anglais
replies-body-fr = Texte en français
replies-body-en = Texte en anglais
replies-most = { $most } caractères au plus
replies-placeholders = Mots entre accolades
replies-is-address = l'adresse du signalement
replies-is-category = le type d'anomalie
replies-is-team = l'équipe, comme dans une phrase
replies-is-date = le jour du passage
replies-is-reference = le numéro du signalement
replies-categories = Types d'anomalie
replies-save = Enregistrer
replies-retire = Retirer cette réponse
replies-offer = Proposer de nouveau
replies-retire-says = Une réponse retirée n'est plus proposée aux équipes. Les fermetures qui l'ont utilisée la gardent.
replies-said-saved = Enregistré : une nouvelle version est proposée aux équipes.
replies-said-same = Rien n'a changé : c'est déjà enregistré ainsi.
replies-said-retired = Cette réponse n'est plus proposée.
replies-said-offered = Cette réponse est de nouveau proposée.
replies-wrong = Rien n'est enregistré : voyez les champs en rouge.
replies-wrong-empty = Il manque le texte.
replies-wrong-long = C'est trop long : { $count } caractères, { $most } au plus.
replies-wrong-invisible = Il y a des caractères invisibles : retapez ce texte.
replies-wrong-unknown = « { $name } » entre accolades ne veut rien dire ici. On peut écrire : { $known }
replies-wrong-unclosed = Une accolade n'est pas fermée, devant « { $at } ».
replies-wrong-unopened = Une accolade est fermée sans être ouverte, après « { $at } ».
replies-wrong-category = Le type d'anomalie « { $id } » n'existe pas.
replies-wrong-outcome = Choisissez pour quelle fin cette réponse est faite.
replies-meanwhile = Un collègue a enregistré entre-temps : { $saved }. Vos mots sont gardés ci-dessous ; les siens sont ici. Enregistrer encore une fois met les vôtres.

## The letter

replies-preview = Voir la lettre
replies-preview-report = Avec le signalement
replies-preview-report-hint = numéro ; vide : le dernier qui convient
replies-preview-fr = Lettre en français
replies-preview-en = Lettre en anglais
replies-preview-none = Aucun signalement n'a encore été fermé ainsi dans vos secteurs. Donnez un numéro.
replies-preview-no-such = Aucun signalement avec ce numéro dans vos secteurs.
replies-letter = La lettre
replies-letter-says = Telle que l'habitant la lira, avec les mots de gauche. Rien n'est envoyé.

## Versions

replies-saves = Versions
replies-saves-says = Réponses des habitants aux lettres des 12 derniers mois, dans vos secteurs.
replies-version = Version
replies-words = Ses mots

## Hints

replies-hint-long = Phrase de { $words } mots : « { $begins }… ». Coupez-la en deux.
replies-hint-greeting = Commencez par « Bonjour ».
replies-hint-next = Dites ce qui se passe ensuite, ou ce que la personne peut faire.
replies-hint-shouting = « { $word } » crie. Écrivez-le en minuscules.
replies-hint-abbreviation = « { $word } » : tout le monde ne connaît pas ce sigle.
replies-hint-jargon = « { $word } » est un mot d'administration. Dites-le plus simplement.
