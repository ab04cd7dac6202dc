CREATE INDEX report_words_sought ON report USING gin (report_words(words, address, said, received_at, channel, sector_id, category_id, team_id));

-- Whose photo nobody can see: few among many.
CREATE INDEX photo_unreadable ON photo (report_id) WHERE state = 'unreadable';
-- Few reports of many years were at a partner.
CREATE INDEX desk_report_partner ON desk_report (day, report_id) WHERE at_partner;

-- How many reports a list has, and on which days they came, is read from the sums.
CREATE FUNCTION shown(bucket turnaround, show text) RETURNS bigint IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE show
        WHEN 'received' THEN bucket.received WHEN 'open' THEN bucket.open WHEN 'done' THEN bucket.done
        WHEN 'rejected' THEN bucket.rejected WHEN 'merged' THEN bucket.merged WHEN 'within' THEN bucket.within
        WHEN 'beyond' THEN bucket.beyond WHEN 'contested' THEN bucket.contested WHEN 'doubtful' THEN bucket.doubtful
        WHEN 'at_partner' THEN bucket.at_partner END
$$;
COMMENT ON FUNCTION shown IS 'How many of the reports of a row a list shows; null: the row does not count them.';
