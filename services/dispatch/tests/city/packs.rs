use anyhow::Context;
use dispatch::city_pack::{Difference, Loaded, export, load, write};
use harness::{TestDatabase, paris};
use sqlx::PgPool;

use crate::load_paris;

#[tokio::test]
async fn loading_paris_again_changes_nothing() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let rows =
        "SELECT (SELECT count(*) FROM sector), (SELECT count(*) FROM category), (SELECT count(*) FROM team),
                       (SELECT count(*) FROM team_sector), (SELECT count(*) FROM rule_set)";
    let before: (i64, i64, i64, i64, i64) = sqlx::query_as(rows).fetch_one(&pool).await?;
    assert_eq!(before, (20, 34, 28, 40, 1));
    assert_eq!(load_paris(&pool).await?, Loaded::default());
    assert_eq!(before, sqlx::query_as(rows).fetch_one(&pool).await?);
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn what_was_changed_in_the_desk_stays_and_both_sides_are_printed() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    for change in [
        "UPDATE category SET target_hours = 3, calendar_id = 'office' WHERE id = 'bags'",
        "UPDATE category SET calendar_id = NULL WHERE id = 'furniture'",
        "UPDATE calendar SET name = '{\"fr\": \"a\", \"en\": \"a\"}' WHERE id = 'office'",
        "UPDATE team SET name = name || '{\"fr\": \"Les rapides\"}' WHERE id = 'up-11'",
        "UPDATE city SET settings = settings || '{\"reply_to\": \"mairie@paris.example\"}'",
        "DELETE FROM team_sector WHERE sector_id = '75104' AND team_id = 'up-centre'",
        "TRUNCATE reply_version",
        "DELETE FROM reply WHERE id = 'done-cleaned'",
        "INSERT INTO reply VALUES ('own-words', 'done', '{}', '{\"fr\": \"a\", \"en\": \"a\"}',
             '{\"fr\": \"a\", \"en\": \"a\"}', 99)",
        "INSERT INTO rule_set (rules, author, created_at)
             SELECT jsonb_set(rules - 6, '{0,open_jobs,until}', '60'), 'desk', now() FROM rule_set",
    ] {
        sqlx::query(change).execute(&pool).await?;
    }
    let loaded = load_paris(&pool).await?;
    assert_eq!(loaded.added.iter().collect::<Vec<_>>(), [(&"reply", &1)]);
    let said: Vec<String> = loaded.differing.iter().map(ToString::to_string).collect();
    let expected = [
        "calendar `office`, name: the pack says {\"en\":\"Partners, Monday to Friday\",\"fr\":\"Partenaires, du lundi au vendredi\"}, \
         the database says {\"en\":\"a\",\"fr\":\"a\"}",
        "category `bags`, calendar: the pack says \"cleaning\", the database says \"office\"",
        "category `bags`, target_hours: the pack says 24, the database says 3",
        "city `paris`, reply_to: the pack says \"bonjour@ruenette.example\", the database says \"mairie@paris.example\"",
        "reply `own-words`: only the database has it",
        "rule `dpe-always`: only the pack has it",
        "rule `up-afternoon`, open_jobs: the pack says {\"from\":0,\"until\":40}, the database says {\"from\":0,\"until\":60}",
        "team `up-11`, name: the pack says {\"en\":\"Urgence Propreté 11th\",\"fr\":\"Urgence Propreté 11e\"}, the database \
         says {\"en\":\"Urgence Propreté 11th\",\"fr\":\"Les rapides\"}",
        "team `up-centre`, sectors: the pack says [\"75101\",\"75102\",\"75103\",\"75104\"], the database says \
         [\"75101\",\"75102\",\"75103\"]",
    ];
    assert_eq!(said, expected);
    assert!(loaded.to_string().contains("differs from the pack, and stays as it is:\n- calendar `office`"));
    let kept: (i32, i64) = sqlx::query_as(
        "SELECT target_hours, (SELECT count(*) FROM team_sector) FROM category WHERE id = 'bags'",
    )
    .fetch_one(&pool)
    .await?;
    assert_eq!(kept, (3, 39));
    // What had no calendar yet has one now: it was missing, not changed.
    let calendars: (String, String) = sqlx::query_as(
        "SELECT bags.calendar_id, furniture.calendar_id FROM category bags, category furniture
         WHERE bags.id = 'bags' AND furniture.id = 'furniture'",
    )
    .fetch_one(&pool)
    .await?;
    assert_eq!(calendars, ("office".to_owned(), "cleaning".to_owned()));
    // What was compared is not what was written: a third load says the same.
    assert_eq!(load_paris(&pool).await?.differing, loaded.differing);
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn everything_that_the_desk_can_change_stays_and_is_printed() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    for change in [
        "UPDATE category SET danger = NOT danger, radius_m = 31, group_id = 'bins', position = 77, handled_by = 'partner',
             partner = '{\"fr\": \"le \\\"bailleur\\\"\", \"en\": \"the landlord\"}' WHERE id = 'urine'",
        "UPDATE calendar SET hours = '[{\"days\": [\"mon\"], \"from\": \"09:00\", \"until\": \"10:00\"}]' WHERE id = 'office'",
        "INSERT INTO calendar VALUES ('nights', '{\"fr\": \"Nuits\", \"en\": \"Nights\"}',
             '[{\"days\": [\"mon\"], \"from\": \"20:00\", \"until\": \"24:00\"}]')",
        "UPDATE team SET shift = '{\"from\": \"05:00\", \"until\": \"12:00\"}', sentence_name = name WHERE id = 'dpe-11'",
        "INSERT INTO team SELECT 'up-11-nord', kind, name, sentence_name, shift FROM team WHERE id = 'up-11'",
        "UPDATE team_sector SET team_id = 'up-11-nord' WHERE team_id = 'up-11'",
    ] {
        sqlx::query(change).execute(&pool).await?;
    }
    let tables = "SELECT concat_ws(' ', (SELECT md5(string_agg(team::text, ',' ORDER BY id)) FROM team),
        (SELECT md5(string_agg(team_sector::text, ',' ORDER BY team_id, sector_id)) FROM team_sector),
        (SELECT md5(string_agg(category::text, ',' ORDER BY id)) FROM category),
        (SELECT md5(string_agg(calendar::text, ',' ORDER BY id)) FROM calendar))";
    let before: String = sqlx::query_scalar(tables).fetch_one(&pool).await?;
    let loaded = load_paris(&pool).await?;
    assert!(loaded.added.is_empty(), "{loaded}");
    let said: Vec<String> = loaded.differing.iter().map(ToString::to_string).collect();
    for begins in [
        "calendar `nights`: only the database has it",
        "calendar `office`, hours: ",
        "category `urine`, danger: ",
        "category `urine`, group: ",
        "category `urine`, handled_by: ",
        "category `urine`, partner: ",
        "category `urine`, position: ",
        "category `urine`, radius_m: ",
        "team `dpe-11`, sentence_name: ",
        "team `dpe-11`, shift: ",
        "team `up-11-nord`: only the database has it",
        "team `up-11`, sectors: ",
    ] {
        assert!(said.iter().any(|line| line.starts_with(begins)), "{begins}: {said:#?}");
    }
    assert_eq!(said.len(), 12, "{said:#?}");
    assert_eq!(before, sqlx::query_scalar::<_, String>(tables).fetch_one(&pool).await?);
    pool.close().await;
    database.drop_now().await
}

