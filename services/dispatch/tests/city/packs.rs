use dispatch::city_pack::Loaded;
use harness::TestDatabase;

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
        "UPDATE category SET target_hours = 3 WHERE id = 'bags'",
        "UPDATE team SET name = name || '{\"fr\": \"Les rapides\"}' WHERE id = 'up-11'",
        "UPDATE city SET settings = settings || '{\"reply_to\": \"mairie@paris.example\"}'",
        "DELETE FROM team_sector WHERE sector_id = '75104' AND team_id = 'up-centre'",
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
    assert!(loaded.to_string().contains("differs from the pack, and stays as it is:\n- category `bags`"));
    let kept: (i32, i64) = sqlx::query_as(
        "SELECT target_hours, (SELECT count(*) FROM team_sector) FROM category WHERE id = 'bags'",
    )
    .fetch_one(&pool)
    .await?;
    assert_eq!(kept, (3, 39));
    // What was compared is not what was written: a third load says the same.
    assert_eq!(load_paris(&pool).await?.differing, loaded.differing);
    pool.close().await;
    database.drop_now().await
}
