# Réglages de la ville.

problem-crew-not-admin = Cette page est pour les administrateurs
problem-crew-not-admin-do = Demandez à la personne qui gère Rue Nette pour votre ville.
city-title = Réglages
city-says = Ce dont la ville est faite. Chaque changement vaut tout de suite et reste écrit au journal.
city-teams = Équipes
city-teams-says = Leurs horaires et leurs secteurs. Chaque secteur a une équipe de chaque genre.
city-teams-new = Nouvelle équipe
city-people = Personnes
city-people-says = Qui travaille avec Rue Nette, et ce que chacun peut faire.
city-people-new = Nouvelle personne
city-categories = Types d'anomalie
city-categories-says = Qui s'en charge, dans quel délai, selon quel calendrier.
city-calendars = Calendriers
city-calendars-says = Les heures qui comptent comme temps de travail dans les délais.
city-calendars-new = Nouveau calendrier
city-log = Journal
city-log-says = Qui a changé quoi, quand, et de quoi à quoi.
city-empty = Rien ici.
city-add = Ajouter
city-save = Enregistrer
city-none = –
city-yes = oui
city-no = non
city-in-fr = { $what } (français)
city-in-en = { $what } (anglais)
city-did-saved = C'est enregistré, et cela vaut déjà.
city-did-added = C'est ajouté.
city-did-ended = Cette personne ne peut plus se connecter.
city-did-returned = Cette personne peut de nouveau se connecter.
city-did-signed-out = Cette personne est déconnectée partout.
city-search = Nom ou adresse
city-search-left = Qui
city-search-there = En fonction
city-search-gone = Partis
city-left = partie { $moment }
city-code = numéro { $code } dans l'arbre publié
city-hours = { $hours } h
city-metres = { $metres } m
city-calendar-used = Sert à : { $categories }.

## Champs

city-field-id = Identifiant
city-field-id-hint = Lettres minuscules, chiffres et traits d'union ; il ne change plus.
city-field-team = Équipe
city-field-kind = Genre
city-field-name = Nom
city-field-sentence_name = Nom dans une phrase
city-field-shift = Horaires
city-field-shift-from = Début du service
city-field-shift-from-hint = heure de la ville, 06:00
city-field-shift-until = Fin du service
city-field-shift-until-hint = 24:00 pour minuit
city-field-sectors = Secteurs
city-field-sectors-hint = Un secteur coché ici quitte l'équipe de ce genre qui l'avait. Pour un référent : aucun coché, tous les secteurs.
city-field-email = Adresse e-mail
city-field-email-hint = Le lien de connexion y est envoyé ; elle ne change plus.
city-field-role = Rôle
city-field-team-hint = d'un agent
city-field-where = Équipe ou secteurs
city-field-language = Langue
city-field-left_at = Partie
city-field-category = Type d'anomalie
city-field-categories = Types d'anomalie
city-field-code = Numéro
city-field-icon = Dessin
city-field-short = Nom court
city-field-also = Autres mots
city-field-group = Groupe
city-field-position = Rang
city-field-position-hint = le plus petit vient en premier
city-field-handled_by = Qui s'en charge
city-field-partner = Partenaire
city-field-partner-fr-hint = avec l'article, si un partenaire s'en charge
city-field-tell = Qui prévenir
city-field-tell-fr-hint = si personne ici ne s'en charge
city-field-target_hours = Délai promis
city-field-target_hours-hint = en heures ; vaut pour les prochains signalements
city-field-calendar = Calendrier
city-field-radius_m = Rayon
city-field-radius_m-hint = en mètres : un signalement ouvert plus proche est sans doute le même
city-field-danger = Dangereux
city-field-danger-hint = le numéro d'urgence vient en premier
city-field-hours = Heures
city-kind-dpe = Équipe de division
city-kind-urgence_proprete = Urgence Propreté
city-role-crew = Agent
city-role-referent = Référent
city-role-call_centre = Téléconseiller
city-role-admin = Administrateur
city-language-fr = Français
city-language-en = Anglais
city-handled_by-cleaning = Une équipe de propreté
city-handled_by-partner = Un partenaire
city-handled_by-elsewhere = Personne ici
city-day-mon = Lundi
city-day-tue = Mardi
city-day-wed = Mercredi
city-day-thu = Jeudi
city-day-fri = Vendredi
city-day-sat = Samedi
city-day-sun = Dimanche
city-day-holiday = Jour férié
city-day-from = { $day }, de ({ $at })
city-day-until = { $day }, à ({ $at })
city-short-mon = lun.
city-short-tue = mar.
city-short-wed = mer.
city-short-thu = jeu.
city-short-fri = ven.
city-short-sat = sam.
city-short-sun = dim.
city-short-holiday = férié

## Ce qui ne va pas

