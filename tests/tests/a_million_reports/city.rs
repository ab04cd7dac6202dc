//! A million reports, made by the database itself: the same ones every time.

use model::proof::bands_like;
use sqlx::{PgConnection, Row};

/// Ids are made from a row's number, so that each table's rows refer to the others' without being looked up.
const IDS: &str = "
    CREATE FUNCTION id_of(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
        $$ SELECT (kind || lpad(to_hex(number), 24, '0'))::uuid $$;";

/// Constraints on other tables are not asked, and indexes are made afterwards: a minute becomes seconds.
const QUICKLY: &str = "
    SET session_replication_role = replica;
    SET synchronous_commit = off;
    SET maintenance_work_mem = '256MB';
    CREATE TEMPORARY TABLE later AS
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            AND tablename IN ('report', 'report_history', 'assignment', 'photo', 'recipient', 'letter', 'sector')
            AND indexname NOT IN (SELECT conname FROM pg_constraint);
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT indexname FROM pg_indexes WHERE indexdef IN (SELECT indexdef FROM later) LOOP
            EXECUTE 'DROP INDEX ' || quote_ident(name);
        END LOOP;
    END $$;";

/// The city in squares of about 200 metres, as zones beside its arrondissements.
const ZONES: &str = "
    INSERT INTO sector (id, kind, number, name, short, area, area_on_ground)
    SELECT 'zone-' || number, 'zone', 1000 + number, name, name, area, area::geography
    FROM (SELECT x * 60 + y AS number, jsonb_build_object('fr', 'Zone', 'en', 'Zone') AS name,
                 ST_Multi(ST_MakeEnvelope(2.224 + x * 0.0025, 48.815 + y * 0.0015,
                     2.224 + (x + 1) * 0.0025, 48.815 + (y + 1) * 0.0015, 4326)) AS area
          FROM generate_series(0, 99) x, generate_series(0, 59) y) squares;";

/// Most reports are of a few categories, in the busy east, in the morning, and 97 of 100 are done.
const REPORTS: &str = "
    SELECT setseed(0.75);
    CREATE TEMPORARY TABLE kind AS
        SELECT id, target_hours, row_number() OVER (ORDER BY position, id) - 1 AS rank FROM category;
    CREATE TEMPORARY TABLE crew AS
        SELECT team_id, sector_id, row_number() OVER (ORDER BY team_id, sector_id) - 1 AS rank
        FROM team_sector WHERE kind = 'dpe';
    CREATE TEMPORARY TABLE drawn AS
        SELECT number, floor(random() ^ 3 * (SELECT count(*) FROM kind))::int AS kind,
               (10 * (random() + random()))::int % (SELECT count(*) FROM crew)::int AS crew,
               2.26 + 0.15 * sqrt(random()) AS longitude, 48.82 + 0.08 * random() AS latitude,
               timestamptz '2021-11-24 05:00Z' + number * interval '157 s'
                   + random() ^ 2 * interval '15 h' AS received_at,
               CASE WHEN random() < 0.97 THEN 'done'
                    ELSE (ARRAY['dispatched', 'dispatched', 'dispatched', 'dispatched', 'in_progress', 'scheduled',
                        'to_requalify', 'transferred', 'monitored', 'received'])[1 + floor(random() * 10)::int]
               END AS state
        FROM generate_series(1, 1000000) number;
    INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel,
                        team_id, received_at, dispatched_at, closed_at, first_closed_at, ended_at, due_at,
                        taken_until, scheduled_on, review_on, partner, transfer_until)
    SELECT id_of('01900000', number), 'S2026K' || lpad(number::text, 7, '0'), state, kind.id,
           ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography, 'phone', sector_id, 'Paris 11e', 'fr', 'web',
           CASE WHEN state <> 'received' THEN team_id END, received_at, received_at + interval '1 s',
           CASE WHEN state = 'done' THEN received_at + interval '1 day' END,
           CASE WHEN state = 'done' THEN received_at + interval '1 day' END,
           CASE WHEN state = 'done' THEN received_at + interval '1 day' END,
           received_at + target_hours * interval '1 h',
           CASE WHEN state = 'in_progress' THEN received_at + interval '8 h' END,
           CASE WHEN state = 'scheduled' THEN received_at::date + 7 END,
           CASE WHEN state = 'monitored' THEN received_at::date + 30 END,
           CASE WHEN state = 'transferred' THEN '{\"fr\": \"un partenaire\", \"en\": \"a partner\"}'::jsonb END,
           CASE WHEN state = 'transferred' THEN received_at + interval '14 days' END
    FROM drawn JOIN kind ON kind.rank = drawn.kind JOIN crew ON crew.rank = drawn.crew;";

