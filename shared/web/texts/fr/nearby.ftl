# Already reported? Before a report is sent, and for who follows another's.

near-title = Est-ce l'un de ceux-ci ?
near-heading = { $count ->
    [one] Déjà signalé tout près. Est-ce le même problème ?
   *[other] { $count } signalements sont ouverts tout près. Est-ce l'un d'eux ?
}
near-kept = { $photos ->
    [0] Rien n'est encore envoyé. Ce que vous avez écrit est gardé.
    [one] Rien n'est encore envoyé. Votre photo et ce que vous avez écrit sont gardés.
   *[other] Rien n'est encore envoyé. Vos { $photos } photos et ce que vous avez écrit sont gardés.
}
near-note = à { $meters } m, il y a { $age }
near-photo = Photo de ce signalement
near-same = C'est le même
near-different = Non, c'est autre chose
near-hint = « C'est le même » : vous suivez ce signalement, et l'équipe reçoit aussi votre photo. Avec votre e-mail, vous recevez la photo de l'endroit nettoyé.

follow-same-thanks = Merci. Vous suivez maintenant le signalement { $reference }.
step-follow = Vous suivez ce signalement
wrong-same-unknown = Aucun signalement n'a ce numéro.
wrong-same-unknown-do = Vérifiez le numéro, ou envoyez votre propre signalement.
wrong-same-closed = Rien n'est envoyé : le signalement que vous vouliez suivre vient d'être clos.
wrong-same-closed-do = Si le problème est encore là, envoyez le vôtre.
wrong-same-far = Rien n'est envoyé : le signalement que vous vouliez suivre n'est pas à cet endroit.
wrong-same-far-do = Corrigez le lieu, ou envoyez votre propre signalement.

letter-followed-subject = Signalement { $reference } : vous le suivez
letter-followed-headline = Vous suivez ce signalement, { $street }.
letter-followed-thanks = Merci. Ce problème était déjà signalé : une seule équipe s'en occupe, pour tous.
