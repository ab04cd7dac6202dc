//! Letters from the queue to the inbox: real PostgreSQL, object store and SMTP.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod database;
mod office;
mod telling;

use std::time::Duration;

use local::inbox::Rehearsal;
use mail_parser::MessageParser;
use messages::LetterMessage;
use model::moves::Move;
use office::Office;
use service_kit::links::{Purpose, Token};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_closing_arrives_with_both_photos_and_is_accepted_only_then() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    let close = office.close(&report).await;
    let after = office.photo(&report, close, "after", "ready").await;
    office.announce(&report, close, Move::Close).await;

    let received = office.inbox.wait_for(SOON, None, |_| true).await.unwrap();
    assert_eq!(received.envelope.to, ["lou@example.org"]);
    let letter = MessageParser::new().parse(&*received.raw).unwrap();
    let pictures: Vec<_> = letter.attachments().map(|part| part.contents().to_vec()).collect();
    assert_eq!(pictures, [after, report.before.clone()]);
    let text = letter.body_text(0).unwrap().replace('\u{a0}', " ");
    for words in [
        "L’équipe Urgence Propreté du 11e a nettoyé aujourd’hui à 16 h 05, soit 3 h 20 après votre message.",
        "« Sacs de déchets ménagers », 12 rue Oberkampf, 75011 Paris.",
        "Les sacs sont partis.",
    ] {
        assert!(text.contains(words), "{words} is not in: {text}");
    }
    let token = text.split("/r/").nth(1).unwrap().split(['?', '\n']).next().unwrap();
    let token = Token::parse(token).unwrap();
    assert_eq!(token.subject, report.recipient);
    assert!(office.keys.proves(&token, Purpose::Track, 0));

    let row = office.settled(close).await;
    assert_eq!((row.state.as_str(), row.attempts), ("accepted", 1));
    assert_eq!(row.message_id, Some(format!("<{}@rue-nette.example>", row.id)));
    assert!(row.smtp_answer.unwrap().starts_with("250"));
    office.shut().await;
}

#[tokio::test]
async fn a_closing_waits_for_its_photos_and_leaves_an_unreadable_one_out() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "en").await;
    let close = office.close(&report).await;
    let after = office.photo(&report, close, "after", "received").await;
    office.announce(&report, close, Move::Close).await;
    office
        .until(
            "the letter was put back",
            "SELECT EXISTS (SELECT FROM pgmq.q_letters WHERE read_ct = 0 AND vt > enqueued_at + interval '0.9 s')",
        )
        .await;
    assert_eq!(office.inbox.newest(), 0);

    office.run("UPDATE photo SET state = CASE stage WHEN 'after' THEN 'ready' ELSE 'unreadable' END").await;
    let received = office.inbox.wait_for(SOON, None, |_| true).await.unwrap();
    let letter = MessageParser::new().parse(&*received.raw).unwrap();
    let pictures: Vec<_> = letter.attachments().map(|part| part.contents().to_vec()).collect();
    assert_eq!(pictures, [after]);
    assert_eq!(letter.subject(), Some("It’s clean again: rue Oberkampf"));
    office.shut().await;
}

#[tokio::test]
async fn one_persons_letters_leave_in_the_order_of_the_moves() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    let close = office.close(&report).await;
    office.inbox.answer_next(Rehearsal::Recipient, 451, "4.2.0 come back").unwrap();
    // The later move is announced first, and the earlier letter is put off once.
    let earlier = office.ledger_row(&report, report.received).await;
    office.announce(&report, close, Move::Close).await;
    office.publish(&report.message(earlier, report.received, Move::Receive)).await;

    let first = office.inbox.wait_for(SOON, None, |_| true).await.unwrap();
    let second = office.inbox.wait_for(SOON, Some(first.id), |_| true).await.unwrap();
    let subject = |raw: &[u8]| MessageParser::new().parse(raw).unwrap().subject().unwrap().to_owned();
    assert!(subject(&first.raw).contains("S2026K000001"), "{}", subject(&first.raw));
    assert!(subject(&second.raw).contains("nettoyé"));
    assert_eq!(office.settled(report.received).await.attempts, 2);
    office.shut().await;
}

#[tokio::test]
async fn the_servers_never_is_final_and_kept_in_its_own_words() {
    let office = Office::open().await;
    let report = office.report("gone@example.org", "fr").await;
    office.inbox.answer_next(Rehearsal::Recipient, 550, "5.1.1 no such mailbox").unwrap();
    office.announce(&report, report.received, Move::Receive).await;
    let row = office.settled(report.received).await;
    assert_eq!((row.state.as_str(), row.attempts), ("refused", 1));
    assert_eq!(row.smtp_answer.as_deref(), Some("550 5.1.1 no such mailbox"));
    office.empty("q_letters").await;
    office.empty("q_letters_dead").await;
    assert_eq!(office.inbox.newest(), 0);
    office.shut().await;
}

