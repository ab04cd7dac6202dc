-- Who was not told, and why: from the desk a letter leaves anew, an address is put right, a buried message comes back.

ALTER TABLE letter ADD COLUMN waiting_since timestamptz;
COMMENT ON COLUMN letter.waiting_since IS 'When the desk sent it on its way anew; null: it waits, or waited, since created_at.';
CREATE INDEX letter_oldest_waiting ON letter ((coalesce(waiting_since, created_at))) WHERE state = 'waiting';
CREATE INDEX letter_unsettled ON letter ((coalesce(waiting_since, created_at)), id) WHERE state IN ('waiting', 'refused');
-- Whether a letter's message is buried: asked for each letter that waits.
CREATE INDEX letters_dead_letter ON pgmq.q_letters_dead ((message -> 'envelope' -> 'message' ->> 'letter'));

CREATE TABLE address_correction (
    id uuid PRIMARY KEY,
    recipient_id uuid NOT NULL REFERENCES recipient,
    report_id uuid NOT NULL REFERENCES report,
    staff_id uuid NOT NULL REFERENCES staff,
    corrected_at timestamptz NOT NULL
);
COMMENT ON TABLE address_correction IS 'That an address was put right at the desk, never which. Append-only, for every role.';
COMMENT ON COLUMN address_correction.id IS 'UUID version 7.';
COMMENT ON COLUMN address_correction.recipient_id IS 'Whose address.';
COMMENT ON COLUMN address_correction.report_id IS 'The report that they follow.';
COMMENT ON COLUMN address_correction.staff_id IS 'Who put it right.';
COMMENT ON COLUMN address_correction.corrected_at IS 'When.';
CREATE INDEX address_correction_recipient ON address_correction (recipient_id);
CREATE TRIGGER address_correction_is_append_only BEFORE UPDATE OR DELETE ON address_correction
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Rights of their own: the desk never writes that a letter was accepted, and no address without the row that says who.
CREATE FUNCTION letters_leave_anew(letters uuid[], ended text, moment timestamptz) RETURNS SETOF uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE letter SET state = 'waiting', settled_at = NULL, waiting_since = moment
    WHERE id = ANY(letters) AND state = ended AND ended IN ('waiting', 'refused') RETURNING id
$$;
COMMENT ON FUNCTION letters_leave_anew IS 'Lets letters wait again that were refused, or that wait and were buried; those that were in that state.';
REVOKE ALL ON FUNCTION letters_leave_anew FROM PUBLIC;
GRANT EXECUTE ON FUNCTION letters_leave_anew TO rue_nette_dispatch;

