# The crews' screens, and the sentences of the dispatcher. Spaces and apostrophes are set when this is read.

## Why a report has no team: stands alone, or behind "en attente"

assignment-partner = à vérifier par un référent : ce type de problème est pris en charge par { $partner }
assignment-no-rule = à vérifier par un référent : aucune règle ne désigne d'équipe

## Sign in

sign-in-title = Connexion des équipes
sign-in-intro = Recevez un lien par e-mail. Il n'y a pas de mot de passe.
sign-in-email = Votre adresse e-mail de travail
sign-in-send = Recevoir le lien
sign-in-send-again = Recevoir un autre lien
sign-in-sent = Si cette adresse est connue, un lien est en route. Il sert une fois, pendant 15 minutes.
sign-in-not-come = Rien au bout de deux minutes ? Regardez dans les indésirables, puis vérifiez l'adresse.
sign-in-bad-address = Cette adresse n'est pas complète. Exemple : prenom.nom@paris.example
sign-in-again = Recevoir un nouveau lien
sign-in-link-title = Bonjour
sign-in-link-intro = Un bouton, et vos interventions s'affichent. Vous restez connecté 12 heures.
sign-in-link-confirm = Me connecter
sign-in-shared = Téléphone partagé ? Déconnectez-vous à la fin du service.

## Errors

problem-crew-page = Cette page n'existe pas
problem-crew-page-do = L'adresse est incomplète, ou cette intervention n'est pas à votre équipe.
problem-crew-other-site = Envoi refusé
problem-crew-other-site-do = Ce formulaire vient d'un autre site. Recommencez depuis cette page-ci.
problem-crew-link = Ce lien ne sert plus
problem-crew-link-do = Un lien sert une seule fois, pendant 15 minutes. Demandez-en un autre.
problem-crew-overtaken = Un collègue a été plus rapide
problem-crew-failed = Quelque chose n'a pas marché chez nous
problem-crew-failed-do = Réessayez dans une minute. Le même envoi ne compte qu'une fois.
problem-crew-too-large = L'envoi est trop gros
problem-crew-too-large-do = Trois photos au plus, de 25 Mo chacune au plus.
problem-crew-request = Cette demande est incomplète
problem-crew-request-do = Revenez en arrière et recommencez.
round-back = Retour à ma tournée
job-see = Voir l'intervention
