-- A round counts its team's open jobs, and those that have a later day of passage: the index alone answers.

DROP INDEX report_open_jobs;
CREATE INDEX report_open_jobs ON report (team_id, due_at) INCLUDE (scheduled_on)
    WHERE state IN ('dispatched', 'in_progress', 'scheduled');
