//! Five years of a city: a million reports, three million moves, and a city cut into thousands of zones. Each query of
//! the hot paths, as the services send it, reads only what it needs. No planner setting: what PostgreSQL chooses here is
//! what it chooses in the city.

mod city;
mod plan;

use harness::{TestDatabase, checked_queries, query_with};
use sqlx::{Connection, PgConnection};

use crate::plan::Plan;

/// A query of a hot path.
struct Hot {
    /// Words that only this query has.
    words: &'static str,
    /// Its parameters as SQL, where `{report}`, `{recipient}`, `{letter}`, `{category}` and `{photo}` are one report's, and
    /// `{hash}`, `{bands}` and `{files}` that photo's: its perceptual hash, the bands of all that look like it, its SHA-256.
    parameters: &'static str,
    /// The indexes that it must use.
    indexes: &'static [&'static str],
    /// Pages of 8 KB that it may touch.
    pages: i64,
}

/// The tile 15/16601/11273, with a choice of states.
macro_rules! point_tile {
    ($choice:literal) => {
        concat!(
            "15, 16601, 11273, 2.384033, 48.850258, 2.395020, 48.857487, ",
            $choice,
            ", '2026-11-24', NULL, 5000"
        )
    };
}

const HOT: [Hot; 25] = [
    // Five hundred of the most frequent kind's closings, from the index alone.
    Hot {
        words: "percentile_disc(0.8) WITHIN GROUP (ORDER BY seconds) AS most",
        parameters: "{category}, '75111', '2026-08-24', '2026-11-24', 500",
        indexes: &["report_closed"],
        pages: 40,
    },
    // Four weeks of a sector, from the index alone.
    Hot {
        words: "SELECT category_id, count(*) AS",
        parameters: "'75111', '2026-10-27', '2026-11-24', 'Europe/Paris'",
        indexes: &["report_kinds"],
        pages: 60,
    },
    // In a zone, on its border, in the tolerance outside the city, and far away.
    sector("'{2.3783}', '{48.8646}', 30, NULL", &["sector_area"], 40),
    sector("'{2.35}', '{48.85}', 30, NULL", &["sector_area"], 40),
    sector("'{2.2198}', '{48.8537}', 30, NULL", &["sector_area"], 40),
    sector("'{4.8357}', '{45.764}', 30, NULL", &["sector_area"], 20),
    Hot {
        words: "FROM here JOIN report ON ST_DWithin(place, here.point, $3)",
        parameters: "2.3783, 48.8646, 50, {category}, 10",
        indexes: &["report_open_place"],
        pages: 150,
    },
    // A tile of 650 metres in the busy east: each report by itself, open, closed in the last month, and both.
    Hot {
        words: "'reports', 4096, 'point'",
        parameters: point_tile!("true, '-infinity', false, '2026-10-25'"),
        indexes: &["report_open_place"],
        pages: 1_500,
    },
    Hot {
        words: "'reports', 4096, 'point'",
        parameters: point_tile!("false, '-infinity', true, '2026-10-25'"),
        indexes: &["report_ended_place"],
        pages: 1_500,
    },
    Hot {
        words: "'reports', 4096, 'point'",
        parameters: point_tile!("true, '-infinity', true, '2026-10-25'"),
        indexes: &["report_open_place", "report_ended_place"],
        pages: 2_500,
    },
    // How many lie where, in the whole city: a few times a minute, whoever looks.
    Hot {
        words: "GROUP BY floor(x), floor(y), group_id, open, period",
        parameters: "'2026-11-24', 30, 17, '{1,7,30}'",
        indexes: &["report_open_seen", "report_ended"],
        pages: 15_000,
    },
    map_list(
        "true, '-infinity', '2026-11-25', 'ffffffff-ffff-ffff-ffff-ffffffffffff', true, '2026-10-25', NULL, NULL, 21",
    ),
    map_list(
        "true, '-infinity', '2026-06-25', 'ffffffff-ffff-ffff-ffff-ffffffffffff', true, '2026-10-25', NULL, NULL, 21",
    ),
    Hot {
        words: "ORDER BY due_at, report.id LIMIT $2",
        parameters: "'dpe-11', 200, '2026-11-24'",
        indexes: &["report_open_jobs", "photo_report", "recipient_report"],
        pages: 3_000,
    },
    Hot {
        words: "count(*) FILTER (WHERE scheduled_on > $2)",
        parameters: "'dpe-11', '2026-11-24', 50",
        indexes: &["report_open_jobs", "report_term"],
        pages: 3_000,
    },
    // Which of a million photos look like this one: some thousand share a band with it, and are read.
    Hot {
        words: "photo_bands(photo.perceptual_hash) && $3",
        parameters: "{report}, {hash}, {bands}, {photo}, 7",
        indexes: &["photo_likeness"],
        pages: 3_000,
    },
    Hot {
        words: "WHERE sha256 = ANY($2)",
        parameters: "{report}, {files}, '2026-11-24'",
        indexes: &["photo_sha256", "report_pkey"],
        pages: 40,
    },
    Hot {
        words: "ST_DWithin(other.place, here.place, $3)",
        parameters: "{report}, 'dpe-11', 20, 9",
        indexes: &["report_pkey"],
        pages: 3_000,
    },
    Hot {
        words: "FROM team_sector WHERE sector_id = $1",
        parameters: "'75111'",
        indexes: &["report_open_jobs"],
        pages: 2_500,
    },
    Hot {
        words: "SELECT report_id AS report, generation, part",
        parameters: "{recipient}",
        indexes: &["recipient_pkey"],
        pages: 12,
    },
    Hot {
        words: "SELECT id AS \"id!\" FROM way",
        parameters: "{report}",
        indexes: &["report_pkey"],
        pages: 16,
    },
    Hot {
        words: "LEFT JOIN assignment a ON a.history_id = h.id LEFT JOIN team ON",
        parameters: "{report}, {recipient}",
        indexes: &["report_pkey", "report_history_report", "assignment_pkey"],
        pages: 56,
    },
    Hot {
        words: "WHERE photo.report_id IN ($1, $2) AND (stage = 'after'",
        parameters: "{report}, {report}, {recipient}, true",
        indexes: &["photo_report"],
        pages: 24,
    },
    Hot {
        words: "FROM letter WHERE history_id = report_history.id) AS \"letters!\"",
        parameters: "{report}",
        indexes: &["report_history_report", "letter_history"],
        pages: 40,
    },
    Hot {
        words: "FROM letter earlier",
        parameters: "{letter}",
        indexes: &["letter_pkey", "letter_waiting"],
        pages: 16,
    },
];

