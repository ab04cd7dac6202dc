## A partner's page: one job, by link, without an account

contractor-intro = The City passes this job on to you, until { $day }. This link opens nothing else.
contractor-for = For { $partner }
contractor-directions = Directions
contractor-close = It is clean
contractor-decline = It is not ours
contractor-decline-words = Why
contractor-decline-hint = optional, read by the City's team
contractor-decline-send = Give it back to the City
contractor-thanks-closed = Thank you, it is closed
contractor-thanks-closed-next = The resident gets your photo. You can close this page.
contractor-thanks-declined = Noted
contractor-thanks-declined-next = The job goes back to the City. You can close this page.
contractor-see = See the job again
contractor-pass-on = Link to pass on
contractor-pass-on-do = Whoever has this link can close this job or give it back, until { $day }.
problem-crew-contractor = This link is over
problem-crew-contractor-do = The job is closed, or the City took it back, or the 14 days have passed. What you sent now changed nothing. Ask the team that gave you the link for a new one.
