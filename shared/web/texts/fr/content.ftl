# How content somebody is with a cleaned report.

content-heading = Êtes-vous satisfait ?
content-change = Changer mon avis
content-hint = De 1, pas du tout, à 5, tout à fait
content-1 = pas du tout
content-2 = peu
content-3 = moyen
content-4 = plutôt
content-5 = tout à fait
content-why = Pourquoi ?
content-why-hint = facultatif ; lu par les référents de la Ville
content-heard = C'est noté, merci : { $grade } sur 5. Vous pouvez changer d'avis jusqu'au { $until }.
wrong-answer-given = Rien n'a changé : vous avez déjà répondu à cette question.
wrong-answer-given-do = Si le problème est revenu, faites un nouveau signalement.
wrong-grade-unreadable = Il manque une note de 1 à 5.
wrong-grade-unreadable-do = Choisissez une note.
wrong-grade-not-done = Rien n'a changé : ce signalement n'est pas nettoyé.
wrong-grade-not-done-do = Attendez que l'équipe ait nettoyé.
wrong-grade-too-late = Rien n'a changé : le nettoyage date de plus de { $days } jours.
wrong-grade-too-late-do = Vous n'avez plus rien à faire.
