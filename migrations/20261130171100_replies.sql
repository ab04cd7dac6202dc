-- Prepared answers are edited at the desk: every save is a version, and a close says which one it used.

ALTER TABLE reply ADD COLUMN version integer NOT NULL DEFAULT 1, ADD COLUMN retired_at timestamptz;
COMMENT ON COLUMN reply.version IS 'Counts up with every save; the row is always the newest.';
COMMENT ON COLUMN reply.retired_at IS 'Since when it is no longer offered; kept for the closes that used it.';

CREATE TABLE reply_version (
    reply_id text NOT NULL REFERENCES reply,
    version integer NOT NULL CHECK (version > 0),
    categories text[] NOT NULL,
    title jsonb NOT NULL,
    body jsonb NOT NULL,
    retired boolean NOT NULL,
    author text NOT NULL,
    staff_id uuid REFERENCES staff,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (reply_id, version)
);
COMMENT ON TABLE reply_version IS 'Each prepared answer as it was saved, every time. Append-only, for every role.';
COMMENT ON COLUMN reply_version.reply_id IS 'The answer.';
COMMENT ON COLUMN reply_version.version IS 'Counts up from 1; a close names it in its history row.';
COMMENT ON COLUMN reply_version.categories IS 'As in reply, then.';
COMMENT ON COLUMN reply_version.title IS 'As in reply, then.';
COMMENT ON COLUMN reply_version.body IS 'As in reply, then: with its placeholders.';
COMMENT ON COLUMN reply_version.retired IS 'It was no longer offered from then on.';
COMMENT ON COLUMN reply_version.author IS 'Who saved it: a city pack, or a member of the staff, by the name they had then.';
COMMENT ON COLUMN reply_version.staff_id IS 'The member of the staff; null for a city pack.';
COMMENT ON COLUMN reply_version.saved_at IS 'When.';
CREATE TRIGGER reply_version_is_append_only BEFORE UPDATE OR DELETE ON reply_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- What is there was never edited: it came with the city pack.
INSERT INTO reply_version SELECT id, 1, categories, title, body, false, 'city pack', NULL, now() FROM reply;

GRANT INSERT, UPDATE (categories, title, body, version, retired_at) ON reply TO rue_nette_dispatch;
GRANT SELECT, INSERT ON reply_version TO rue_nette_dispatch;
-- How people answered the letters that used each version.
GRANT SELECT ON answer TO rue_nette_dispatch;
