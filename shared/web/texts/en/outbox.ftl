# Reports that wait in the phone.
outbox-title = On this device
outbox-kept = It is kept on this device, with its photos. It will leave when you open this page again, or as soon as the page sees the network.
outbox-kept-wakes = It is kept on this device, with its photos. It will leave by itself when the network is back, even if this page is closed.
outbox-waits = waits for the network
outbox-wrong = to put right
outbox-sent = sent
outbox-waiting-note = Written { $time } · photos: { $photos }
outbox-sent-note = Left { $time }
outbox-put-right = Put right
outbox-drop = Delete
outbox-drop-sure = Delete for good?
outbox-follow = Follow it
outbox-put-away = Put away
