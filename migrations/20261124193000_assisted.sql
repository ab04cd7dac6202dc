-- Reports that the city's staff files for somebody: on the phone, or at a town hall's desk.

ALTER TABLE report DROP CONSTRAINT report_channel_check,
    ADD CONSTRAINT report_channel CHECK (channel IN ('web', 'api', 'call_centre', 'desk')) NOT VALID;
ALTER TABLE report VALIDATE CONSTRAINT report_channel;
COMMENT ON COLUMN report.channel IS 'How it came: the residents'' page, another program, a call to the call centre, a visit to a town hall''s desk.';

-- Intake may neither read who works here nor who is signed in. It may ask whose session one token is, and end that one.
CREATE FUNCTION assistant(token bytea, moment timestamptz)
    RETURNS TABLE (staff_id uuid, name text, assists boolean)
    STABLE LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT staff.id, staff.name, staff.role IN ('call_centre', 'referent', 'admin')
    FROM session JOIN staff ON staff.id = session.staff_id
    WHERE token_sha256 = token AND expires_at > moment AND left_at IS NULL
$$;
COMMENT ON FUNCTION assistant IS 'Whose session a token''s SHA-256 is, and whether they file reports for others; no row: nobody''s, or it is over.';

CREATE FUNCTION end_session(token bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM session WHERE token_sha256 = token
$$;
COMMENT ON FUNCTION end_session IS 'Signs out: ends the session of a token''s SHA-256.';

REVOKE ALL ON FUNCTION assistant, end_session FROM PUBLIC;
GRANT EXECUTE ON FUNCTION assistant, end_session TO rue_nette_intake;
