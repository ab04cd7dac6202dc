# Reports that wait in the phone.
outbox-title = In this phone
outbox-kept = It is kept in this phone, with its photos. It will leave when you open this page again, or as soon as the page sees the network.
outbox-kept-wakes = It is kept in this phone, with its photos. It will leave by itself when the network is back, even if this page is closed.
outbox-waits = waits for the network
outbox-wrong = to put right
outbox-sent = sent
outbox-waiting-note = Written { $time } · photos: { $photos }
outbox-sent-note = Left { $time }
outbox-put-right = Put right
outbox-drop = Delete
outbox-drop-sure = Delete for good?
outbox-follow = Follow it
outbox-put-away = Take off the list
