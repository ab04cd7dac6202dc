-- Turnaround, counted while reports move, so that a page about five years reads some thousand rows. What is written about a
-- report is only noted down; dispatch counts what is noted, in the background (services/dispatch, desk).

CREATE TABLE desk_stale (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id uuid NOT NULL
);
COMMENT ON TABLE desk_stale IS 'Reports to count again. Only ever added to by what writes about reports: no key of theirs, no lock, nobody waits. Who counts takes rows away.';
COMMENT ON COLUMN desk_stale.position IS 'Order of writing, not of commits.';
COMMENT ON COLUMN desk_stale.report_id IS 'The report; as often as something was written about it.';

CREATE TABLE desk_report (
    -- No reference: checking it would lock reports while they are counted.
    report_id uuid PRIMARY KEY,
    day date NOT NULL,
    received_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    sector_id text COLLATE "C" NOT NULL,
    team_id text COLLATE "C" NOT NULL,
    group_id text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'done', 'rejected', 'merged')),
    first_plain smallint,
    last_plain smallint,
    first_working smallint,
    last_working smallint,
    within_target boolean,
    contests integer NOT NULL,
    doubtful boolean NOT NULL,
    grades integer NOT NULL,
    grade_sum integer NOT NULL,
    at_partner boolean NOT NULL,
    partner_seconds bigint NOT NULL
) WITH (fillfactor = 80);
COMMENT ON TABLE desk_report IS 'Each report as it is counted in the table turnaround: the reports behind any number there. A merged one has no figures.';
COMMENT ON COLUMN desk_report.report_id IS 'The report.';
COMMENT ON COLUMN desk_report.day IS 'Of its receipt, in the city''s own time; never changes.';
COMMENT ON COLUMN desk_report.received_at IS 'As in report: the age of the backlog is read here.';
COMMENT ON COLUMN desk_report.due_at IS 'As in report: what is overdue is read here.';
COMMENT ON COLUMN desk_report.sector_id IS 'As in report.';
COMMENT ON COLUMN desk_report.team_id IS 'As in report; empty: no team has it.';
COMMENT ON COLUMN desk_report.group_id IS 'Of its category.';
COMMENT ON COLUMN desk_report.channel IS 'As in report.';
COMMENT ON COLUMN desk_report.state IS 'Where it stands, in one of four words; archived is what it was before.';
COMMENT ON COLUMN desk_report.first_plain IS 'Bin of the first turnaround (shared/model, histogram); null: never closed.';
COMMENT ON COLUMN desk_report.last_plain IS 'Bin of the final turnaround; null: it does not rest on a close.';
COMMENT ON COLUMN desk_report.first_working IS 'The first one in working hours; null, too, while its category has no calendar.';
COMMENT ON COLUMN desk_report.last_working IS 'The final one in working hours.';
COMMENT ON COLUMN desk_report.within_target IS 'Whether its first turnaround kept the target; null: never closed.';
COMMENT ON COLUMN desk_report.contests IS 'How often somebody said that it is not clean.';
COMMENT ON COLUMN desk_report.doubtful IS 'One of its closes is doubtful.';
COMMENT ON COLUMN desk_report.grades IS 'How many said how content they are.';
COMMENT ON COLUMN desk_report.grade_sum IS 'What they said, from 1 to 5, added up.';
COMMENT ON COLUMN desk_report.at_partner IS 'A partner has it, or had it.';
COMMENT ON COLUMN desk_report.partner_seconds IS 'How long partners had it, without a stay that lasts.';
-- Every number opens its reports, the newest first.
CREATE INDEX desk_report_day ON desk_report (day, report_id);
CREATE INDEX desk_report_sector ON desk_report (sector_id, day, report_id);
CREATE INDEX desk_report_team ON desk_report (team_id, day, report_id);
CREATE INDEX desk_report_contested ON desk_report (day, report_id) WHERE contests > 0;
CREATE INDEX desk_report_doubtful ON desk_report (day, report_id) WHERE doubtful;
-- What is overdue, and how old the backlog is: the index alone answers.
CREATE INDEX desk_report_open ON desk_report (day, report_id)
    INCLUDE (sector_id, team_id, group_id, channel, received_at, due_at) WHERE state = 'open';

