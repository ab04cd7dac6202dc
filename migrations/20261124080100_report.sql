-- A report, its photos, the people who follow it, and everything that happened to it.

CREATE SEQUENCE report_counter;
COMMENT ON SEQUENCE report_counter IS 'The counter in the public reference; gaps are fine.';

CREATE TABLE report (
    id uuid PRIMARY KEY,
    reference text NOT NULL UNIQUE,
    state text NOT NULL CHECK (state IN ('received', 'dispatched', 'in_progress', 'scheduled', 'to_requalify',
        'transferred', 'monitored', 'done', 'rejected', 'reopened', 'duplicate', 'archived')),
    category_id text NOT NULL REFERENCES category,
    place geography(Point, 4326) NOT NULL,
    place_source text NOT NULL CHECK (place_source IN ('phone', 'photo', 'hand')),
    place_accuracy_m real,
    sector_id text NOT NULL REFERENCES sector,
    address text NOT NULL,
    words text CHECK (char_length(words) BETWEEN 1 AND 1000),
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    channel text NOT NULL CHECK (channel IN ('web', 'api', 'call_centre')),
    team_id text REFERENCES team,
    received_at timestamptz NOT NULL,
    dispatched_at timestamptz,
    first_closed_at timestamptz,
    closed_at timestamptz,
    due_at timestamptz NOT NULL
);
COMMENT ON TABLE report IS 'One problem at one place.';
COMMENT ON COLUMN report.id IS 'UUID version 7.';
COMMENT ON COLUMN report.reference IS 'The public number: S2026K004217.';
COMMENT ON COLUMN report.state IS 'Where it stands in the table of moves (shared/model).';
COMMENT ON COLUMN report.category_id IS 'What it is.';
COMMENT ON COLUMN report.place IS 'Where it is, WGS 84.';
COMMENT ON COLUMN report.place_source IS 'The phone, the photo''s EXIF, or a hand on a map.';
COMMENT ON COLUMN report.place_accuracy_m IS 'Radius in metres as the source says; null: it does not say.';
COMMENT ON COLUMN report.sector_id IS 'The sector that covers the place, or is within 30 m.';
COMMENT ON COLUMN report.address IS 'The place in words.';
COMMENT ON COLUMN report.words IS 'The resident''s own words; staff only.';
COMMENT ON COLUMN report.language IS 'In which it was reported.';
COMMENT ON COLUMN report.channel IS 'How it came.';
COMMENT ON COLUMN report.team_id IS 'The team that has it.';
COMMENT ON COLUMN report.received_at IS 'The server''s receipt: turnaround starts.';
COMMENT ON COLUMN report.dispatched_at IS 'The last assignment to a team.';
COMMENT ON COLUMN report.first_closed_at IS 'The first close: first turnaround ends.';
COMMENT ON COLUMN report.closed_at IS 'The last close, null while open: final turnaround ends.';
COMMENT ON COLUMN report.due_at IS 'Receipt plus the category''s target.';
CREATE INDEX report_open_jobs ON report (team_id, due_at)
    WHERE state IN ('dispatched', 'in_progress', 'scheduled');
CREATE INDEX report_place ON report USING gist (place);

