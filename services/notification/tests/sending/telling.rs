//! What each letter about a report tells, from its own history row.

use local::inbox::Received;
use mail_parser::MessageParser;
use messages::LetterMessage;
use model::ids::{HistoryId, LetterId, PhotoId, RecipientId};
use model::moves::{Move, State};
use serde_json::json;
use service_kit::links::{Purpose, Token};

use crate::SOON;
use crate::office::{Office, Report};

/// The plain text, with plain spaces.
fn text(received: &Received) -> String {
    let letter = MessageParser::new().parse(&*received.raw).unwrap();
    letter.body_text(0).unwrap().replace('\u{a0}', " ")
}

fn pictures(received: &Received) -> usize {
    MessageParser::new().parse(&*received.raw).unwrap().attachments().count()
}

fn assert_says(received: &Received, words: &[&str]) {
    let text = text(received);
    for words in words {
        assert!(text.contains(words), "{words} is not in: {text}");
    }
}

/// The next letter, once the move is announced.
async fn told(office: &Office, report: &Report, history: HistoryId, step: Move) -> Received {
    let before = office.inbox.newest();
    office.announce(report, history, step).await;
    office.inbox.wait_for(SOON, Some(before), |_| true).await.unwrap()
}

#[tokio::test]
async fn a_schedule_is_told_with_its_own_day_even_if_another_was_fixed_since() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    let day = |on: &str| json!({ "on": on });
    let states = (State::Dispatched, State::Scheduled);
    let first = office.moved(&report, Move::Schedule, states, day("2026-12-01")).await;
    office.moved(&report, Move::Schedule, states, day("2026-12-08")).await;
    let letter = told(&office, &report, first, Move::Schedule).await;
    assert_says(&letter, &["L’équipe Urgence Propreté du 11e a fixé son passage : mardi 1er décembre."]);
    assert!(!text(&letter).contains("8 décembre"));
    assert_eq!(office.settled(first).await.state, "accepted");
    office.shut().await;
}

#[tokio::test]
async fn a_refusal_is_told_with_its_reason_in_the_readers_language_and_the_crews_photo() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "en").await;
    let texts = json!({ "fr": "Rien sur place.", "en": "Nothing there." });
    let detail = json!({ "reason": "nothing_there", "reply": null, "texts": texts });
    let refuse = office.moved(&report, Move::Refuse, (State::InProgress, State::Rejected), detail).await;
    office.photo(&report, refuse, "after", "ready").await;
    let letter = told(&office, &report, refuse, Move::Refuse).await;
    assert_says(
        &letter,
        &[
            "without cleaning",
            "Nothing there.",
            "Tuesday 8 December",
            "It isn’t settled",
            "?answer=not-clean#answer",
        ],
    );
    assert_eq!(pictures(&letter), 1, "what the crew found");
    office.shut().await;
}

#[tokio::test]
async fn a_contest_is_told_to_who_said_it_and_to_who_did_not() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    let own = office.contest(&report, report.recipient).await;
    let letter = told(&office, &report, own, Move::Contest).await;
    assert_says(&letter, &["Vous nous avez dit", "n’est pas propre", "repart vers une équipe"]);
    let others = office.contest(&report, report.id.0).await;
    let letter = told(&office, &report, others, Move::Contest).await;
    assert_says(&letter, &["Une personne qui suit ce signalement"]);
    assert!(!text(&letter).contains("Il reste un sac"), "one resident’s words are not for another");
    office.shut().await;
}

