-- What residents choose from: kinds that are somebody else's matter, words that people use for a kind, and which kinds
-- are reported most in a sector at an hour.

ALTER TABLE category
    DROP CONSTRAINT category_handled_by_check,
    ADD CONSTRAINT category_handled_by_check CHECK (handled_by IN ('cleaning', 'partner', 'elsewhere')),
    ADD COLUMN tell jsonb,
    ADD COLUMN also jsonb,
    ADD CONSTRAINT category_tells_whom CHECK ((tell IS NOT NULL) = (handled_by = 'elsewhere'));
COMMENT ON COLUMN category.handled_by IS 'A cleaning team, chosen by the rules; a partner; or elsewhere: no report of it is taken.';
COMMENT ON COLUMN category.tell IS '{"fr", "en"}: whom to tell, for a kind that is not handled here.';
COMMENT ON COLUMN category.also IS '{"fr", "en"}: other words that people use for it, found by the search; null: none.';

-- With the category in the index the table is not read.
CREATE INDEX report_kinds ON report (sector_id, received_at) INCLUDE (category_id);
