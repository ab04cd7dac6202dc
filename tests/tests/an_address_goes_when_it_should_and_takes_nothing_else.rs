//! Erasing an address: at once when its owner wants it, by itself twelve months after the report's end.

use chrono::Duration;
use harness::{Sent, Stack, paris, street};
use service_kit::clock::SetClock;

const FIELDS: [(&str, &str); 4] =
    [("category", "bags"), ("channel", "web"), ("language", "fr"), ("email", "camille@example.org")];

/// Nowhere in the database is there a word of the address.
async fn nowhere(stack: &Stack) -> anyhow::Result<()> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
         WHERE schemaname IN ('public', 'pgmq')",
    )
    .fetch_all(&stack.pool)
    .await?;
    for table in tables {
        let query = format!("SELECT count(*) FROM {table} row WHERE row::text ILIKE '%camille@%'");
        let found: i64 = sqlx::query_scalar(&query).fetch_one(&stack.pool).await?;
        assert_eq!(found, 0, "{table} still has the address");
    }
    Ok(())
}

async fn reported(stack: &Stack) -> anyhow::Result<Sent> {
    let sent = stack.resident()?.report("one", &FIELDS, &[street::dirty(paris(12, 44))?]).await?;
    stack.eventually("SELECT state = 'dispatched' FROM report").await?;
    Ok(sent)
}

#[tokio::test]
async fn who_wants_it_is_forgotten_at_once_and_the_report_goes_on() -> anyhow::Result<()> {
    let stack = Stack::start_without_letters(SetClock::at(paris(12, 45)), 0).await?;
    let (resident, sent) = (stack.resident()?, reported(&stack).await?);
    let (letters, history): (i64, i64) =
        sqlx::query_as("SELECT (SELECT count(*) FROM letter), (SELECT count(*) FROM report_history)")
            .fetch_one(&stack.pool)
            .await?;
    // What a mail server said may name the person.
    sqlx::query("UPDATE letter SET smtp_answer = '450 <Camille@example.org> later'")
        .execute(&stack.pool)
        .await?;

    // Opening it changes nothing.
    assert_eq!(resident.get(&format!("/r/{}/erase", sent.token())).await?.status(), 405);
    let page = resident.get(&sent.tracking_url).await?.text().await?;
    assert!(page.contains("Effacer mon adresse") && page.contains("/unsubscribe/"), "{page}");

    let address = format!("{}/erase", sent.tracking_url);
    for _ in 0..2 {
        let answer = resident.post_raw(&address, "application/x-www-form-urlencoded", "").await?;
        assert_eq!(answer.status(), 303);
    }
    nowhere(&stack).await?;
    let after: (i64, i64, bool, bool, i64, bool) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM letter), (SELECT count(*) FROM report_history),
                (SELECT bool_and(state = 'not_wanted' AND settled_at IS NOT NULL) FROM letter),
                (SELECT state = 'dispatched' FROM report),
                (SELECT count(*) FROM address_erasure WHERE cause = 'wish'),
                (SELECT words IS NULL FROM report)",
    )
    .fetch_one(&stack.pool)
    .await?;
    assert_eq!(after, (letters, history, true, true, 1, true));
    let page = resident.get(&sent.tracking_url).await?.text().await?.replace('\u{a0}', " ");
    assert!(page.contains("Votre adresse e-mail a été effacée aujourd’hui à 12 h 45."), "{page}");
    assert!(!page.contains("Effacer mon adresse"), "{page}");
    stack.stop().await
}

#[tokio::test]
async fn twelve_months_after_the_end_of_what_is_looked_after_addresses_go_by_themselves() -> anyhow::Result<()>
{
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start_set(clock.clone(), 0, &["--addresses-every-seconds=1"]).await?;
    let sent = reported(&stack).await?;
    let other = stack.resident()?.report("two", &FIELDS, &[street::dirty(paris(12, 43))?]).await?;
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    stack.eventually("SELECT bool_and(state <> 'waiting') FROM letter").await?;
    // The first was merged into the second, which ended two days after it.
    for (reference, state, days) in [(&sent.reference, "duplicate", 0), (&other.reference, "done", 2)] {
        sqlx::query(
            "UPDATE report SET state = $2, ended_at = $3,
                 merged_into = (SELECT id FROM report main WHERE reference = $4 AND $2 = 'duplicate')
             WHERE reference = $1",
        )
        .bind(reference)
        .bind(state)
        .bind(paris(13, 0) + Duration::days(days))
        .bind(&other.reference)
        .execute(&stack.pool)
        .await?;
    }
    // A third, of the same person, is still open.
    clock.set(paris(13, 0) + Duration::days(366));
    let erased = "SELECT count(*) FROM address_erasure";
    let third = stack.resident()?.report("three", &FIELDS, &[street::dirty(paris(12, 42))?]).await?;
    let before: i64 = sqlx::query_scalar(erased).fetch_one(&stack.pool).await?;
    assert_eq!(before, 0, "the main report ended less than twelve months ago");

    clock.set(paris(13, 1) + Duration::days(367));
    stack.eventually("SELECT count(*) = 2 AND bool_and(cause = 'clock') FROM address_erasure").await?;
    let kept: Vec<String> = sqlx::query_scalar(
        "SELECT reference FROM recipient JOIN report ON report.id = report_id WHERE email IS NOT NULL",
    )
    .fetch_all(&stack.pool)
    .await?;
    assert_eq!(kept, [third.reference]);
    stack.stop().await
}

#[tokio::test]
async fn an_address_that_cannot_be_erased_yet_holds_up_no_other() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start_set(clock.clone(), 0, &["--addresses-every-seconds=1"]).await?;
    let first = reported(&stack).await?;
    stack.resident()?.report("two", &FIELDS, &[street::dirty(paris(12, 43))?]).await?;
    stack.eventually("SELECT bool_and(state = 'dispatched') AND count(*) = 2 FROM report").await?;
    stack.eventually("SELECT bool_and(state <> 'waiting') FROM letter").await?;
    let function =
        "CREATE FUNCTION stuck() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'stuck'; END $$"
            .to_owned();
    let id: uuid::Uuid = sqlx::query_scalar("SELECT id FROM report WHERE reference = $1")
        .bind(&first.reference)
        .fetch_one(&stack.pool)
        .await?;
    let trigger = format!(
        "CREATE TRIGGER stuck BEFORE INSERT ON address_erasure FOR EACH ROW WHEN (NEW.report_id = '{id}')
         EXECUTE FUNCTION stuck()"
    );
    for statement in [&function, &trigger] {
        sqlx::query(statement).execute(&stack.pool).await?;
    }
    sqlx::query("UPDATE report SET state = 'done', ended_at = $1")
        .bind(paris(13, 0))
        .execute(&stack.pool)
        .await?;
    clock.set(paris(13, 1) + Duration::days(366));
    stack.eventually("SELECT count(*) = 1 FROM address_erasure").await?;
    sqlx::query("DROP TRIGGER stuck ON address_erasure").execute(&stack.pool).await?;
    stack.eventually("SELECT count(*) = 2 FROM address_erasure").await?;
    stack.stop().await
}
