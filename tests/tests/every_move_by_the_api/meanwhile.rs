//! A crew whose move comes too late is told what happened to the report: which colleague was faster, or that none was.

use anyhow::ensure;
use harness::{Member, wrong};
use model::moves::{Move, State};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::street::{Street, made};

const FASTER: &str = "A colleague was quicker";

/// What came of a move that is refused, and what it says of the time before.
async fn late(member: &Member, report: Uuid, step: Move) -> anyhow::Result<(u16, Value, String)> {
    let photos: &[Vec<u8>] = if step == Move::Close { &[wrong::jpeg(64, 48)] } else { &[] };
    let body = if step == Move::Close { json!({ "reply": "done-cleaned" }) } else { json!({}) };
    let (status, answer) = member.ask(&made(report, step), &body, photos).await?;
    let said = answer["meanwhile"].clone();
    let words = said["words"].as_str().unwrap_or_default().replace('\u{a0}', " ");
    ensure!(!words.contains(['[', '{', '$']), "open places in {said}");
    Ok((status, said, words))
}

/// A street whose crew has a name of its own.
async fn street() -> anyhow::Result<Street> {
    let street = Street::new(30).await?;
    sqlx::query("UPDATE staff SET name = 'Camille' WHERE id = $1")
        .bind(street.crew.id)
        .execute(&street.stack.pool)
        .await?;
    Ok(street)
}

#[tokio::test]
async fn two_at_once_the_second_is_told_who_and_of_which_team() -> anyhow::Result<()> {
    let street = street().await?;
    for (state, step, last, begin, end) in [
        (State::InProgress, Move::Take, "take", "Taken today at 13:00 by Camille, ", "to the next one."),
        (State::Done, Move::Close, "close", "Closed today at 13:00 by Camille, ", "first reply stay."),
        (State::Done, Move::Take, "close", "Closed today at 13:00 by Camille, ", "to the next one."),
        (State::Rejected, Move::Close, "refuse", "Closed without", "to the next one."),
        (State::Transferred, Move::Take, "transfer", "Passed", "to the next one."),
    ] {
        let report = street.stand(state).await?;
        let (status, said, words) = late(&street.colleague, report, step).await?;
        assert_eq!(status, 409, "{said}");
        assert_eq!(
            (&said["move"], &said["actor"], &said["own"]),
            (&json!(last), &json!("crew"), &json!(false))
        );
        assert_eq!((&said["colleague"], &said["heading"]), (&json!("Camille"), &json!(FASTER)));
        assert!(said["team"].as_str().is_some_and(|team| words.contains(team)), "{said}");
        assert!(said["at"].is_string(), "{said}");
        let begins = words.starts_with(begin) || matches!(state, State::Rejected | State::Transferred);
        assert!(begins && words.contains("today at 13:00") && words.contains("Camille"), "{words}");
        assert!(words.ends_with(end), "{words}");
    }
    // In a colleague's hands: not theirs to give back.
    let report = street.stand(State::InProgress).await?;
    let (status, said, _) = late(&street.colleague, report, Move::Release).await?;
    assert_eq!((status, &said["heading"]), (403, &json!(FASTER)));
    street.stack.stop().await
}

#[tokio::test]
async fn nobody_was_faster_where_it_was_oneself_or_a_referent_or_time() -> anyhow::Result<()> {
    let street = street().await?;
    let referents = street.report().await?;
    let photo = [wrong::jpeg(64, 48)];
    let reply = json!({ "reply": "done-cleaned" });
    let (status, answer) = street.referent.ask(&made(referents, Move::Close), &reply, &photo).await?;
    assert_eq!(status, 200, "{answer}");
    let partners = street.stand(State::Transferred).await?;
    let (_, read) = street.crew.read(&format!("/api/v1/jobs/{partners}")).await?;
    let link = format!("{}/close", read["contractor_url"].as_str().unwrap_or_default());
    let (status, answer) = street.stack.nobody()?.ask(&link, &reply, &photo).await?;
    assert_eq!(status, 200, "{answer}");
    for (report, who, actor, heading) in [
        (street.stand(State::Done).await?, &street.crew, "crew", "You changed it yourself"),
        (referents, &street.colleague, "referent", "A referent decided otherwise"),
        (partners, &street.colleague, "contractor", "The contractor has answered"),
        (street.stand(State::Archived).await?, &street.colleague, "clock", "This job has changed meanwhile"),
    ] {
        let (status, said, words) = late(who, report, Move::Take).await?;
        assert_eq!(
            (status, &said["actor"], &said["heading"]),
            (409, &json!(actor), &json!(heading)),
            "{said}"
        );
        assert_eq!((&said["own"], &said["colleague"]), (&json!(actor == "crew"), &Value::Null), "{said}");
        assert!(words.contains("today at 13:00") && !words.contains(" by "), "{words}");
    }
    street.stack.stop().await
}

#[tokio::test]
async fn a_report_that_went_elsewhere_is_told_as_that_to_whose_it_was_and_to_nobody_else()
-> anyhow::Result<()> {
    let street = street().await?;
    let merged = street.stand(State::Duplicate).await?;
    let (status, said, words) = late(&street.colleague, merged, Move::Take).await?;
    let main = said["main"].as_str().unwrap_or_default();
    assert!(status == 409 && main.starts_with('S') && words.contains(main), "{said}");
    assert_eq!(said["heading"], "It is the same problem as another report");

    let waits = street.stand(State::ToRequalify).await?;
    let (status, said, _) = late(&street.colleague, waits, Move::Close).await?;
    assert_eq!((status, &said["heading"]), (404, &json!("A referent decides what happens next")), "{said}");
    assert_eq!((&said["team"], &said["colleague"]), (&Value::Null, &Value::Null), "{said}");

    let others = street.report().await?;
    let body = json!({ "team": "up-12" });
    let (status, answer) = street.referent.ask(&made(others, Move::Requalify), &body, &[]).await?;
    assert_eq!(status, 200, "{answer}");
    street
        .stack
        .eventually(&format!(
            "SELECT team_id = 'up-12' AND state = 'dispatched' FROM report WHERE id = '{others}'"
        ))
        .await?;
    let other_crew = street.stack.member("crew", Some("up-12"), None).await?;
    let taken = made(others, Move::Take);
    assert_eq!(other_crew.ask(&taken, &json!({}), &[]).await?.0, 200);
    let (status, said, words) = late(&street.crew, others, Move::Take).await?;
    assert_eq!((status, &said["heading"]), (404, &json!("This job has gone to another team")), "{said}");
    assert!(said["team"].as_str().is_some_and(|team| words.contains(team)), "{said}");
    assert_eq!(said["colleague"], Value::Null, "another team's people have no names here: {said}");

    let stranger = street.stack.member("crew", Some("dpe-12"), None).await?;
    for (who, status) in [(&stranger, 404), (&street.referent, 409)] {
        let (came, said, _) = late(who, merged, Move::Close).await?;
        assert_eq!((came, said), (status, Value::Null));
    }
    street.stack.stop().await
}
