## How sure a close is: advice to the crew, a list for referents. Never a block, never about a person.

close-collected = With the photo, the phone's place and time are compared with the report, to recognise closes without cleaning. It blocks nothing and ranks nobody.
doubts-heading = The referent may look at this close
doubts-advice = This is advice, nothing is blocked. If it is the wrong photo, undo and take it again on the spot.
proof-comparing = The photo will be compared with those of other reports.
proof-sure = sure
proof-unsure = not quite sure
proof-doubtful = doubtful
doubt-no_place = Neither the phone nor the photo says where it was taken.
doubt-away = The photo was taken { $metres } m from the report.
doubt-far = The photo was taken far from the report, { $metres } m away.
doubt-before_dispatch = The photo was taken before the job came to the team.
doubt-old = The photo is more than 24 hours old.
doubt-used = This photo was used before.
doubt-resembles = The photo looks like that of another report.
doubt-same = The photo shows the same as that of another report.
doubt-unchanged = The photo shows the same as the photo before.
closings-title = Closes to look at
closings-intro = Closes whose photo, place or time is surprising. Phones are often wrong in a narrow street: look at the photos before you conclude.
closings-empty = No such close in your sectors.
closings-assist = Report for somebody else
closings-kind = Which closes
