-- A crew's actions wait in the phone, and leave under the name of who made them, whoever has the phone by then.

CREATE TABLE action_key (
    id uuid PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff,
    token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE action_key IS 'One for each sign-in: with the secret derived from its id, a phone seals the actions of who signed in. Deleting a row makes all that it sealed void.';
COMMENT ON COLUMN action_key.id IS 'The secret is derived from it and the link keys, and never stored.';
COMMENT ON COLUMN action_key.staff_id IS 'In whose name a sealed action is made.';
COMMENT ON COLUMN action_key.token_sha256 IS 'The session that gets the secret with its pages.';
COMMENT ON COLUMN action_key.created_at IS 'The sign-in.';
COMMENT ON COLUMN action_key.expires_at IS 'Seven days later: what is sent after that needs a new sign-in.';
CREATE INDEX action_key_staff ON action_key (staff_id);

GRANT SELECT, INSERT, DELETE ON action_key TO rue_nette_dispatch;