CREATE TABLE turnaround (
    level text COLLATE "C" NOT NULL CHECK (level IN ('day', 'month')),
    start date NOT NULL,
    sector_id text COLLATE "C" NOT NULL,
    team_id text COLLATE "C" NOT NULL,
    group_id text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    received bigint NOT NULL,
    open bigint NOT NULL,
    done bigint NOT NULL,
    rejected bigint NOT NULL,
    merged bigint NOT NULL,
    within bigint NOT NULL,
    beyond bigint NOT NULL,
    contested bigint NOT NULL,
    doubtful bigint NOT NULL,
    graded bigint NOT NULL,
    grades bigint NOT NULL,
    grade_sum bigint NOT NULL,
    at_partner bigint NOT NULL,
    partner_seconds bigint NOT NULL,
    first_plain bytea NOT NULL,
    last_plain bytea NOT NULL,
    first_working bytea NOT NULL,
    last_working bytea NOT NULL,
    -- A page knows the group and the channel, and wants a span of time.
    PRIMARY KEY (level, group_id, channel, start, sector_id, team_id)
) WITH (fillfactor = 70);
COMMENT ON TABLE turnaround IS 'Counts of the reports received in a day or a month, by where and whose they are now: sums of the table desk_report, kept by who counts.';
COMMENT ON COLUMN turnaround.level IS 'A day or a month, in the city''s own time.';
COMMENT ON COLUMN turnaround.start IS 'Its first day.';
COMMENT ON COLUMN turnaround.sector_id IS 'The sector.';
COMMENT ON COLUMN turnaround.team_id IS 'The team; empty: no team has them.';
COMMENT ON COLUMN turnaround.group_id IS 'The group of categories; *: all of them. Each report is counted under both.';
COMMENT ON COLUMN turnaround.channel IS 'The channel; *: all of them. Each report is counted under both.';
COMMENT ON COLUMN turnaround.received IS 'Reports; the other counts are of them.';
COMMENT ON COLUMN turnaround.open IS 'Not ended.';
COMMENT ON COLUMN turnaround.done IS 'Cleaned.';
COMMENT ON COLUMN turnaround.rejected IS 'Refused.';
COMMENT ON COLUMN turnaround.merged IS 'The same as another one.';
COMMENT ON COLUMN turnaround.within IS 'Whose first turnaround kept the target.';
COMMENT ON COLUMN turnaround.beyond IS 'Whose first turnaround did not.';
COMMENT ON COLUMN turnaround.contested IS 'Of which somebody said, once or more, that it is not clean.';
COMMENT ON COLUMN turnaround.doubtful IS 'With a doubtful close.';
COMMENT ON COLUMN turnaround.graded IS 'Of which somebody said how content they are.';
COMMENT ON COLUMN turnaround.grades IS 'How often that was said: several people may follow a report.';
COMMENT ON COLUMN turnaround.grade_sum IS 'What was said, from 1 to 5, added up.';
COMMENT ON COLUMN turnaround.at_partner IS 'That a partner has, or had.';
COMMENT ON COLUMN turnaround.partner_seconds IS 'How long partners had them, without stays that last.';
COMMENT ON COLUMN turnaround.first_plain IS 'Histogram of first turnarounds (shared/model).';
COMMENT ON COLUMN turnaround.last_plain IS 'Histogram of final turnarounds.';
COMMENT ON COLUMN turnaround.first_working IS 'Histogram of first turnarounds, in working hours.';
COMMENT ON COLUMN turnaround.last_working IS 'Histogram of final turnarounds, in working hours.';

-- Whoever writes about a report has no right to these tables; the trigger notes it down for them.
CREATE FUNCTION note_stale() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO desk_stale (report_id) VALUES (NEW.report_id);
    RETURN NULL;
END $$;
COMMENT ON FUNCTION note_stale IS 'Notes that the report of a row is to be counted again.';
REVOKE ALL ON FUNCTION note_stale FROM PUBLIC;

-- A report changes only with a row of its history, in the same transaction: noted once, whatever it changes.
CREATE TRIGGER report_history_is_counted AFTER INSERT ON report_history
    FOR EACH ROW WHEN (NEW.move <> 'follow') EXECUTE FUNCTION note_stale();
-- A proof comes with a close and goes with an undo; what pixels say comes later, by itself.
CREATE TRIGGER closing_is_counted AFTER UPDATE OF proof ON closing
    FOR EACH ROW WHEN (NEW.proof <> OLD.proof) EXECUTE FUNCTION note_stale();
CREATE TRIGGER satisfaction_is_counted AFTER INSERT OR UPDATE OF grade ON satisfaction
    FOR EACH ROW EXECUTE FUNCTION note_stale();

-- Other hours, another calendar or another group: all reports of these categories. Rare, and it may take a while.
CREATE FUNCTION note_stale_category() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO desk_stale (report_id) SELECT report.id FROM report JOIN category ON category.id = category_id
    WHERE CASE TG_TABLE_NAME WHEN 'category' THEN category.id ELSE category.calendar_id END = NEW.id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION note_stale_category IS 'Notes that all reports of a category, or of a calendar''s categories, are to be counted again.';
REVOKE ALL ON FUNCTION note_stale_category FROM PUBLIC;
CREATE TRIGGER category_is_counted AFTER UPDATE OF calendar_id, group_id ON category
    FOR EACH ROW WHEN ((NEW.calendar_id, NEW.group_id) IS DISTINCT FROM (OLD.calendar_id, OLD.group_id))
    EXECUTE FUNCTION note_stale_category();
CREATE TRIGGER calendar_is_counted AFTER UPDATE OF hours ON calendar
    FOR EACH ROW WHEN (NEW.hours <> OLD.hours) EXECUTE FUNCTION note_stale_category();

GRANT SELECT, INSERT, DELETE ON desk_stale TO rue_nette_dispatch;
GRANT SELECT, INSERT, UPDATE ON desk_report TO rue_nette_dispatch;
GRANT SELECT, INSERT, UPDATE, DELETE ON turnaround TO rue_nette_dispatch;

-- What is there already.
INSERT INTO desk_stale (report_id) SELECT id FROM report;
