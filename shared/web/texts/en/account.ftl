# Sign-in with the city's account.

account-title = My reports
account-sign-in = Sign in with my City account
account-sign-in-why = optional: your e-mail address is filled in, and your reports are found on every device
account-signed-in = Signed in: { $email }
account-none = No report has this e-mail address.
account-report = Report

problem-oidc-down = The City account does not answer
problem-oidc-down-do = Try again in a few minutes. You can report without signing in.
problem-oidc-stale = This sign-in is not valid any more
problem-oidc-stale-do = It was begun elsewhere, or more than ten minutes ago. Begin again from the first page.
problem-oidc-declined = You are not signed in
problem-oidc-declined-do = The City account refused it, or you stopped it. You can report without signing in.
problem-oidc-unverified = Your e-mail address is not verified
problem-oidc-unverified-do = Verify it in your City account, then begin again. You can report without signing in.
problem-oidc-clock = You are not signed in
problem-oidc-clock-do = The clocks of our servers and of the City account differ. Try again in a minute. You can report without signing in.
problem-oidc-refused = You are not signed in
problem-oidc-refused-do = The City account's answer is not the expected one. Begin again from the first page. You can report without signing in.

# The staff's sign-in.

sign-in-city = Sign in with my City account
sign-in-city-or = or, without that account:
problem-crew-oidc-down = The City account does not answer
problem-crew-oidc-down-do = Try again in a few minutes, or ask for a link by e-mail.
problem-crew-oidc-stale = This sign-in is not valid any more
problem-crew-oidc-stale-do = It was begun elsewhere, or more than ten minutes ago. Begin again.
problem-crew-oidc-declined = You are not signed in
problem-crew-oidc-declined-do = The City account refused it, or you stopped it. Begin again, or ask for a link by e-mail.
problem-crew-oidc-unverified = Your e-mail address is not verified
problem-crew-oidc-unverified-do = Verify it in your City account, then begin again.
problem-crew-oidc-clock = You are not signed in
problem-crew-oidc-clock-do = The clocks of our servers and of the City account differ. Try again in a minute.
problem-crew-oidc-refused = You are not signed in
problem-crew-oidc-refused-do = The City account's answer is not the expected one. Begin again, or ask for a link by e-mail.
problem-crew-oidc-unknown = This address is not known here
problem-crew-oidc-unknown-do = Your account is good, but this tool does not know you. Ask your manager to add you.
