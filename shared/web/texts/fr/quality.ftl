# Qualité : clôtures à regarder, contestations, avis.

quality-parts = Ce qui est à regarder
quality-doubtful = Clôtures
quality-contested = « Pas propre »
quality-grades = Avis
quality-count = { $count ->
    [0] Rien avec ces choix
    [one] { $count } en tout
   *[other] { $count } en tout
}
quality-closed = Clos { $moment }
quality-refused = Refusé { $moment }
quality-received = Reçu
quality-dispatched = Confié à l'équipe
quality-taken = Photo prise
quality-photo = Lieu de la photo
quality-phone = Lieu du téléphone
quality-away = à { $metres } m du signalement
quality-away-about = à { $metres } m du signalement (± { $accuracy } m)
quality-alike = Photo semblable : { $reference }
quality-alike-elsewhere = L'autre photo est d'un secteur que vous ne suivez pas.
quality-contested-intro = Ce que les habitants écrivent quand ce n'est pas propre, à côté de ce que l'équipe avait répondu.
quality-contested-at = « Pas propre » { $moment }
quality-contested-empty = Personne n'a contesté, avec ces choix.
quality-no-words = Sans mots.
quality-shown = Photo de l'habitant
quality-grades-intro = Ce que les habitants disent d'une clôture. La note va à l'équipe et à la réponse, jamais à une personne.
quality-grades-empty = Personne n'a rien écrit, avec ces choix.
quality-which-grade = Quelle note
quality-which-words = Avec ou sans mots
quality-all-grades = Toutes les notes ({ $count })
quality-grade-count = { $grade } ({ $count })
quality-grade = { $grade } sur 5
quality-said = Avis donné { $moment }
quality-with-words = Avec des mots
quality-also-silent = Aussi sans mots
