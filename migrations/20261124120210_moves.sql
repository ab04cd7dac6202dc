-- What each state of a report needs beside its name, whom its letters reach, and the limits of referents.

ALTER TABLE report
    ADD COLUMN taken_by uuid REFERENCES staff,
    ADD COLUMN taken_until timestamptz,
    ADD COLUMN scheduled_on date CONSTRAINT report_scheduled CHECK ((scheduled_on IS NOT NULL) = (state = 'scheduled')),
    ADD COLUMN review_on date CONSTRAINT report_monitored CHECK ((review_on IS NOT NULL) = (state = 'monitored')),
    ADD COLUMN partner jsonb,
    ADD COLUMN transfer_until timestamptz,
    ADD COLUMN transfer_generation integer NOT NULL DEFAULT 0,
    ADD COLUMN merged_into uuid REFERENCES report CONSTRAINT report_not_its_own_duplicate CHECK (merged_into <> id),
    ADD COLUMN ended_at timestamptz,
    ADD CONSTRAINT report_transferred
        CHECK ((partner IS NOT NULL AND transfer_until IS NOT NULL) = (state = 'transferred')),
    ADD CONSTRAINT report_duplicate CHECK (state <> 'duplicate' OR merged_into IS NOT NULL);
COMMENT ON COLUMN report.taken_by IS 'Who took the job, while it is in progress.';
COMMENT ON COLUMN report.taken_until IS 'The end of their shift: what is still in progress then goes back to the team.';
COMMENT ON COLUMN report.scheduled_on IS 'The day on which a team comes; only while it is scheduled.';
COMMENT ON COLUMN report.review_on IS 'The day on which somebody looks again; only while it is monitored.';
COMMENT ON COLUMN report.partner IS '{"fr", "en"}: who has it; only while it is transferred.';
COMMENT ON COLUMN report.transfer_until IS 'The partner''s term; what is still transferred then comes back.';
COMMENT ON COLUMN report.transfer_generation IS 'Counts its transfers; in the MAC of a contractor''s link, so that a new transfer makes the old link void.';
COMMENT ON COLUMN report.merged_into IS 'The main report of a duplicate; kept when it is archived.';
COMMENT ON COLUMN report.ended_at IS 'When it was done, rejected or merged, by the server''s clock; null while open. A year later it is archived.';

UPDATE report SET ended_at = closed_at WHERE state = 'done';
UPDATE report SET taken_until = now() + interval '12 hours',
    taken_by = (SELECT actor_id FROM report_history WHERE report_id = report.id AND move = 'take'
                ORDER BY position DESC LIMIT 1)
WHERE state = 'in_progress';

-- What time itself moves: asked every few seconds.
CREATE INDEX report_shift_end ON report (taken_until) WHERE state = 'in_progress';
CREATE INDEX report_review ON report (review_on) WHERE state = 'monitored';
CREATE INDEX report_term ON report (transfer_until) WHERE state = 'transferred';
CREATE INDEX report_ended ON report (ended_at) WHERE state IN ('done', 'rejected', 'duplicate');
-- The referents' list.
CREATE INDEX report_to_requalify ON report (due_at) WHERE state = 'to_requalify';
-- Who is told what happens to a main report.
CREATE INDEX report_duplicates ON report (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE staff_sector (
    staff_id uuid NOT NULL REFERENCES staff,
    sector_id text NOT NULL REFERENCES sector,
    PRIMARY KEY (staff_id, sector_id)
);
COMMENT ON TABLE staff_sector IS 'The sectors of a referent; somebody without a row here has all of them.';
COMMENT ON COLUMN staff_sector.staff_id IS 'The referent.';
COMMENT ON COLUMN staff_sector.sector_id IS 'One of their sectors.';

CREATE FUNCTION staff_reaches(member uuid, team text, sector text) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT EXISTS (SELECT FROM staff WHERE id = member AND left_at IS NULL AND (
        role = 'crew' AND team_id = team
        OR role IN ('referent', 'admin')
            AND (NOT EXISTS (SELECT FROM staff_sector WHERE staff_id = member)
                 OR EXISTS (SELECT FROM staff_sector WHERE staff_id = member AND sector_id = sector))))
$$;
COMMENT ON FUNCTION staff_reaches IS 'Whether a report of this team and sector is one that a member of the staff sees and moves.';

ALTER TABLE accepted_request ADD COLUMN history_id uuid REFERENCES report_history;
COMMENT ON COLUMN accepted_request.history_id IS 'The move that it made: the same key is answered with it again. Null for a new report.';

-- A letter is to somebody who follows a report, to a referent about a report, or to the staff with a sign-in link.
ALTER TABLE letter
    ADD COLUMN staff_id uuid REFERENCES staff,
    ADD COLUMN message_number bigint,
    ADD CONSTRAINT letter_once_to_each_referent UNIQUE (history_id, staff_id),
    DROP CONSTRAINT letter_tells_one_thing,
    ADD CONSTRAINT letter_tells_one_thing CHECK (num_nonnulls(history_id, photo_id, sign_in_id) = 1
        AND (report_id IS NULL) = (sign_in_id IS NOT NULL)),
    ADD CONSTRAINT letter_to_somebody CHECK (num_nonnulls(recipient_id, staff_id, sign_in_id) = 1
        AND (staff_id IS NULL OR history_id IS NOT NULL));
COMMENT ON COLUMN letter.staff_id IS 'The referent to whom it is, about a report that needs one.';
COMMENT ON COLUMN letter.message_number IS 'Of its message in the queue: undoing a close takes both away.';

GRANT SELECT ON staff_sector TO rue_nette_dispatch;
GRANT UPDATE (taken_by, taken_until, scheduled_on, review_on, partner, transfer_until, transfer_generation, merged_into,
    ended_at) ON report TO rue_nette_dispatch;
GRANT UPDATE (ended_at) ON report TO rue_nette_intake;
GRANT UPDATE (clean, recorded_at) ON answer TO rue_nette_intake;
-- Undo: the close's letters, as long as nobody has read them.
GRANT DELETE ON letter, pgmq.q_letters TO rue_nette_dispatch;
