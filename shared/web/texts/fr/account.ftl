# Sign-in with the city's account.

account-title = Mes signalements
account-sign-in = Se connecter avec mon compte de la Ville
account-sign-in-why = facultatif : votre adresse e-mail est remplie, et vos signalements se retrouvent sur tout appareil
account-signed-in = Connecté : { $email }
account-none = Aucun signalement n'a cette adresse e-mail.
account-report = Signaler

problem-oidc-down = Le compte de la Ville ne répond pas
problem-oidc-down-do = Réessayez dans quelques minutes. Vous pouvez signaler sans vous connecter.
problem-oidc-stale = Cette connexion n'est plus valable
problem-oidc-stale-do = Elle a été commencée ailleurs, ou il y a plus de dix minutes. Recommencez depuis l'accueil.
problem-oidc-declined = La connexion n'a pas eu lieu
problem-oidc-declined-do = Le compte de la Ville l'a refusée, ou vous l'avez interrompue. Vous pouvez signaler sans vous connecter.
problem-oidc-unverified = Votre adresse e-mail n'est pas vérifiée
problem-oidc-unverified-do = Vérifiez-la dans votre compte de la Ville, puis recommencez. Vous pouvez signaler sans vous connecter.
problem-oidc-clock = La connexion n'a pas eu lieu
problem-oidc-clock-do = Les horloges de nos serveurs et du compte de la Ville diffèrent. Réessayez dans une minute. Vous pouvez signaler sans vous connecter.
problem-oidc-refused = La connexion n'a pas eu lieu
problem-oidc-refused-do = La réponse du compte de la Ville n'est pas celle attendue. Recommencez depuis l'accueil. Vous pouvez signaler sans vous connecter.

# The staff's sign-in.

sign-in-city = Me connecter avec mon compte de la Ville
sign-in-city-or = ou, sans ce compte :
problem-crew-oidc-down = Le compte de la Ville ne répond pas
problem-crew-oidc-down-do = Réessayez dans quelques minutes, ou demandez un lien par e-mail.
problem-crew-oidc-stale = Cette connexion n'est plus valable
problem-crew-oidc-stale-do = Elle a été commencée ailleurs, ou il y a plus de dix minutes. Recommencez.
problem-crew-oidc-declined = La connexion n'a pas eu lieu
problem-crew-oidc-declined-do = Le compte de la Ville l'a refusée, ou vous l'avez interrompue. Recommencez, ou demandez un lien par e-mail.
problem-crew-oidc-unverified = Votre adresse e-mail n'est pas vérifiée
problem-crew-oidc-unverified-do = Vérifiez-la dans votre compte de la Ville, puis recommencez.
problem-crew-oidc-clock = La connexion n'a pas eu lieu
problem-crew-oidc-clock-do = Les horloges de nos serveurs et du compte de la Ville diffèrent. Réessayez dans une minute.
problem-crew-oidc-refused = La connexion n'a pas eu lieu
problem-crew-oidc-refused-do = La réponse du compte de la Ville n'est pas celle attendue. Recommencez, ou demandez un lien par e-mail.
problem-crew-oidc-unknown = Cette adresse n'est pas inscrite ici
problem-crew-oidc-unknown-do = Votre compte est bon, mais cet outil ne vous connaît pas. Demandez à votre responsable de vous inscrire.
