-- Other tools use the staff's JSON API with a token. It reaches what one member of the staff reaches, a crew's team or a
-- referent's sectors, and of that only what its scopes name: who leaves takes their tokens along.

CREATE TABLE api_token (
    id uuid PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    token_sha256 bytea NOT NULL UNIQUE CHECK (octet_length(token_sha256) = 32),
    scopes text[] NOT NULL
        CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['jobs:read', 'jobs:move', 'photos:release']),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    revoked_at timestamptz
);
COMMENT ON TABLE api_token IS 'Tokens of other tools. Only the owner of the database makes and revokes them.';
COMMENT ON COLUMN api_token.id IS 'UUID version 7.';
COMMENT ON COLUMN api_token.staff_id IS 'In whose place it asks, also in the history: what they don''t reach, it doesn''t.';
COMMENT ON COLUMN api_token.name IS 'Which tool has it.';
COMMENT ON COLUMN api_token.token_sha256 IS 'Of the token: reading this table lets nobody in.';
COMMENT ON COLUMN api_token.scopes IS 'What it may do of what that member may.';
COMMENT ON COLUMN api_token.created_at IS 'Since when.';
COMMENT ON COLUMN api_token.expires_at IS 'Until when.';
COMMENT ON COLUMN api_token.revoked_at IS 'When it was taken back; null: it is good until it expires.';
CREATE INDEX api_token_staff ON api_token (staff_id);

GRANT SELECT ON api_token TO rue_nette_dispatch;
