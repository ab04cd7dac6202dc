## How sure a close is: advice to the crew, a list for referents. Never a block, never about a person.

close-collected = Avec la photo, le lieu et l'heure du téléphone sont comparés au signalement, pour reconnaître les clôtures sans nettoyage. Cela ne bloque rien et ne classe personne.
doubts-heading = Le référent regardera peut-être cette clôture
doubts-advice = C'est un avis, rien n'est bloqué. Si la photo n'est pas la bonne, annulez et reprenez-la sur place.
proof-comparing = La photo va être comparée à celles d'autres signalements.
proof-sure = sûre
proof-unsure = pas tout à fait sûre
proof-doubtful = douteuse
doubt-no_place = Ni le téléphone ni la photo ne disent où elle a été prise.
doubt-away = La photo a été prise à { $metres } m du signalement.
doubt-far = La photo a été prise loin du signalement, à { $metres } m.
doubt-before_dispatch = La photo a été prise avant que l'intervention n'arrive à l'équipe.
doubt-old = La photo a plus de 24 heures.
doubt-used = Cette photo a déjà servi.
doubt-resembles = La photo ressemble à celle d'un autre signalement.
doubt-same = La photo montre la même chose que celle d'un autre signalement.
doubt-unchanged = La photo montre la même chose que la photo d'avant.
closings-title = Clôtures à regarder
closings-intro = Des clôtures dont la photo, le lieu ou l'heure surprennent. Un téléphone se trompe souvent dans une rue étroite : regardez les photos avant de conclure.
closings-empty = Aucune clôture de ce genre dans vos secteurs.
closings-assist = Signaler pour quelqu'un
closings-kind = Quelles clôtures
