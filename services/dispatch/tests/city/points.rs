use std::fmt::Write;
use std::time::Instant;

use dispatch::points::{Counts, FOUND, Question, locate};
use harness::{Stack, TestDatabase, paris};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use service_kit::clock::SetClock;
use sqlx::PgPool;
use web::Language;

async fn asked(pool: &PgPool, text: &str) -> anyhow::Result<(Counts, Vec<Vec<String>>)> {
    let mut answer = Vec::new();
    let question = Question { now: paris(13, 0), language: Language::En };
    let counts = locate(pool, text.as_bytes(), &mut answer, question).await?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(answer.as_slice());
    let rows = reader.records().map(|row| Ok(row?.iter().map(ToOwned::to_owned).collect()));
    Ok((counts, rows.collect::<anyhow::Result<_>>()?))
}

#[tokio::test]
async fn each_row_keeps_its_columns_and_gets_its_answer() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let text = "name,lat,category,lon,time,note\n\
                a,48.8646,bags,2.3783,,\"x, y\"\n\
                b,48.8646,bags,2.3783,2026-11-24T10:00,\n\
                c,48.8646,,2.3783,2026-11-24 10:00:00,\n\
                d,45.764,bags,4.8357,,\n\
                e,2.3783,bags,48.8646,,\n\
                f,abc,bags,2.3783,,\n\
                g,48.8646\n\
                h,48.8646,nonsense,2.3783,,\n\
                i,48.8646,graffiti-building,2.3783,,\n\
                j,48.8646,bags,2.3783,2026-03-29T02:30,\n\
                k,48.8646,bags,2.3783,tomorrow,\n\
                l,0,bags,0,,\n";
    let (counts, rows) = asked(&pool, text).await?;
    assert_eq!(counts, Counts { rows: 12, outside: 2, broken: 5 });
    assert_eq!(rows[0][..6], ["name", "lat", "category", "lon", "time", "note"]);
    assert_eq!(rows[0][6..], FOUND);
    assert_eq!(rows[1][..6], ["a", "48.8646", "bags", "2.3783", "", "x, y"]);
    let found = |name: &str| -> Vec<&str> {
        let row = rows.iter().find(|row| row[0] == name).expect(name);
        row[6..].iter().map(String::as_str).collect()
    };
    let address = "Paris\u{a0}11e";
    assert_eq!(
        found("a"),
        ["75111", "", "up-11", "up-afternoon", "dumped on the pavement, on duty in the afternoon", address]
    );
    let rounds = "your neighbourhood’s team, on its rounds every day";
    assert_eq!(found("b"), ["75111", "", "dpe-11", "dpe-always", rounds, address]);
    // Without a category, only the rules for every category count.
    assert_eq!(found("c"), ["75111", "", "dpe-11", "dpe-always", rounds, address]);
    let outside = "outside the city: more than 30 m from every sector";
    assert_eq!(found("d"), ["outside", "", "outside", "outside", outside, "outside"]);
    assert_eq!(found("e")[4], "outside the city; latitude and longitude seem to be swapped");
    for (name, reason) in [
        ("f", "row not read: lat “abc” is not a number"),
        ("g", "row not read: it has another number of columns than the first line (2)"),
        ("j", "row not read: the time “2026-03-29T02:30” does not exist, clocks go forward that night"),
        ("k", "row not read: the time “tomorrow” is not written like 2026-11-24T12:30"),
        ("l", "row not read: 0, 0 is not a place"),
    ] {
        let said = found(name);
        assert_eq!(said[4].replace('"', "”").replacen('”', "“", 1), reason, "{name}");
        assert_eq!([said[0], said[1], said[2], said[3], said[5]], [""; 5], "{name}");
    }
    assert_eq!(found("h")[..4], ["75111", "", "", ""]);
    assert!(found("h")[4].starts_with("no team: there is no category"), "{:?}", found("h"));
    assert_eq!(found("i")[..4], ["75111", "", "", ""]);
    assert!(!found("i")[4].is_empty() && !found("i")[4].starts_with('['), "{:?}", found("i"));
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn a_file_without_places_is_refused_and_names_what_it_has() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let said = asked(&pool, "latitude,lon\n1,2\n").await.expect_err("no lat").to_string();
    assert!(said.contains("`lat` and `lon`") && said.contains("latitude, lon"), "{said}");
    let said = asked(&pool, "lat,lon,found_team\n1,2,x\n").await.expect_err("taken").to_string();
    assert!(said.contains("`found_team` already"), "{said}");
    // Semicolons, as spreadsheets in France write.
    let mut answer = Vec::new();
    let question = Question { now: paris(13, 0), language: Language::Fr };
    locate(&pool, "lat;lon\n48.8646;2.3783\n".as_bytes(), &mut answer, question).await?;
    let answer = String::from_utf8(answer)?;
    assert!(answer.starts_with("lat;lon;found_arrondissement;"), "{answer}");
    assert!(answer.contains("48.8646;2.3783;75111;;dpe-11;dpe-always;"), "{answer}");
    pool.close().await;
    database.drop_now().await
}

