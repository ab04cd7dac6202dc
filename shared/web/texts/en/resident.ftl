# Pages of residents.

## Report

home-title = Report a dirty street
home-description = Photograph a dirty street: the local cleaning team cleans it and sends you the photo of the clean street.
home-headline = A dirty street?
home-headline-2 = One photo is enough.
home-what = What is it?
home-other = Something else…
home-partner = Passed on to { $partner }.
home-place = Give the place another way
home-place-label = Coordinates
home-place-hint = as in your map app: 48.8646, 2.3783
home-words = Add a detail
home-words-label = Detail
home-words-hint = optional, 1,000 characters at most
home-email = E-mail
home-email-hint = optional: it serves to send you the photo of the clean street
home-no-account = No account. Place and time are read from the photo, then erased from the picture.
home-simplified = Outlines of the arrondissements are simplified. Source: { $attribution }.

## What is wrong with a report, and what to do

wrong-photo-missing = The photo is missing.
wrong-photo-missing-do = Take a photo of what is dirty, or choose one.
wrong-photos-too-many = Three photos at most.
wrong-photos-too-many-do = Remove some.
wrong-photo-not-a-picture = This file is not a photo.
wrong-photo-not-a-picture-do = Choose a JPEG, PNG or WebP photo.
wrong-photo-kind = { $kind } files are not accepted.
wrong-photo-kind-do = Choose a JPEG, PNG or WebP photo, or take it with this page's button.
wrong-photo-too-large = This photo is larger than 25 MB.
wrong-photo-too-large-do = Choose a smaller size, or take it with this page's button.
wrong-photo-too-many-pixels = This photo has more than 60 megapixels.
wrong-photo-too-many-pixels-do = Choose a smaller size, or take it with this page's button.
wrong-photo-truncated = This photo arrived incomplete.
wrong-photo-truncated-do = Please send it again.
wrong-photo-damaged = This photo is damaged.
wrong-photo-damaged-do = Take another one.
wrong-category-missing = The kind of problem is missing.
wrong-category-missing-do = Touch what looks most like it.
wrong-category-unknown = This kind of problem does not exist.
wrong-category-unknown-do = Choose from the list.
wrong-place-missing = The place is missing: neither the phone nor the photo tells it.
wrong-place-missing-do = Allow the location, or copy the coordinates from your map app.
wrong-place-unreadable = These coordinates are not a place.
wrong-place-unreadable-do = Write latitude, then longitude, like 48.8646, 2.3783.
wrong-place-outside = This place is outside the city.
wrong-place-outside-do = Check the coordinates, or report it to the neighbouring town.
wrong-words-too-long = Your text has { $count } characters, 1,000 at most.
wrong-words-too-long-do = Please shorten it.
wrong-email-unreadable = This e-mail address is not complete.
wrong-email-unreadable-do = Correct it, or leave the field empty.
wrong-language-unknown = This language does not exist here.
wrong-language-unknown-do = Say fr or en.
wrong-channel-unknown = This channel does not exist.
wrong-channel-unknown-do = Say web, api or call_centre.
wrong-key-missing = The idempotency key is missing.
wrong-key-missing-do = Send an Idempotency-Key header, the same on every retry.
wrong-key-reused = This idempotency key was used for another report.
wrong-key-reused-do = Reload the page, or send a new key.
wrong-request-broken = The sending broke off.
wrong-request-broken-do = Send it again: nothing was recorded.

## Stop the letters

unsubscribe-title = No more letters?
unsubscribe-words = You will receive nothing more about this report. The team takes care of it all the same.
unsubscribe-stop = No more letters
unsubscribe-stopped = You will receive no more letters.
unsubscribe-stopped-words = The team takes care of your report all the same. The link to follow it stays valid.

## Pages that are not there

problem-page = This page does not exist
problem-page-do = The address may be incomplete.
problem-link = This link is not valid
problem-link-do = Open it from the letter, whole. If it was replaced, use the latest letter.
problem-failed = Something went wrong on our side
problem-failed-do = Nothing that was already sent is lost. Try again in a minute: the same report counts only once.
problem-home = Back to the start
