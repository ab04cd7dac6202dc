# Pages of residents.

## Report

home-title = Report a dirty street
home-description = Photograph a dirty street: the local cleaning team cleans it and sends you the photo of the clean street.
home-headline = A dirty street?
home-headline-2 = One photo is enough.
home-what = What is it?
home-other = Something else…
home-photo-label = Photo
home-category-label = Kind of problem
home-partner = Passed on to { $partner }.
home-place = Give the place another way
home-place-label = Address
home-place-hint = number and street, or coordinates: 48.8646, 2.3783
home-place-choose = Which one?
home-words = Add a detail
home-words-label = Detail
home-words-hint = optional, 1,000 characters at most
home-email = E-mail
home-email-hint = optional: it serves to send you the photo of the clean street, and is erased 12 months after the end
home-no-account = No account. Place and time are read from the photo, then erased from the picture.
home-simplified = Outlines of the arrondissements are simplified. Source: { $attribution }.

## What is wrong with a report, and what to do

wrong-photo-missing = The photo is missing.
wrong-photo-missing-do = Take a photo of what is dirty, or choose one.
wrong-photos-too-many = More than { $photos } photos came.
wrong-photos-too-many-do = Keep { $photos } at most.
wrong-photo-not-a-picture = This file is not a photo.
wrong-photo-not-a-picture-do = Choose a JPEG, PNG or WebP photo.
wrong-photo-kind = { $kind } files are not accepted.
wrong-photo-kind-do = Choose a JPEG, PNG or WebP photo, or take it with this page's button: the phone then gives a JPEG.
wrong-photo-too-large = This photo is larger than 25 MB.
wrong-photo-too-large-do = Choose a smaller size, or take it with this page's button.
wrong-photo-too-many-pixels = This photo has more than 60 megapixels.
wrong-photo-too-many-pixels-do = Choose a smaller size, or take it with this page's button.
wrong-photo-truncated = This photo arrived incomplete.
wrong-photo-truncated-do = Please send it again.
wrong-photo-damaged = This photo is damaged.
wrong-photo-damaged-do = Take another one.
wrong-photo-gone = The photo that was kept is gone: it waits an hour at most.
wrong-photo-gone-do = Please choose it again.
wrong-category-missing = The kind of problem is missing.
wrong-category-missing-do = Touch what looks most like it.
wrong-category-unknown = This kind of problem does not exist.
wrong-category-unknown-do = Choose from the list.
wrong-place-missing = The place is missing: neither the phone nor the photo tells it.
wrong-place-missing-do = Allow the location, or write the address.
wrong-place-not-in-photo = We could not read the place from the photo.
wrong-place-not-in-photo-do = Please write the address, or the coordinates from your map app, like 48.8646, 2.3783.
wrong-place-not-found = We do not find this address in the city.
wrong-place-not-found-do = Check the street's name, or copy the coordinates from your map app, like 48.8646, 2.3783.
wrong-place-several = This address is not exact, or there are several.
wrong-place-several-do = Choose the right one in the list, or write it with its number and postcode.
wrong-place-unreadable = These coordinates are not a place.
wrong-place-unreadable-do = Write latitude, then longitude, like 48.8646, 2.3783.
wrong-place-zero = 0, 0 is not a place: the device did not know where it was.
wrong-place-zero-do = Allow the location, or copy the coordinates from your map app.
wrong-place-swapped = Latitude and longitude seem to be exchanged.
wrong-place-swapped-do = If the place is { $place }, send again with these coordinates.
wrong-place-outside = This place is outside the city.
wrong-place-outside-do = Check the place, or report it to the town hall there.
wrong-place-neighbour = This place seems to be outside the city, in the neighbouring town: { $commune }.
wrong-place-neighbour-do = Write to its town hall, or check the place.
wrong-words-too-long = Your text has { $count } characters, { $most } at most.
wrong-words-too-long-do = Please shorten it.
wrong-words-invisible = Your text contains invisible characters.
wrong-words-invisible-do = The form takes them out: read it again, then send it. Line breaks and tabs may stay.
wrong-email-unreadable = This e-mail address is not complete.
wrong-email-unreadable-do = Correct it, or leave the field empty.
wrong-language-unknown = This language does not exist here.
wrong-language-unknown-do = Say fr or en.
wrong-channel-unknown = This channel does not exist.
wrong-channel-unknown-do = Say web, api or call_centre.
wrong-key-missing = The idempotency key is missing.
wrong-key-missing-do = Send an Idempotency-Key header, the same on every retry.
wrong-key-unreadable = This idempotency key is too long, or has unexpected characters.
wrong-key-unreadable-do = Send 1 to 200 ASCII characters, for example a UUID.
wrong-key-reused = This was already sent for another report.
wrong-key-reused-do = If this report is new, send it again, with a new key.
wrong-field-twice = The field “{ $field }” came twice.
wrong-field-twice-do = Send it once.
wrong-field-not-text = The field “{ $field }” is not readable text.
wrong-field-not-text-do = Send text in UTF-8.
wrong-request-not-a-form = This request is not a form.
wrong-request-not-a-form-do = Send it as multipart/form-data.
wrong-request-no-boundary = The form's boundary is missing.
wrong-request-no-boundary-do = Add “boundary” to the Content-Type header, as HTTP libraries do.
wrong-request-broken = The sending broke off, or can't be read.
wrong-request-broken-do = Send it again: nothing was recorded.
wrong-request-too-slow = The sending was too slow: less than { $size } in { $time }.
wrong-request-too-slow-do = Try again with a better network, or with one photo: nothing was recorded.
wrong-request-too-long = The sending took more than { $time }.
wrong-request-too-long-do = Try again with a better network, or with one photo: nothing was recorded.
wrong-request-too-large = This request is too large: { $size } at most in all.
wrong-request-too-large-do = Send fewer photos, or smaller ones.
wrong-link-void = This link leads nowhere, or no longer.
wrong-link-void-do = Check the whole address, as the letter or the answer to your report gave it.
wrong-answer-unreadable = The answer is neither “yes” nor “no”.
wrong-answer-unreadable-do = Send clean=yes if it is clean, clean=no if it is not.
wrong-answer-empty = There is neither a word nor a photo of what is still dirty.
wrong-answer-empty-do = Say in a few words what is still dirty, or add a photo, so that the team knows where to look.
wrong-answer-not-closed = Nothing has changed: this report is not closed, a team is on it.
wrong-answer-not-closed-do = Wait for the answer of the team.
wrong-answer-too-late = Nothing has changed: it was closed more than { $days } days ago.
wrong-answer-too-late-do = Please report it anew.
wrong-failed = Something went wrong on our side.
wrong-failed-do = Try again in a minute, with the same key: the same report counts only once.

## The pages that explain each kind of problem

problems-title = What may have to be put right
problems-words = Each answer of the API that refuses a request names one of these addresses in “type”, and each field to put right in “errors”. Nothing is recorded then.

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
