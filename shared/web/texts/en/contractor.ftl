## A partner's page: one job, by link, without an account

contractor-intro = The City passes this job on to you, until { $day }. This link opens nothing else.
contractor-for = For { $partner }
contractor-directions = Directions
contractor-close = It is clean
contractor-decline = It is not ours
contractor-decline-words = Why
contractor-decline-hint = optional, read by the City's team
contractor-decline-photo = Add a photo
contractor-decline-send = Give it back to the City
contractor-thanks-closed = Thank you, it is closed
contractor-thanks-closed-next = The resident gets your photo. You can close this page.
contractor-thanks-declined = Noted
contractor-thanks-declined-next = The job goes back to the City. You can close this page.
contractor-see = See the job again
contractor-pass-on = Link to pass on
contractor-pass-on-do = Whoever has this link can close this job or give it back, until { $day }.
contractor-link-copy = Copy the link
contractor-link-copied = Copied. Paste it into a message.
job-passed-on = With the contractor until { $day }: { $partner }. If nothing happens, it comes back to your team.
job-given-back = Given back by { $partner }, { $moment }
somebody-outside = a contractor
photo-given-back = The contractor's photo
round-passed-on = Passed on
round-passed-on-until = { $partner }, until { $day }
problem-crew-contractor = This link is over
problem-crew-contractor-do = The job is closed, or the City took it back, or the 14 days have passed. If you have just sent something, nothing has changed. Ask the team that gave you the link for a new one.
