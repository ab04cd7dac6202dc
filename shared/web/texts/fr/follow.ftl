# A report's own page, at the secret link: where it stands, what happened, what is asked.

## Follow

follow-thanks = Merci. Votre signalement { $reference } est bien reçu.
follow-cleaned-in = Nettoyé en { $time }
follow-scheduled = Prévu { $day }
follow-due = Objectif : { $time }
follow-late = Aurait dû être fait { $time }. Ce retard est visible de nos référents.
follow-reply = Réponse de l'équipe
follow-reason = Pourquoi
follow-question = Est-ce vraiment propre ?
follow-clean = C'est propre
follow-not-clean = Ce n'est pas propre
follow-not-clean-label = Qu'est-ce qui reste sale ?
follow-not-clean-hint = L'équipe lira vos mots et reviendra.
follow-not-clean-send = Rouvrir le signalement
follow-question-settled = Le problème est toujours là ?
follow-not-settled = Ce n'est pas réglé
follow-not-settled-label = Qu'est-ce qui n'est pas réglé ?
follow-settled-nothing = Si c'est réglé, vous n'avez rien à faire.
follow-said-clean = Vous avez confirmé que c'est propre. Merci.
follow-said-not-clean = C'est noté, merci : le signalement est rouvert.
follow-steps = Étapes
follow-own-steps = Votre signalement { $reference }, avant
follow-photos = Photos
follow-before-alt = La rue au moment du signalement
follow-after-alt = La rue après le passage de l'équipe
follow-found-alt = Ce que l'équipe a trouvé
follow-before-at = Avant · { $time }
follow-after-at = Après · { $time }
follow-found-at = Photo de l'équipe · { $time }
follow-letter = Vous recevrez la photo de la rue propre par e-mail.
follow-keep-link = Gardez l'adresse de cette page : c'est votre suivi.

## Where it stands

some-team = Une équipe
now-received = Votre signalement est enregistré. Une équipe va être désignée.
now-dispatched = { $team } l'a dans sa tournée.
now-in_progress = { $team } s'en occupe en ce moment.
now-scheduled = { $team } passera { $day }.
now-scheduled-past = Le passage était prévu { $day }. Ce retard est visible de nos référents.
now-to_requalify = Un agent de la Ville lit votre signalement et décide qui s'en occupe.
now-transferred = { $partner } s'en charge et doit répondre avant la fin du { $until }. Sans réponse, le signalement revient à une équipe de la Ville.
now-transferred-some = Un partenaire de la Ville s'en charge.
now-monitored = L'endroit est sous surveillance. Quelqu'un y retourne { $day } au plus tard.
now-monitored-some = L'endroit est sous surveillance. Quelqu'un y retournera.
now-rejected = Le signalement est clos sans nettoyage.
now-reopened = Ce n'est pas réglé : une équipe va être désignée de nouveau.
now-duplicate = Votre signalement est réuni avec un autre, pour le même problème.
now-merged = Votre signalement est réuni avec le n° { $main }, pour le même problème. Voici où il en est.
now-archived = Ce signalement est clos depuis plus d'un an.

## A photo that can't be read

follow-photo-heading = Il nous faut une autre photo
follow-photo-why = { $others ->
    [some] L'une de vos photos est bien arrivée, mais son fichier est abîmé : l'image ne s'ouvre pas. Le signalement suit son cours ; une autre photo aide l'équipe à trouver l'endroit.
   *[none] Votre photo est bien arrivée, mais son fichier est abîmé : l'image ne s'ouvre pas. Le signalement suit son cours ; une autre photo aide l'équipe à trouver l'endroit.
}
follow-photo-send = Envoyer cette photo
follow-photo-thanks = Merci. Votre nouvelle photo est arrivée.
follow-photo-one = Une seule photo à la fois. Gardez celle qui montre le mieux l'endroit.
follow-photo-not-asked = Rien n'a changé : nous avons déjà reçu une autre photo, ou le signalement est clos.

## Steps

step-receive = Reçu
step-assign = Confié à { $team }
step-assign-referent = Transmis à un référent
step-why = « { $why } »
step-take = L'équipe est en route
step-release = Remis dans la file de l'équipe
step-schedule = Passage prévu { $day }
step-schedule-some = Passage prévu
step-close = Nettoyé
step-undo = Clôture annulée par l'équipe
step-refuse = Clos sans nettoyage
step-send_back = À réorienter
step-requalify = Précisé par un référent
step-transfer = Transmis à { $partner }
step-transfer-some = Transmis à un partenaire
step-come_back = Revenu du partenaire
step-watch = Sous surveillance jusqu'au { $day }
step-watch-some = Mis sous surveillance
step-resume = Repris
step-merge = Réuni avec le n° { $main }
step-merge-some = Réuni avec un autre signalement
step-write = La Ville vous a écrit par lettre
step-contest = { $by ->
    [reader] { $ended ->
        [refused] Vous avez dit que ce n'est pas réglé
       *[cleaned] Vous avez dit que ce n'est pas propre
    }
   *[other] { $ended ->
        [refused] Quelqu'un a dit que ce n'est pas réglé
       *[cleaned] Quelqu'un a dit que ce n'est pas propre
    }
}
step-archive = Archivé

## When

follow-expected = Pour des signalements comme celui-ci : la moitié sont nettoyés d'ici { $half }, 8 sur 10 d'ici { $most }.
follow-expected-most = Pour des signalements comme celui-ci : 8 sur 10 sont nettoyés d'ici { $most }.
follow-expected-over = Celui-ci prend plus de temps que d'ordinaire : 8 sur 10 sont nettoyés avant ce délai.
follow-expected-basis = D'après { $count } nettoyages du même type dans ce secteur, en { $days } jours.
follow-expected-few = C'est l'objectif de la Ville : il y a eu moins de { $fewest } nettoyages du même type dans ce secteur en { $days } jours.
follow-not-clean-photo = Ajouter une photo (facultatif)

## What is yours

yours-heading = Votre adresse e-mail
yours-stop = Ne plus recevoir de lettres
yours-erase-words = Sans votre demande, elle est effacée 12 mois après la fin du signalement. Vous pouvez l'effacer maintenant : plus aucune lettre ne partira. Le signalement suit son cours, et cette page reste la vôtre.
yours-erase = Effacer mon adresse
yours-erased = Votre adresse e-mail a été effacée { $time }. Le signalement suit son cours.