city-wrong = { $count ->
    [one] Une chose est à corriger. Rien n'est enregistré.
   *[other] { $count } choses sont à corriger. Rien n'est enregistré.
}
city-wrong-empty = Écrivez quelque chose ici.
city-wrong-invisible = Il y a ici des caractères invisibles.
city-wrong-long = C'est trop long : { $most } caractères au plus.
city-wrong-number = Écrivez un nombre entier de { $from } à { $until }.
city-wrong-time = Écrivez une heure comme 06:00, jusqu'à 24:00.
city-wrong-choice = Choisissez parmi ce qui est proposé.
city-wrong-id = Seulement des lettres minuscules, des chiffres et des traits d'union, et pas « new ».
city-wrong-id-taken = Cet identifiant existe déjà.
city-wrong-last-of-group = C'est le dernier type de son groupe, qui resterait vide.
city-wrong-email = Cette adresse n'est pas complète.
city-wrong-email-taken = { $name } a déjà cette adresse.
city-wrong-last-admin = C'est le dernier administrateur : nommez-en un autre d'abord.
city-wrong-no-shift = Il faut des horaires : les règles confient des signalements à ce genre d'équipe ({ $rules }).
city-wrong-backwards = La fin doit venir après le début ; une nuit s'écrit en deux parties.
city-wrong-shift-of-rule = La règle « { $rule } » lui confie des signalements à { $time }, quand personne n'est là. Changez d'abord la règle.
city-wrong-half = Il faut un début et une fin.
city-wrong-overlap = { $earlier } et { $later } se recouvrent : chaque minute compte une fois.
city-wrong-no-hour = Il faut au moins une heure dans la semaine.
city-wrong-no-hour-used = Il faut au moins une heure dans la semaine : { $categories } s'en servent.
city-wrong-orphans = Plus d'équipe de ce genre ({ $kind }) pour : { $sectors }. Cochez d'abord ces secteurs chez une autre équipe.
city-flaw-hole = Les règles laisseraient un trou : rien pour « { $category } », { $sector }, à { $time }. Changez d'abord les règles.
city-flaw-dead = La règle « { $rule } » ne servirait plus jamais. Changez d'abord les règles.
city-flaw-overlap = Les règles « { $earlier } » et « { $later } » se disputeraient ce type. Changez d'abord les règles.
city-flaw-named = La règle « { $rule } » nomme ce type, qui n'irait plus à une équipe. Changez d'abord les règles.

## À plusieurs

city-newer = Quelqu'un l'a changé entre-temps
city-newer-do = Rien n'est enregistré. Voici ce qui a changé ; le formulaire garde ce que vous avez écrit. Enregistrez encore pour le remplacer.
city-people-end = Mettre fin à la fonction
city-people-end-says = À partir de maintenant, cette personne ne peut plus se connecter ; toutes ses sessions et tous ses jetons finissent. Ce qu'elle a fait reste.
city-people-return = Reprendre la fonction
city-people-return-says = Cette personne est partie. Elle peut revenir avec le même rôle.
city-people-sign-out = Déconnecter partout
city-people-sign-out-says = Un téléphone est perdu : toutes les sessions finissent, et ce qui y attend n'est plus fait en son nom.

## Journal

city-log-of = Tout ce qui a changé ici
city-log-kind = Quoi
city-log-all-kinds = Tout
city-log-team = Équipes
city-log-person = Personnes
city-log-category = Types d'anomalie
city-log-calendar = Calendriers
city-log-by = Qui
city-log-everybody = Tout le monde
city-log-command = Ligne de commande
city-log-whole = Tout le journal
city-log-empty = Rien n'a changé avec ces choix.
city-log-when = Quand
city-log-what = Quoi
city-log-change = De quoi à quoi
city-log-team-add = Équipe ajoutée
city-log-team-change = Équipe changée
city-log-person-add = Personne ajoutée
city-log-person-change = Personne changée
city-log-person-end = Fin de fonction
city-log-person-return = Retour en fonction
city-log-person-sign_out = Déconnexion partout
city-log-category-change = Type d'anomalie changé
city-log-calendar-add = Calendrier ajouté
city-log-calendar-change = Calendrier changé

## Le dossier de la ville

city-pack = Dossier de la ville
city-pack-says = Tout ce qui est réglé ici, en fichiers : pour le garder, le relire, ou partir de là ailleurs.
city-pack-how = Sept fichiers, comme la base les a maintenant, avec ce qui a été changé ici. Mis dans un dossier, « dispatch load » les charge dans une base vide ; rechargés ici, ils ne remplacent jamais rien. Personnes, signalements et journal n'y sont pas.
city-pack-size = { $kilobytes } ko
city-pack-city = La ville elle-même : nom, langues, limites, communes voisines.
city-pack-sectors = Les contours des secteurs.
city-pack-calendars = Les calendriers.
city-pack-categories = Les groupes et les types d'anomalie.
city-pack-teams = Les équipes.
city-pack-rules = Les règles de répartition en vigueur.
city-pack-replies = Les réponses préparées en vigueur.
