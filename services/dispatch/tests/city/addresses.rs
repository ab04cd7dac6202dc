use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use database::addresses::{in_words, search};
use dispatch::import::addresses::import;
use flate2::Compression;
use flate2::write::GzEncoder;
use harness::{Stack, TestDatabase, paris};
use model::place::Point;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use service_kit::clock::SetClock;
use sqlx::PgPool;
use tempfile::TempDir;

const HEADER: &str = "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;\
    code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;\
    nom_afnor;source_position;source_nom_voie;certification_commune;cad_parcelles";

/// A line of the address base.
fn line(id: &str, number: &str, street: &str, arrondissement: u32, at: (f64, f64)) -> String {
    let (longitude, latitude) = at;
    let ordinal = if arrondissement == 1 { "1er".to_owned() } else { format!("{arrondissement}e") };
    let (number, suffix) = number.split_once(' ').unwrap_or((number, ""));
    format!(
        "{id};;{number};{suffix};{street};{};{};Paris {ordinal} Arrondissement;;;0;0;{longitude};{latitude};entrée;;;\
         PARIS;;commune;commune;1;",
        75_000 + arrondissement,
        75_100 + arrondissement
    )
}

/// A few streets around the place of the tests' photos.
fn oberkampf() -> Vec<String> {
    let mut lines: Vec<String> = [("12", 2.3779), ("14", 2.3783), ("14 bis", 2.3785), ("16", 2.3788)]
        .into_iter()
        .map(|(number, longitude)| {
            let id = format!("75111_6912_000{}", number.replace(' ', "_"));
            line(&id, number, "Rue Oberkampf", 11, (longitude, 48.8646))
        })
        .collect();
    lines.push(line("75115_0005_00003", "3", "Rue de l'Abbé Groult", 15, (2.2960, 48.8440)));
    lines.push(line("75101_8635_00120", "120", "Rue Saint-Honoré", 1, (2.3410, 48.8615)));
    lines
}

fn file(folder: &Path, name: &str, lines: &[String]) -> anyhow::Result<PathBuf> {
    let path = folder.join(name);
    std::fs::write(&path, format!("{HEADER}\n{}\n", lines.join("\n")))?;
    Ok(path)
}

#[tokio::test]
async fn a_report_has_the_nearest_house_number_or_its_sector_s_name() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(10, 0))).await?;
    let folder = TempDir::new()?;
    import(&stack.pool, &file(folder.path(), "a.csv", &oberkampf())?, false).await?;
    for (key, place, expected) in [
        ("near", "48.8645, 2.3783", "14\u{a0}rue Oberkampf, 75011\u{a0}Paris"),
        ("bis", "48.86465, 2.37852", "14\u{a0}bis\u{a0}rue Oberkampf, 75011\u{a0}Paris"),
        // 111 m north of the street: too far to be called by it.
        ("far", "48.8656, 2.3783", "Paris\u{a0}11e"),
        ("park", "48.8330, 2.4350", "Paris\u{a0}12e"),
    ] {
        let (resident, fields) = (stack.resident()?, [("category", "bags"), ("place", place)]);
        let sent = resident.report(&format!("{key}-0123456789"), &fields, &[]).await?;
        let read = resident.read(&sent).await?;
        assert_eq!(read["address"], expected, "{key}");
    }
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM report WHERE address LIKE '14%'")
        .fetch_one(&stack.pool)
        .await?;
    assert_eq!(kept, 2);
    stack.finish().await
}

#[tokio::test]
async fn a_broken_line_is_named_and_skipped_and_a_second_import_updates() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let folder = TempDir::new()?;
    let mut lines = oberkampf();
    lines.insert(1, line("broken-1", "zwölf", "Rue X", 11, (2.37, 48.86)));
    lines.insert(3, "\"half;a;line".to_owned());
    lines.push(line("far", "1", "Rue du Port", 11, (4.8357, 45.764)));
    let first = import(&pool, &file(folder.path(), "a.csv", &lines)?, false).await?;
    assert_eq!((first.added, first.broken, first.outside), (6, 2, 1), "{first}");
    assert_eq!(first.named[0], "line 3, column numero: `zwölf` is not a number");
    assert!(first.named[1].starts_with("line 5, column id: it has "), "{}", first.named[1]);

    // The same again, packed.
    let packed = folder.path().join("a.csv.gz");
    let mut encoder = GzEncoder::new(std::fs::File::create(&packed)?, Compression::fast());
    encoder.write_all(&std::fs::read(folder.path().join("a.csv"))?)?;
    encoder.finish()?;
    let second = import(&pool, &packed, false).await?;
    assert_eq!((second.added, second.changed, second.same), (0, 0, 6), "{second}");

    // One has moved, one is gone, and one can't be read: only the one that is gone goes.
    let mut newer = oberkampf();
    newer[0] = line("75111_6912_00012", "12", "Rue Oberkampf", 11, (2.3778, 48.8646));
    newer[1] = line("75111_6912_00014", "?", "Rue Oberkampf", 11, (2.3783, 48.8646));
    newer.remove(2);
    let newer = file(folder.path(), "b.csv", &newer)?;
    let third = import(&pool, &newer, false).await?;
    assert_eq!((third.added, third.changed, third.same, third.removed), (0, 1, 3, 0), "{third}");
    let third = import(&pool, &newer, true).await?;
    assert_eq!((third.added, third.changed, third.same, third.removed), (0, 0, 4, 1), "{third}");
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM address WHERE id LIKE '75111%' ORDER BY id")
        .fetch_all(&pool)
        .await?;
    assert_eq!(ids, ["75111_6912_00012", "75111_6912_00014", "75111_6912_00016"]);

    // A file that ends in the middle, and one of another kind, change nothing.
    let bytes = std::fs::read(&packed)?;
    let torn = folder.path().join("torn.csv.gz");
    std::fs::write(&torn, &bytes[..bytes.len() / 2])?;
    assert!(import(&pool, &torn, true).await.is_err());
    let error =
        import(&pool, &file(folder.path(), "c.csv", &["x".into()])?, true).await.expect_err("useless");
    assert!(error.to_string().contains("no line of it can be used"), "{error}");
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM address").fetch_one(&pool).await?;
    assert_eq!(left, 5);
    pool.close().await;
    database.drop_now().await
}