#[tokio::test]
async fn no_connection_and_a_refused_sender_count_for_nobody() {
    let office = Office::open().await;
    office.inbox.pause().await;
    let report = office.report("lou@example.org", "fr").await;
    office.announce(&report, report.received, Move::Receive).await;
    office.paused().await;
    office.inbox.answer_next(Rehearsal::Sender, 550, "5.1.8 unknown sender domain").unwrap();
    office.inbox.resume().await.unwrap();
    let row = office.settled(report.received).await;
    assert_eq!((row.state.as_str(), row.attempts), ("accepted", 1));
    assert_eq!(office.inbox.messages().len(), 1);
    office.shut().await;
}

#[tokio::test]
async fn a_lost_answer_sends_the_same_letter_again() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    office.inbox.answer_next(Rehearsal::LostAnswer, 421, "gone").unwrap();
    office.announce(&report, report.received, Move::Receive).await;
    assert_eq!(office.settled(report.received).await.state, "accepted");
    let letters = office.inbox.messages();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].raw, letters[1].raw);
    office.shut().await;
}

#[tokio::test]
async fn a_message_that_comes_twice_makes_one_letter() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    office.announce(&report, report.received, Move::Receive).await;
    let row = office.settled(report.received).await;
    office.publish(&report.message(row.id, report.received, Move::Receive)).await;
    office.empty("q_letters").await;
    assert_eq!(office.inbox.messages().len(), 1);
    assert_eq!(office.settled(report.received).await.attempts, 1);
    office.shut().await;
}

#[tokio::test]
async fn who_stopped_letters_gets_none() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    let letter = office.ledger_row(&report, report.received).await;
    office.run("UPDATE recipient SET letters_stopped_at = now()").await;
    office.publish(&report.message(letter, report.received, Move::Receive)).await;
    let row = office.settled(report.received).await;
    assert_eq!((row.state.as_str(), row.attempts), ("not_wanted", 0));
    assert_eq!(office.inbox.newest(), 0);
    office.shut().await;
}

#[tokio::test]
async fn a_move_that_residents_are_not_told_is_settled_and_holds_nobody_up() {
    let office = Office::open().await;
    let report = office.report("lou@example.org", "fr").await;
    office.announce(&report, report.assigned, Move::Assign).await;
    let row = office.settled(report.assigned).await;
    assert_eq!((row.state.as_str(), row.attempts), ("not_wanted", 0));
    let close = office.close(&report).await;
    office.announce(&report, close, Move::Close).await;
    assert_eq!(office.settled(close).await.state, "accepted");
    assert_eq!(office.inbox.messages().len(), 1);
    office.empty("q_letters_dead").await;
    office.shut().await;
}

#[tokio::test]
async fn a_sign_in_link_opens_for_its_person_and_is_not_sent_too_late() {
    let office = Office::open().await;
    let (sign_in, letter) = office.sign_in("awa@example.org", 15).await;
    office.publish(&LetterMessage::SignIn { letter, sign_in }).await;
    let received = office.inbox.wait_for(SOON, None, |_| true).await.unwrap();
    let letter = MessageParser::new().parse(&*received.raw).unwrap();
    assert!(letter.header_raw("List-Unsubscribe").is_none());
    let text = letter.body_text(0).unwrap().into_owned();
    let token = text.split("/sign-in/").nth(1).unwrap().split_whitespace().next().unwrap();
    let token = Token::parse(token).unwrap();
    assert_eq!(token.subject, sign_in.0);
    assert!(office.keys.proves(&token, Purpose::SignIn, 0));
    assert!(!office.keys.proves(&token, Purpose::Track, 0));

    let (late, letter) = office.sign_in("bob@example.org", 0).await;
    office.publish(&LetterMessage::SignIn { letter, sign_in: late }).await;
    office
        .until("the late one is settled", "SELECT EXISTS (SELECT FROM letter WHERE state = 'not_wanted')")
        .await;
    assert_eq!(office.inbox.messages().len(), 1);
    office.shut().await;
}

#[tokio::test]
async fn half_a_dkim_key_stops_the_program() {
    let error = office::start_with(&["--dkim-domain", "rue-nette.example"]).await.unwrap_err();
    assert!(format!("{error:#}").contains("give all three or none"), "{error:#}");
    let error = office::start_with(&["--smtp-url", "http://secret@host"]).await.unwrap_err();
    assert!(format!("{error:#}").contains("SMTP_URL must be like"), "{error:#}");
    assert!(!format!("{error:?}").contains("secret@"), "{error:?}");
}
