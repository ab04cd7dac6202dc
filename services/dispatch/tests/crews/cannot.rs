//! "I cannot": each way out of a job as a form, without JavaScript, with words at the field where something is wrong.

use harness::{Crew, Job, Stack, paris, street};
use service_kit::clock::SetClock;
use uuid::Uuid;

use crate::closing::{count, crew_with_a_job, with_a_job};
use crate::{dispatched, report};

/// Makes a move by its form, under an action of its own; the status and the page that comes of it.
async fn sent(
    crew: &Crew,
    job: &Job,
    step: &str,
    fields: &[(&str, &str)],
    photos: &[Vec<u8>],
) -> anyhow::Result<(u16, String)> {
    let action = Uuid::new_v4().to_string();
    let fields: Vec<_> = std::iter::once(("action", action.as_str())).chain(fields.iter().copied()).collect();
    let answer = crew.post(&format!("{}/moves/{step}", job.path), &fields, photos).await?;
    let status = answer.status().as_u16();
    Ok((status, answer.text().await?.replace('\u{a0}', " ")))
}

/// A form: its move, its fields, its photos, and the state that it leads to.
type Form<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [Vec<u8>], &'a str);

async fn state(stack: &Stack) -> anyhow::Result<String> {
    Ok(sqlx::query_scalar("SELECT state FROM report").fetch_one(&stack.pool).await?)
}

#[tokio::test]
async fn every_way_out_is_one_form_and_leads_where_the_table_says() -> anyhow::Result<()> {
    let photo = [street::clean(paris(12, 46))?];
    let ways: [Form<'_>; 9] = [
        ("refuse", &[("reason", "nothing_there")], &photo, "rejected"),
        ("refuse", &[("reason", "already_clean")], &photo, "rejected"),
        ("refuse", &[("reason", "private_property")], &[], "rejected"),
        ("schedule", &[("reason", "blocked"), ("on", "2026-11-25")], &[], "scheduled"),
        (
            "schedule",
            &[("reason", "equipment"), ("on", "2026-11-26"), ("words", "Une benne.")],
            &[],
            "scheduled",
        ),
        ("schedule", &[("on", "2026-11-27")], &[], "scheduled"),
        ("send_back", &[("reason", "wrong_team")], &[], "to_requalify"),
        ("send_back", &[("reason", "wrong_category"), ("words", "Des gravats.")], &[], "to_requalify"),
        ("transfer", &[("partner", "le bailleur")], &[], "transferred"),
    ];
    let (stack, crew, job) = crew_with_a_job(&SetClock::at(paris(12, 45))).await?;
    for (step, fields, photos, to) in ways {
        let (status, page) = sent(&crew, &job, step, fields, photos).await?;
        assert_eq!((status, state(&stack).await?.as_str()), (200, to), "{step} {fields:?}");
        let said = if step == "transfer" { "Lien à transmettre" } else { "C’est noté" };
        assert!(page.contains(said), "{step}: the page says what was done");
        stack.eventually("SELECT NOT EXISTS (SELECT FROM pgmq.q_letters)").await?;
        sqlx::query(
            "UPDATE report SET state = 'dispatched', team_id = 'up-11', scheduled_on = NULL, partner = NULL,
                               transfer_until = NULL, ended_at = NULL",
        )
        .execute(&stack.pool)
        .await?;
    }
    let reasons: Vec<Option<String>> = sqlx::query_scalar(
        "SELECT detail ->> 'reason' FROM report_history WHERE move = 'schedule' ORDER BY position",
    )
    .fetch_all(&stack.pool)
    .await?;
    assert_eq!(reasons, [Some("blocked".into()), Some("equipment".into()), None]);
    stack.finish().await
}

