-- Residents who sign in with the city's account: only their verified address is kept, and only as long as they are signed in.

CREATE TABLE resident_session (
    token_sha256 bytea PRIMARY KEY CHECK (octet_length(token_sha256) = 32),
    email text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE resident_session IS 'Residents signed in with the city''s account. Deleting a row signs out; nobody else is told.';
COMMENT ON COLUMN resident_session.token_sha256 IS 'Of the cookie''s token: reading this table signs nobody in.';
COMMENT ON COLUMN resident_session.email IS 'The address that the city''s provider has verified.';
COMMENT ON COLUMN resident_session.created_at IS 'Since when.';
COMMENT ON COLUMN resident_session.expires_at IS 'Two hours later; swept away with the addresses that time erases.';

GRANT SELECT, INSERT, DELETE ON resident_session TO rue_nette_intake;