CREATE TABLE report_history (
    id uuid PRIMARY KEY,
    position bigint GENERATED ALWAYS AS IDENTITY,
    report_id uuid NOT NULL REFERENCES report,
    move text NOT NULL,
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL,
    actor_id uuid,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    words text,
    detail jsonb NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE report_history IS 'Every move of every report. Append-only, for every role.';
COMMENT ON COLUMN report_history.id IS 'UUID version 7.';
COMMENT ON COLUMN report_history.position IS 'Order of writing.';
COMMENT ON COLUMN report_history.report_id IS 'The report.';
COMMENT ON COLUMN report_history.move IS 'The move (shared/model).';
COMMENT ON COLUMN report_history.from_state IS 'The state before; null for receive.';
COMMENT ON COLUMN report_history.to_state IS 'The state after.';
COMMENT ON COLUMN report_history.actor IS 'The kind of actor, never a name.';
COMMENT ON COLUMN report_history.actor_id IS 'The staff member or recipient, where there is one.';
COMMENT ON COLUMN report_history.occurred_at IS 'When it happened, as its author says; never after recorded_at.';
COMMENT ON COLUMN report_history.recorded_at IS 'When the server wrote it.';
COMMENT ON COLUMN report_history.words IS 'The reply, the reason, or what the contest says.';
COMMENT ON COLUMN report_history.detail IS 'Facts of this move: the team and rule of an assignment.';
CREATE INDEX report_history_report ON report_history (report_id, position);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: write a new row', TG_TABLE_NAME;
END $$;
CREATE TRIGGER report_history_is_append_only BEFORE UPDATE OR DELETE ON report_history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE assignment (
    history_id uuid PRIMARY KEY REFERENCES report_history,
    report_id uuid NOT NULL REFERENCES report,
    cause_id uuid NOT NULL UNIQUE REFERENCES report_history,
    team_id text REFERENCES team,
    rule_set_version integer NOT NULL REFERENCES rule_set,
    rule_id text,
    load jsonb NOT NULL,
    sentence jsonb NOT NULL,
    decided_at timestamptz NOT NULL
);
COMMENT ON TABLE assignment IS 'Each decision of the dispatcher, with what it was made from.';
COMMENT ON COLUMN assignment.history_id IS 'The row of the move assign.';
COMMENT ON COLUMN assignment.report_id IS 'The report.';
COMMENT ON COLUMN assignment.cause_id IS 'The history row that asked for a team; unique, so that a message read twice decides once.';
COMMENT ON COLUMN assignment.team_id IS 'The team; null: no rule fits, a referent decides.';
COMMENT ON COLUMN assignment.rule_set_version IS 'The rules that were in force.';
COMMENT ON COLUMN assignment.rule_id IS 'The rule that chose; null: none fits.';
COMMENT ON COLUMN assignment.load IS 'The open jobs that it saw: {"dpe", "urgence_proprete"}.';
COMMENT ON COLUMN assignment.sentence IS '{"fr", "en"}: why, in words.';
COMMENT ON COLUMN assignment.decided_at IS 'When; the rules were read for this moment.';
CREATE INDEX assignment_report ON assignment (report_id);

CREATE TABLE photo (
    id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES report,
    history_id uuid NOT NULL REFERENCES report_history,
    stage text NOT NULL CHECK (stage IN ('before', 'after')),
    position smallint NOT NULL,
    state text NOT NULL CHECK (state IN ('received', 'ready', 'unreadable')),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    bytes bigint NOT NULL,
    content_type text NOT NULL,
    width integer,
    height integer,
    perceptual_hash bigint,
    place geography(Point, 4326),
    place_accuracy_m real,
    taken_at timestamptz,
    received_at timestamptz NOT NULL,
    ready_at timestamptz,
    UNIQUE (history_id, position)
);
COMMENT ON TABLE photo IS 'A photo before or after. Only its renditions are ever served.';
COMMENT ON COLUMN photo.id IS 'UUID version 7; names its objects in the store.';
COMMENT ON COLUMN photo.report_id IS 'The report.';
COMMENT ON COLUMN photo.history_id IS 'The move it came with.';
COMMENT ON COLUMN photo.stage IS 'Before the cleaning or after it.';
COMMENT ON COLUMN photo.position IS 'Order within the move, from 0.';
COMMENT ON COLUMN photo.state IS 'received: the worker has not seen it; unreadable: the person is asked for another.';
COMMENT ON COLUMN photo.sha256 IS 'Of the received bytes: recognises a photo used before.';
COMMENT ON COLUMN photo.bytes IS 'Size of the received file.';
COMMENT ON COLUMN photo.content_type IS 'image/jpeg, image/png or image/webp, by its content.';
COMMENT ON COLUMN photo.width IS 'Pixels of the large rendition, upright; null until ready.';
COMMENT ON COLUMN photo.height IS 'Pixels of the large rendition, upright; null until ready.';
COMMENT ON COLUMN photo.perceptual_hash IS '64-bit difference hash of the upright picture.';
COMMENT ON COLUMN photo.place IS 'From its EXIF.';
COMMENT ON COLUMN photo.place_accuracy_m IS 'Metres, from its EXIF.';
COMMENT ON COLUMN photo.taken_at IS 'From its EXIF; without an offset there, the city''s time.';
COMMENT ON COLUMN photo.received_at IS 'When the server had it whole.';
COMMENT ON COLUMN photo.ready_at IS 'When its renditions were stored.';
CREATE INDEX photo_report ON photo (report_id);
CREATE INDEX photo_sha256 ON photo (sha256);

CREATE TABLE recipient (
    id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES report,
    part text NOT NULL CHECK (part IN ('reporter', 'follower')),
    email text,
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    generation integer NOT NULL DEFAULT 0,
    letters_stopped_at timestamptz,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE recipient IS 'Somebody who follows a report. Every reporter is one, with or without an address: the secret link is theirs.';
COMMENT ON COLUMN recipient.id IS 'In the secret link, under its MAC.';
COMMENT ON COLUMN recipient.report_id IS 'The report.';
COMMENT ON COLUMN recipient.part IS 'The reporter, or somebody with the same problem.';
COMMENT ON COLUMN recipient.email IS 'The address; null: none was given, or it was erased.';
COMMENT ON COLUMN recipient.language IS 'Of the letters.';
COMMENT ON COLUMN recipient.generation IS 'In the links'' MAC: counting up makes old links void.';
COMMENT ON COLUMN recipient.letters_stopped_at IS 'Wants no more letters since then.';
COMMENT ON COLUMN recipient.created_at IS 'Since when.';
CREATE INDEX recipient_report ON recipient (report_id);

CREATE TABLE answer (
    history_id uuid NOT NULL REFERENCES report_history,
    recipient_id uuid NOT NULL REFERENCES recipient,
    clean boolean NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (history_id, recipient_id)
);
COMMENT ON TABLE answer IS 'What people say of a close: "C''est propre" or not.';
COMMENT ON COLUMN answer.history_id IS 'The close.';
COMMENT ON COLUMN answer.recipient_id IS 'Who says.';
COMMENT ON COLUMN answer.clean IS 'Clean, or not.';
COMMENT ON COLUMN answer.recorded_at IS 'When.';

CREATE TABLE accepted_request (
    scope text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    report_id uuid NOT NULL REFERENCES report,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (scope, key)
);
COMMENT ON TABLE accepted_request IS 'Idempotency keys of accepted writes: the same key gives the same answer.';
COMMENT ON COLUMN accepted_request.scope IS 'Which write: report, or a staff member''s close.';
COMMENT ON COLUMN accepted_request.key IS 'As the client sent it.';
COMMENT ON COLUMN accepted_request.fingerprint IS 'SHA-256 of what was sent: another body under the same key is refused.';
COMMENT ON COLUMN accepted_request.report_id IS 'What it made or changed.';
COMMENT ON COLUMN accepted_request.recorded_at IS 'When.';