#[tokio::test]
async fn what_a_form_lacks_is_said_at_its_field_and_what_was_written_stays() -> anyhow::Result<()> {
    let (stack, crew, job) = crew_with_a_job(&SetClock::at(paris(12, 45))).await?;
    let written = "SELECT (SELECT count(*) FROM report_history) + (SELECT count(*) FROM accepted_request)";
    let before = count(&stack, written).await?;
    for (step, fields, words) in [
        ("refuse", vec![("reason", "nothing_there")], "Il manque la photo"),
        ("schedule", vec![("reason", "blocked"), ("words", "Camion blanc")], "Choisissez un jour"),
        (
            "schedule",
            vec![("on", "2026-11-23"), ("reason", "blocked")],
            "Choisissez aujourd’hui ou plus tard",
        ),
        ("schedule", vec![("on", "2027-11-23")], "ou plus tôt"),
        ("schedule", vec![("on", "demain")], "Choisissez un jour"),
        ("transfer", vec![], "Écrivez à qui"),
    ] {
        let (status, page) = sent(&crew, &job, step, &fields, &[]).await?;
        assert_eq!(status, 422, "{step} {fields:?}");
        assert!(page.contains(words), "{words}");
        assert!(page.contains("<details class=\"way\" name=\"way\" open>"), "{step}: its form is open");
        for (_, value) in fields.iter().filter(|(name, _)| *name == "words") {
            assert!(page.contains(*value), "{value} stays");
        }
    }
    let long = "é".repeat(1001);
    let fields = [("reason", "wrong_team"), ("words", long.as_str())];
    let (status, page) = sent(&crew, &job, "send_back", &fields, &[]).await?;
    assert!(status == 422 && page.contains("1001 caractères"), "{status}");
    for (step, status) in
        [("nothing", 404), ("requalify", 404), ("watch", 404), ("release", 409), ("undo", 409)]
    {
        let (came, page) = sent(&crew, &job, step, &[], &[]).await?;
        assert_eq!(came, status, "{step}");
        assert!(page.contains("<h1>"), "{step} has a page");
    }
    assert_eq!(count(&stack, written).await?, before, "nothing that was refused changed anything");
    stack.finish().await
}

#[tokio::test]
async fn the_same_form_sent_twice_is_one_move() -> anyhow::Result<()> {
    let (stack, crew, job) = crew_with_a_job(&SetClock::at(paris(12, 45))).await?;
    let (action, path) = (Uuid::new_v4().to_string(), format!("{}/moves/send_back", job.path));
    let fields =
        [("action", action.as_str()), ("reason", "wrong_team"), ("occurred_at", "2026-11-24T11:45:30Z")];
    for _ in 0..2 {
        assert_eq!(crew.post(&path, &fields, &[]).await?.status(), 200);
    }
    assert_eq!(count(&stack, "SELECT count(*) FROM report_history WHERE move = 'send_back'").await?, 1);
    // It was this team's: they are told where it is, by its page and by another form.
    let gone = crew.get(&job.path).await?;
    assert_eq!(gone.status(), 409);
    let words = gone.text().await?;
    assert!(words.contains("<h1>Un référent décide de la suite</h1>"), "{words}");
    assert!(words.contains("n’est plus à faire"), "{words}");
    sqlx::query("UPDATE report SET state = 'dispatched', team_id = 'up-12'").execute(&stack.pool).await?;
    let (status, page) = sent(&crew, &job, "take", &[], &[]).await?;
    assert_eq!(status, 409);
    assert!(page.contains("<h1>Cette intervention a changé d’équipe</h1>"), "{page}");
    assert!(page.contains("est maintenant à l’équipe Urgence Propreté 12e"), "{page}");
    assert!(!page.contains("plus rapide"), "{page}");
    stack.finish().await
}

