-- The hours in which turnaround is counted. A city pack seeds them; the desk changes them.

CREATE TABLE calendar (
    id text PRIMARY KEY,
    name jsonb NOT NULL,
    hours jsonb NOT NULL
);
COMMENT ON TABLE calendar IS 'The hours in which the turnaround of some categories is counted as working time.';
COMMENT ON COLUMN calendar.id IS 'Kebab-case.';
COMMENT ON COLUMN calendar.name IS '{"fr", "en"}: on the referents'' screens.';
COMMENT ON COLUMN calendar.hours IS '[{"days", "from", "until"}]: kinds of day, HH:MM, city time, half-open (shared/model). No day without a line is worked.';

ALTER TABLE category ADD COLUMN calendar_id text REFERENCES calendar;
COMMENT ON COLUMN category.calendar_id IS 'The calendar of its working hours; null until a pack with calendars is loaded.';

GRANT SELECT ON calendar TO rue_nette_intake, rue_nette_dispatch, rue_nette_notification;
