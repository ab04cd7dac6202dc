# The staff's form for reports of others: call centre and town halls.

assist-title = Signaler pour quelqu'un
assist-kind-hint = écrivez un mot : sacs, meuble, graffiti…
assist-kind-choose = Choisir…
assist-kind-list = Types d'anomalie
assist-kind-none = Aucun type ne ressemble à cela.
assist-kind-found = { $count } possibles.
assist-email = E-mail de la personne
assist-email-hint = facultatif : sans lui, elle n'a que le numéro
assist-reads = Sa langue
assist-channel = Comment
assist-channel-call = Appel
assist-channel-desk = Accueil
assist-photos = Ajouter des photos
assist-photos-choose = Choisir des photos
assist-send = Enregistrer le signalement
assist-send-other = C'est un autre problème : enregistrer
assist-signed-out = Votre session est terminée. Rien n'est perdu : connectez-vous dans un autre onglet, puis enregistrez de nouveau ici.
assist-sign-in = Se connecter
assist-signed-in = Connecté : { $name }

assist-near-heading = Déjà signalé ?
assist-near-not-yet = Dès que l'adresse et le type sont choisis, les signalements ouverts tout près s'affichent ici.
assist-near-none = Rien d'ouvert de ce type à moins de { $meters } m.
assist-near-some = { $count ->
    [one] Un signalement ouvert tout près
   *[other] { $count } signalements ouverts tout près
}
assist-near-where = à { $meters } m, reçu il y a { $age }
assist-near-first = Le même type de problème est déjà signalé tout près. Demandez si c'est le même ; sinon, enregistrez.
assist-near-see = Voir

assist-near-same = C'est le même

assist-keys = Au clavier
assist-key-enter = Entrée
assist-key-ctrl = Ctrl
assist-keys-enter = prend l'adresse ou le type proposé ; ensuite, enregistre
assist-keys-send = enregistre, où que l'on soit
assist-keys-near = va aux signalements tout près

assist-filed-title = Signalement { $reference }
assist-filed-heading = Numéro à donner
assist-filed-same = Déjà signalé : numéro à donner
assist-filed-same-letters = La personne reçoit un courriel avec son lien de suivi, puis un autre quand c'est propre.
assist-filed-spell = Épeler :
assist-letter-A = A comme Anatole
assist-letter-B = B comme Berthe
assist-letter-C = C comme Célestin
assist-letter-D = D comme Désiré
assist-letter-E = E comme Eugène
assist-letter-F = F comme François
assist-letter-G = G comme Gaston
assist-letter-H = H comme Henri
assist-letter-I = I comme Irma
assist-letter-J = J comme Joseph
assist-letter-K = K comme Kléber
assist-letter-L = L comme Louis
assist-letter-S = S comme Suzanne
assist-filed-what = Quoi
assist-filed-where = Où
assist-filed-next = Ensuite
assist-filed-letters = La personne reçoit un courriel avec ce numéro et son lien de suivi, puis un autre quand c'est propre.
assist-filed-no-letters = Sans e-mail : avec ce numéro, la personne peut rappeler pour savoir où cela en est.
assist-again = Nouveau signalement
assist-again-key = Entrée suffit.

problem-assist = Ce formulaire n'est pas pour les équipes de terrain
problem-assist-do = Il sert au centre d'appels et aux accueils des mairies. Vos interventions sont dans votre tournée.
problem-other-site = Ce formulaire vient d'un autre site
problem-other-site-do = Rien n'a changé. Ouvrez la page depuis ce site, puis envoyez de nouveau.
