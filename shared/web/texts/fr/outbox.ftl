# Signalements qui attendent dans le téléphone.
outbox-title = Sur cet appareil
outbox-kept = C'est enregistré sur cet appareil, photos comprises. Il partira quand vous rouvrirez cette page, ou dès qu'elle verra le réseau.
outbox-kept-wakes = C'est enregistré sur cet appareil, photos comprises. Il partira tout seul dès que le réseau reviendra, même si cette page est fermée.
outbox-waits = attend le réseau
outbox-wrong = à corriger
outbox-sent = envoyé
outbox-waiting-note = Écrit le { $time } · photos : { $photos }
outbox-sent-note = Parti le { $time }
outbox-put-right = Corriger
outbox-drop = Supprimer
outbox-drop-sure = Supprimer pour de bon ?
outbox-follow = Le suivre
outbox-put-away = Retirer