/// Three moves, a photo, somebody who follows, a decision and a letter for each.
const ITS_ROWS: &str = "
    INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, occurred_at, recorded_at)
    SELECT id_of('0191000' || step, number), id_of('01900000', number), (ARRAY['receive', 'assign', 'close'])[step],
           (ARRAY[NULL, 'received', 'dispatched'])[step], (ARRAY['received', 'dispatched', 'done'])[step],
           (ARRAY['resident', 'dispatcher', 'crew'])[step], received_at, received_at
    FROM drawn, generate_series(1, 3) step WHERE step < 3 OR state = 'done';
    INSERT INTO assignment (history_id, report_id, cause_id, team_id, rule_set_version, load, sentence, decided_at)
    SELECT id_of('01910002', number), id_of('01900000', number), id_of('01910001', number), crew.team_id, 1, '{}',
           '{\"fr\": \"parce que\", \"en\": \"because\"}', received_at
    FROM drawn JOIN crew ON crew.rank = drawn.crew;
    INSERT INTO photo (id, report_id, history_id, stage, position, state, sha256, bytes, content_type, received_at,
                       perceptual_hash)
    SELECT id_of('01920000', number), id_of('01900000', number), id_of('01910001', number), 'before', 0, 'ready',
           sha256(number::text::bytea), 3400000, 'image/jpeg', received_at,
           ('x' || encode(substr(sha256(number::text::bytea), 1, 8), 'hex'))::bit(64)::bigint FROM drawn;
    INSERT INTO recipient (id, report_id, part, email, language, created_at)
    SELECT id_of('01930000', number), id_of('01900000', number), 'reporter', 'r' || number || '@example.org', 'fr',
           received_at FROM drawn;
    INSERT INTO letter (id, report_id, history_id, recipient_id, state, created_at, settled_at)
    SELECT id_of('01940000', number), id_of('01900000', number), id_of('01910001', number), id_of('01930000', number),
           CASE WHEN number % 1000 = 0 THEN 'waiting' ELSE 'accepted' END, received_at, received_at FROM drawn;";

const READY: &str = "
    DO $$ DECLARE definition text; BEGIN
        FOR definition IN SELECT indexdef FROM later LOOP EXECUTE definition; END LOOP;
    END $$;
    RESET session_replication_role;
    VACUUM ANALYZE;";

/// Fills a database of Paris.
pub(crate) async fn fill(connection: &mut PgConnection) -> anyhow::Result<()> {
    for part in [IDS, QUICKLY, ZONES, REPORTS, ITS_ROWS] {
        sqlx::raw_sql(part).execute(&mut *connection).await?;
    }
    let (makes, then) = READY.split_once("RESET").unwrap_or_default();
    sqlx::raw_sql(makes).execute(&mut *connection).await?;
    for statement in format!("RESET{then}").split(';').filter(|statement| !statement.trim().is_empty()) {
        sqlx::raw_sql(statement).execute(&mut *connection).await?;
    }
    Ok(())
}

/// One report of the million, with what hangs on it.
pub(crate) struct One(Vec<(&'static str, String)>);

impl One {
    /// A done one of the most frequent category.
    pub(crate) async fn pick(connection: &mut PgConnection) -> anyhow::Result<Self> {
        let row = sqlx::query(
            "SELECT report.id::text AS report, recipient.id::text AS recipient, letter.id::text AS letter,
                    category_id AS category, photo.id::text AS photo, perceptual_hash,
                    encode(sha256, 'hex') AS file
             FROM report JOIN recipient ON recipient.report_id = report.id
             JOIN letter ON letter.recipient_id = recipient.id JOIN photo ON photo.report_id = report.id
             WHERE report.state = 'done' AND category_id = (SELECT id FROM kind WHERE rank = 0)
             ORDER BY report.id OFFSET 100000 LIMIT 1",
        )
        .fetch_one(connection)
        .await?;
        let names = ["report", "recipient", "letter", "category", "photo"];
        let mut one: Vec<_> = names.into_iter().map(|name| (name, row.get::<String, _>(name))).collect();
        let hash: i64 = row.get("perceptual_hash");
        let bands = bands_like(hash.cast_unsigned());
        anyhow::ensure!(bands.len() > 60, "a picture with enough in it to be told from others");
        let bands: Vec<_> = bands.iter().map(i32::to_string).collect();
        let file: String = row.get("file");
        one.push(("hash", hash.to_string()));
        one.push(("bands", format!("{{{}}}", bands.join(","))));
        one.push(("files", format!("{{\"\\\\x{file}\"}}")));
        Ok(Self(one))
    }

    /// Its ids in the places of their names.
    pub(crate) fn fill_in(&self, parameters: &str) -> String {
        self.0.iter().fold(parameters.to_owned(), |filled, (name, id)| {
            filled.replace(&format!("{{{name}}}"), &format!("'{id}'"))
        })
    }
}
