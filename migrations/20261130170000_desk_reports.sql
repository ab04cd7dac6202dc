-- What referents write beside the moves of a report: notes for colleagues, letters to its reporter, and the views of the work
-- list that each of them keeps.

CREATE TABLE note (
    id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES report,
    staff_id uuid NOT NULL REFERENCES staff,
    words text NOT NULL CHECK (char_length(words) BETWEEN 1 AND 1000),
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE note IS 'What a referent tells colleagues about a report: no resident, crew or partner ever reads it. Only ever added to.';
COMMENT ON COLUMN note.id IS 'Of the form that it was written in: the same form sent twice is one note.';
COMMENT ON COLUMN note.report_id IS 'The report.';
COMMENT ON COLUMN note.staff_id IS 'Who wrote it.';
COMMENT ON COLUMN note.words IS 'In their own words; never in a letter.';
COMMENT ON COLUMN note.recorded_at IS 'When.';
CREATE INDEX note_report ON note (report_id);
CREATE TRIGGER note_is_append_only BEFORE UPDATE OR DELETE ON note FOR EACH ROW EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON note TO rue_nette_dispatch;

CREATE TABLE saved_view (
    id uuid PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 60),
    query text NOT NULL CHECK (char_length(query) BETWEEN 0 AND 1000),
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE saved_view IS 'What somebody looks for again and again in the list of reports.';
COMMENT ON COLUMN saved_view.id IS 'UUID version 7.';
COMMENT ON COLUMN saved_view.staff_id IS 'Whose it is: nobody else sees it.';
COMMENT ON COLUMN saved_view.name IS 'As they call it.';
COMMENT ON COLUMN saved_view.query IS 'The address of the list behind its ?, as the page itself writes it; empty: the list as it opens.';
COMMENT ON COLUMN saved_view.created_at IS 'When it was saved.';
-- One of a name; a second one of the same name replaces what the first looked for.
CREATE UNIQUE INDEX saved_view_name ON saved_view (staff_id, lower(name));
GRANT SELECT, INSERT, DELETE, UPDATE (query) ON saved_view TO rue_nette_dispatch;

-- A letter that a referent writes is a row of the history, too: who, when, and the words. It is no move, nothing is counted.
COMMENT ON COLUMN report_history.move IS 'The move (shared/model); or follow: somebody has the same problem, write: a referent wrote to the reporter. Those two leave the state as it is.';
DROP TRIGGER report_history_is_counted ON report_history;
CREATE TRIGGER report_history_is_counted AFTER INSERT ON report_history
    FOR EACH ROW WHEN (NEW.move NOT IN ('follow', 'write')) EXECUTE FUNCTION note_stale();

-- What is sought by words: without accents and capitals, in the French way of word endings. Functions of their own, because an
-- index stands on them; `unaccent` is not immutable.
CREATE FUNCTION plain_words(words text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT replace(replace(lower(translate(words,
        'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ’',
        'AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyy''')), 'œ', 'oe'), 'Œ', 'oe')
$$;
COMMENT ON FUNCTION plain_words IS 'Words without accents and capitals.';

CREATE FUNCTION sought(words text) RETURNS tsquery IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT websearch_to_tsquery('french'::regconfig, public.plain_words(words))
$$;
COMMENT ON FUNCTION sought IS 'What somebody seeks, as words of the French dictionary: all of them; "…" together, or, - without.';

CREATE FUNCTION week_of(moment timestamptz) RETURNS text IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS $$
    SELECT 'week ' || floor(extract(epoch FROM moment) / 604800)::bigint
$$;
COMMENT ON FUNCTION week_of IS 'A word for the week of a moment: words of one week are found without reading those of all others. Nobody writes a word with a space in it.';

CREATE FUNCTION said_words(words text) RETURNS tsvector IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT to_tsvector('french'::regconfig, public.plain_words(words))
$$;
COMMENT ON FUNCTION said_words IS 'What a report is found by that somebody said later: replies, reasons, contests.';

-- What is said later is sought with the report, so that one index knows its words, its week and whose it is. Prepared replies
-- are not sought: thousands of reports have the same. The history is only ever added to.
ALTER TABLE report ADD COLUMN said tsvector;
COMMENT ON COLUMN report.said IS 'What was said of it later, as it is sought (the function said_words); null: nothing was.';
CREATE FUNCTION note_said() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE report SET said = coalesce(said, '') || said_words(NEW.words) WHERE id = NEW.report_id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION note_said IS 'Adds the words of a row of the history to what its report is sought by.';
REVOKE ALL ON FUNCTION note_said FROM PUBLIC;
CREATE TRIGGER report_history_is_sought AFTER INSERT ON report_history
    FOR EACH ROW WHEN (NEW.words IS NOT NULL AND NEW.detail ->> 'reply' IS NULL) EXECUTE FUNCTION note_said();
UPDATE report SET said = said_words(later.words)
FROM (SELECT report_id, string_agg(words, ' ' ORDER BY position) AS words FROM report_history
      WHERE words IS NOT NULL AND detail ->> 'reply' IS NULL GROUP BY report_id) AS later
WHERE later.report_id = report.id;

CREATE FUNCTION report_words(words text, address text, said tsvector, received_at timestamptz, channel text, sector_id text,
                             category_id text, team_id text)
    RETURNS tsvector IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT to_tsvector('french'::regconfig, public.plain_words(coalesce(words, '') || ' ' || address)) || coalesce(said, '')
        || array_to_tsvector(ARRAY[public.week_of(received_at), 'channel ' || channel, 'sector ' || sector_id,
                                   'category ' || category_id, sector_id || ' ' || category_id,
                                   'team ' || coalesce(team_id, '')])
$$;
COMMENT ON FUNCTION report_words IS 'What a report is found by: what its resident wrote and others said later, its place in words; and, so that frequent words are sought among few reports, its week, channel, sector, category, these two together, and team. No address of a person.';
