# Letters: to residents about their reports, to the staff to sign in. Names, addresses and replies come in as data.

letter-on-day = le { $date } à { $time }
letter-label = { $label } :
letter-foot-report = Signalement { $reference }
letter-foot-follow = suivre
letter-foot-stop = ne plus recevoir
letter-stop-text = Ne plus recevoir ces messages :

## It is clean

letter-closed-headline = C'est nettoyé, { $street }.
letter-closed-preview = Nettoyé en { $turnaround }. Est-ce vraiment propre ? Dites-le-nous.
letter-closed-told = { $part ->
    [follower] Vous suivez ce signalement, reçu { $when } : « { $category } », { $address }.
   *[reporter] Vous nous avez signalé { $when } : « { $category } », { $address }.
}
letter-closed-done = { $part ->
    [follower] { $team } a nettoyé { $when }, soit { $turnaround } après le signalement.
   *[reporter] { $team } a nettoyé { $when }, soit { $turnaround } après votre message.
}
letter-closed-some-team = Une équipe
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

## Sign in

letter-sign-in-subject = Votre lien de connexion
letter-sign-in-headline = Bonjour { $name },
letter-sign-in-told = Voici le lien que vous avez demandé pour vous connecter à Rue Nette.
letter-sign-in-button = Me connecter
letter-sign-in-good = Ce lien sert une seule fois, pendant 15 minutes, jusqu'à { $until }.
letter-sign-in-not-you = Vous n'avez rien demandé ? Ne faites rien, et ne transmettez ce lien à personne.
