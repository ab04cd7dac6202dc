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
