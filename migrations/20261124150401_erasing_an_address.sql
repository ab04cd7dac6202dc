-- Who follows a report can have their address erased: at once, for good, and nothing else.

CREATE TABLE address_erasure (
    recipient_id uuid PRIMARY KEY REFERENCES recipient,
    report_id uuid NOT NULL REFERENCES report,
    cause text NOT NULL CHECK (cause IN ('wish', 'clock')),
    erased_at timestamptz NOT NULL
);
COMMENT ON TABLE address_erasure IS 'That an address was erased, never which. Append-only, for every role.';
COMMENT ON COLUMN address_erasure.recipient_id IS 'Whose it was.';
COMMENT ON COLUMN address_erasure.report_id IS 'The report that they follow.';
COMMENT ON COLUMN address_erasure.cause IS 'Their own wish, or time.';
COMMENT ON COLUMN address_erasure.erased_at IS 'When.';
CREATE TRIGGER address_erasure_is_append_only BEFORE UPDATE OR DELETE ON address_erasure
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE INDEX letter_recipient ON letter (recipient_id) WHERE recipient_id IS NOT NULL;

-- A right of its own, so that intake, which can't write into the ledger, can take back what nobody may send any more.
CREATE FUNCTION forget_address_in_letters(who uuid, address text, moment timestamptz) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE letter SET settled_at = coalesce(settled_at, moment),
        state = CASE state WHEN 'waiting' THEN 'not_wanted' ELSE state END,
        smtp_answer = CASE WHEN position(lower(address) IN lower(smtp_answer)) = 0 THEN smtp_answer END
    WHERE recipient_id = who AND (state = 'waiting' OR position(lower(address) IN lower(smtp_answer)) > 0)
$$;
COMMENT ON FUNCTION forget_address_in_letters IS 'Takes a recipient''s waiting letters back, and the address out of what mail servers answered.';
REVOKE ALL ON FUNCTION forget_address_in_letters FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_address_in_letters TO rue_nette_intake;
GRANT SELECT, INSERT ON address_erasure TO rue_nette_intake;
GRANT UPDATE (email) ON recipient TO rue_nette_intake;
-- Whose address is old enough to be erased by time: asked every hour.
CREATE INDEX recipient_with_address ON recipient ((CASE WHEN email IS NOT NULL THEN created_at END));
