//! The plan of each hot query, as the services send it (`.sqlx` holds their texts). With an empty table any plan is
//! cheap: sequential scans are switched off, so that a query which can't use its index shows.

use harness::{TestDatabase, checked_queries, query_with};
use sqlx::{Connection, PgConnection};

/// Words that only this query has, and the indexes it must use. Where two indexes cost the same on an empty table, as for
/// the letters that wait, a million reports decide.
const HOT: [(&str, &[&str]); 42] = [
    ("percentile_disc(0.8) WITHIN GROUP (ORDER BY seconds) AS most", &["report_closed"]),
    ("SELECT category_id, count(*) AS", &["report_kinds"]),
    ("ORDER BY due_at, report.id LIMIT $2", &["report_open_jobs", "photo_report", "recipient_report"]),
    ("ST_DWithin(other.place, here.place, $3)", &["report_pkey", "report_open_jobs"]),
    (
        "WHERE a.report_id = report.id AND a.team_id",
        &["report_pkey", "assignment_report", "report_history_report"],
    ),
    ("WHERE ST_Covers(area, here.point)", &["sector_area"]),
    ("SELECT number, suffix, street_id, place FROM address", &["address_place"]),
    ("WHERE words %> $1 ORDER BY words <->> $1", &["street_words", "address_street"]),
    ("ORDER BY since DESC, shown.id DESC LIMIT $9", &["report_open_seen", "report_ended"]),
    ("FROM team_sector WHERE sector_id = $1", &["report_open_jobs"]),
    ("LEFT JOIN assignment a ON a.history_id = h.id LEFT JOIN team ON", &["report_history_report"]),
    ("given.history_id", &["report_history_report"]),
    ("WHERE photo.report_id IN ($1, $2) AND (stage = 'after'", &["photo_report"]),
    ("JOIN report ON merged_into = told.id", &["report_duplicates", "recipient_report"]),
    ("SELECT fingerprint, reference, recipient.id", &["accepted_request_pkey"]),
    ("SELECT fingerprint, report_id FROM accepted_request", &["accepted_request_pkey"]),
    ("SELECT fingerprint, h.id, h.report_id", &["accepted_request_pkey"]),
    ("SELECT EXISTS (SELECT FROM accepted_request WHERE", &["accepted_request_pkey"]),
    ("photo_bands(photo.perceptual_hash) && $3", &["photo_likeness"]),
    ("WHERE sha256 = ANY($1)", &["photo_sha256"]),
    ("WHERE sha256 = ANY($2)", &["photo_sha256"]),
    ("FROM closing JOIN report ON report.id = closing.report_id", &["closing_proof"]),
    ("FROM closing WHERE report_id = $1 ORDER BY recorded_at DESC", &["closing_report"]),
    ("SELECT turnaround.*\n", &["turnaround_pkey"]),
    ("shown(turnaround, $10)", &["turnaround_pkey"]),
    ("shown(turnaround, $9) > 0", &["turnaround_pkey"]),
    ("FILTER (WHERE due_at < $4) AS", &["desk_report_backlog"]),
    ("FROM desk_stale WHERE position <= $1", &["desk_stale_pkey"]),
    ("WHERE report_id = ANY($1) AND move NOT IN ('follow', 'write')", &["report_history_report"]),
    (
        "LEFT JOIN desk_report ON",
        &["report_pkey", "desk_report_pkey", "closing_report", "satisfaction_report"],
    ),
    ("NULL::turnaround, $1) AS wanted", &["turnaround_pkey"]),
    (
        "ORDER BY coalesce(waiting_since, created_at) LIMIT 1",
        &["letter_oldest_waiting", "letters_dead_letter"],
    ),
    ("ON asks.id = sign_in.staff_id", &["letter_unsettled"]),
    ("told.detail ->> 'reply' IS NOT NULL", &["report_history_reply"]),
    ("FROM unnest($1::text[]) AS team", &["report_open_jobs"]),
    ("FROM assignment made JOIN report", &["assignment_decided", "report_pkey", "recipient_report"]),
    ("came.detail ->> 'team' AS team", &["closing_proof", "photo_report"]),
    ("WHERE contest.move = 'contest'", &["report_history_contest", "report_history_report"]),
    ("satisfaction.words IS NOT NULL OR NOT", &["satisfaction_changed"]),
    ("photo_bands(other.perceptual_hash) && $4", &["photo_likeness"]),
    ("other.sha256 = mine.sha256", &["photo_sha256"]),
    ("ORDER BY position DESC LIMIT $6", &["city_change_pkey"]),
];

#[tokio::test]
async fn every_hot_query_uses_its_index() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let mut connection = PgConnection::connect(&database.owner_url()).await?;
    for setting in ["enable_seqscan = off", "plan_cache_mode = force_generic_plan"] {
        sqlx::query(&format!("SET {setting}")).execute(&mut connection).await?;
    }
    let queries = checked_queries()?;
    for (number, (words, indexes)) in HOT.into_iter().enumerate() {
        let query = query_with(&queries, words)?;
        let nulls = match query.parameters {
            0 => String::new(),
            some => format!("({})", vec!["NULL"; some].join(", ")),
        };
        let query = &query.text;
        sqlx::raw_sql(&format!("PREPARE hot_{number} AS {query}")).execute(&mut connection).await?;
        let plan: Vec<String> = sqlx::query_scalar(&format!("EXPLAIN EXECUTE hot_{number}{nulls}"))
            .fetch_all(&mut connection)
            .await?;
        for index in indexes {
            let used = plan.iter().any(|line| line.split_whitespace().any(|word| word == *index));
            assert!(used, "{index} is not used by {query}\n{}", plan.join("\n"));
        }
    }
    connection.close().await?;
    database.drop_now().await
}
