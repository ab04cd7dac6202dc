# Who was not told, and why: at the desk.

untold-title = Non prévenus
untold-badge = lettres à regarder
untold-alarm = Des lettres attendent depuis { $time } : les habitants ne sont pas prévenus.
untold-alarm-see = Voir les lettres
untold-reasons = Raisons
untold-empty = Tout le monde a été prévenu. Aucune lettre n'attend, aucune n'a été refusée.
untold-none-of-it = Plus aucune lettre pour cette raison.
untold-next = Lettres suivantes
untold-back = Retour aux non-prévenus
untold-letter-title = Lettre non reçue

untold-to = à { $address }
untold-since = { $attempts ->
    [0] depuis { $time } ({ $moment }), pas encore présentée
    [one] depuis { $time } ({ $moment }), présentée 1 fois
   *[other] depuis { $time } ({ $moment }), présentée { $attempts } fois
}
untold-answer = Réponse du serveur :

## Why

untold-reason-no_mailbox = Adresse inconnue
untold-reason-no_mailbox-do = Le serveur du destinataire ne connaît pas cette adresse. Corrigez-la si vous savez la bonne : la lettre part alors.
untold-reason-mailbox_full = Boîte pleine ou fermée
untold-reason-mailbox_full-do = La boîte ne prend plus de lettres. Renvoyez-les plus tard, ou corrigez l'adresse.
untold-reason-not_let_in = Lettre jugée indésirable
untold-reason-not_let_in-do = Le serveur du destinataire ne veut pas de nos lettres. Prévenez l'administrateur, puis renvoyez-les.
untold-reason-refused = Refusée par le serveur
untold-reason-refused-do = Le serveur a dit non. Ses mots disent pourquoi : corrigez l'adresse, ou renvoyez la lettre.
untold-reason-buried = Lettre que nous n'avons pas pu écrire
untold-reason-buried-do = Quelque chose de chez nous a échoué. Renvoyez-la quand c'est réparé ; une adresse impossible se corrige ici.
untold-reason-put_off = Remise à plus tard par le serveur
untold-reason-put_off-do = Le serveur demande d'attendre. La lettre repart toute seule, pendant environ un jour.
untold-reason-photo = Attend une photo
untold-reason-photo-do = La photo du nettoyage est encore en préparation. La lettre part toute seule ensuite.
untold-reason-on_its_way = En route
untold-reason-on_its_way-do = La lettre attend son tour, ou que le serveur de courrier réponde. Elle part toute seule.

## What the letter tells

untold-tells-receive = Accusé de réception
untold-tells-schedule = Passage prévu
untold-tells-close = Nettoyé
untold-tells-refuse = Fermé sans nettoyage
untold-tells-merge = Réuni à un autre signalement
untold-tells-contest = Rouvert
untold-tells-photo = Photo à reprendre
untold-tells-to_requalify = À un référent : signalement à requalifier
untold-tells-my_reports = Lien vers ses signalements
untold-tells-sign_in = Lien de connexion d'un agent
untold-tells-assign = Confié à une équipe
untold-tells-follow = Suivi
untold-tells-write = Message d'un référent

## What can be done

untold-resend = Renvoyer
untold-resend-all = Tout renvoyer
untold-resend-as-it-is = Renvoyer à la même adresse
untold-correct = Corriger l'adresse
untold-correct-send = Corriger et renvoyer
untold-address = Bonne adresse
untold-address-hint = comme nom@exemple.fr
untold-address-none = Ce n'est pas une adresse e-mail. Exemple : nom@exemple.fr
untold-address-same = C'est l'adresse à laquelle la lettre est partie. Changez-la, ou renvoyez la lettre telle quelle.
untold-address-meanwhile = { $name } l'a corrigée entre-temps ({ $moment }). Envoyez encore une fois pour mettre la vôtre.
untold-corrected = Adresse corrigée par { $name }, { $moment }.

untold-said-left = { $count ->
    [one] 1 lettre repart.
   *[other] { $count } lettres repartent.
}
untold-said-waiting = Rien à faire : cette lettre est déjà en route.
untold-said-accepted = Rien à faire : cette lettre est arrivée entre-temps.
untold-said-not_wanted = Rien n'est parti : cette personne ne veut plus de lettres, ou a fait effacer son adresse.
untold-said-nothing = Rien à renvoyer : ces lettres sont déjà reparties, ou arrivées.
untold-said-corrected = { $count ->
    [0] Adresse corrigée : la lettre part au prochain essai.
    [one] Adresse corrigée, 1 lettre repart.
   *[other] Adresse corrigée, { $count } lettres repartent.
}
untold-said-already = Cette adresse est déjà corrigée ainsi.
untold-said-back = Le message est repris.
untold-said-gone = Rien à faire : ce message a déjà été repris.

## Queues

queues-title = Files d'attente
queues-name = File
queues-state = Ce qui attend
queues-buried = En échec
queues-reports = Signalements à confier
queues-photos = Photos à préparer
queues-letters = Lettres à envoyer
queues-empty = Rien n'attend.
queues-soon = { $count ->
    [one] 1 attend son tour.
   *[other] { $count } attendent leur tour.
}
queues-waiting = { $count ->
    [one] 1 attend, depuis { $time }.
   *[other] { $count } attendent, la première depuis { $time }.
}
graves-title = Messages en échec
graves-says = Ce que nous n'avons pas pu traiter. Les plus anciens d'abord ; reprendre un message le traite une fois.
graves-errors = Ce qui a échoué
graves-resend = Reprendre
