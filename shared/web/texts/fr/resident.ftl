# Pages of residents.

## Report

home-title = Signaler une rue sale
home-description = Photographiez une rue sale : l'équipe de propreté du quartier nettoie et vous envoie la photo de la rue propre.
home-headline = Une rue sale ?
home-headline-2 = Une photo suffit.
home-what = Qu'est-ce que c'est ?
home-other = Autre chose…
home-photo-label = Photo
home-category-label = Type d'anomalie
home-partner = Transmis à { $partner }.
home-place = Indiquer le lieu autrement
home-place-label = Adresse
home-place-hint = numéro et rue, ou coordonnées : 48.8646, 2.3783
home-place-choose = Laquelle ?
home-words = Ajouter une précision
home-words-label = Précision
home-words-hint = facultatif, 1 000 caractères au plus
home-email = E-mail
home-email-hint = facultatif : il sert à vous envoyer la photo de la rue propre, et s'efface 12 mois après la fin
home-no-account = Sans compte. Le lieu et l'heure sont lus dans la photo, puis effacés de l'image.
home-simplified = Contours des arrondissements simplifiés. Source : { $attribution }.

## What is wrong with a report, and what to do

wrong-photo-missing = Il manque la photo.
wrong-photo-missing-do = Prenez une photo de ce qui est sale, ou choisissez-en une.
wrong-photos-too-many = Plus de { $photos } photos sont arrivées.
wrong-photos-too-many-do = Gardez-en { $photos } au plus.
wrong-photo-not-a-picture = Ce fichier n'est pas une photo.
wrong-photo-not-a-picture-do = Choisissez une photo JPEG, PNG ou WebP.
wrong-photo-kind = Les fichiers { $kind } ne sont pas acceptés.
wrong-photo-kind-do = Choisissez une photo JPEG, PNG ou WebP, ou prenez-la avec le bouton de cette page : le téléphone la donne alors en JPEG.
wrong-photo-too-large = Cette photo dépasse 25 Mo.
wrong-photo-too-large-do = Choisissez une taille plus petite, ou prenez-la avec le bouton de cette page.
wrong-photo-too-many-pixels = Cette photo dépasse 60 mégapixels.
wrong-photo-too-many-pixels-do = Choisissez une taille plus petite, ou prenez-la avec le bouton de cette page.
wrong-photo-truncated = Cette photo est arrivée incomplète.
wrong-photo-truncated-do = Envoyez-la de nouveau.
wrong-photo-damaged = Cette photo est abîmée.
wrong-photo-damaged-do = Prenez-en une autre.
wrong-photo-gone = La photo gardée n'est plus là : elle attend une heure au plus.
wrong-photo-gone-do = Choisissez-la de nouveau.
wrong-category-missing = Il manque le type d'anomalie.
wrong-category-missing-do = Touchez ce qui ressemble le plus.
wrong-category-unknown = Ce type d'anomalie n'existe pas.
wrong-category-unknown-do = Choisissez dans la liste.
wrong-place-missing = Le lieu manque : ni le téléphone ni la photo ne l'indiquent.
wrong-place-missing-do = Autorisez la position, ou écrivez l'adresse.
wrong-place-not-in-photo = Nous n'avons pas pu lire le lieu dans la photo.
wrong-place-not-in-photo-do = Écrivez l'adresse, ou les coordonnées de votre application de cartes, comme 48.8646, 2.3783.
wrong-place-not-found = Nous ne trouvons pas cette adresse dans la ville.
wrong-place-not-found-do = Vérifiez le nom de la rue, ou copiez les coordonnées depuis votre application de cartes, comme 48.8646, 2.3783.
wrong-place-several = Cette adresse n'est pas exacte, ou il y en a plusieurs.
wrong-place-several-do = Choisissez la bonne dans la liste, ou écrivez-la avec son numéro et son code postal.
wrong-place-unreadable = Ces coordonnées ne sont pas un lieu.
wrong-place-unreadable-do = Écrivez la latitude puis la longitude, comme 48.8646, 2.3783.
wrong-place-zero = 0, 0 n'est pas un lieu : l'appareil ne savait pas où il était.
wrong-place-zero-do = Autorisez la position, ou copiez les coordonnées depuis votre application de cartes.
wrong-place-swapped = La latitude et la longitude semblent échangées.
wrong-place-swapped-do = Si le lieu est { $place }, envoyez de nouveau avec ces coordonnées.
wrong-place-outside = Ce lieu est hors de la ville.
wrong-place-outside-do = Vérifiez le lieu, ou signalez-le à la mairie de cette commune.
wrong-place-neighbour = Ce lieu semble être hors de la ville, dans la commune voisine : { $commune }.
wrong-place-neighbour-do = Écrivez à la mairie de cette commune, ou vérifiez le lieu.
wrong-words-too-long = Votre texte a { $count } caractères, { $most } au plus.
wrong-words-too-long-do = Raccourcissez-le.
wrong-words-invisible = Votre texte contient des caractères invisibles.
wrong-words-invisible-do = Le formulaire les retire : relisez, puis envoyez de nouveau. Les retours à la ligne et les tabulations peuvent rester.
wrong-email-unreadable = Cette adresse e-mail n'est pas complète.
wrong-email-unreadable-do = Corrigez-la, ou laissez ce champ vide.
wrong-language-unknown = Cette langue n'existe pas ici.
wrong-language-unknown-do = Indiquez fr ou en.
wrong-channel-unknown = Ce canal n'existe pas.
wrong-channel-unknown-do = Indiquez web, api ou call_centre.
wrong-key-missing = Il manque la clé d'idempotence.
wrong-key-missing-do = Envoyez un en-tête Idempotency-Key, le même à chaque nouvel essai.
wrong-key-unreadable = Cette clé d'idempotence est trop longue ou contient des caractères inattendus.
wrong-key-unreadable-do = Envoyez de 1 à 200 caractères ASCII, par exemple un UUID.
wrong-key-reused = Cet envoi a déjà servi pour un autre signalement.
wrong-key-reused-do = Si ce signalement est nouveau, envoyez-le de nouveau, avec une nouvelle clé.
wrong-field-twice = Le champ « { $field } » est arrivé deux fois.
wrong-field-twice-do = Envoyez-le une seule fois.
wrong-field-not-text = Le champ « { $field } » n'est pas du texte lisible.
wrong-field-not-text-do = Envoyez du texte en UTF-8.
wrong-request-not-a-form = Cet envoi n'est pas un formulaire.
wrong-request-not-a-form-do = Envoyez-le en multipart/form-data.
wrong-request-no-boundary = Il manque le séparateur du formulaire.
wrong-request-no-boundary-do = Ajoutez « boundary » à l'en-tête Content-Type, comme le font les bibliothèques HTTP.
wrong-request-broken = L'envoi s'est interrompu ou n'est pas lisible.
wrong-request-broken-do = Envoyez de nouveau : rien n'a été enregistré.
wrong-request-too-slow = L'envoi était trop lent : moins de { $size } en { $time }.
wrong-request-too-slow-do = Réessayez avec un meilleur réseau, ou avec une seule photo : rien n'a été enregistré.
wrong-request-too-long = L'envoi a duré plus de { $time }.
wrong-request-too-long-do = Réessayez avec un meilleur réseau, ou avec une seule photo : rien n'a été enregistré.
wrong-request-too-large = Cet envoi est trop grand : { $size } au plus en tout.
wrong-request-too-large-do = Envoyez moins de photos, ou des photos plus petites.
wrong-link-void = Ce lien ne mène nulle part, ou plus.
wrong-link-void-do = Vérifiez l'adresse entière, telle que le courriel ou la réponse à votre signalement la donnait.
wrong-answer-unreadable = La réponse n'est ni « yes » ni « no ».
wrong-answer-unreadable-do = Envoyez clean=yes si c'est propre, clean=no si ce ne l'est pas.
wrong-answer-empty = Il n'y a ni un mot ni une photo de ce qui reste sale.
wrong-answer-empty-do = Dites en quelques mots ce qui reste sale, ou ajoutez une photo, pour que l'équipe sache où regarder.
wrong-answer-not-closed = Rien n'a changé : ce signalement n'est pas clos, une équipe s'en occupe.
wrong-answer-not-closed-do = Attendez la réponse de l'équipe.
wrong-answer-too-late = Rien n'a changé : la clôture date de plus de { $days } jours.
wrong-answer-too-late-do = Faites un nouveau signalement.
wrong-failed = Quelque chose n'a pas marché chez nous.
wrong-failed-do = Réessayez dans une minute, avec la même clé : le même envoi ne compte qu'une fois.

## The pages that explain each kind of problem

problems-title = Ce qui peut être à corriger
problems-words = Chaque réponse de l'API qui refuse un envoi nomme l'une de ces adresses dans « type », et chaque champ à corriger dans « errors ». Rien n'est alors enregistré.

## Stop the letters

unsubscribe-title = Ne plus recevoir de lettres ?
unsubscribe-words = Vous ne recevrez plus rien au sujet de ce signalement. L'équipe s'en occupe quand même.
unsubscribe-stop = Ne plus recevoir
unsubscribe-stopped = Vous ne recevrez plus de lettres.
unsubscribe-stopped-words = L'équipe s'occupe quand même de votre signalement. Le lien de suivi reste valable.

## Pages that are not there

problem-page = Cette page n'existe pas
problem-page-do = L'adresse est peut-être incomplète.
problem-link = Ce lien n'est pas valable
problem-link-do = Ouvrez-le depuis la lettre, en entier. S'il a été remplacé, utilisez la lettre la plus récente.
problem-failed = Quelque chose n'a pas marché chez nous
problem-failed-do = Rien n'est perdu de ce qui était déjà envoyé. Réessayez dans une minute : le même envoi ne compte qu'une fois.
problem-home = Retour à l'accueil
