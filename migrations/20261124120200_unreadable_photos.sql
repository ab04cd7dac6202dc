-- A photo that can't be read is asked for again: a letter that tells no move, and a photo in the place of another.

ALTER TABLE photo ADD COLUMN replaces uuid UNIQUE REFERENCES photo;
COMMENT ON COLUMN photo.replaces IS 'The unreadable photo that it was sent for; unique, so that each is replaced once.';
COMMENT ON COLUMN photo.history_id IS 'The move it came with; a photo sent for an unreadable one belongs to the same move, behind its photos.';

ALTER TABLE letter ADD COLUMN photo_id uuid REFERENCES photo;
ALTER TABLE letter ADD CONSTRAINT letter_asks_once UNIQUE (photo_id, recipient_id);
-- What it replaces has one name or the other, by the migrations before this one.
ALTER TABLE letter DROP CONSTRAINT IF EXISTS letter_check, DROP CONSTRAINT IF EXISTS letter_to_somebody;
ALTER TABLE letter ADD CONSTRAINT letter_tells_one_thing CHECK (
    num_nonnulls(history_id, photo_id, sign_in_id) = 1
    AND (sign_in_id IS NULL) = (report_id IS NOT NULL)
    AND (photo_id IS NULL OR recipient_id IS NOT NULL)
    AND num_nonnulls(recipient_id, sign_in_id) <= 1);
COMMENT ON TABLE letter IS 'The delivery ledger: one row for each (report, history row, recipient), written in the transaction of the move; one for each unreadable photo that is asked for again; one for each sign-in link.';
COMMENT ON COLUMN letter.report_id IS 'The report that it is about; null for a sign-in link. Its recipient may belong to a report that was merged into this one.';
COMMENT ON COLUMN letter.history_id IS 'The move that it tells; null when it tells none.';
COMMENT ON COLUMN letter.photo_id IS 'The unreadable photo that it asks for again; null for every other letter.';
COMMENT ON COLUMN letter.recipient_id IS 'The resident to whom it is.';
COMMENT ON COLUMN letter.state IS 'accepted: the mail server said 250; refused: it said never; not_wanted: no address, letters stopped, or nothing left to tell.';