#[tokio::test]
async fn who_was_merged_is_told_the_main_number_and_then_hears_of_it_with_nobody_elses_photos() {
    let office = Office::open().await;
    let main = office.report("", "fr").await;
    let own = office.report("lou@example.org", "fr").await;
    let detail = json!({ "main": main.id });
    let merge = office.moved(&own, Move::Merge, (State::Dispatched, State::Duplicate), detail).await;
    let letter = told(&office, &own, merge, Move::Merge).await;
    assert_says(&letter, &["numéro S2026K000001", "Signalement S2026K000002", "prochains messages"]);

    // Their own photo can't be seen; the main report's first photo is a stranger's.
    office.run(&format!("UPDATE photo SET state = 'unreadable' WHERE report_id = '{}'", own.id)).await;
    let close = office.close(&main).await;
    let after = office.photo(&main, close, "after", "ready").await;
    let to_own = Report { id: main.id, recipient: own.recipient, ..own };
    let row = office.ledger_row(&to_own, close).await;
    let before = office.inbox.newest();
    office.publish(&to_own.message(row, close, Move::Close)).await;
    let letter = office.inbox.wait_for(SOON, Some(before), |_| true).await.unwrap();
    assert_says(
        &letter,
        &["Votre signalement S2026K000002 est réuni avec celui-ci", "Signalement S2026K000001"],
    );
    let parsed = MessageParser::new().parse(&*letter.raw).unwrap();
    let pictures: Vec<_> = parsed.attachments().map(|part| part.contents().to_vec()).collect();
    assert_eq!(pictures, [after]);
    let text = text(&letter);
    let token = text.split("/r/").nth(1).unwrap().split(['?', '\n']).next().unwrap();
    assert_eq!(Token::parse(token).unwrap().subject, to_own.recipient, "the link is the reader’s own");
    assert!(office.keys.proves(&Token::parse(token).unwrap(), Purpose::Track, 0));
    office.shut().await;
}

/// Asks for another photo in the place of the report's first one, as intake does: the letter's row and message.
async fn ask(office: &Office, report: &Report) -> LetterMessage {
    office.run(&format!("UPDATE photo SET state = 'unreadable' WHERE report_id = '{}'", report.id)).await;
    let photo = office.one(&format!("SELECT id FROM photo WHERE report_id = '{}'", report.id)).await;
    let letter = office.ask(report, PhotoId(photo)).await;
    let recipient = RecipientId(report.recipient);
    LetterMessage::PhotoUnreadable {
        letter: LetterId(letter),
        report: report.id,
        photo: PhotoId(photo),
        recipient,
    }
}

#[tokio::test]
async fn an_unreadable_photo_is_asked_for_again_once_and_in_words() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    let message = ask(&office, &report).await;
    let letter = office.inbox.wait_for(SOON, None, |_| true).await.unwrap();
    assert_says(&letter, &["S2026K000001", "son fichier est abîmé", "Envoyer une autre photo", "#photo"]);
    let parsed = MessageParser::new().parse(&*letter.raw).unwrap();
    assert!(parsed.header_raw("List-Unsubscribe-Post").is_some());
    let settled = format!("SELECT state = 'accepted' FROM letter WHERE id = '{}'", message.letter());
    office.until("it is settled", &settled).await;
    office.publish(&message).await;
    office.empty("q_letters").await;
    assert_eq!(office.inbox.messages().len(), 1);
    office.shut().await;
}

#[tokio::test]
async fn a_photo_that_is_no_longer_needed_is_not_asked_for() {
    for done in [
        "UPDATE report SET state = 'done'",
        "INSERT INTO photo (id, report_id, history_id, stage, position, state, sha256, bytes, content_type, received_at, replaces)
         SELECT gen_random_uuid(), report_id, history_id, stage, 1, state, sha256, bytes, content_type, received_at, id FROM photo",
    ] {
        let office = Office::open().await;
        let report = office.report("lou@example.org", "fr").await;
        office.inbox.pause().await;
        let message = ask(&office, &report).await;
        office.paused().await;
        office.run(done).await;
        office.inbox.resume().await.unwrap();
        let settled = format!("SELECT state = 'not_wanted' FROM letter WHERE id = '{}'", message.letter());
        office.until("it is settled without a letter", &settled).await;
        assert_eq!(office.inbox.messages().len(), 0);
        office.shut().await;
    }
}
