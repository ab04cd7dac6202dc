//! When it will be clean: from past closings of that kind in that sector, never from fewer than twenty.

use chrono::{DateTime, Duration, Utc};
use harness::{Resident, Sent, Stack, paris, street};
use service_kit::clock::SetClock;

const FIELDS: [(&str, &str); 3] = [("category", "bags"), ("channel", "web"), ("language", "fr")];

/// Closings of a kind in the sector of the first report, each an hour longer than the one before it.
async fn closings(stack: &Stack, category: &str, hours: i32, at: DateTime<Utc>) -> anyhow::Result<()> {
    sqlx::query(
        "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language,
                             channel, received_at, closed_at, first_closed_at, ended_at, due_at)
         SELECT gen_random_uuid(), 'past-' || gen_random_uuid(), 'done', $1, place, 'phone', sector_id, address, 'fr', 'web',
                $3 - hour * interval '1 h', $3, $3, $3, due_at
         FROM report, generate_series(1, $2) hour WHERE reference NOT LIKE 'past-%'",
    )
    .bind(category)
    .bind(hours)
    .bind(at)
    .execute(&stack.pool)
    .await?;
    Ok(())
}

async fn says(resident: &Resident, sent: &Sent, language: &str, words: &[&str]) -> anyhow::Result<String> {
    let page = resident.get(&format!("{}?lang={language}", sent.tracking_url)).await?;
    let page = page.error_for_status()?.text().await?.replace('\u{a0}', " ");
    for words in words {
        assert!(page.contains(words), "{words} is not in {page}");
    }
    Ok(page)
}

#[tokio::test]
async fn half_and_eight_in_ten_are_told_from_twenty_closings_on() -> anyhow::Result<()> {
    let now = paris(12, 0);
    let clock = SetClock::at(now);
    let stack = Stack::start(clock.clone()).await?;
    let resident = stack.resident()?;
    let sent = resident.report("one", &FIELDS, &[street::dirty(paris(11, 58))?]).await?;
    stack.eventually("SELECT state = 'dispatched' FROM report").await?;

    // Nineteen, and many that don't count: another kind's, and those of long ago.
    closings(&stack, "bags", 19, now - Duration::days(1)).await?;
    closings(&stack, "mattress", 30, now - Duration::days(1)).await.ok();
    closings(&stack, "bags", 30, now - Duration::days(91)).await?;
    let few = "C’est l’objectif de la Ville : il y a eu moins de 20 nettoyages du même type dans ce secteur en 90 jours.";
    says(&resident, &sent, "fr", &["Objectif : ", few]).await?;

    // The twentieth counts as soon as the answer of before is ten minutes old.
    closings(&stack, "bags", 1, now - Duration::days(1)).await?;
    clock.set(now + Duration::minutes(5));
    says(&resident, &sent, "fr", &[few]).await?;
    clock.set(now + Duration::minutes(11));
    // 1, 1, 2, … 19 hours: half within 9, eight in ten within 15.
    let expected = "la moitié sont nettoyés d’ici aujourd’hui à 21 h 00, 8 sur 10 d’ici demain à 3 h 00.";
    let page = says(&resident, &sent, "fr", &[expected, "D’après 20 nettoyages du même type"]).await?;
    assert!(!page.contains("Objectif"), "{page}");
    says(&resident, &sent, "en", &["half are cleaned by today at 21:00, 8 in 10 by tomorrow at 3:00."])
        .await?;

    // What lies behind is not promised any more.
    clock.set(now + Duration::hours(10));
    let page = says(&resident, &sent, "fr", &["8 sur 10 sont nettoyés d’ici demain à 3 h 00."]).await?;
    assert!(!page.contains("la moitié"), "{page}");
    clock.set(now + Duration::hours(16));
    says(&resident, &sent, "fr", &["Celui-ci prend plus de temps que d’ordinaire"]).await?;
    stack.finish().await
}
