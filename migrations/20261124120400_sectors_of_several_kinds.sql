-- A point may lie in several sectors, one of each kind; one kind chooses teams. A sector that leaves the official file
-- is retired, never deleted: old reports keep the sector they were given in.

ALTER TABLE sector
    ADD COLUMN assigns boolean NOT NULL DEFAULT true,
    ADD COLUMN retired_at timestamptz;
COMMENT ON COLUMN sector.assigns IS 'Whether sectors of this kind choose teams; of all kinds, one does.';
COMMENT ON COLUMN sector.retired_at IS 'When it left the official outlines; null: it is in force. Reports keep it.';
