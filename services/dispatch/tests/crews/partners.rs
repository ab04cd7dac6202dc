//! A job that is passed on: the link to hand on, and what its partner says who gives it back.

use anyhow::Context;
use harness::{Crew, Job, Stack, paris, street};
use service_kit::clock::SetClock;
use uuid::Uuid;

use crate::closing::{count, with_a_job};
use crate::dispatched;

/// Passes a job on by its form; the page that comes of it.
async fn passed_on(crew: &Crew, job: &Job) -> anyhow::Result<String> {
    let action = Uuid::new_v4().to_string();
    let fields =
        [("action", action.as_str()), ("partner", "le bailleur"), ("words", "La grille est ouverte.")];
    let page = crew.post(&format!("{}/moves/transfer", job.path), &fields, &[]).await?;
    anyhow::ensure!(page.url().path() == job.path, "the job's page, not {}", page.url());
    Ok(page.error_for_status()?.text().await?.replace('\u{a0}', " "))
}

/// The link to hand on that a page shows, without its host.
fn link(page: &str) -> Option<String> {
    let link = page
        .split("value=\"")
        .find_map(|rest| rest.split('"').next().filter(|it| it.contains("/contractor/")))?;
    Some(link[link.find("/contractor/")?..].to_owned())
}

#[tokio::test]
async fn the_team_that_passed_a_job_on_sees_the_link_to_hand_on_and_nobody_else_does() -> anyhow::Result<()> {
    let (stack, crew, job) = with_a_job(Stack::start(SetClock::at(paris(12, 45))).await?).await?;
    assert_eq!(link(&crew.get(&job.path).await?.text().await?), None, "not before");
    let page = passed_on(&crew, &job).await?;
    let first = link(&page).context("the link")?;
    assert!(page.contains("jusqu’au 8 décembre : le bailleur"), "until when: {page}");
    assert!(page.contains("Quiconque a ce lien peut clore ou rendre"), "what it is good for");
    let round = crew.get("/crew").await?.text().await?.replace('\u{a0}', " ");
    assert!(round.contains("le bailleur, jusqu’au 8 décembre") && round.contains(&job.path), "{round}");

    let colleague = stack.crew("up-11", "colleague@example.org").await?;
    colleague.sign_in(&stack).await?;
    assert_eq!(
        link(&colleague.get(&job.path).await?.text().await?),
        Some(first.clone()),
        "the same, derived"
    );
    let stranger = stack.crew("up-12", "stranger@example.org").await?;
    stranger.sign_in(&stack).await?;
    assert_eq!(stranger.get(&job.path).await?.status(), 404);
    assert!(!stranger.get("/crew").await?.text().await?.contains(&job.path), "nor on another team's round");
    let kept = "SELECT count(*) FROM report_history h WHERE h::text LIKE '%' || $1 || '%'";
    let token = first.rsplit('/').next().context("a token")?;
    let kept: i64 = sqlx::query_scalar(kept).bind(token).fetch_one(&stack.pool).await?;
    assert_eq!(kept, 0, "it is stored nowhere");

    // Whoever holds it opens the job; when it has come back, neither the link nor its place on the pages is left.
    let partner = Crew::new(stack.staff_url.clone(), String::new())?;
    let opened = partner.get(&first).await?.error_for_status()?.text().await?;
    assert!(opened.contains("La grille est ouverte."), "{opened}");
    let action = Uuid::new_v4().to_string();
    partner.post(&format!("{first}/decline"), &[("action", &action)], &[]).await?.error_for_status()?;
    assert_eq!(link(&crew.get(&job.path).await?.text().await?), None, "not afterwards");
    assert!(!crew.get("/crew").await?.text().await?.contains("Transmises"));
    let second = link(&passed_on(&crew, &job).await?);
    assert!(second.is_some() && second.as_ref() != Some(&first), "a new link for a new transfer");
    assert_eq!(partner.get(&first).await?.status(), 410);
    stack.finish().await
}

