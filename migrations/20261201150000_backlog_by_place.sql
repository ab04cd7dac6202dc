-- The desk reads the open reports of a sector, or of all of them one sector and team after the other: nothing is
-- sorted or hashed, and the index alone answers.
CREATE INDEX desk_report_backlog ON desk_report (sector_id, team_id)
    INCLUDE (day, group_id, channel, received_at, due_at) WHERE state = 'open';