/// As many lines as a quarter of Paris has streets and numbers, from one seed.
fn generated(count: u32) -> String {
    const KINDS: [&str; 5] = ["Rue", "Avenue", "Boulevard", "Passage", "Place"];
    const NAMES: [&str; 8] = [
        "des Lilas",
        "Victor-Hugo",
        "de l'Église",
        "du Bœuf",
        "Saint-Éloi",
        "d'Alésia",
        "Léon-Blum",
        "du Château",
    ];
    let mut random = StdRng::seed_from_u64(75);
    let mut text = String::from(HEADER);
    for at in 0..count {
        let (street, number) = (at / 25, at % 25 * 2 + 1);
        let name = format!("{} {} {street}", KINDS[street as usize % 5], NAMES[street as usize % 8]);
        let place = (random.random_range(2.26..2.41), random.random_range(48.82..48.90));
        let line = line(&format!("{street}_{number}"), &number.to_string(), &name, 1 + street % 20, place);
        _ = write!(text, "\n{line}");
    }
    text
}

#[tokio::test]
async fn a_hundred_thousand_lines_are_loaded_and_found_again() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let folder = TempDir::new()?;
    let path = folder.path().join("generated.csv");
    std::fs::write(&path, generated(100_000))?;
    for (what, added) in [("loaded", 100_000), ("loaded again", 0)] {
        let started = Instant::now();
        let imported = import(&pool, &path, false).await?;
        println!("100,000 lines {what} in {:.1} s", started.elapsed().as_secs_f64());
        assert_eq!((imported.added, imported.added + imported.same), (added, 100_000), "{imported}");
    }
    let (x, y, street): (f64, f64, String) = sqlx::query_as(
        "SELECT ST_X(place), ST_Y(place), street.name FROM address JOIN street ON street.id = street_id
         WHERE address.id = '1234_21'",
    )
    .fetch_one(&pool)
    .await?;
    assert_eq!(street, "Place Saint-Éloi 1234".replace("Saint-Éloi", "de l'Église"));
    let mut connection = pool.acquire().await?;
    let words = in_words(&mut connection, Point::from_mercator(x, y)?, "75115").await?;
    assert_eq!(words, "21\u{a0}place de l'Église 1234, 75015\u{a0}Paris");
    drop(connection);
    pool.close().await;
    database.drop_now().await
}

async fn found(pool: &PgPool, text: &str) -> anyhow::Result<Vec<String>> {
    let mut connection = pool.acquire().await?;
    let found = search(&mut connection, text, 5).await?;
    Ok(found.into_iter().map(|one| one.words.replace('\u{a0}', " ")).collect())
}

#[tokio::test]
async fn words_find_an_address_without_accents_and_with_a_mistyped_letter() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let folder = TempDir::new()?;
    import(&pool, &file(folder.path(), "a.csv", &oberkampf())?, false).await?;
    for (typed, first) in [
        ("14 rue Oberkampf", "14 rue Oberkampf, 75011 Paris"),
        ("14bis, rue oberkampf, 75011 paris", "14 bis rue Oberkampf, 75011 Paris"),
        ("16 RUE OBERKANPF", "16 rue Oberkampf, 75011 Paris"),
        ("rue oberkampf", "Rue Oberkampf, 75011 Paris"),
        ("99 rue oberkampf", "Rue Oberkampf, 75011 Paris"),
        ("3 rue de l’abbe groult", "3 rue de l'Abbé Groult, 75015 Paris"),
        ("3 abé groult", "3 rue de l'Abbé Groult, 75015 Paris"),
        ("120 saint honore", "120 rue Saint-Honoré, 75001 Paris"),
    ] {
        let found = found(&pool, typed).await?;
        assert_eq!(found.first().context(typed)?, first, "{found:?}");
    }
    for nothing in ["", "…", "zzzz"] {
        assert_eq!(found(&pool, nothing).await?, Vec::<String>::new());
    }
    pool.close().await;
    database.drop_now().await
}
