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
        ("dispatch", "UPDATE note SET words = 'x'"),
        ("dispatch", "UPDATE saved_view SET staff_id = gen_random_uuid()"),
        ("intake", "SELECT * FROM note"),
        ("notification", "SELECT * FROM note"),
        ("intake", "SELECT * FROM saved_view"),
        ("dispatch", "UPDATE closing SET proof = 'sure'"),
        ("intake", "DELETE FROM closing"),
        ("intake", "INSERT INTO closing (history_id) VALUES (gen_random_uuid())"),
        ("notification", "SELECT * FROM closing"),
        ("dispatch", "INSERT INTO api_token (id) VALUES (gen_random_uuid())"),
        ("dispatch", "UPDATE api_token SET revoked_at = NULL"),
        ("intake", "SELECT * FROM api_token"),
        ("notification", "SELECT * FROM api_token"),
        ("intake", "SELECT * FROM desk_report"),
        ("intake", "INSERT INTO desk_stale (report_id) VALUES (gen_random_uuid())"),
        ("notification", "SELECT * FROM turnaround"),
        ("dispatch", "DELETE FROM desk_report"),
        ("dispatch", "UPDATE recipient SET email = ''"),
        ("dispatch", "UPDATE staff SET email = ''"),
        ("dispatch", "DELETE FROM staff"),
        ("dispatch", "UPDATE category SET icon = ''"),
        ("dispatch", "UPDATE team SET kind = 'dpe'"),
        ("dispatch", "DELETE FROM city_change"),
        ("dispatch", "UPDATE city_change SET staff_id = NULL"),
        ("intake", "SELECT * FROM city_change"),
        ("notification", "SELECT * FROM city_change"),
        ("intake", "UPDATE category SET target_hours = 1"),
        ("dispatch", "UPDATE letter SET state = 'accepted'"),
        ("dispatch", "UPDATE reply_version SET author = ''"),
        ("dispatch", "UPDATE reply SET outcome = 'done'"),
        ("dispatch", "DELETE FROM reply"),
        ("intake", "UPDATE reply SET version = 1"),
        ("dispatch", "UPDATE address_correction SET corrected_at = now()"),
        ("dispatch", "INSERT INTO pgmq.q_letters_dead (vt, message) VALUES (now(), '{}')"),
        (
            "intake",
            "SELECT correct_address(gen_random_uuid(), gen_random_uuid(), '', gen_random_uuid(), now())",
        ),
        ("notification", "SELECT letters_leave_anew('{}', 'refused', now())"),
        ("notification", "SELECT * FROM buried"),
        ("intake", "SELECT * FROM letter_not_told"),
        ("dispatch", "UPDATE rule_set SET rules = '[]'"),
        ("dispatch", "DELETE FROM rule_set"),
        ("dispatch", "UPDATE assignment SET load = '{}'"),
        ("intake", "INSERT INTO rule_set (rules, author, created_at) VALUES ('[]', '', now())"),
        ("intake", "SELECT * FROM rule_draft"),
        ("notification", "SELECT * FROM rule_draft"),
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

#[tokio::test]
async fn the_service_changes_nothing_of_the_city_without_writing_it_down() -> anyhow::Result<()> {
    let database = TestDatabase::create().await?;
    let owner = database.owner()?;
    sqlx::query(
        "INSERT INTO staff (id, email, name, role, language, created_at)
         VALUES (gen_random_uuid(), 'a@example.org', 'a', 'referent', 'fr', now())",
    )
    .execute(&owner)
    .await?;
    let pool = database::connect(&database.service_url("dispatch")?, 1, "test")?;
    for statement in [
        "UPDATE staff SET role = 'admin'",
        "UPDATE category SET target_hours = 1 WHERE id = 'bags'",
        "UPDATE team SET shift = '{}' WHERE id = 'up-11'",
        "DELETE FROM team_sector WHERE team_id = 'up-11'",
        "INSERT INTO staff_sector SELECT id, '75111' FROM staff",
        "INSERT INTO calendar VALUES ('x', '{}', '[]')",
    ] {
        let error = sqlx::query(statement).execute(&pool).await.expect_err(statement);
        let code = error.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {error}");
    }
    // A row of another change, or of another time, does not do.
    let written = "INSERT INTO city_change (changed_at, kind, entry, action) VALUES (now(), 'category', 'bags', 'change')";
    let change = "UPDATE category SET target_hours = 1 WHERE id = 'bags'";
    sqlx::query(written).execute(&pool).await?;
    assert!(sqlx::query(change).execute(&pool).await.is_err(), "written down in another transaction");
    let mut transaction = pool.begin().await?;
    sqlx::query(written).execute(&mut *transaction).await?;
    sqlx::query(change).execute(&mut *transaction).await?;
    transaction.commit().await?;
    pool.close().await;
    owner.close().await;
    database.drop_now().await
}