/// Sector, team, rule, sentence, address.
type Dispatched = (String, Option<String>, Option<String>, String, String);

/// Real reports, dispatched; then the same points asked about in one file.
#[tokio::test]
async fn the_answers_are_those_of_the_dispatcher() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start(clock).await?;
    let categories: Vec<String> =
        sqlx::query_scalar("SELECT id FROM category WHERE handled_by <> 'elsewhere' ORDER BY id")
            .fetch_all(&stack.pool)
            .await?;
    let mut random = StdRng::seed_from_u64(4);
    let mut text = String::from("lat,lon,category,time\n");
    let mut sent = 0;
    while sent < 60 {
        let (latitude, longitude) =
            (random.random_range(48.815_f64..48.902), random.random_range(2.224_f64..2.47));
        let category = categories.choose(&mut random).expect("a category");
        let place = format!("{latitude}, {longitude}");
        let fields = [("category", category.as_str()), ("place", place.as_str())];
        let answer = stack.resident()?.post(&format!("sample-{sent}-0123456789"), &fields, &[]).await?;
        if answer.status() == 201 {
            sent += 1;
            _ = writeln!(text, "{latitude},{longitude},{category},2026-11-24T12:45:00+01:00");
        } else {
            let (_, rows) = asked(&stack.pool, &format!("lat,lon\n{latitude},{longitude}\n")).await?;
            assert_eq!(rows[1][2], "outside", "{place} was refused: {}", answer.text().await?);
        }
    }
    stack.eventually("SELECT bool_and(state <> 'received') FROM report").await?;
    let dispatched: Vec<Dispatched> = sqlx::query_as(
        "SELECT report.sector_id, report.team_id, rule_id, sentence ->> 'en', address
         FROM report JOIN assignment ON report_id = report.id ORDER BY reference",
    )
    .fetch_all(&stack.pool)
    .await?;
    let (counts, rows) = asked(&stack.pool, &text).await?;
    assert_eq!(counts, Counts { rows: 60, outside: 0, broken: 0 });
    for (row, (sector, team, rule, sentence, address)) in rows[1..].iter().zip(&dispatched) {
        let named = |id: &Option<String>| id.clone().unwrap_or_default();
        let expected =
            [sector.clone(), String::new(), named(team), named(rule), sentence.clone(), address.clone()];
        assert_eq!(row[4..], expected, "{row:?}");
    }
    assert!(dispatched.iter().any(|(_, team, ..)| team.is_none()), "the sample has a partner's category");
    stack.finish().await
}

#[tokio::test]
async fn a_hundred_thousand_points_are_answered() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let mut random = StdRng::seed_from_u64(7);
    let mut text = String::from("lat,lon,category,time\n");
    for _ in 0..100_000 {
        let (latitude, longitude) = (random.random_range(48.82..48.90), random.random_range(2.25..2.42));
        let (day, hour, minute) =
            (random.random_range(1..=28), random.random_range(0..24), random.random_range(0..60));
        _ = writeln!(text, "{latitude:.6},{longitude:.6},bags,2026-11-{day:02}T{hour:02}:{minute:02}");
    }
    let started = Instant::now();
    let (counts, rows) = asked(&pool, &text).await?;
    println!("100,000 points in {:.1} s: {counts:?}", started.elapsed().as_secs_f64());
    assert_eq!((counts.rows, counts.broken, rows.len()), (100_000, 0, 100_001));
    assert!(rows[1..].iter().all(|row| (row[4] == "outside") == (row[6] == "outside")));
    pool.close().await;
    database.drop_now().await
}
