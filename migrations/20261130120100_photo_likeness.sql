-- Photos that look like one another are found among a million without reading them. No list of pending entries, which
-- every search would read as a whole.
CREATE INDEX photo_likeness ON photo USING gin (photo_bands(perceptual_hash)) WITH (fastupdate = off)
    WHERE perceptual_hash IS NOT NULL;
