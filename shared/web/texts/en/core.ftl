# Words that several screens share. Apostrophes are set when this is read.

## Dates and durations

clock-time = { $hour }:{ $minute }
date-today = today at { $time }
date-yesterday = yesterday at { $time }
date-tomorrow = tomorrow at { $time }
date-and-time = { $date }, { $time }
date-day = { $day } { $month }
date-day-year = { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
date-weekday = { $weekday } { $date }
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
duration-moment = less than a minute
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-minutes = { $hours } h { $minutes }
duration-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}


## States of a report, as a pill says them

state-received = Received
state-dispatched = With a team
state-scheduled = Scheduled
state-in_progress = Team on site
state-to_requalify = Being checked
state-monitored = Being watched
state-transferred = Passed to a partner
state-done = Cleaned
state-rejected = Not taken up
state-duplicate = Already reported
state-reopened = Reopened
state-archived = Archived

## Every page

skip-to-content = Skip to content
language-switch = Show this page in English
back = Back
send = Send
save = Save
cancel = Cancel
close = Close
optional = optional
sign-out = Sign out
reference = no. { $reference }
errors-heading = { $count ->
    [one] One thing to put right.
   *[other] { $count } things to put right.
}

## Photos and place

photo-before = Before
photo-after = After
photo-compare = Compare before and after
photo-compare-value = { $percent }% of the photo after
photo-large = See it large
photo-none = Photo on its way
photo-take = Take the photo
photo-another = Add a photo
photo-retake = Take it again
photo-gallery = Choose from my photos
photo-remove = Remove photo { $number }
photo-preview = Photo { $number }, { $size }
photo-too-many = { $max } photos at most. The others were not added.
photo-not-image = This file is not a photo.
photo-unread = A photo can't be read any more: it was moved or changed. Remove it and choose it again.
photo-kept = Photo { $number } kept, { $size }
photo-kept-do = It leaves with the form. Untick to remove it.
send-failed = Something went wrong on our side. Everything is still in this page: try again in a minute.
send-no-network = No network. Everything is still in this page: try again.
size-bytes = { $size } bytes
size-kilobytes = { $size } KB
size-megabytes = { $size } MB
sending = Sending…
sending-photos = Sending the photos… Keep this page open.
sending-of = { $sent } of { $total }
place-asking = Looking for where you are…
place-found = Place found · ± { $meters } m
place-denied = The phone does not give your place. Please type the address.
place-unavailable = No position here. Please type the address.
place-timeout = The position takes too long. Please type the address.
address-list = Addresses found
address-found = Addresses found: { $count }.
address-none = No address is like this one.
address-failed = The search does not answer. Write the whole address: it is looked for when you send.
place-from-photo = The place will be read from the photo, if it has one.
