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
