-- Teams, people, categories and calendars are changed at the desk. Each change is written down beside it, in the same
-- transaction, and never taken away.

CREATE TABLE city_change (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    changed_at timestamptz NOT NULL,
    staff_id uuid REFERENCES staff,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('team', 'person', 'category', 'calendar')),
    entry text COLLATE "C" NOT NULL,
    action text NOT NULL CHECK (action IN ('add', 'change', 'end', 'return', 'sign_out')),
    before jsonb,
    after jsonb,
    by_transaction xid8 NOT NULL DEFAULT pg_current_xact_id()
);
COMMENT ON TABLE city_change IS 'Who changed what of the city, from what to what. Only ever added to.';
COMMENT ON COLUMN city_change.position IS 'Order of writing: changes are made one after the other.';
COMMENT ON COLUMN city_change.changed_at IS 'When.';
COMMENT ON COLUMN city_change.staff_id IS 'Who; null: the owner of the database, by the command line.';
COMMENT ON COLUMN city_change.kind IS 'What kind of thing.';
COMMENT ON COLUMN city_change.entry IS 'Its id.';
COMMENT ON COLUMN city_change.action IS 'What was done. end: somebody has left; return: they are back; sign_out: their sessions were ended.';
COMMENT ON COLUMN city_change.before IS 'What it was, in the words of a city pack; null: it was not there.';
COMMENT ON COLUMN city_change.after IS 'What it is now.';
COMMENT ON COLUMN city_change.by_transaction IS 'Of the change: it can''t be committed without its row here.';
-- All of a kind, of a person, of a thing: the newest first.
CREATE INDEX city_change_kind ON city_change (kind, position);
CREATE INDEX city_change_staff ON city_change (staff_id, position);
CREATE INDEX city_change_entry ON city_change (kind, entry, position);

-- The service may change the city, but not in silence: a service that is broken into leaves a row, too.
CREATE FUNCTION city_change_is_written() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE changed jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    IF current_user = 'rue_nette_dispatch' AND NOT EXISTS (
        SELECT FROM city_change WHERE kind = TG_ARGV[0] AND entry = changed ->> TG_ARGV[1]
            AND by_transaction = pg_current_xact_id())
    THEN
        RAISE EXCEPTION 'a change of % needs its row in city_change', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION city_change_is_written IS 'Refuses a commit of the service that changes the city without a row in city_change.';
CREATE CONSTRAINT TRIGGER team_change_is_written AFTER INSERT OR UPDATE OR DELETE ON team
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION city_change_is_written('team', 'id');
CREATE CONSTRAINT TRIGGER team_sector_change_is_written AFTER INSERT OR UPDATE OR DELETE ON team_sector
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION city_change_is_written('team', 'team_id');
CREATE CONSTRAINT TRIGGER category_change_is_written AFTER INSERT OR UPDATE OR DELETE ON category
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION city_change_is_written('category', 'id');
CREATE CONSTRAINT TRIGGER calendar_change_is_written AFTER INSERT OR UPDATE OR DELETE ON calendar
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION city_change_is_written('calendar', 'id');
CREATE CONSTRAINT TRIGGER staff_change_is_written AFTER INSERT OR UPDATE OR DELETE ON staff
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION city_change_is_written('person', 'id');
CREATE CONSTRAINT TRIGGER staff_sector_change_is_written AFTER INSERT OR UPDATE OR DELETE ON staff_sector
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION city_change_is_written('person', 'staff_id');

-- The list of people, by name.
CREATE INDEX staff_name ON staff (lower(name), id);

GRANT SELECT, INSERT (changed_at, staff_id, kind, entry, action, before, after) ON city_change TO rue_nette_dispatch;
GRANT INSERT, UPDATE (name, sentence_name, shift) ON team TO rue_nette_dispatch;
GRANT INSERT, DELETE ON team_sector TO rue_nette_dispatch;
GRANT INSERT, UPDATE (name, hours) ON calendar TO rue_nette_dispatch;
GRANT UPDATE (name, short, group_id, position, handled_by, partner, tell, also, target_hours, calendar_id, radius_m, danger)
    ON category TO rue_nette_dispatch;
GRANT INSERT, UPDATE (name, role, team_id, language, left_at) ON staff TO rue_nette_dispatch;
GRANT INSERT, DELETE ON staff_sector TO rue_nette_dispatch;
