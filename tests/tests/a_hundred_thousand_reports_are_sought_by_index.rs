//! The list of reports among a hundred thousand: each way of seeking reads what it finds, and nothing from end to end. Queries
//! are those that the service sends, planned as it has them planned: anew for what is sought.

use anyhow::Context;
use harness::{TestDatabase, checked_queries, query_with};
use serde_json::Value;
use sqlx::{Connection, PgConnection};

/// Tables that grow with the city's reports.
const LARGE: [&str; 5] = ["report", "report_history", "desk_report", "photo", "letter"];

const FILL: &str = "
    SET session_replication_role = replica;
    SET synchronous_commit = off;
    INSERT INTO staff (id, email, name, role, language, created_at)
    VALUES ('00000000-0000-0000-0000-000000000001', 'ada@example.org', 'Ada', 'referent', 'fr', now());
    CREATE TEMPORARY TABLE drawn AS
        SELECT number, gen_random_uuid() AS id, '2026-11-24'::timestamptz - (100000 - number) * interval '20 minutes' AS at,
               CASE WHEN number > 99000 AND number % 20 = 0 THEN 'to_requalify' WHEN number > 98000 THEN 'dispatched'
                    WHEN number % 25 = 0 THEN 'rejected' ELSE 'done' END AS state
        FROM generate_series(1, 100000) number;
    INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, words, language, channel,
                        received_at, due_at, said)
    SELECT id, 'S2026K' || lpad(number::text, 6, '0'), state, 'bags', ST_SetSRID(ST_MakePoint(2.37, 48.86), 4326)::geography,
           'phone', '75111', number % 80 || ' rue ' || (ARRAY['Oberkampf', 'de Montreuil', 'de Charonne'])[1 + number % 3]
               || ' ' || number % 500, CASE WHEN number % 3 = 0 THEN 'Des sacs sur le trottoir.' END
               || CASE WHEN number % 30000 = 0 THEN ' Un canapé éventré.' ELSE '' END, 'fr', 'web', at, at + interval '1 day',
           CASE WHEN state = 'done' AND number % 9001 = 0 THEN said_words('Gravats évacués par la benne.') END
    FROM drawn;
    INSERT INTO report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at, words)
    SELECT gen_random_uuid(), id, 'receive', 'received', 'resident', at, at, NULL FROM drawn;
    INSERT INTO report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at, words, detail)
    SELECT gen_random_uuid(), id, 'close', 'done', 'crew', at, at,
           CASE WHEN number % 9001 = 0 THEN 'Gravats évacués par la benne.' ELSE 'Bonjour, c’est nettoyé.' END,
           CASE WHEN number % 9001 = 0 THEN '{\"reply\": null}' ELSE '{\"reply\": \"done-cleaned\"}' END::jsonb
    FROM drawn WHERE state = 'done';
    INSERT INTO desk_report (report_id, day, received_at, due_at, sector_id, team_id, group_id, channel, state, contests, doubtful,
                             grades, grade_sum, at_partner, partner_seconds)
    SELECT id, at::date, at, at + interval '1 day', '75111', 'up-11', 'waste', 'web',
           CASE WHEN state IN ('done', 'rejected') THEN state ELSE 'open' END, (number % 400 = 0)::int, number % 700 = 0, 0, 0,
           number % 2000 = 0, 0 FROM drawn;
    INSERT INTO photo (id, report_id, history_id, stage, position, state, sha256, bytes, content_type, received_at)
    SELECT gen_random_uuid(), id, gen_random_uuid(), 'before', 0, CASE WHEN number % 5000 = 0 THEN 'unreadable' ELSE 'ready' END,
           decode(repeat('00', 32), 'hex'), 1, 'image/jpeg', at FROM drawn;
    INSERT INTO letter (id, report_id, history_id, recipient_id, state, created_at)
    SELECT gen_random_uuid(), id, gen_random_uuid(), gen_random_uuid(),
           CASE WHEN number % 5000 = 0 THEN 'refused' ELSE 'accepted' END, at FROM drawn;
    ANALYZE;";

/// One way of seeking.
struct Way {
    /// What it is called when it fails.
    name: &'static str,
    /// Words that only its query has.
    words: &'static str,
    /// From which day on, and what is shown, its standing and its state.
    from: &'static str,
    show: &'static str,
    standing: &'static str,
    state: &'static str,
    /// What its query has beside the others.
    more: &'static str,
    /// The index that it must use.
    index: &'static str,
    /// Pages of 8 KB that it may touch.
    pages: i64,
    /// How many it must find: at least one page, or so many.
    finds: i64,
}

const PLAIN: Way = Way {
    name: "the newest of thirty days",
    words: "WHERE  day >= $2",
    from: "2026-10-25",
    show: "received",
    standing: "NULL",
    state: "NULL",
    more: "NULL, NULL",
    index: "desk_report_day",
    pages: 2_500,
    finds: 51,
};

