//! The City of Paris's own files, as published, take the place of the simplified outlines.

use std::path::{Path, PathBuf};

use anyhow::Context;
use database::sectors::{sector_at, sectors_at};
use dispatch::import::sectors::{Kind, SectorsFile, bounds, import};
use harness::{TestDatabase, paris};
use model::place::Point;
use sqlx::PgPool;

fn published(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/city/paris").join(name)
}

async fn read(pool: &PgPool, name: &str, kind: Option<Kind>) -> anyhow::Result<SectorsFile> {
    SectorsFile::read(&published(name), kind, bounds(pool).await?)
}

#[tokio::test]
async fn twenty_arrondissements_and_eighty_quartiers_come_in_without_a_repair() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    for (name, added, replaced) in [("arrondissements.geojson", 0, 20), ("quartiers.geojson", 80, 0)] {
        let file = read(&pool, name, None).await?;
        let repaired: Vec<_> = file.notes.iter().filter(|note| !note.contains("ran clockwise")).collect();
        assert!(repaired.is_empty(), "{repaired:#?}");
        let imported = import(&pool, &file, false, paris(9, 0)).await?;
        assert_eq!((imported.added.len(), imported.replaced.len()), (added, replaced), "{imported}");
        assert!(imported.without_team.is_empty(), "{imported}");
        let again = import(&pool, &file, false, paris(9, 0)).await?;
        assert!(again.to_string().starts_with("Nothing changed"), "{again}");
    }
    let sums: (i64, i64, String) = sqlx::query_as(
        "SELECT count(*) FILTER (WHERE assigns), count(*) FILTER (WHERE NOT assigns AND kind = 'quartier'),
                (SELECT sector_precision FROM city) FROM sector",
    )
    .fetch_one(&pool)
    .await?;
    assert_eq!(sums, (20, 80, "official".to_owned()));
    // Their areas are the published ones.
    let far_off: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM sector WHERE assigns AND number = 11 AND abs(ST_Area(area_on_ground) - 3665441.6) > 5000",
    )
    .fetch_all(&pool)
    .await?;
    assert_eq!(far_off, Vec::<String>::new());
    let mut connection = pool.acquire().await?;
    let oberkampf = Point::new(2.3783, 48.8646)?;
    assert_eq!(sector_at(&mut connection, oberkampf).await?.as_deref(), Some("75111"));
    let quartier = sectors_at(&mut connection, &[oberkampf], Some("quartier")).await?;
    // 43: Saint-Ambroise.
    assert_eq!(quartier, [Some("7511102".to_owned())]);
    drop(connection);
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn a_file_of_the_wrong_kind_is_refused_by_its_properties() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let error = read(&pool, "quartiers.geojson", Some(Kind::Arrondissement)).await.expect_err("quartiers");
    let said = error.to_string();
    assert!(said.contains("feature 1: the property `c_arinsee` is missing"), "{said}");
    let swapped = std::fs::read_to_string(published("arrondissements.geojson"))?;
    let mut file: serde_json::Value = serde_json::from_str(&swapped)?;
    for feature in file["features"].as_array_mut().context("features")? {
        for ring in feature["geometry"]["coordinates"].as_array_mut().context("rings")? {
            ring.as_array_mut().context("a ring")?.iter_mut().for_each(|corner| {
                corner.as_array_mut().expect("a corner").reverse();
            });
        }
    }
    let error = SectorsFile::parse(&file.to_string(), None, bounds(&pool).await?).expect_err("swapped");
    assert_eq!(error.0.len(), 20);
    assert!(error.0.iter().all(|flaw| flaw.contains("latitude and longitude are swapped")), "{error}");
    pool.close().await;
    database.drop_now().await
}
