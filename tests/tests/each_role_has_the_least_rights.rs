//! A service that is broken into can't rewrite history, and can't do another service's work.

use harness::TestDatabase;

#[tokio::test]
async fn nobody_changes_history_and_each_service_keeps_to_its_own() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let refused = [
        ("intake", "DELETE FROM report_history"),
        ("intake", "UPDATE report_history SET words = ''"),
        ("intake", "UPDATE report SET team_id = NULL"),
        ("intake", "UPDATE letter SET state = 'accepted'"),
        ("intake", "UPDATE address_erasure SET cause = 'wish'"),
        ("intake", "SELECT * FROM session"),
        ("intake", "SELECT * FROM staff"),
        ("intake", "SELECT * FROM action_key"),
        ("notification", "SELECT * FROM action_key"),
        ("dispatch", "UPDATE action_key SET expires_at = now()"),
        ("intake", "SELECT * FROM pgmq.read('letters', 1, 1)"),
        ("intake", "DELETE FROM session"),
        ("dispatch", "SELECT * FROM resident_session"),
        ("notification", "SELECT * FROM resident_session"),
        ("dispatch", "SELECT * FROM assistant('', now())"),
        ("notification", "SELECT end_session('')"),
        ("dispatch", "DELETE FROM report_history"),
        ("intake", "UPDATE photo SET released_at = now()"),
        ("dispatch", "UPDATE photo_release SET released = true"),
        ("dispatch", "DELETE FROM report"),
        ("dispatch", "UPDATE closing SET proof = 'sure'"),
        ("intake", "DELETE FROM closing"),
        ("intake", "INSERT INTO closing (history_id) VALUES (gen_random_uuid())"),
        ("notification", "SELECT * FROM closing"),
        ("dispatch", "INSERT INTO api_token (id) VALUES (gen_random_uuid())"),
        ("dispatch", "UPDATE api_token SET revoked_at = NULL"),
        ("intake", "SELECT * FROM api_token"),
        ("notification", "SELECT * FROM api_token"),
        ("dispatch", "UPDATE recipient SET email = ''"),
        ("dispatch", "UPDATE staff SET role = 'admin'"),
        ("dispatch", "UPDATE letter SET state = 'accepted'"),
        ("dispatch", "INSERT INTO rule_set (rules, author, created_at) VALUES ('[]', '', now())"),
        ("notification", "UPDATE recipient SET email = NULL"),
        ("notification", "SELECT forget_address_in_letters(gen_random_uuid(), '', now())"),
        ("notification", "UPDATE report SET state = 'done'"),
        ("notification", "INSERT INTO report_history (id) VALUES (gen_random_uuid())"),
        ("notification", "SELECT * FROM session"),
        ("notification", "SELECT * FROM pgmq.read('reports', 1, 1)"),
    ];
    for (service, statement) in refused {
        let pool = database::connect(&database.service_url(service)?, 1, "test")?;
        let error = sqlx::query(statement).execute(&pool).await.expect_err(statement);
        let code = error.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
        assert_eq!(code.as_deref(), Some("42501"), "{service}: {statement}: {error}");
    }
    database.drop_now().await
}
