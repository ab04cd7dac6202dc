-- How sure each close is that it was a cleaning. Beside the history, because pixels are compared after the close, and
-- because a close that is undone takes this along. Nothing here says who closed: the figures stop at the team.

CREATE TABLE closing (
    history_id uuid PRIMARY KEY REFERENCES report_history,
    report_id uuid NOT NULL REFERENCES report,
    proof text NOT NULL CHECK (proof IN ('sure', 'unsure', 'doubtful')),
    doubts jsonb NOT NULL,
    evidence jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    compared_at timestamptz
);
COMMENT ON TABLE closing IS 'Each close that was not undone, with how sure it is.';
COMMENT ON COLUMN closing.history_id IS 'The close.';
COMMENT ON COLUMN closing.report_id IS 'The report.';
COMMENT ON COLUMN closing.proof IS 'A warning, never a block (shared/model, proof).';
COMMENT ON COLUMN closing.doubts IS 'Why: [{"doubt", "metres"}].';
COMMENT ON COLUMN closing.evidence IS 'What it was judged by: distances, times, likeness; no place of a person.';
COMMENT ON COLUMN closing.recorded_at IS 'When the close was recorded.';
COMMENT ON COLUMN closing.compared_at IS 'When the pixels of its photos were last compared; null: not yet.';
CREATE INDEX closing_report ON closing (report_id);
-- The referents' list.
CREATE INDEX closing_proof ON closing (proof, recorded_at);

CREATE FUNCTION photo_bands(hash bigint) RETURNS integer[] IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT ARRAY[(hash >> 48) & 65535, 65536 | (hash >> 32) & 65535, 131072 | (hash >> 16) & 65535,
                 196608 | hash & 65535]::integer[]
$$;
COMMENT ON FUNCTION photo_bands IS 'The four bands of 16 bits of a perceptual hash, each with its number above it: hashes that differ in at most 7 bits have a band that differs in at most one.';

GRANT SELECT, INSERT, DELETE ON closing TO rue_nette_dispatch;
GRANT SELECT, UPDATE (proof, doubts, evidence, compared_at) ON closing TO rue_nette_intake;