CREATE FUNCTION correct_address(correction uuid, who uuid, address text, member uuid, moment timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO address_correction SELECT correction, id, report_id, member, moment FROM recipient WHERE id = who;
    UPDATE recipient SET email = address WHERE id = who AND email IS NOT NULL
$$;
COMMENT ON FUNCTION correct_address IS 'Puts the address of somebody right who has one, and writes down who did.';
REVOKE ALL ON FUNCTION correct_address FROM PUBLIC;
GRANT EXECUTE ON FUNCTION correct_address TO rue_nette_dispatch;

-- Each letter that has not reached the mail server, or was not taken by it, with the reason. Who wants no letters is told
-- nothing, and has no row.
CREATE VIEW letter_not_told AS
SELECT letter.id, letter.report_id, letter.history_id, letter.photo_id, letter.recipient_id, letter.staff_id,
       letter.sign_in_id, letter.list_link_id, letter.attempts, letter.smtp_answer,
       coalesce(letter.waiting_since, letter.created_at) AS since, report.reference, report.team_id, report.sector_id,
       CASE
           WHEN letter.state = 'refused' THEN CASE
               WHEN letter.smtp_answer ~ '^5\d\d[ -]5\.1\.' THEN 'no_mailbox'
               WHEN letter.smtp_answer ~ '^5\d\d[ -]5\.2\.' THEN 'mailbox_full'
               WHEN letter.smtp_answer ~ '^5\d\d[ -]5\.7\.' THEN 'not_let_in'
               ELSE 'refused' END
           WHEN EXISTS (SELECT FROM pgmq.q_letters_dead
                        WHERE message -> 'envelope' -> 'message' ->> 'letter' = letter.id::text) THEN 'buried'
           WHEN letter.smtp_answer LIKE '4%' THEN 'put_off'
           WHEN EXISTS (SELECT FROM photo WHERE photo.report_id = letter.report_id
                            AND photo.history_id = letter.history_id AND photo.state = 'received')
               THEN 'photo'
           ELSE 'on_its_way' END AS reason
FROM letter LEFT JOIN report ON report.id = letter.report_id LEFT JOIN recipient ON recipient.id = letter.recipient_id
WHERE letter.state IN ('waiting', 'refused')
  AND (letter.recipient_id IS NULL OR recipient.email IS NOT NULL AND recipient.letters_stopped_at IS NULL);
COMMENT ON VIEW letter_not_told IS 'Each letter that waits or was refused, since when and why.';
COMMENT ON COLUMN letter_not_told.since IS 'Since when it is on its way, the last time.';
COMMENT ON COLUMN letter_not_told.reason IS 'refused: no_mailbox, mailbox_full, not_let_in, refused (RFC 3463); waiting: buried, put_off, photo, on_its_way.';

GRANT SELECT ON letter_not_told, address_correction TO rue_nette_dispatch;
GRANT SELECT, DELETE ON pgmq.q_reports_dead, pgmq.q_photos_dead, pgmq.q_letters_dead TO rue_nette_dispatch;

CREATE FUNCTION staff_may_see_letter(member uuid, report uuid, team text, sector text) RETURNS boolean STABLE LANGUAGE sql AS $$
    SELECT CASE WHEN report IS NULL THEN EXISTS (SELECT FROM staff WHERE id = member AND role = 'admin' AND left_at IS NULL)
                ELSE staff_reaches(member, team, sector) END
$$;
COMMENT ON FUNCTION staff_may_see_letter IS 'Whether a letter or a message is one that a referent sees: of their sectors; what is about no report is for admins.';

CREATE FUNCTION uuid_or_null(text text) RETURNS uuid IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT CASE WHEN text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN text::uuid END
$$;
COMMENT ON FUNCTION uuid_or_null IS 'Of what another version, or nobody of ours, may have written.';

-- Every buried message with the report that it is about. What another version wrote may name none.
CREATE VIEW buried AS
SELECT 'reports' AS queue, msg_id AS number, enqueued_at AS buried_at,
       uuid_or_null(message -> 'envelope' -> 'message' ->> 'report') AS report_id,
       message -> 'errors' AS errors FROM pgmq.q_reports_dead
UNION ALL
SELECT 'photos', msg_id, enqueued_at,
       (SELECT report_id FROM photo WHERE id = uuid_or_null(message -> 'envelope' -> 'message' ->> 'photo')),
       message -> 'errors' FROM pgmq.q_photos_dead
UNION ALL
SELECT 'letters', msg_id, enqueued_at,
       (SELECT report_id FROM letter WHERE id = uuid_or_null(message -> 'envelope' -> 'message' ->> 'letter')),
       message -> 'errors' FROM pgmq.q_letters_dead;
COMMENT ON VIEW buried IS 'Messages that could not be handled, of all queues.';
COMMENT ON COLUMN buried.queue IS 'Where it came from.';
COMMENT ON COLUMN buried.number IS 'Of its grave.';
COMMENT ON COLUMN buried.buried_at IS 'By the database''s own clock.';
COMMENT ON COLUMN buried.report_id IS 'The report that it names; null where it names none.';
COMMENT ON COLUMN buried.errors IS 'The whole chain, the last one first.';
GRANT SELECT ON buried TO rue_nette_dispatch;