const WORDS: Way = Way {
    name: "a rare word in all years",
    words: "report_words(words, address, said, received_at, channel, sector_id, category_id, team_id)",
    from: "2020-01-01",
    more: "NULL, NULL, 'canape eventre', ''",
    index: "report_words_sought",
    pages: 300,
    finds: 3,
    ..PLAIN
};

const WAYS: [Way; 10] = [
    PLAIN,
    Way {
        name: "one state in all years",
        from: "2020-01-01",
        standing: "'open'",
        state: "'to_requalify'",
        index: "desk_report_open",
        pages: 9_000,
        finds: 50,
        ..PLAIN
    },
    Way {
        name: "contested in all years",
        from: "2020-01-01",
        show: "contested",
        index: "desk_report_contested",
        ..PLAIN
    },
    Way {
        name: "doubtful in all years",
        from: "2020-01-01",
        show: "doubtful",
        index: "desk_report_doubtful",
        ..PLAIN
    },
    Way {
        name: "at a partner in all years",
        from: "2020-01-01",
        show: "at_partner",
        index: "desk_report_partner",
        finds: 50,
        ..PLAIN
    },
    Way {
        name: "an unreadable photo in all years",
        words: "(SELECT report_id FROM photo WHERE state = 'unreadable') AND",
        from: "2020-01-01",
        show: "unreadable",
        index: "photo_unreadable",
        finds: 20,
        ..PLAIN
    },
    Way {
        name: "a refused letter in all years",
        words: "(SELECT report_id FROM letter WHERE state = 'refused') AND",
        from: "2020-01-01",
        show: "untold",
        index: "letter_unsettled",
        finds: 20,
        ..PLAIN
    },
    WORDS,
    Way {
        name: "what was said later in all years",
        more: "NULL, NULL, 'gravats benne', ''",
        pages: 500,
        finds: 10,
        ..WORDS
    },
    Way {
        name: "a word that every report has, in the newest week",
        from: "2026-11-18",
        more: "NULL, NULL, 'rue', '(''week 2968'')'",
        pages: 5_000,
        finds: 51,
        ..WORDS
    },
];

#[tokio::test]
async fn each_way_of_seeking_reads_what_it_finds() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let mut connection = PgConnection::connect(&database.owner_url()).await?;
    sqlx::raw_sql(FILL).execute(&mut connection).await?;
    sqlx::raw_sql("SET plan_cache_mode = force_custom_plan").execute(&mut connection).await?;
    let queries = checked_queries()?;
    let mut faults = Vec::new();
    for (number, way) in WAYS.iter().enumerate() {
        let query = &query_with(&queries, way.words)?.text;
        let Way { from, show, standing, state, more, .. } = way;
        let execute = format!(
            "seek_{number}('00000000-0000-0000-0000-000000000001', '{from}', '2026-11-25', NULL, NULL, NULL, NULL, NULL, \
             '{show}', '2026-11-24', NULL, NULL, 51, {standing}, {state}, NULL, NULL, {more})"
        );
        sqlx::raw_sql(&format!("PREPARE seek_{number} AS {query}")).execute(&mut connection).await?;
        sqlx::raw_sql(&format!("EXECUTE {execute}")).execute(&mut connection).await?;
        let explain = format!("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {execute}");
        let plan: Value = sqlx::query_scalar(&explain).fetch_one(&mut connection).await?;
        faults.extend(wrong(way, &plan)?.into_iter().map(|fault| format!("{}: {fault}", way.name)));
    }
    connection.close().await?;
    database.drop_now().await?;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(())
}

fn wrong(way: &Way, plan: &Value) -> anyhow::Result<Vec<String>> {
    let top = plan.pointer("/0/Plan").context("a plan")?;
    let mut nodes = vec![top];
    let mut at = 0;
    while let Some(node) = nodes.get(at).copied() {
        nodes.extend(node["Plans"].as_array().into_iter().flatten());
        at += 1;
    }
    let mut wrong = Vec::new();
    if !nodes.iter().any(|node| node["Index Name"] == way.index) {
        let used: Vec<_> = nodes.iter().filter_map(|node| node["Index Name"].as_str()).collect();
        wrong.push(format!("{} is not used, but {used:?}", way.index));
    }
    for node in nodes.iter().filter(|node| node["Node Type"] == "Seq Scan") {
        if LARGE.iter().any(|table| node["Relation Name"] == *table) {
            wrong.push(format!("{} is read from end to end", node["Relation Name"]));
        }
    }
    let pages: i64 =
        ["Shared Hit Blocks", "Shared Read Blocks"].iter().filter_map(|key| top[key].as_i64()).sum();
    if pages > way.pages {
        wrong.push(format!("{pages} pages are touched, {} may be", way.pages));
    }
    if top["Actual Rows"].as_f64() != i32::try_from(way.finds).ok().map(f64::from) {
        wrong.push(format!("{} found", top["Actual Rows"]));
    }
    Ok(wrong)
}
