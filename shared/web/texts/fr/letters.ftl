# Letters: to residents about their reports, to the staff to sign in. Names, addresses and replies come in as data.

letter-on-day = le { $date } à { $time }
letter-label = { $label } :
letter-told = { $part ->
    [follower] Vous suivez ce signalement, reçu { $when } : « { $category } », { $address }.
    [joined] Votre signalement { $own } est réuni avec celui-ci : « { $category } », { $address }.
   *[reporter] Vous nous avez signalé { $when } : « { $category } », { $address }.
}
letter-some-team = Une équipe
letter-foot-report = Signalement { $reference }
letter-foot-follow = suivre
letter-foot-stop = ne plus recevoir
letter-stop-text = Ne plus recevoir ces messages :

## It is clean

letter-closed-headline = C'est nettoyé, { $street }.
letter-closed-preview = Nettoyé en { $turnaround }. Est-ce vraiment propre ? Dites-le-nous.
letter-closed-done = { $part ->
    [follower] { $team } a nettoyé { $when }, soit { $turnaround } après le signalement.
   *[reporter] { $team } a nettoyé { $when }, soit { $turnaround } après votre message.
}
letter-closed-reply = Réponse de l'équipe
letter-closed-no-photo = La photo prise après le nettoyage n'a pas pu être lue. Votre regard compte d'autant plus.
letter-closed-question = Est-ce vraiment propre ?
letter-closed-clean = C'est propre
letter-closed-not-clean = Ce n'est pas propre
letter-closed-nothing = Si c'est propre, vous n'avez rien à faire.
letter-closed-photos-text = Photos jointes :
letter-photo-after = Après · { $time }
letter-photo-before = Avant · { $time }
letter-photo-after-alt = Photo après le nettoyage, { $address }, { $time }
letter-photo-before-alt = Photo avant le nettoyage, { $address }, { $time }

## We have it

letter-received-subject = Signalement { $reference } : c'est noté
letter-received-headline = C'est noté, { $street }.
letter-received-thanks = Merci. Voici ce que nous avons reçu :
letter-received-number = Numéro
letter-received-what = Type
letter-received-where = Lieu
letter-received-when = Reçu
letter-received-next-heading = Et maintenant ?
letter-received-next = Votre signalement part vers l'équipe qui nettoie ce lieu. Notre objectif : que ce soit fait avant { $due }. Vous recevrez alors une photo de l'endroit nettoyé.
letter-received-next-partner = Ce n'est pas une équipe de nettoyage qui s'en occupe, mais { $partner }. Un agent de la Ville lit votre signalement et dit la suite sur la page de suivi.
letter-received-follow = Suivre mon signalement
letter-received-yours = Ces liens sont à vous seul : ils agissent en votre nom.
letter-received-kept = Votre adresse ne sert qu'à ces messages ; elle s'efface 12 mois après la fin, ou dès que vous le demandez sur la page du signalement.

## A day is fixed

letter-scheduled-subject = Passage prévu { $day }, { $street }
letter-scheduled-headline = Passage prévu { $day }.
letter-scheduled-what = { $team } a fixé son passage : { $day }.
letter-scheduled-next = Une fois l'endroit nettoyé, vous recevrez une photo. D'ici là, vous n'avez rien à faire. Si le jour change, nous vous l'écrirons.

## Closed without cleaning

letter-rejected-subject = Signalement { $reference } : clos sans nettoyage
letter-rejected-headline = Clos sans nettoyage : { $street }
letter-rejected-what = { $team } a clos ce signalement { $when }, sans nettoyer.
letter-rejected-reason = La raison
letter-rejected-heading = Le problème est toujours là ?
letter-rejected-next = Dites-le-nous avant la fin du { $until } : le signalement sera rouvert, et une équipe lira vos mots.
letter-rejected-button = Ce n'est pas réglé
letter-rejected-nothing = Si c'est réglé, vous n'avez rien à faire.
letter-photo-found = Photo de l'équipe · { $time }
letter-photo-found-alt = Ce que l'équipe a trouvé, { $address }, { $time }

## The same problem has another number

letter-merged-subject = Signalement { $reference } : réuni avec { $main }
letter-merged-headline = Déjà signalé : { $street }
letter-merged-what = Le même problème est aussi signalé sous le numéro { $main }. Nous avons réuni les deux : une seule équipe s'en occupe, pour tous.
letter-merged-next = Nos prochains messages porteront sur le signalement { $main }. Vous recevrez la photo de l'endroit nettoyé. Votre page de suivi reste la même.

## Open again

letter-reopened-subject = Signalement { $reference } : rouvert
letter-reopened-headline = C'est rouvert : { $street }
letter-reopened-what = { $ended ->
    [refused] { $by ->
        [reader] Vous nous avez dit { $when } que ce n'est pas réglé. C'est noté.
       *[other] Une personne qui suit ce signalement nous a dit { $when } que ce n'est pas réglé.
    }
   *[cleaned] { $by ->
        [reader] Vous nous avez dit { $when } que ce n'est pas propre. C'est noté.
       *[other] Une personne qui suit ce signalement nous a dit { $when } que ce n'est pas propre.
    }
}
letter-reopened-next = Le signalement repart vers une équipe, avec ce qui reste à faire. La page de suivi dit laquelle dès qu'elle l'a. Vous recevrez une nouvelle photo une fois l'endroit nettoyé.

## A photo can't be read

letter-unreadable-subject = Signalement { $reference } : il nous faut une autre photo
letter-unreadable-headline = Il nous faut une autre photo : { $street }
letter-unreadable-what = { $others ->
    [some] L'une de vos photos est bien arrivée, mais son fichier est abîmé : l'image ne s'ouvre pas, et personne ne peut la voir.
   *[none] Votre photo est bien arrivée, mais son fichier est abîmé : l'image ne s'ouvre pas, et personne ne peut la voir.
}
letter-unreadable-next = Votre signalement est enregistré et suit son cours. Avec une autre photo, l'équipe trouve l'endroit plus vite. Envoyez-la depuis la page de suivi, tant que le signalement est ouvert.
letter-unreadable-button = Envoyer une autre photo

## Sign in

letter-sign-in-subject = Votre lien de connexion
letter-sign-in-headline = Bonjour { $name },
letter-sign-in-told = Voici le lien que vous avez demandé pour vous connecter à Rue Nette.
letter-sign-in-button = Me connecter
letter-sign-in-good = Ce lien sert une seule fois, pendant 15 minutes, jusqu'à { $until }.
letter-sign-in-not-you = Vous n'avez rien demandé ? Ne faites rien, et ne transmettez ce lien à personne.

## What a referent writes by hand

letter-written-subject = Signalement { $reference } : un message pour vous
letter-written-headline = Un message pour vous : { $street }
letter-written-what = Une personne de la propreté de la Ville vous a écrit { $when }.
letter-written-words = Son message
letter-written-next = Votre signalement suit son cours. La page de suivi dit où il en est.
