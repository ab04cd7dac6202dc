use anyhow::Context;
use dispatch::city_pack::Loaded;
use dispatch::import::sectors::{Kind, NotImported, SectorsFile, bounds, import};
use harness::{Stack, TestDatabase, paris};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use sqlx::PgPool;

use crate::load_paris;

/// The pack's own outlines as the city would publish them: with `c_ar` and `c_arinsee`, some left out.
async fn published(pool: &PgPool, without: &[i64]) -> anyhow::Result<String> {
    let areas: Vec<(i32, String)> =
        sqlx::query_as("SELECT number, ST_AsGeoJSON(area, 15) FROM sector WHERE assigns ORDER BY number")
            .fetch_all(pool)
            .await?;
    let features: Vec<Value> = areas
        .into_iter()
        .filter(|(number, _)| !without.contains(&i64::from(*number)))
        .map(|(number, area)| {
            let geometry: Value = serde_json::from_str(&area)?;
            let properties = json!({ "c_ar": number, "c_arinsee": 75_100 + number, "l_aroff": "Nom" });
            Ok(json!({ "type": "Feature", "properties": properties, "geometry": geometry }))
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(json!({ "type": "FeatureCollection", "features": features }).to_string())
}

async fn read(pool: &PgPool, text: &str) -> anyhow::Result<SectorsFile> {
    Ok(SectorsFile::parse(text, None, bounds(pool).await?)?)
}

#[tokio::test]
async fn a_second_import_of_the_same_file_changes_nothing() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let file = read(&pool, &published(&pool, &[]).await?).await?;
    let first = import(&pool, &file, false, paris(9, 0)).await?;
    assert!(first.now_official, "{first}");
    let second = import(&pool, &file, false, paris(9, 0)).await?;
    assert_eq!(
        second.to_string(),
        "Nothing changed: the outlines of this kind (arrondissement) are the same."
    );
    // The pack's simplified outlines are no wish to have them back.
    let loaded = load_paris(&pool).await?;
    let said: Vec<String> = loaded.differing.iter().map(ToString::to_string).collect();
    let precision =
        "city `paris`, sector_precision: the pack says \"simplified\", the database says \"official\"";
    assert_eq!((loaded.added, said), (Loaded::default().added, vec![precision.to_owned()]));
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn a_flawed_file_leaves_everything_as_it_is() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let rows =
        "SELECT string_agg(sector::text, '' ORDER BY id) || (SELECT sector_precision FROM city) FROM sector";
    let before: String = sqlx::query_scalar(rows).fetch_one(&pool).await?;
    let mut broken: Value = serde_json::from_str(&published(&pool, &[]).await?)?;
    broken["features"][19]["properties"]["c_arinsee"] = Value::Null;
    let error = read(&pool, &broken.to_string()).await.expect_err("a property is missing");
    assert!(error.to_string().contains("feature 20: the property `c_arinsee` is missing"), "{error}");
    // A sector that is missing is no flaw of the file, but nobody meant it without a word.
    let fewer = read(&pool, &published(&pool, &[4, 20]).await?).await?;
    let error = import(&pool, &fewer, false, paris(9, 0)).await.expect_err("two are missing");
    let NotImported::WouldRetire { missing, reports: 0 } = &error else { panic!("{error}") };
    assert_eq!(missing, &["75104", "75120"]);
    assert_eq!(before, sqlx::query_scalar::<_, String>(rows).fetch_one(&pool).await?);
    // An id of another kind.
    let mut zones: Value = serde_json::from_str(&published(&pool, &[]).await?)?;
    for feature in zones["features"].as_array_mut().context("features")? {
        let number = feature["properties"]["c_ar"].clone();
        feature["properties"] = json!({ "id": format!("{}", 75_100 + number.as_i64().unwrap_or(0)), "kind": "zone",
            "number": number, "name_fr": "a", "name_en": "a", "short_fr": "a", "short_en": "a" });
    }
    let zones = SectorsFile::parse(&zones.to_string(), Some(Kind::Zone), bounds(&pool).await?)?;
    let error = import(&pool, &zones, false, paris(9, 0)).await.expect_err("ids are taken");
    assert!(matches!(error, NotImported::OtherKind { .. }), "{error}");
    assert_eq!(before, sqlx::query_scalar::<_, String>(rows).fetch_one(&pool).await?);
    pool.close().await;
    database.drop_now().await
}

/// A report of the 11th, then the 11th is no more: the report keeps it and its sentence; a new report there lies
/// nowhere; when the 11th is back, it takes reports again.
#[tokio::test]
async fn a_sector_that_disappears_stays_true_for_its_reports() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(10, 0))).await?;
    let fields = [("category", "bags"), ("place", "48.8646, 2.3783")];
    stack.resident()?.report("before-0123456789", &fields, &[]).await?;
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    let history = "SELECT report.sector_id, report.team_id, address, sentence ->> 'fr', rule_id FROM report
                   JOIN assignment ON report_id = report.id";
    let before: (String, String, String, String, String) =
        sqlx::query_as(history).fetch_one(&stack.pool).await?;
    assert_eq!(before.0, "75111");
    assert_eq!(before.2, "Paris\u{a0}11e");
    let whole = published(&stack.pool, &[]).await?;
    let without = read(&stack.pool, &published(&stack.pool, &[11]).await?).await?;
    let refused = import(&stack.pool, &without, false, paris(10, 1)).await.expect_err("a report lies there");
    assert!(matches!(refused, NotImported::WouldRetire { reports: 1, .. }), "{refused}");
    let imported = import(&stack.pool, &without, true, paris(10, 1)).await?;
    assert_eq!(imported.retired, ["75111"]);
    assert_eq!(before, sqlx::query_as(history).fetch_one(&stack.pool).await?);
    let gone = stack.resident()?.post("between-0123456789", &fields, &[]).await?;
    assert_eq!(gone.status(), 422);
    let back = import(&stack.pool, &read(&stack.pool, &whole).await?, false, paris(10, 2)).await?;
    assert_eq!(back.back, ["75111"]);
    stack.resident()?.report("after-0123456789", &fields, &[]).await?;
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    stack.finish().await
}
