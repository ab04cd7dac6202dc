## A partner's page: one job, by link, without an account

contractor-intro = La Ville vous confie cette intervention, jusqu'au { $day }. Ce lien n'ouvre qu'elle.
contractor-for = Pour { $partner }
contractor-directions = Itinéraire
contractor-close = C'est nettoyé
contractor-decline = Ce n'est pas pour nous
contractor-decline-words = Pourquoi
contractor-decline-hint = facultatif, lu par l'équipe de la Ville
contractor-decline-photo = Ajouter une photo
contractor-decline-send = Rendre à la Ville
contractor-thanks-closed = Merci, c'est clos
contractor-thanks-closed-next = L'habitant reçoit votre photo. Vous pouvez fermer cette page.
contractor-thanks-declined = C'est noté
contractor-thanks-declined-next = L'intervention revient à la Ville. Vous pouvez fermer cette page.
contractor-see = Revoir l'intervention
contractor-pass-on = Lien à transmettre
contractor-pass-on-do = Quiconque a ce lien peut clore ou rendre cette intervention, jusqu'au { $day }.
contractor-link-copy = Copier le lien
contractor-link-copied = Copié. Collez-le dans un message.
job-passed-on = Chez le partenaire jusqu'au { $day } : { $partner }. S'il n'agit pas, elle revient à votre équipe.
job-given-back = Rendue par { $partner }, { $moment }
somebody-outside = un prestataire
photo-given-back = Photo du prestataire
round-passed-on = Transmises
round-passed-on-until = { $partner }, jusqu'au { $day }
problem-crew-contractor = Ce lien ne sert plus
problem-crew-contractor-do = L'intervention est close, ou la Ville l'a reprise, ou les 14 jours sont passés. Si vous venez d'envoyer quelque chose, rien n'a changé. Demandez un nouveau lien à l'équipe qui vous l'a donné.
