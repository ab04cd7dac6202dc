# The moves of a report: why one is refused, what a referent is told. Spaces and apostrophes are set when this is read.

## To a referent: a report waits

letter-to-requalify-headline = Signalement { $reference } : à préciser
letter-to-requalify-told = « { $category } », { $address }, reçu { $when }.
letter-to-requalify-why = Pourquoi : { $why }.
letter-to-requalify-wrong_team = L'équipe dit : ce n'est pas pour nous.
letter-to-requalify-wrong_category = L'équipe dit : ce n'est pas ce type d'anomalie.
letter-to-requalify-come_back = Le partenaire ne s'en occupe pas, et aucune équipe ne l'a eu avant.
letter-to-requalify-resume = La surveillance est finie, et aucune équipe ne l'a eu avant.
letter-to-requalify-words = { $why } « { $words } »
letter-to-requalify-next = Il attend que vous changiez son type, son lieu ou son équipe.

## Why a team has a report: behind "pourquoi vous"

assignment-by-referent = un référent l'a confié à cette équipe

## A refusal without words of its own, to the resident

refused-nothing_there = Bonjour, notre équipe est passée et n'a rien trouvé à cet endroit. Si le problème est toujours là, dites-le-nous depuis la page de suivi.
refused-already_clean = Bonjour, notre équipe est passée : l'endroit était déjà propre. Merci de nous avoir prévenus.
refused-private_property = Bonjour, cet endroit est un lieu privé, où la Ville n'a pas le droit de nettoyer. C'est à son propriétaire de le faire.
refused-other = Bonjour, notre équipe n'est pas intervenue.

## Moves, as a verb

move-receive = recevoir
move-assign = confier à une équipe
move-take = prendre
move-release = rendre à l'équipe
move-schedule = prévoir un passage
move-close = clore
move-undo = annuler la clôture
move-refuse = clore sans nettoyage
move-send_back = renvoyer
move-requalify = préciser
move-transfer = transmettre à un partenaire
move-come_back = rendre
move-watch = surveiller
move-resume = reprendre
move-merge = réunir avec un autre
move-contest = contester
move-archive = archiver

## Why a move is not made: what, and what to do

refused-move-signed-out = Vous n'êtes pas connecté
refused-move-signed-out-do = Connectez-vous, puis recommencez. Rien n'est perdu.
refused-move-not-found = Ce signalement n'existe pas, ou n'est pas à vous
refused-move-not-found-do = Vérifiez l'adresse. Une équipe ne voit que ses interventions, un référent que ses secteurs.
refused-move-not-yours = Cette liste est pour les référents
refused-move-not-yours-do = Demandez à un référent de votre secteur.
refused-move-other-site = Envoi refusé
refused-move-other-site-do = Cet envoi vient d'un autre site. Recommencez depuis le nôtre.
refused-move-link = Ce lien ne sert plus
refused-move-link-do = Il sert pendant le délai de la transmission, une seule fois. Demandez à la Ville si le signalement est encore à vous.
refused-move-no-key = Il manque l'en-tête Idempotency-Key
refused-move-no-key-do = Donnez à chaque action un identifiant neuf, de 1 à 200 caractères, et le même à chaque nouvel essai.
refused-move-key-reused = Cet Idempotency-Key a déjà servi à autre chose
refused-move-key-reused-do = Donnez un identifiant neuf à chaque nouvelle action.
refused-move-malformed = Cette demande est illisible
refused-move-malformed-do = Envoyez du JSON avec les champs décrits dans /api/v1/openapi.json, ou un formulaire avec les photos.
refused-move-token = Ce jeton n'est pas valable
refused-move-token-do = Il est incomplet, expiré ou retiré. Demandez-en un autre à qui gère le service.
refused-move-scope = Ce jeton ne sert pas à cela
refused-move-scope-do = Demandez un jeton qui en a le droit : jobs:read, jobs:move ou photos:release.
refused-move-no-such-list = Cette liste n'existe pas
refused-move-no-such-list-do = Demandez state=to_requalify.
refused-move-request-too-large = L'envoi dépasse { $size }
refused-move-request-too-large-do = Trois photos au plus, de 25 Mo chacune au plus.
refused-move-request-too-slow = L'envoi arrive trop lentement : moins de { $size } en { $time }
refused-move-request-too-slow-do = Réessayez avec un meilleur réseau, ou avec moins de photos.
refused-move-request-too-long = L'envoi a duré plus de { $time }
refused-move-request-too-long-do = Réessayez avec un meilleur réseau, ou avec moins de photos.
refused-move-failed = Quelque chose n'a pas marché chez nous
refused-move-failed-do = Réessayez dans une minute. Le même envoi ne compte qu'une fois.
refused-move-state = Impossible de { $move } un signalement « { $state } »
refused-move-state-do = Regardez où il en est : quelqu'un l'a fait avancer, ou ce n'est pas encore son tour.
refused-move-actor = Ce n'est pas à vous de { $move } un signalement
refused-move-actor-do = Demandez à qui en est chargé : une équipe, un référent, ou l'habitant.
refused-move-colleague = C'est un collègue qui l'a en main
refused-move-colleague-do = Seul celui qui l'a pris le rend, et seul celui qui l'a clos annule la clôture.
refused-move-missing = Il manque « { $field } »
refused-move-missing-do = Ajoutez le champ « { $field } », puis recommencez.
refused-move-photo-missing = Il manque la photo
refused-move-photo-missing-do = Ajoutez une photo de l'endroit, prise d'où l'habitant a pris la sienne.
refused-move-reply-missing = Il manque la réponse à l'habitant
refused-move-reply-missing-do = Choisissez une réponse préparée, ou écrivez la vôtre.
refused-move-unreadable = « { $value } » ne convient pas pour « { $field } »
refused-move-unreadable-do = Corrigez le champ « { $field } » : /api/v1/openapi.json dit ce qu'il attend.
refused-move-too-early = Cette date est trop tôt
refused-move-too-early-do = Choisissez le { $day } ou plus tard.
refused-move-too-far = Cette date est trop loin
refused-move-too-far-do = Choisissez le { $day } ou plus tôt.
refused-move-words-too-long = Votre texte a { $count } caractères, { $most } au plus
refused-move-words-too-long-do = Raccourcissez-le.
refused-move-too-many-photos = Trop de photos
refused-move-too-many-photos-do = Trois photos au plus. Retirez-en.
refused-move-no-team = Ce signalement n'a pas d'équipe
refused-move-no-team-do = Précisez-le d'abord : son type, son lieu ou son équipe.
refused-move-undo-too-late = Le délai pour annuler est passé
refused-move-undo-too-late-do = L'habitant est prévenu. S'il reste quelque chose, il peut le dire.
refused-move-letter-left = La lettre à l'habitant est déjà partie
refused-move-letter-left-do = On n'annule plus. S'il reste quelque chose, l'habitant peut le dire.
refused-move-contest-too-late = C'est clos depuis plus de { $days } jours
refused-move-contest-too-late-do = Faites un nouveau signalement.
refused-move-main-itself = Un signalement n'est pas son propre doublon
refused-move-main-itself-do = Indiquez l'autre signalement.
refused-move-main-not-open = L'autre signalement n'est plus ouvert
refused-move-main-not-open-do = Choisissez un signalement ouvert ; celui-là est « { $state } ».
refused-move-nothing-new = Rien à changer
refused-move-nothing-new-do = Indiquez un nouveau type, un nouveau lieu ou une équipe.
refused-move-place-outside = Ce lieu est hors de la ville
refused-move-place-outside-do = Déplacez le point dans la ville.
