-- "My reports" on another device: a link by e-mail that opens the list of all reports of one address.

CREATE TABLE list_link (
    id uuid PRIMARY KEY,
    recipient_id uuid NOT NULL REFERENCES recipient,
    language text NOT NULL CHECK (language IN ('fr', 'en')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE list_link IS 'Each e-mailed link to a list of reports; the link itself is derived and never stored, and no address is.';
COMMENT ON COLUMN list_link.id IS 'In the link, under its MAC.';
COMMENT ON COLUMN list_link.recipient_id IS 'One of those whose address asked for it: the list is of all with the same address. Once that is erased, the link opens nothing.';
COMMENT ON COLUMN list_link.language IS 'In which it was asked for.';
COMMENT ON COLUMN list_link.created_at IS 'When it was asked for.';
COMMENT ON COLUMN list_link.expires_at IS 'A day later.';
CREATE INDEX list_link_recipient ON list_link (recipient_id);

-- Everybody with one address; a hash is no order that a query about one report could take for its own.
CREATE INDEX recipient_address ON recipient USING hash (lower(email));

ALTER TABLE letter
    ADD COLUMN list_link_id uuid UNIQUE REFERENCES list_link,
    DROP CONSTRAINT letter_tells_one_thing,
    ADD CONSTRAINT letter_tells_one_thing CHECK (num_nonnulls(history_id, photo_id, sign_in_id, list_link_id) = 1
        AND (report_id IS NULL) = (sign_in_id IS NOT NULL));
COMMENT ON COLUMN letter.list_link_id IS 'For a link to a list of reports: its row. Its report is one of the list.';

GRANT SELECT, INSERT ON list_link TO rue_nette_intake;
GRANT SELECT ON list_link TO rue_nette_notification;