#[tokio::test]
async fn a_partner_gives_a_job_back_with_words_and_a_photo_for_the_team_alone() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start(clock.clone()).await?;
    let sent = crate::report(&stack, "job", "bags", paris(12, 44)).await?;
    dispatched(&stack).await?;
    let crew = stack.crew("up-11", "pair@example.org").await?;
    crew.sign_in(&stack).await?;
    let job = crew.jobs().await?.pop().context("a job")?;
    let link = link(&passed_on(&crew, &job).await?).context("the link")?;
    let partner = Crew::new(stack.staff_url.clone(), String::new())?;
    let action = Uuid::new_v4().to_string();
    let fields = [("action", action.as_str()), ("words", "Le trottoir est à la Ville.")];
    let photo = [street::clean(paris(12, 45))?];
    for _ in 0..2 {
        let answer = partner.post(&format!("{link}/decline"), &fields, &photo).await?;
        assert_eq!((answer.status().as_u16(), answer.url().path()), (200, "/contractor/thanks/declined"));
    }
    let photos: Vec<Uuid> = sqlx::query_scalar(
        "SELECT photo.id FROM photo JOIN report_history h ON h.id = history_id WHERE move = 'come_back'",
    )
    .fetch_all(&stack.pool)
    .await?;
    let [photo] = photos.as_slice() else { anyhow::bail!("one photo, not {photos:?}") };
    stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    let page = crew.get(&job.path).await?.text().await?.replace('\u{a0}', " ");
    assert!(
        page.contains("Rendue par le bailleur") && page.contains("Le trottoir est à la Ville."),
        "{page}"
    );
    assert!(page.contains(&format!("/crew/photos/{photo}/large")), "{page}");
    assert_eq!(crew.get(&format!("/crew/photos/{photo}/large")).await?.status(), 200);
    // The resident is shown what was cleaned, not what others say to one another.
    let tracking =
        async || anyhow::Ok(reqwest::get(&sent.tracking_url).await?.error_for_status()?.text().await?);
    let page = tracking().await?;
    assert!(page.contains("/photos/"), "their own photo: {page}");
    assert!(!page.contains(&photo.to_string()) && !page.contains("Le trottoir"), "{page}");
    clock.set(paris(13, 0));
    crew.close(&job, &crew.action(&job).await?, &street::clean(paris(12, 59))?, "done-cleaned").await?;
    stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    let page = tracking().await?;
    assert!(page.contains("data-compare") && !page.contains(&photo.to_string()), "{page}");
    let page = crew.get(&job.path).await?.text().await?;
    assert!(!page.contains(&photo.to_string()), "a closed job's proof is the crew's photo: {page}");
    stack.finish().await
}

#[tokio::test]
async fn what_is_wrong_in_a_partners_form_is_said_at_its_field_and_what_was_typed_stays() -> anyhow::Result<()>
{
    let (stack, crew, job) = with_a_job(Stack::start(SetClock::at(paris(12, 45))).await?).await?;
    let link = link(&passed_on(&crew, &job).await?).context("the link")?;
    let partner = Crew::new(stack.staff_url.clone(), String::new())?;
    let written = "SELECT (SELECT count(*) FROM report_history) + (SELECT count(*) FROM photo)
                          + (SELECT count(*) FROM accepted_request)";
    let before = count(&stack, written).await?;
    let (action, long, fits) = (Uuid::new_v4().to_string(), "é".repeat(1001), "Pas pour nous.".to_owned());
    let nothing = || vec![b"nothing".to_vec()];
    for (form, words, photos, field, what) in [
        ("decline", &long, vec![], "why-error", "1001 caractères"),
        ("decline", &fits, nothing(), "decline-photo-error", "n’est pas une photo"),
        ("close", &long, vec![street::clean(paris(12, 45))?], "words-error", "1001 caractères"),
        ("close", &fits, vec![], "photo-error", "Il manque la photo"),
    ] {
        let fields = [("action", action.as_str()), ("reply", "done-cleaned"), ("words", words)];
        let answer = partner.post(&format!("{link}/{form}"), &fields, &photos).await?;
        let (status, page) =
            (answer.status().as_u16(), answer.text().await?.replace(['\u{a0}', '\u{202f}'], " "));
        assert_eq!(status, 422, "{form} {field}");
        let said = page.split(&format!("id=\"{field}\"")).nth(1).and_then(|rest| rest.split("</p>").next());
        assert!(
            said.is_some_and(|said| said.replace("1 001", "1001").contains(what)),
            "{form} {field}: {page}"
        );
        assert!(page.contains(&format!("{words}</textarea>")), "{form}: what was typed stays");
        assert!(page.contains(&action), "{form}: the same action");
        assert_eq!(
            page.contains("<details class=\"more\" open><summary>Ce n’est pas pour nous"),
            form == "decline"
        );
    }
    assert_eq!(count(&stack, written).await?, before, "nothing that was refused changed anything");
    stack.finish().await
}
