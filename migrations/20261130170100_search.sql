-- Words of reports. Prepared replies are not sought: thousands of reports have the same.
CREATE INDEX report_words_sought ON report USING gin (report_words(words, address, received_at));
CREATE INDEX report_words_said ON report_history USING gin (said_words(words))
    WHERE words IS NOT NULL AND detail ->> 'reply' IS NULL;

-- Whose photo nobody can see: few among many.
CREATE INDEX photo_unreadable ON photo (report_id) WHERE state = 'unreadable';
-- Few reports of many years were at a partner.
CREATE INDEX desk_report_partner ON desk_report (day, report_id) WHERE at_partner;
