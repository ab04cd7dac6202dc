//! Where two sectors meet, where the city ends, and where one rule gives way to the next: each has one answer.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use anyhow::Context;
use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;
use database::sectors::{sector_at, sectors_at};
use dispatch::import::sectors::{SectorsFile, bounds, import};
use dispatch::points::{Question, locate};
use harness::{Stack, TestDatabase, paris};
use model::place::Point;
use service_kit::clock::SetClock;
use sqlx::PgPool;
use web::Language;

/// The city's own outlines, or the official ones over them.
async fn official(pool: &PgPool) -> anyhow::Result<()> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/city/paris/arrondissements.geojson");
    let file = SectorsFile::read(&path, None, bounds(pool).await?)?;
    import(pool, &file, false, paris(9, 0)).await?;
    Ok(())
}

/// Every corner that several sectors share, with the smallest of their numbers.
async fn shared_corners(pool: &PgPool) -> anyhow::Result<Vec<(Point, i32)>> {
    let corners: Vec<(f64, f64, i32)> = sqlx::query_as(
        "SELECT ST_X(geom), ST_Y(geom), min(number) FROM sector, ST_DumpPoints(area) WHERE assigns
         GROUP BY 1, 2 HAVING count(DISTINCT number) > 1",
    )
    .fetch_all(pool)
    .await?;
    corners.into_iter().map(|(x, y, number)| Ok((Point::new(x, y)?, number))).collect()
}

#[tokio::test]
async fn on_a_shared_border_the_smallest_number_wins_whatever_the_order_of_the_rows() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    for precision in ["simplified", "official"] {
        let corners = shared_corners(&pool).await?;
        assert!(corners.len() > 100, "{precision}: {} shared corners", corners.len());
        let points: Vec<Point> = corners.iter().map(|(point, _)| *point).collect();
        for order in ["ASC", "DESC"] {
            // The rows in another order on the disk.
            sqlx::raw_sql(&format!(
                "CREATE TABLE ordered AS SELECT * FROM sector ORDER BY id {order};
                 SET session_replication_role = replica; DELETE FROM sector;
                 INSERT INTO sector SELECT * FROM ordered; DROP TABLE ordered; RESET session_replication_role"
            ))
            .execute(&pool)
            .await?;
            let mut connection = pool.acquire().await?;
            let found = sectors_at(&mut connection, &points, None).await?;
            for ((point, number), found) in corners.iter().zip(found) {
                assert_eq!(found, Some(format!("{}", 75_100 + number)), "{precision}: {point:?}");
            }
        }
        official(&pool).await?;
    }
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn the_river_and_the_woods_belong_to_the_city() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    for precision in ["simplified", "official"] {
        let mut connection = pool.acquire().await?;
        for (place, longitude, latitude, expected) in [
            ("the Seine under the Pont Neuf", 2.3417, 48.8583, &["75101", "75106"][..]),
            ("the Seine at Bercy", 2.3790, 48.8370, &["75112", "75113"]),
            ("the Seine at the Pont Mirabeau", 2.2755, 48.8465, &["75115", "75116"]),
            ("Île aux Cygnes", 2.2805, 48.8510, &["75115", "75116"]),
            ("Bois de Boulogne, the lake", 2.2640, 48.8660, &["75116"]),
            ("Bois de Boulogne, Longchamp", 2.2330, 48.8580, &["75116"]),
            ("Bois de Vincennes, the zoo", 2.4190, 48.8330, &["75112"]),
            ("Bois de Vincennes, Lac des Minimes", 2.4560, 48.8370, &["75112"]),
        ] {
            let found = sector_at(&mut connection, Point::new(longitude, latitude)?).await?;
            let found = found.with_context(|| format!("{precision}: {place} is outside"))?;
            assert!(expected.contains(&found.as_str()), "{precision}: {place} is in {found}");
        }
        drop(connection);
        official(&pool).await?;
    }
    pool.close().await;
    database.drop_now().await
}

