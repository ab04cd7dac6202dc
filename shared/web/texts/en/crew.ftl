# The crews' screens, and the sentences of the dispatcher. Apostrophes are set when this is read.

## Why a report has no team: stands alone, or behind "waiting"

assignment-partner = to be checked by a referent: this kind of problem is handled by { $partner }
assignment-no-rule = to be checked by a referent: no rule names a team

## Sign in

sign-in-title = Crews: sign in
sign-in-intro = Get a link by e-mail. There is no password.
sign-in-email = Your work e-mail address
sign-in-send = Get the link
sign-in-send-again = Get another link
sign-in-sent = If this address is known, a link is on its way. It works once, for 15 minutes.
sign-in-not-come = Nothing after two minutes? Look in your spam folder, then check the address.
sign-in-bad-address = This address is not complete. Example: first.last@paris.example
sign-in-again = Get a new link
sign-in-link-title = Hello
sign-in-link-intro = One button, and your jobs appear. You stay signed in for 12 hours.
sign-in-link-confirm = Sign me in
sign-in-shared = A shared phone? Sign out when your shift ends.

## Errors

problem-crew-page = This page does not exist
problem-crew-page-do = The address is not complete, or this job is not your team's.
problem-crew-other-site = Not accepted
problem-crew-other-site-do = This form comes from another site. Start again from this page.
problem-crew-link = This link no longer works
problem-crew-link-do = A link works once, for 15 minutes. Ask for another one.
problem-crew-overtaken = A colleague was quicker
problem-crew-failed = Something went wrong on our side
problem-crew-failed-do = Try again in a minute. Sending the same thing again counts once.
problem-crew-too-large = That is too large to send
problem-crew-too-large-do = Three photos at most, of 25 MB each at most.
problem-crew-request = This request is not complete
problem-crew-request-do = Go back and start again.
round-back = Back to my round
job-see = See the job
