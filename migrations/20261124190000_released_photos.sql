-- Strangers (map, reports nearby) see a photo only after staff looked at it: faces and number plates are people's.

ALTER TABLE photo ADD COLUMN released_at timestamptz;
COMMENT ON COLUMN photo.released_at IS 'Since when strangers may see it; null: they may not.';

CREATE TABLE photo_release (
    photo_id uuid NOT NULL REFERENCES photo,
    staff_id uuid NOT NULL REFERENCES staff,
    released boolean NOT NULL,
    recorded_at timestamptz NOT NULL
);
COMMENT ON TABLE photo_release IS 'Who showed a photo to strangers, and who hid it again; only ever added to.';
COMMENT ON COLUMN photo_release.photo_id IS 'The photo.';
COMMENT ON COLUMN photo_release.staff_id IS 'Who decided it.';
COMMENT ON COLUMN photo_release.released IS 'true: shown; false: hidden again.';
COMMENT ON COLUMN photo_release.recorded_at IS 'When.';
CREATE INDEX photo_release_photo ON photo_release (photo_id);

GRANT UPDATE (released_at) ON photo TO rue_nette_dispatch;
GRANT INSERT ON photo_release TO rue_nette_dispatch;
