use std::path::Path;

use chrono::{DateTime, Utc};
use dispatch::city_pack::{Loaded, Pack, load};
use harness::{TestDatabase, paris};
use sqlx::PgPool;

async fn load_paris(database: &PgPool, now: DateTime<Utc>) -> anyhow::Result<Loaded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/cities/paris");
    load(database, &Pack::read(&folder)?, now).await
}

#[tokio::test]
async fn loading_paris_again_changes_nothing() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    load_paris(&pool, paris(9, 0)).await?;
    let rows =
        "SELECT (SELECT count(*) FROM sector), (SELECT count(*) FROM category), (SELECT count(*) FROM team),
                       (SELECT count(*) FROM team_sector), (SELECT count(*) FROM rule_set)";
    let before: (i64, i64, i64, i64, i64) = sqlx::query_as(rows).fetch_one(&pool).await?;
    assert_eq!(before, (20, 33, 28, 40, 1));
    assert_eq!(load_paris(&pool, paris(10, 0)).await?, Loaded::default());
    assert_eq!(before, sqlx::query_as(rows).fetch_one(&pool).await?);
    pool.close().await;
    database.drop_now().await
}

#[tokio::test]
async fn what_was_changed_in_the_database_stays_and_is_named() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let pool = database.owner()?;
    load_paris(&pool, paris(9, 0)).await?;
    for change in [
        "UPDATE category SET target_hours = 3 WHERE id = 'bags'",
        "UPDATE team SET name = name || '{\"fr\": \"Les rapides\"}' WHERE id = 'up-11'",
        "DELETE FROM reply WHERE id = 'done-cleaned'",
        "INSERT INTO rule_set (rules, author, created_at) SELECT rules - 0, 'desk', now() FROM rule_set",
    ] {
        sqlx::query(change).execute(&pool).await?;
    }
    let loaded = load_paris(&pool, paris(10, 0)).await?;
    assert_eq!(loaded.added.into_iter().collect::<Vec<_>>(), [("reply", 1)]);
    let differing: Vec<String> = loaded.differing.into_iter().collect();
    assert_eq!(differing, ["category `bags`", "rule set `in force`", "team `up-11`"]);
    let hours: i32 =
        sqlx::query_scalar("SELECT target_hours FROM category WHERE id = 'bags'").fetch_one(&pool).await?;
    assert_eq!(hours, 3);
    pool.close().await;
    database.drop_now().await
}