#[tokio::test]
async fn a_close_is_undone_by_its_button_while_its_letter_waits_and_refused_in_words_afterwards()
-> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let (stack, crew, job) = with_a_job(Stack::start_with(clock.clone(), 30).await?).await?;
    let closed =
        crew.close(&job, &crew.action(&job).await?, &street::clean(paris(12, 45))?, "done-cleaned").await?;
    let page = closed.text().await?.replace('\u{a0}', " ");
    assert!(page.contains("Annuler la clôture") && page.contains("secondes pour annuler"), "{page}");
    let colleague = stack.crew("up-11", "second@example.org").await?;
    colleague.sign_in(&stack).await?;
    assert!(
        !colleague.get(&job.path).await?.text().await?.contains("Annuler la clôture"),
        "not a colleague's"
    );
    assert_eq!(sent(&colleague, &job, "undo", &[], &[]).await?.0, 409);

    assert_eq!(sent(&crew, &job, "undo", &[], &[]).await?.0, 200);
    assert_eq!(state(&stack).await?, "in_progress");
    let letters =
        "SELECT count(*) FROM letter JOIN report_history h ON h.id = history_id WHERE move = 'close'";
    assert_eq!(count(&stack, letters).await?, 0, "no letter for an undone close");

    crew.close(&job, &crew.action(&job).await?, &street::clean(paris(12, 46))?, "done-cleaned").await?;
    clock.set(paris(12, 47));
    assert!(
        !crew.get(&job.path).await?.text().await?.contains("Annuler la clôture"),
        "no button that can't work"
    );
    let (status, page) = sent(&crew, &job, "undo", &[], &[]).await?;
    assert_eq!(status, 422);
    assert!(page.contains("Le délai pour annuler est passé"), "{page}");
    assert_eq!(state(&stack).await?, "done");
    // The second close's letter still waits.
    stack.stop().await
}

#[tokio::test]
async fn one_photo_closes_several_jobs_at_one_place_and_each_reporter_gets_a_letter() -> anyhow::Result<()> {
    let (stack, crew, _) = crew_with_a_job(&SetClock::at(paris(12, 45))).await?;
    for key in ["second", "third"] {
        report(&stack, key, "bags", paris(12, 44)).await?;
    }
    dispatched(&stack).await?;
    let round = crew.get("/crew").await?.text().await?;
    assert_eq!(round.matches("même endroit").count(), 2, "grouped: {round}");
    let jobs = crew.jobs().await?;
    let [job, second, third] = jobs.as_slice() else { anyhow::bail!("three jobs, not {jobs:?}") };
    let also = |job: &Job| format!("also-{}", job.path.rsplit('/').next().unwrap_or_default());
    let page = crew.get(&job.path).await?.text().await?;
    assert!(page.contains(&also(second)) && page.contains(&also(third)), "{page}");

    let (action, second, third) = (Uuid::new_v4().to_string(), also(second), also(third));
    let fields = [("action", action.as_str()), ("reply", "done-cleaned"), (&second, "yes"), (&third, "yes")];
    let photo = [street::clean(paris(12, 45))?];
    for _ in 0..2 {
        let closed = crew.post(&format!("{}/close", job.path), &fields, &photo).await?;
        assert_eq!(closed.status(), 200);
        assert!(closed.text().await?.contains("autres interventions au même endroit sont closes"), "said");
    }
    assert_eq!(count(&stack, "SELECT count(*) FROM report WHERE state = 'done'").await?, 3);
    assert_eq!(count(&stack, "SELECT count(*) FROM photo WHERE stage = 'after'").await?, 3);
    let letters =
        "SELECT count(*) FROM letter JOIN report_history h ON h.id = history_id WHERE move = 'close'";
    assert_eq!(count(&stack, letters).await?, 3);
    let one = "SELECT count(DISTINCT sha256) FROM photo WHERE stage = 'after'";
    assert_eq!(count(&stack, one).await?, 1, "one photo for all of them");
    // Known as such: neither its file nor, later, its pixels are taken for those of another place.
    stack.eventually("SELECT bool_and(compared_at IS NOT NULL) FROM closing").await?;
    let doubts: Vec<String> =
        sqlx::query_scalar("SELECT jsonb_array_elements(doubts) ->> 'doubt' FROM closing")
            .fetch_all(&stack.pool)
            .await?;
    assert!(
        !doubts.iter().any(|doubt| ["used", "same", "resembles"].contains(&doubt.as_str())),
        "{doubts:?}"
    );
    stack.finish().await
}
