-- The city's staff, their sessions, and the delivery ledger.

CREATE TABLE staff (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('crew', 'referent', 'call_centre', 'admin')),
    team_id text REFERENCES team CHECK ((team_id IS NOT NULL) = (role = 'crew')),
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    created_at timestamptz NOT NULL,
    left_at timestamptz
);
COMMENT ON TABLE staff IS 'A member of the city''s staff.';
COMMENT ON COLUMN staff.id IS 'UUID version 7.';
COMMENT ON COLUMN staff.email IS 'Where the sign-in link is sent.';
COMMENT ON COLUMN staff.name IS 'As colleagues see it.';
COMMENT ON COLUMN staff.role IS 'What they may do.';
COMMENT ON COLUMN staff.team_id IS 'A crew member''s team: the only jobs they see.';
COMMENT ON COLUMN staff.language IS 'Of their screens and letters.';
COMMENT ON COLUMN staff.created_at IS 'Since when.';
COMMENT ON COLUMN staff.left_at IS 'Until when; sign-in stops.';
CREATE UNIQUE INDEX staff_email ON staff (lower(email));

CREATE TABLE sign_in (
    id uuid PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
COMMENT ON TABLE sign_in IS 'The nonce of each e-mailed sign-in link; the link itself is derived and never stored.';
COMMENT ON COLUMN sign_in.id IS 'In the link, under its MAC.';
COMMENT ON COLUMN sign_in.staff_id IS 'Who may sign in with it.';
COMMENT ON COLUMN sign_in.created_at IS 'When it was asked for.';
COMMENT ON COLUMN sign_in.expires_at IS 'Fifteen minutes later.';
COMMENT ON COLUMN sign_in.used_at IS 'When it was used; it is good once.';

CREATE TABLE session (
    token_sha256 bytea PRIMARY KEY CHECK (octet_length(token_sha256) = 32),
    staff_id uuid NOT NULL REFERENCES staff,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE session IS 'Signed-in staff. Deleting a row signs out.';
COMMENT ON COLUMN session.token_sha256 IS 'Of the cookie''s token: reading this table signs nobody in.';
COMMENT ON COLUMN session.staff_id IS 'Who.';
COMMENT ON COLUMN session.created_at IS 'Since when.';
COMMENT ON COLUMN session.expires_at IS 'Twelve hours later for crews.';
CREATE INDEX session_staff ON session (staff_id);

CREATE TABLE letter (
    id uuid PRIMARY KEY,
    report_id uuid REFERENCES report,
    history_id uuid REFERENCES report_history,
    recipient_id uuid REFERENCES recipient,
    sign_in_id uuid UNIQUE REFERENCES sign_in,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'refused', 'not_wanted')),
    attempts integer NOT NULL DEFAULT 0,
    message_id text,
    smtp_answer text,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    UNIQUE (report_id, history_id, recipient_id),
    CHECK ((sign_in_id IS NULL) = (report_id IS NOT NULL AND history_id IS NOT NULL AND recipient_id IS NOT NULL))
);
COMMENT ON TABLE letter IS 'The delivery ledger: one row for each (report, history row, recipient), written in the transaction of the move.';
COMMENT ON COLUMN letter.id IS 'UUID version 7; the Message-ID is made from it.';
COMMENT ON COLUMN letter.report_id IS 'The report; null for a sign-in link.';
COMMENT ON COLUMN letter.history_id IS 'The move that it tells.';
COMMENT ON COLUMN letter.recipient_id IS 'To whom.';
COMMENT ON COLUMN letter.sign_in_id IS 'For a sign-in link: its nonce.';
COMMENT ON COLUMN letter.state IS 'accepted: the mail server said 250; refused: it said never; not_wanted: no address, or letters stopped.';
COMMENT ON COLUMN letter.attempts IS 'How often the server was asked about this recipient.';
COMMENT ON COLUMN letter.message_id IS 'Stable over attempts (RFC 5322, 3.6.4).';
COMMENT ON COLUMN letter.smtp_answer IS 'The server''s last words.';
COMMENT ON COLUMN letter.created_at IS 'When the move was made.';
COMMENT ON COLUMN letter.settled_at IS 'When it was accepted, refused, or found not wanted.';
-- Whether an earlier letter to the same person waits: asked before each letter is sent.
CREATE INDEX letter_waiting ON letter (recipient_id, created_at) WHERE state = 'waiting';
