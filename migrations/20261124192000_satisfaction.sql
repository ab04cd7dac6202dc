-- What people say of how their report was looked after: once for each close and person, and changeable for a while.

CREATE TABLE satisfaction (
    history_id uuid NOT NULL REFERENCES report_history,
    recipient_id uuid NOT NULL REFERENCES recipient,
    report_id uuid NOT NULL REFERENCES report,
    grade smallint NOT NULL CHECK (grade BETWEEN 1 AND 5),
    words text CHECK (char_length(words) BETWEEN 1 AND 1000),
    recorded_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (history_id, recipient_id)
);
COMMENT ON TABLE satisfaction IS 'How content somebody who follows a report is with a close.';
COMMENT ON COLUMN satisfaction.history_id IS 'The close.';
COMMENT ON COLUMN satisfaction.recipient_id IS 'Who says.';
COMMENT ON COLUMN satisfaction.report_id IS 'The report that was closed: of a merged one, the main report.';
COMMENT ON COLUMN satisfaction.grade IS '1: not at all, 5: fully.';
COMMENT ON COLUMN satisfaction.words IS 'Why, in their own words; staff only.';
COMMENT ON COLUMN satisfaction.recorded_at IS 'When it was first said.';
COMMENT ON COLUMN satisfaction.changed_at IS 'When it was last said.';
-- What one person said, and what was said of one report.
CREATE INDEX satisfaction_recipient ON satisfaction (recipient_id);
CREATE INDEX satisfaction_report ON satisfaction (report_id);

GRANT SELECT, INSERT, UPDATE (grade, words, changed_at) ON satisfaction TO rue_nette_intake;
GRANT SELECT ON satisfaction TO rue_nette_dispatch;
