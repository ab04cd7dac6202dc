# The staff's form for reports of others: call centre and town halls.

assist-title = Report for somebody
assist-kind-hint = type a word: bags, furniture, graffiti…
assist-kind-choose = Choose…
assist-kind-list = Kinds of problem
assist-kind-none = No kind is like that.
assist-kind-found = { $count } possible.
assist-email = The person's e-mail
assist-email-hint = optional: without it they have the number alone
assist-reads = Their language
assist-channel = How
assist-channel-call = Call
assist-channel-desk = Desk
assist-photos = Add photos
assist-photos-choose = Choose photos
assist-send = File the report
assist-send-other = It is another problem: file it
assist-signed-out = Your session is over. Nothing is lost: sign in in another tab, then file again here.
assist-sign-in = Sign in
assist-signed-in = Signed in: { $name }

assist-near-heading = Already reported?
assist-near-not-yet = As soon as address and kind are chosen, open reports close by are shown here.
assist-near-none = Nothing of this kind is open within { $meters } m.
assist-near-some = { $count ->
    [one] One open report close by
   *[other] { $count } open reports close by
}
assist-near-where = { $meters } m away, received { $age } ago
assist-near-first = The same kind of problem is already reported close by. Ask whether it is the same; if not, file it.
assist-near-see = See

assist-near-same = It is the same

assist-keys = By keyboard
assist-key-enter = Enter
assist-key-ctrl = Ctrl
assist-keys-enter = takes the address or kind that is proposed; after that, files
assist-keys-send = files, wherever you are
assist-keys-near = goes to the reports close by

assist-filed-title = Report { $reference }
assist-filed-heading = Number to read out
assist-filed-same = Already reported: number to read out
assist-filed-same-letters = The person gets an e-mail with their own link, and another when it is clean.
assist-filed-spell = Spell:
assist-letter-A = A for Alfa
assist-letter-B = B for Bravo
assist-letter-C = C for Charlie
assist-letter-D = D for Delta
assist-letter-E = E for Echo
assist-letter-F = F for Foxtrot
assist-letter-G = G for Golf
assist-letter-H = H for Hotel
assist-letter-I = I for India
assist-letter-J = J for Juliett
assist-letter-K = K for Kilo
assist-letter-L = L for Lima
assist-letter-S = S for Sierra
assist-filed-what = What
assist-filed-where = Where
assist-filed-next = Next
assist-filed-letters = The person gets an e-mail with this number and their own link, and another when it is clean.
assist-filed-no-letters = Without an e-mail: with this number the person can call again and ask where it stands.
assist-again = New report
assist-again-key = Enter is enough.

problem-assist = This form is not for crews
problem-assist-do = It is for the call centre and the town halls' desks. Your jobs are in your round.
problem-other-site = This form comes from another site
problem-other-site-do = Nothing has changed. Open the page from this site, then send again.