/// The outermost corner of the city in each direction, moved on in that direction: there nothing of the city is nearer
/// than that corner, so the distance is known.
#[tokio::test]
async fn up_to_30_m_outside_is_taken_and_more_is_refused_before_anything_is_written() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(10, 0))).await?;
    let resident = stack.resident()?;
    for (side, (order, azimuth)) in
        [("ST_Y(geom) DESC", 0), ("ST_X(geom) DESC", 90), ("ST_Y(geom)", 180), ("ST_X(geom)", 270)]
            .into_iter()
            .enumerate()
    {
        for (metres, taken) in [(29.0, true), (31.0, false)] {
            let (latitude, longitude, distance): (f64, f64, f64) = sqlx::query_as(&format!(
                "SELECT ST_Y(moved::geometry), ST_X(moved::geometry),
                        (SELECT min(ST_Distance(area_on_ground, moved)) FROM sector)
                 FROM (SELECT ST_Project(geom::geography, $1, radians({azimuth})) AS moved
                       FROM sector, ST_DumpPoints(area) ORDER BY {order} LIMIT 1) AS corner"
            ))
            .bind(metres)
            .fetch_one(&stack.pool)
            .await?;
            assert!((distance - metres).abs() < 0.2, "side {side}: {distance} m, not {metres}");
            let place = format!("{latitude}, {longitude}");
            let fields = [("category", "bags"), ("place", place.as_str())];
            let key = format!("edge-{side}-{metres}-0123456789");
            let before: i64 =
                sqlx::query_scalar("SELECT count(*) FROM report").fetch_one(&stack.pool).await?;
            let answer = resident.post(&key, &fields, &[]).await?;
            let status = answer.status();
            let said = answer.text().await?;
            assert_eq!(status, if taken { 201 } else { 422 }, "side {side}, {metres} m: {said}");
            assert!(taken || said.contains("\"place\""), "{said}");
            let after: i64 = sqlx::query_scalar("SELECT count(*) FROM report").fetch_one(&stack.pool).await?;
            assert_eq!(after - before, i64::from(taken));
        }
    }
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    stack.finish().await
}

/// The rule for bags at rue Oberkampf at each moment, as `dispatch where` answers.
async fn rules_at(pool: &PgPool, moments: &[&str]) -> anyhow::Result<BTreeMap<String, String>> {
    let mut text = String::from("lat,lon,category,time\n");
    for moment in moments {
        writeln!(text, "48.8646,2.3783,bags,{moment}")?;
    }
    let mut answer = Vec::new();
    let question = Question { now: paris(9, 0), language: Language::En };
    locate(pool, text.as_bytes(), &mut answer, question).await?;
    let answer = String::from_utf8(answer)?;
    let rows = answer.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        let rule = if fields[7].is_empty() { fields[8] } else { fields[7] };
        (fields[3].to_owned(), rule.trim_matches('"').to_owned())
    });
    Ok(rows.collect())
}

async fn expect(pool: &PgPool, expected: &[(&str, &str)]) -> anyhow::Result<()> {
    let moments: Vec<&str> = expected.iter().map(|(moment, _)| *moment).collect();
    let found = rules_at(pool, &moments).await?;
    for (moment, rule) in expected {
        assert!(found[*moment].starts_with(rule), "{moment}: {}, not {rule}", found[*moment]);
    }
    Ok(())
}

#[tokio::test]
async fn a_rule_begins_at_its_second_and_ends_one_second_before_the_next() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    expect(
        &pool,
        &[
            ("2026-11-24T05:59:59", "dpe-before-dawn"),
            ("2026-11-24T06:00:00", "dpe-always"),
            ("2026-11-24T12:29:59", "dpe-always"),
            ("2026-11-24T12:30:00", "up-afternoon"),
            ("2026-11-24T20:14:59", "up-afternoon"),
            ("2026-11-24T20:15:00", "dpe-evening"),
            ("2026-11-24T23:59:59", "dpe-evening"),
            ("2026-11-25T00:00:00", "dpe-before-dawn"),
            // The same moments, as UTC says them: the day is the city's.
            ("2026-11-24T22:59:59Z", "dpe-evening"),
            ("2026-11-24T23:00:00Z", "dpe-before-dawn"),
        ],
    )
    .await?;
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn on_both_change_days_the_rules_follow_the_clock_on_the_wall() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    // One rule for the second hour of the night, so that it shows.
    rule_set(
        &pool,
        r#"jsonb_build_array(rules -> 6 || '{"id": "two", "from": "02:00", "until": "03:00"}') || rules"#,
    )
    .await?;
    expect(
        &pool,
        &[
            // 29 March 2026: 02:00 is 03:00.
            ("2026-03-29T00:59:59Z", "dpe-before-dawn"),
            ("2026-03-29T01:00:00Z", "dpe-before-dawn"),
            ("2026-03-29T01:59:59", "dpe-before-dawn"),
            ("2026-03-29T02:30:00", "row not read"),
            ("2026-03-29T03:00:00", "dpe-before-dawn"),
            ("2026-03-29T05:59:59+02:00", "dpe-before-dawn"),
            ("2026-03-29T06:00:00+02:00", "dpe-always"),
            ("2026-03-29T10:29:59Z", "dpe-always"),
            ("2026-03-29T10:30:00Z", "up-afternoon"),
            // 25 October 2026: 02:30 is twice.
            ("2026-10-24T23:59:59Z", "dpe-before-dawn"),
            ("2026-10-25T00:00:00Z", "two"),
            ("2026-10-25T00:59:59Z", "two"),
            ("2026-10-25T01:00:00Z", "two"),
            ("2026-10-25T01:59:59Z", "two"),
            ("2026-10-25T02:00:00Z", "dpe-before-dawn"),
            ("2026-10-25T02:30:00", "two"),
            ("2026-10-25T11:29:59Z", "dpe-always"),
            ("2026-10-25T11:30:00Z", "up-afternoon"),
        ],
    )
    .await?;
    pool.close().await;
    database.drop_now().await
}

