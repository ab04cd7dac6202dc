# Who was not told, and why: at the desk.

untold-title = Not told
untold-badge = letters to look at
untold-alarm = Letters have been waiting for { $time }: residents are not told.
untold-alarm-see = See the letters
untold-reasons = Reasons
untold-empty = Everybody was told. No letter waits, none was refused.
untold-none-of-it = No more letters for this reason.
untold-next = More letters
untold-back = Back to who was not told
untold-letter-title = A letter that did not arrive

untold-to = to { $address }
untold-since = { $attempts ->
    [0] for { $time } ({ $moment }), not yet handed over
    [one] for { $time } ({ $moment }), handed over once
   *[other] for { $time } ({ $moment }), handed over { $attempts } times
}
untold-answer = The server said:

## Why

untold-reason-no_mailbox = Unknown address
untold-reason-no_mailbox-do = The recipient's server does not know this address. If you know the right one, correct it: the letter then leaves.
untold-reason-mailbox_full = Mailbox full or closed
untold-reason-mailbox_full-do = The mailbox takes no more letters. Resend them later, or correct the address.
untold-reason-not_let_in = Taken for unwanted mail
untold-reason-not_let_in-do = The recipient's server does not want our letters. Tell the administrator, then resend them.
untold-reason-refused = Refused by the server
untold-reason-refused-do = The server said no. Its words say why: correct the address, or resend the letter.
untold-reason-buried = A letter that we could not write
untold-reason-buried-do = Something of ours failed. Resend it when that is repaired; an impossible address is corrected here.
untold-reason-put_off = Put off by the server
untold-reason-put_off-do = The server asks us to wait. The letter leaves again by itself, for about a day.
untold-reason-photo = Waits for a photo
untold-reason-photo-do = The photo of the cleaning is still being prepared. The letter then leaves by itself.
untold-reason-on_its_way = On its way
untold-reason-on_its_way-do = The letter waits for its turn, or for the mail server to answer. It leaves by itself.

## What the letter tells

untold-tells-receive = Receipt
untold-tells-schedule = Day of passage
untold-tells-close = Cleaned
untold-tells-refuse = Closed without cleaning
untold-tells-merge = Merged into another report
untold-tells-contest = Reopened
untold-tells-photo = Photo to take again
untold-tells-to_requalify = To a referent: report to requalify
untold-tells-my_reports = Link to their reports
untold-tells-sign_in = Sign-in link of a member of the staff
untold-tells-assign = Given to a team
untold-tells-follow = Followed
untold-tells-write = Message of a referent

## What can be done

untold-resend = Resend
untold-resend-all = Resend all
untold-resend-as-it-is = Resend to the same address
untold-correct = Correct the address
untold-correct-send = Correct and resend
untold-address = Right address
untold-address-hint = like name@example.org
untold-address-none = This is not an e-mail address. Example: name@example.org
untold-address-same = This is the address that the letter went to. Change it, or resend the letter as it is.
untold-address-meanwhile = { $name } corrected it meanwhile ({ $moment }). Send once more to put yours.
untold-corrected = Address corrected by { $name }, { $moment }.

untold-said-left = { $count ->
    [one] 1 letter leaves again.
   *[other] { $count } letters leave again.
}
untold-said-waiting = Nothing to do: this letter is already on its way.
untold-said-accepted = Nothing to do: this letter arrived meanwhile.
untold-said-not_wanted = Nothing left: this person wants no more letters, or had their address erased.
untold-said-nothing = Nothing to resend: these letters have already left, or arrived.
untold-said-corrected = { $count ->
    [0] Address corrected: the letter leaves at the next attempt.
    [one] Address corrected, 1 letter leaves again.
   *[other] Address corrected, { $count } letters leave again.
}
untold-said-already = This address is already corrected like this.
untold-said-back = The message is tried again.
untold-said-gone = Nothing to do: this message was already tried again.

## Queues

queues-title = Queues
queues-name = Queue
queues-state = What waits
queues-buried = Failed
queues-reports = Reports to give to a team
queues-photos = Photos to prepare
queues-letters = Letters to send
queues-empty = Nothing waits.
queues-soon = { $count ->
    [one] 1 waits for its turn.
   *[other] { $count } wait for their turn.
}
queues-waiting = { $count ->
    [one] 1 waits, for { $time }.
   *[other] { $count } wait, the first one for { $time }.
}
graves-title = Failed messages
graves-says = What we could not handle. The oldest first; trying a message again handles it once.
graves-errors = What failed
graves-resend = Try again