/// Texts that writers of files fear, another one for each seed; no braces, which are placeholders in a reply.
fn odd(seed: u32) -> String {
    const PARTS: [&str; 12] = [
        "\"",
        "\\",
        "'''",
        "\"\"\"",
        "é",
        "\u{a0}",
        "\u{202f}",
        "’",
        "🧹",
        " # ",
        "\\u0041",
        "[ fr = \"x\" ]",
    ];
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let parts = (0..6).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        PARTS[state as usize / 65_536 % PARTS.len()]
    });
    format!("a{}z", parts.collect::<String>())
}

/// Changes all that the desk can change, and outlines to the last digit.
async fn changed(pool: &PgPool, seed: u32) -> anyhow::Result<()> {
    let text = serde_json::json!({ "fr": odd(seed), "en": odd(seed + 100) });
    for (at, change) in (0..).zip([
        "UPDATE city SET settings = settings || jsonb_build_object('emergency', $1::jsonb, 'bounds', '[2.21, 48.81, 2.48, 48.91]'::jsonb)",
        "UPDATE team SET name = $1::jsonb, sentence_name = $1::jsonb, shift = '{\"from\": \"00:01\", \"until\": \"24:00\"}' WHERE id = 'up-11'",
        "INSERT INTO team SELECT 'a-new-one', kind, $1::jsonb, $1::jsonb, shift FROM team WHERE id = 'up-12'",
        "UPDATE team_sector SET team_id = 'a-new-one' WHERE team_id = 'up-12' AND $1::jsonb IS NOT NULL",
        "UPDATE category SET name = $1::jsonb, short = $1::jsonb, also = $1::jsonb, position = 40, target_hours = 7,
             danger = true, radius_m = 3, calendar_id = NULL WHERE id = 'bags'",
        "UPDATE category_group SET name = $1::jsonb WHERE id = 'bins'",
        "UPDATE calendar SET name = $1::jsonb, hours = '[{\"days\": [\"mon\", \"holiday\"], \"from\": \"00:00\", \"until\": \"24:00\"}]'
             WHERE id = 'office'",
        "INSERT INTO calendar SELECT 'a-new-one', $1::jsonb, hours FROM calendar WHERE id = 'cleaning'",
        "UPDATE reply SET title = $1::jsonb, body = $1::jsonb, position = 3 WHERE id = 'done-cleaned'",
        "INSERT INTO reply SELECT 'own-words', 'rejected', '{bags}'::text[], $1::jsonb, $1::jsonb, 3",
        "INSERT INTO rule_set (rules, author, created_at)
             SELECT jsonb_set(jsonb_set(rules, '{0,open_jobs,until}', '61'), '{0,sentence}', $1::jsonb), 'desk', now() FROM rule_set",
        "UPDATE sector SET name = $1::jsonb, area = moved, area_on_ground = moved::geography
             FROM (SELECT id AS one, ST_Translate(area, 1.0 / 3e6, -1.0 / 7e6) AS moved FROM sector) place WHERE one = id",
        "UPDATE sector SET area = two, area_on_ground = two::geography
             FROM (SELECT id AS one, ST_Multi(ST_Union(area, ST_SetSRID(ST_MakeEnvelope(2.2201, 48.8201, 2.2203, 48.8203), 4326))) AS two
                   FROM sector) place WHERE one = id AND id = '75111' AND $1::jsonb IS NOT NULL",
        "UPDATE sector SET area = two, area_on_ground = two::geography
             FROM (SELECT id AS one, ST_Multi(ST_Difference(area, ST_SetSRID(ST_MakeEnvelope(2.3850, 48.8580, 2.3853, 48.8583), 4326))) AS two
                   FROM sector) place WHERE one = id AND id = '75111' AND $1::jsonb IS NOT NULL",
    ]) {
        let done = sqlx::query(change).bind(&text).execute(pool).await;
        let rows = done.with_context(|| format!("change {at}"))?.rows_affected();
        anyhow::ensure!(rows > 0, "change {at} changed nothing");
    }
    Ok(())
}

