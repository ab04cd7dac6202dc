//! The plan of each hot query, as the services send it (`.sqlx` holds their texts). With an empty table any plan is
//! cheap: sequential scans are switched off, so that a query which can't use its index shows.

use harness::{TestDatabase, checked_queries, query_with};
use sqlx::{Connection, PgConnection};

/// Words that only this query has, and the indexes it must use. Where two indexes cost the same on an empty table, as for
/// the letters that wait, a million reports decide.
const HOT: [(&str, &[&str]); 18] = [
    ("percentile_disc(0.8) WITHIN GROUP (ORDER BY seconds) AS most", &["report_closed"]),
    ("SELECT category_id, count(*) AS", &["report_kinds"]),
    ("ORDER BY due_at, report.id LIMIT $2", &["report_open_jobs", "photo_report", "recipient_report"]),
    ("ST_DWithin(other.place, here.place, $3)", &["report_pkey", "report_open_jobs"]),
    ("FROM assignment a WHERE a.report_id = $1 AND", &["report_pkey", "assignment_report"]),
    ("WHERE ST_Covers(area, here.point)", &["sector_area"]),
    ("SELECT number, suffix, street_id, place FROM address", &["address_place"]),
    ("WHERE words %> $1 ORDER BY words <->> $1", &["street_words", "address_street"]),
    ("ORDER BY since DESC, shown.id DESC LIMIT $9", &["report_open_seen", "report_ended"]),
    ("FROM team_sector WHERE sector_id = $1", &["report_open_jobs"]),
    ("LEFT JOIN assignment a ON a.history_id = h.id", &["report_history_report"]),
    ("WHERE photo.report_id IN ($1, $2) AND (stage = 'after'", &["photo_report"]),
    ("JOIN report ON merged_into = told.id", &["report_duplicates", "recipient_report"]),
    ("WHERE scope = $1 AND key = $2", &["accepted_request_pkey"]),
    ("photo_bands(photo.perceptual_hash) && $3", &["photo_likeness"]),
    ("WHERE sha256 = ANY($2)", &["photo_sha256"]),
    ("FROM closing JOIN report ON report.id = closing.report_id", &["closing_proof", "photo_report"]),
    ("FROM closing WHERE report_id = $1 ORDER BY recorded_at DESC", &["closing_report"]),
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
        let nulls = vec!["NULL"; query.parameters].join(", ");
        let query = &query.text;
        sqlx::raw_sql(&format!("PREPARE hot_{number} AS {query}")).execute(&mut connection).await?;
        let plan: Vec<String> = sqlx::query_scalar(&format!("EXPLAIN EXECUTE hot_{number}({nulls})"))
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