const fn sector(parameters: &'static str, indexes: &'static [&'static str], pages: i64) -> Hot {
    Hot { words: "WHERE ST_Covers(area, here.point)", parameters, indexes, pages }
}

const fn map_list(parameters: &'static str) -> Hot {
    let indexes = &["report_open_seen", "report_ended"];
    Hot { words: "ORDER BY since DESC, shown.id DESC LIMIT $9", parameters, indexes, pages: 400 }
}

/// PostgreSQL plans a prepared query anew five times, then may keep one plan for all parameters.
const UNTIL_KEPT: usize = 6;

#[tokio::test]
async fn a_million_reports_slow_no_hot_query_down() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let found = faults(&database.owner_url()).await;
    database.drop_now().await?;
    let found = found?;
    assert!(found.is_empty(), "{}", found.join("\n\n"));
    Ok(())
}

async fn faults(database: &str) -> anyhow::Result<Vec<String>> {
    let mut connection = PgConnection::connect(database).await?;
    city::fill(&mut connection).await?;
    let one = city::One::pick(&mut connection).await?;
    let queries = checked_queries()?;
    let mut found = Vec::new();
    for (number, hot) in HOT.iter().enumerate() {
        let query = &query_with(&queries, hot.words)?.text;
        let execute = format!("hot_{number}({})", one.fill_in(hot.parameters));
        sqlx::raw_sql(&format!("PREPARE hot_{number} AS {query}")).execute(&mut connection).await?;
        // Pages that nobody read yet get hints and are counted twice.
        sqlx::raw_sql(&format!("EXECUTE {execute}")).execute(&mut connection).await?;
        for _ in 0..UNTIL_KEPT {
            let explain = format!("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {execute}");
            let plan = Plan::of(&sqlx::query_scalar(&explain).fetch_one(&mut connection).await?)?;
            let faults: Vec<_> = plan.faults(hot.indexes, hot.pages).collect();
            if !faults.is_empty() {
                found.push(format!("{}\n{query}\n{plan}", faults.join("\n")));
                break;
            }
        }
    }
    connection.close().await?;
    Ok(found)
}
