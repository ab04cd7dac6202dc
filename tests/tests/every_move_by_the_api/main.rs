//! Every move of the table, asked for by the API as everybody who could ask: who may, from where, and what it needs.
//! What is refused says why and what to do, and changes nothing.

mod meanwhile;
mod needs;
mod street;
mod table;
mod time;

use anyhow::ensure;
use harness::{Member, Stack, paris, wrong};
use model::moves::{Move, State};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;
use web::{Language, Texts};

use crate::street::{Street, made};
use crate::table::{Row, TABLE, Then};

/// What should come of a move without any fields.
fn expected(row: &Row, state: State, who: &str) -> (u16, &'static str) {
    // A crew does not see what no team has.
    if who != "referent" && matches!(state, State::Received | State::ToRequalify) {
        return (404, "not-found");
    }
    if !row.from.contains(&state) {
        return (409, "state");
    }
    let may = if who == "referent" { row.referent } else { row.crew };
    if !may {
        return (403, "actor");
    }
    if who == "colleague" && matches!(row.step, Move::Release | Move::Undo) {
        return (403, "colleague");
    }
    match row.then {
        Then::To(_) => (200, ""),
        Then::Needs(name, _) => (422, name),
        Then::Nobody => unreachable!("nobody may"),
    }
}

/// The words of a refusal, the state, the move and the field that it names.
fn said(answer: &Value, row: &Row, state: State, status: u16) -> anyhow::Result<()> {
    let texts = Texts::of(Language::En);
    let text = |name: &str| answer[name].as_str().unwrap_or_default();
    for words in [text("title"), text("detail")] {
        ensure!(words.len() > 5 && !words.contains(['[', '{', '$']), "no words in {answer}");
    }
    if status == 409 {
        ensure!(text("state") == state.as_str() && text("move") == row.step.as_str(), "{answer}");
        for key in [format!("state-{state}"), format!("move-{}", row.step)] {
            ensure!(texts.has(&key) && text("title").contains(&texts.t(&key)), "no {key} in {answer}");
        }
    }
    if let (422, Then::Needs(_, field)) = (status, row.then) {
        ensure!(answer["errors"][0]["field"] == field, "not about {field}: {answer}");
        ensure!(answer["errors"][0]["remedy"] == answer["detail"], "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn a_move_is_for_those_and_from_the_states_that_the_table_names() -> anyhow::Result<()> {
    let street = Street::new(30).await?;
    for state in State::ALL {
        let mut report = street.stand(*state).await?;
        let mut before = street.stack.snapshot().await?;
        for (who, member) in street.insiders() {
            for row in &TABLE {
                let (status, name) = expected(row, *state, who);
                let (came, answer) = member.ask(&made(report, row.step), &json!({}), &[]).await?;
                let what = format!("{} of `{state}` by {who}: {answer}", row.step);
                assert_eq!(came, status, "{what}");
                if let (200, Then::To(to)) = (status, row.then) {
                    assert_eq!(answer["state"], to.as_str(), "{what}");
                    report = street.stand(*state).await?;
                    before = street.stack.snapshot().await?;
                    continue;
                }
                assert_eq!(answer["type"], format!("/problems/{name}"), "{what}");
                said(&answer, row, *state, status)?;
                assert_eq!(street.stack.snapshot().await?, before, "{what} changed something");
            }
        }
    }
    street.stack.stop().await
}

#[tokio::test]
async fn who_does_not_see_a_report_moves_none_of_it() -> anyhow::Result<()> {
    let street = Street::new(30).await?;
    let report = street.stand(State::Dispatched).await?;
    let before = street.stack.snapshot().await?;
    let outsiders = [
        ("another team", street.stack.member("crew", Some("dpe-11"), None).await?, 404, "not-found"),
        (
            "a referent of the 12th",
            street.stack.member("referent", None, Some("75112")).await?,
            404,
            "not-found",
        ),
        ("the call centre", street.stack.member("call_centre", None, None).await?, 404, "not-found"),
        ("nobody", street.stack.nobody()?, 401, "signed-out"),
    ];
    for (who, member, status, name) in &outsiders {
        for step in Move::ALL {
            let (came, answer) = member.ask(&made(report, *step), &json!({}), &[]).await?;
            assert_eq!(
                (came, &answer["type"]),
                (*status, &json!(format!("/problems/{name}"))),
                "{step} by {who}"
            );
        }
        let (came, _) = member.read(&format!("/api/v1/jobs/{report}")).await?;
        assert_eq!(came, *status, "{who} reads it");
    }
    assert_eq!(street.stack.snapshot().await?, before);
    street.stack.stop().await
}

#[tokio::test]
async fn a_report_says_which_moves_its_reader_can_make() -> anyhow::Result<()> {
    let street = Street::new(30).await?;
    for state in State::ALL {
        let report = street.stand(*state).await?;
        for (who, member) in street.insiders() {
            let (came, read) = member.read(&format!("/api/v1/jobs/{report}")).await?;
            if expected(&TABLE[0], *state, who).0 == 404 {
                assert_eq!(came, 404, "{who} and what no team has");
                continue;
            }
            assert_eq!((came, &read["state"]), (200, &json!(state.as_str())), "{who}: {read}");
            let can = TABLE.iter().filter(|row| matches!(expected(row, *state, who).0, 200 | 422));
            let can: Vec<_> = can.map(|row| row.step.as_str()).collect();
            assert_eq!(read["moves"], json!(can), "{state} for {who}");
        }
    }
    street.stack.stop().await
}

#[tokio::test]
async fn each_need_is_said_with_its_field_and_remedy() -> anyhow::Result<()> {
    let street = Street::new(30).await?;
    for need in needs::needs(&street).await? {
        let report = street.stand(need.state).await?;
        let body = if need.body["main"] == "itself" { json!({ "main": report }) } else { need.body.clone() };
        let before = street.stack.snapshot().await?;
        let member = if need.by_referent { &street.referent } else { &street.crew };
        let (status, answer) = member.ask(&made(report, need.step), &body, &need.photos).await?;
        let what = format!("{} with {body}: {answer}", need.step);
        assert_eq!((status, &answer["type"]), (422, &json!(format!("/problems/{}", need.name))), "{what}");
        assert_eq!(answer["errors"][0]["field"], need.field, "{what}");
        let meaning = format!("{}/problems/{}", street.stack.staff_url, need.name);
        assert_eq!(reqwest::get(meaning).await?.status(), 200, "{} has its page", need.name);
        let remedy = answer["detail"].as_str().unwrap_or_default();
        assert!(remedy.contains(need.remedy), "`{}` in {what}", need.remedy);
        assert_eq!(street.stack.snapshot().await?, before, "{what} changed something");
    }
    // Watched before any team had it: nobody could come.
    let report = street.stand(State::ToRequalify).await?;
    let body = json!({ "review_on": "2026-12-01" });
    assert_eq!(street.referent.ask(&made(report, Move::Watch), &body, &[]).await?.0, 200);
    let body = json!({ "on": "2026-12-01" });
    let (status, answer) = street.referent.ask(&made(report, Move::Schedule), &body, &[]).await?;
    assert_eq!((status, &answer["type"]), (422, &json!("/problems/no-team")), "{answer}");
    street.stack.stop().await
}

#[tokio::test]
async fn a_close_is_undone_by_who_made_it_in_time_and_before_its_letter_leaves() -> anyhow::Result<()> {
    let street = Street::new(30).await?;
    let undo =
        async |member: &Member, report: Uuid| member.ask(&made(report, Move::Undo), &json!({}), &[]).await;
    // The referent closed it: not the crew's to undo.
    let report = street.stand(State::Dispatched).await?;
    let reply = json!({ "reply": "done-cleaned" });
    let photo = [wrong::jpeg(64, 48)];
    let (status, answer) = street.referent.ask(&made(report, Move::Close), &reply, &photo).await?;
    assert_eq!(status, 200, "{answer}");
    let (status, answer) = undo(&street.crew, report).await?;
    assert_eq!((status, &answer["type"]), (403, &json!("/problems/colleague")), "{answer}");
    let report = street.stand(State::Done).await?;
    street.clock.advance(chrono::Duration::seconds(31));
    let (status, answer) = undo(&street.crew, report).await?;
    assert_eq!((status, &answer["type"]), (422, &json!("/problems/undo-too-late")), "{answer}");
    street.stack.stop().await?;

    // In time, but the letter has left: there is no delay here.
    let street = Street::with(Stack::start(SetClock::at(paris(13, 0))).await?).await?;
    let report = street.stand(State::Done).await?;
    street
        .stack
        .eventually(&format!(
            "SELECT state = 'accepted' FROM letter JOIN report_history h ON h.id = history_id
             WHERE h.report_id = '{report}' AND move = 'close'"
        ))
        .await?;
    let (status, answer) = undo(&street.crew, report).await?;
    assert_eq!((status, &answer["type"]), (422, &json!("/problems/letter-left")), "{answer}");
    let (_, read) = street.crew.read(&format!("/api/v1/jobs/{report}")).await?;
    assert_eq!(read["state"], "done", "it stays closed");
    street.stack.finish().await
}

#[tokio::test]
async fn a_contractor_closes_or_declines_by_the_link_of_this_transfer_alone() -> anyhow::Result<()> {
    let street = Street::new(30).await?;
    let nobody = street.stack.nobody()?;
    let photo = [wrong::jpeg(64, 48)];
    let link = async |report: Uuid| -> anyhow::Result<String> {
        let (_, read) = street.crew.read(&format!("/api/v1/jobs/{report}")).await?;
        Ok(read["contractor_url"].as_str().unwrap_or_default().to_owned())
    };
    let over = |(status, answer): (u16, Value)| {
        assert_eq!((status, &answer["type"]), (410, &json!("/problems/link")), "{answer}");
    };
    let report = street.stand(State::Transferred).await?;
    let first = link(report).await?;
    let (status, read) = nobody.read(&first).await?;
    assert_eq!((status, &read["moves"]), (200, &json!(["close", "decline"])), "{read}");
    assert_eq!(read["contractor_url"], Value::Null);
    let (status, answer) =
        nobody.ask(&format!("{first}/close"), &json!({ "reply": "done-cleaned" }), &[]).await?;
    assert_eq!((status, &answer["errors"][0]["field"]), (422, &json!("photo")), "{answer}");
    let (status, answer) = nobody.ask(&format!("{first}/close"), &json!({}), &photo).await?;
    assert_eq!((status, &answer["errors"][0]["field"]), (422, &json!("reply")), "{answer}");
    let (status, answer) =
        nobody.ask(&format!("{first}/decline"), &json!({ "words": "Pas nous." }), &[]).await?;
    assert_eq!((status, &answer["state"]), (200, &json!("dispatched")), "{answer}");

    // Declined: the link is over, also when the report is transferred again.
    over(nobody.ask(&format!("{first}/decline"), &json!({}), &[]).await?);
    let partner = json!({ "partner": { "fr": "le bailleur", "en": "the landlord" } });
    let (status, answer) = street.referent.ask(&made(report, Move::Transfer), &partner, &[]).await?;
    assert_eq!(status, 200, "{answer}");
    over(nobody.read(&first).await?);
    over(nobody.ask(&format!("{first}/close"), &json!({ "reply": "done-cleaned" }), &photo).await?);
    let second = link(report).await?;
    assert_ne!(first, second);
    let other = link(street.stand(State::Transferred).await?).await?;
    let forged = format!("{}{}", &second[..second.len() - 1], if second.ends_with('A') { "Q" } else { "A" });
    over(nobody.read(&forged).await?);
    over(nobody.read(&format!("{}/api/v1/contractor/nonsense", street.stack.staff_url)).await?);
    let (status, answer) =
        nobody.ask(&format!("{second}/close"), &json!({ "reply": "done-cleaned" }), &photo).await?;
    assert_eq!((status, &answer["state"]), (200, &json!("done")), "{answer}");
    over(nobody.read(&second).await?);

    // Fourteen days, to the second.
    street.clock.advance(chrono::Duration::days(14) - chrono::Duration::seconds(1));
    assert_eq!(nobody.read(&other).await?.0, 200);
    street.clock.advance(chrono::Duration::seconds(1));
    over(nobody.read(&other).await?);
    over(nobody.ask(&format!("{other}/decline"), &json!({}), &[]).await?);
    street.stack.stop().await
}

#[tokio::test]
async fn a_request_that_is_no_move_is_refused_in_words() -> anyhow::Result<()> {
    let street = Street::new(30).await?;
    let report = street.stand(State::Dispatched).await?;
    let before = street.stack.snapshot().await?;
    let crew = &street.crew;
    let take = made(report, Move::Take);
    let long = "k".repeat(201);
    for (what, (status, answer), expected, name) in [
        (
            "a move that is none",
            crew.ask(&format!("/api/v1/jobs/{report}/moves/wipe"), &json!({}), &[]).await?,
            404,
            "not-found",
        ),
        (
            "a report that is none",
            crew.ask(&made(Uuid::nil(), Move::Take), &json!({}), &[]).await?,
            404,
            "not-found",
        ),
        ("an empty key", crew.ask_by(" ", &take, &json!({}), &[]).await?, 400, "no-key"),
        ("a long key", crew.ask_by(&long, &take, &json!({}), &[]).await?, 400, "no-key"),
        (
            "a field that is none",
            crew.ask(&take, &json!({ "colour": "green" }), &[]).await?,
            400,
            "malformed",
        ),
        ("a list", crew.ask(&take, &json!([1]), &[]).await?, 400, "malformed"),
        (
            "a moment that is none",
            crew.ask(&take, &json!({ "occurred_at": "soon" }), &[]).await?,
            422,
            "unreadable",
        ),
    ] {
        assert_eq!(
            (status, &answer["type"]),
            (expected, &json!(format!("/problems/{name}"))),
            "{what}: {answer}"
        );
        assert!(
            answer["detail"].as_str().is_some_and(|words| !words.contains(['[', '$'])),
            "{what}: {answer}"
        );
    }
    assert_eq!(street.stack.snapshot().await?, before);
    // The same key is the same move, and for nothing else.
    let (status, first) = crew.ask_by("once", &take, &json!({}), &[]).await?;
    assert_eq!(status, 200, "{first}");
    assert_eq!(crew.ask_by("once", &take, &json!({}), &[]).await?, (200, first));
    let (status, answer) = crew.ask_by("once", &made(report, Move::Release), &json!({}), &[]).await?;
    assert_eq!((status, &answer["errors"][0]["field"]), (422, &json!("Idempotency-Key")), "{answer}");
    street.stack.stop().await
}