#[tokio::test]
async fn an_exported_city_is_the_same_city_to_the_last_byte() -> anyhow::Result<()> {
    for seed in 1..=6 {
        let database = TestDatabase::create().await?;
        let pool = database.owner()?;
        changed(&pool, seed).await?;
        let exported = export(&mut *pool.acquire().await?).await?;
        let folder = tempfile::tempdir()?;
        let pack = write(&folder.path().join("city"), &exported)?;
        // Into the city that it is of, nothing is missing, and nothing differs: a pack has the order of replies, not their numbers.
        let again = load(&pool, &pack, paris(9, 0)).await?;
        let differs = |difference: &Difference| difference.key != "position";
        assert!(again.added.is_empty() && !again.differing.iter().any(differs), "{again}");
        assert_eq!(export(&mut *pool.acquire().await?).await?, exported);
        let geometry = "SELECT id, ST_AsEWKB(area) FROM sector ORDER BY id";
        let outlines: Vec<(String, Vec<u8>)> = sqlx::query_as(geometry).fetch_all(&pool).await?;
        // Into an empty one: the same city.
        sqlx::query(
            "TRUNCATE city, sector, calendar, category_group, category, team, team_sector, reply, rule_set CASCADE",
        )
        .execute(&pool)
        .await?;
        let loaded = load(&pool, &pack, paris(9, 0)).await?;
        assert!(loaded.differing.is_empty() && loaded.added["sector"] == 20, "{loaded}");
        assert_eq!(export(&mut *pool.acquire().await?).await?, exported);
        let loaded: Vec<(String, Vec<u8>)> = sqlx::query_as(geometry).fetch_all(&pool).await?;
        assert!(outlines == loaded, "an outline lost a digit");
        pool.close().await;
        database.drop_now().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_export_never_overwrites_a_pack() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    let exported = export(&mut *pool.acquire().await?).await?;
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("teams.toml"), "mine")?;
    let error = write(folder.path(), &exported).expect_err("there is one already").to_string();
    assert!(error.contains("teams.toml is there already"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 1, "nothing was written beside it");
    sqlx::query("TRUNCATE city CASCADE").execute(&pool).await?;
    let error = export(&mut *pool.acquire().await?).await.expect_err("no city").to_string();
    assert!(error.contains("no city is loaded"), "{error}");
    pool.close().await;
    database.drop_now().await
}