/// Other rules in force: `rules`, changed.
async fn rule_set(pool: &PgPool, changed: &str) -> anyhow::Result<()> {
    sqlx::query(&format!(
        "INSERT INTO rule_set (rules, author, created_at)
         SELECT {changed}, 'test', now() FROM rule_set ORDER BY version DESC LIMIT 1"
    ))
    .execute(pool)
    .await?;
    Ok(())
}

#[tokio::test]
async fn public_holidays_are_holidays_whatever_their_weekday() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    rule_set(&pool, r#"jsonb_build_array(rules -> 6 || '{"id": "holiday", "days": ["holiday"]}') || rules"#)
        .await?;
    let holidays = BTreeSet::from([
        "2026-01-01",
        "2026-04-06",
        "2026-05-01",
        "2026-05-08",
        "2026-05-14",
        "2026-05-25",
        "2026-07-14",
        "2026-08-15",
        "2026-11-01",
        "2026-11-11",
        "2026-12-25",
        "2027-03-29",
        "2027-05-06",
        "2027-05-17",
    ]);
    let mut expected = Vec::new();
    for year in [2026, 2027] {
        for month in 1..=12 {
            for day in 1..=31 {
                if chrono::NaiveDate::from_ymd_opt(year, month, day).is_some()
                    && (year == 2026 || (3..6).contains(&month))
                {
                    expected.push(format!("{year}-{month:02}-{day:02}"));
                }
            }
        }
    }
    let moments: Vec<String> = expected.iter().map(|day| format!("{day}T00:00:00")).collect();
    let found = rules_at(&pool, &moments.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    let found: BTreeSet<&str> =
        found.iter().filter(|(_, rule)| *rule == "holiday").map(|(moment, _)| &moment[..10]).collect();
    let may_2027 = BTreeSet::from(["2027-05-01", "2027-05-08"]);
    assert_eq!(found, holidays.union(&may_2027).copied().collect());
    pool.close().await;
    database.drop_now().await
}

fn at(hour: u32, minute: u32, second: u32) -> DateTime<Utc> {
    Paris.with_ymd_and_hms(2026, 11, 24, hour, minute, second).single().expect("a moment").to_utc()
}

/// State, team, rule, sentence.
type Decided = (String, Option<String>, Option<String>, String);

/// The dispatcher itself, with its clock at each second; then without a rule.
#[tokio::test]
async fn the_dispatcher_changes_teams_on_the_second_and_without_a_rule_asks_a_referent() -> anyhow::Result<()>
{
    let clock = SetClock::at(at(12, 29, 59));
    let stack = Stack::start(clock.clone()).await?;
    let resident = stack.resident()?;
    let fields = [("category", "bags"), ("place", "48.8646, 2.3783")];
    let newest = "SELECT state, report.team_id, rule_id, sentence ->> 'en' FROM report
                  JOIN assignment ON report_id = report.id ORDER BY reference DESC LIMIT 1";
    for (moment, team, rule) in [
        (at(12, 29, 59), "dpe-11", "dpe-always"),
        (at(12, 30, 0), "up-11", "up-afternoon"),
        (at(20, 14, 59), "up-11", "up-afternoon"),
        (at(20, 15, 0), "dpe-11", "dpe-evening"),
        (at(23, 59, 59), "dpe-11", "dpe-evening"),
        (at(23, 59, 59) + chrono::Duration::seconds(1), "dpe-11", "dpe-before-dawn"),
    ] {
        clock.set(moment);
        resident.report(&format!("at-{moment}"), &fields, &[]).await?;
        stack.eventually("SELECT bool_and(state <> 'received') FROM report").await?;
        let decided: Decided = sqlx::query_as(newest).fetch_one(&stack.pool).await?;
        assert_eq!((decided.1.as_deref(), decided.2.as_deref()), (Some(team), Some(rule)), "{moment}");
    }
    rule_set(&stack.pool, "'[]'::jsonb").await?;
    resident.report("no-rule-0123456789", &fields, &[]).await?;
    stack.eventually("SELECT bool_and(state <> 'received') FROM report").await?;
    let decided: Decided = sqlx::query_as(newest).fetch_one(&stack.pool).await?;
    assert_eq!((decided.0.as_str(), decided.1, decided.2), ("to_requalify", None, None));
    assert!(decided.3.contains("referent"), "{}", decided.3);
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM report_history WHERE to_state = 'to_requalify'")
        .fetch_one(&stack.pool)
        .await?;
    assert_eq!(kept, 1);
    stack.finish().await
}
