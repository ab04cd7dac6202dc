//! What the inbox promises, shown with a real SMTP client and a real HTTP client.
#![expect(clippy::unwrap_used, reason = "a test's helpers may stop it")]

use std::path::Path;
use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Attachment, MultiPart, SinglePart};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use local::inbox::{Inbox, Received, Rehearsal};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const SOON: Duration = Duration::from_secs(10);
/// The beginning of each picture tells them apart.
const AFTER: &[u8] = b"\xff\xd8\xff\xe0 after";
const BEFORE: &[u8] = b"\xff\xd8\xff\xe0 before";

fn open(folder: &Path) -> Inbox {
    Inbox::start(folder, 0, 0).unwrap()
}

fn client(inbox: &Inbox) -> AsyncSmtpTransport<Tokio1Executor> {
    AsyncSmtpTransport::<Tokio1Executor>::from_url(&inbox.smtp_url()).unwrap().build()
}

fn plain(subject: &str, body: &str) -> Message {
    let letter = Message::builder().from("Rue Nette <ville@example.org>".parse().unwrap());
    letter.to("Ana <ana@example.org>".parse().unwrap()).subject(subject).body(body.to_owned()).unwrap()
}

fn with_pictures(html: &str) -> Message {
    let jpeg = || ContentType::parse("image/jpeg").unwrap();
    let related = MultiPart::related()
        .singlepart(SinglePart::html(html.to_owned()))
        .singlepart(Attachment::new_inline("after@rue-nette".into()).body(AFTER.to_vec(), jpeg()))
        .singlepart(Attachment::new_inline("before@rue-nette".into()).body(BEFORE.to_vec(), jpeg()));
    let both = MultiPart::alternative()
        .singlepart(SinglePart::plain("C’est nettoyé : http://127.0.0.1:1/suivi".to_owned()))
        .multipart(related);
    Message::builder()
        .from("Rue Nette <ville@example.org>".parse().unwrap())
        .to("ana@example.org".parse().unwrap())
        .subject("C’est nettoyé, rue Oberkampf.")
        .multipart(both)
        .unwrap()
}

async fn get(inbox: &Inbox, path: &str) -> reqwest::Response {
    reqwest::get(format!("{}{path}", inbox.web_url())).await.unwrap()
}

async fn page(inbox: &Inbox, path: &str) -> String {
    get(inbox, path).await.error_for_status().unwrap().text().await.unwrap()
}

fn subject_is(subject: &str) -> impl Fn(&Received) -> bool {
    let line = format!("Subject: {subject}");
    move |letter| String::from_utf8_lossy(&letter.raw).contains(&line)
}

/// Says lines to the server as they are and gives what it answered until it hung up.
async fn converse(inbox: &Inbox, words: &[u8]) -> String {
    let mut socket = TcpStream::connect(inbox.smtp_url().replace("smtp://", "")).await.unwrap();
    socket.write_all(words).await.unwrap();
    let mut answers = String::new();
    tokio::time::timeout(SOON, socket.read_to_string(&mut answers)).await.unwrap().unwrap();
    answers
}

#[tokio::test]
async fn a_letter_is_on_disk_before_the_client_hears_250_and_is_shown_with_its_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    let letter =
        with_pictures("<p>Propre</p><img src=\"cid:after@rue-nette\"><img src='cid:before@rue-nette'>");
    client(&inbox).send(letter.clone()).await.unwrap();

    let kept = std::fs::read(folder.path().join("000001.eml")).unwrap();
    assert!(
        kept.trim_ascii_end() == letter.formatted().trim_ascii_end(),
        "the letter was changed on its way"
    );
    assert!(page(&inbox, "/").await.contains("C’est nettoyé, rue Oberkampf."));

    let body = page(&inbox, "/messages/1/body").await;
    for (n, picture) in [(0, AFTER), (1, BEFORE)] {
        let url = body.split("/messages/1/parts/").nth(n + 1).unwrap().split(['"', '\'']).next().unwrap();
        let answer = get(&inbox, &format!("/messages/1/parts/{url}")).await;
        assert_eq!(answer.headers()["content-type"], "image/jpeg");
        assert_eq!(&*answer.bytes().await.unwrap(), picture);
    }
    assert!(page(&inbox, "/messages/1/text").await.contains("<a href=\"http://127.0.0.1:1/suivi\""));
    assert!(page(&inbox, "/messages/1/source").await.contains("Content-ID: &#60;after@rue-nette&#62;"));
    inbox.stop().await;
}

#[tokio::test]
async fn letters_are_kept_across_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    client(&inbox).send(plain("Premier", "un")).await.unwrap();
    inbox.stop().await;

    let inbox = open(folder.path());
    let letters = inbox.messages();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].envelope.from, "ville@example.org");
    assert_eq!(letters[0].envelope.to, ["ana@example.org"]);
    client(&inbox).send(plain("Second", "deux")).await.unwrap();
    assert_eq!(inbox.newest(), 2);
    let list = page(&inbox, "/").await;
    assert!(list.find("Second").unwrap() < list.find("Premier").unwrap(), "the newest letter is first");
    inbox.stop().await;
}

#[tokio::test]
async fn a_prepared_refusal_reaches_the_client_once() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    let client = client(&inbox);
    for (step, code) in [(Rehearsal::Sender, 451), (Rehearsal::Recipient, 550), (Rehearsal::Letter, 452)] {
        inbox.answer_next(step, code, "prepared for the test").unwrap();
        let refusal = client.send(plain("Refus", "non")).await.unwrap_err();
        assert_eq!(refusal.status().map(|code| code.to_string()), Some(code.to_string()), "{step:?}");
    }
    assert!(inbox.messages().is_empty());
    client.send(plain("Refus", "oui")).await.unwrap();
    assert!(inbox.answer_next(Rehearsal::Letter, 250, "no refusal").is_err());
    assert!(inbox.answer_next(Rehearsal::Letter, 450, "two\r\nlines").is_err());
    inbox.stop().await;
}

#[tokio::test]
async fn a_lost_answer_leaves_a_letter_that_the_client_believes_unsent() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    inbox.answer_next(Rehearsal::LostAnswer, 400, "").unwrap();
    assert!(client(&inbox).send(plain("Perdu", "?")).await.is_err());
    inbox.wait_for(SOON, None, subject_is("Perdu")).await.unwrap();
    inbox.stop().await;
}

#[tokio::test]
async fn waiting_finds_letters_that_are_there_and_letters_that_come() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    let client = client(&inbox);
    client.send(plain("Suivi", "1")).await.unwrap();
    assert_eq!(inbox.wait_for(SOON, None, subject_is("Suivi")).await.unwrap().id, 1);

    let (found, sent) = tokio::join!(inbox.wait_for(SOON, Some(1), subject_is("Suivi")), async {
        client.send(plain("Autre", "2")).await?;
        client.send(plain("Suivi", "3")).await
    });
    sent.unwrap();
    assert_eq!(found.unwrap().id, 3);

    let missing = inbox.wait_for(Duration::from_millis(20), None, subject_is("Jamais")).await.unwrap_err();
    assert!(missing.to_string().contains("3 others"), "{missing}");
    inbox.stop().await;
}

#[tokio::test]
async fn a_paused_inbox_refuses_connections_and_takes_letters_again_on_the_same_port() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    let client = client(&inbox);
    client.send(plain("Avant", "x")).await.unwrap();
    inbox.pause().await;
    assert!(TcpStream::connect(inbox.smtp_url().replace("smtp://", "")).await.is_err());
    assert!(client.send(plain("Pendant", "x")).await.is_err());
    inbox.resume().await.unwrap();
    client.send(plain("Après", "x")).await.unwrap();
    assert_eq!(inbox.messages().len(), 2);
    inbox.stop().await;
}

#[tokio::test]
async fn a_letter_cannot_put_anything_into_our_page() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    let subject = "</title><script>alert(1)</script>";
    client(&inbox).send(plain(subject, "<img src=x onerror=alert(1)> \"http://a\"onclick=b")).await.unwrap();
    client(&inbox).send(with_pictures("<script>alert(1)</script>")).await.unwrap();
    for path in ["/", "/messages/1", "/messages/1/source", "/messages/2", "/messages/2/source"] {
        let page = page(&inbox, path).await;
        assert!(!page.contains("<script>"), "{path}: {page}");
        assert!(!page.contains("<img"), "{path}: {page}");
    }
    assert!(!page(&inbox, "/messages/1").await.contains("\"onclick"));
    let body = get(&inbox, "/messages/2/body").await;
    let policy = body.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'"));
    assert_eq!(get(&inbox, "/messages/99").await.status(), 404);
    inbox.stop().await;
}

#[tokio::test]
async fn dots_empty_senders_and_declared_sizes_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    let answers = converse(
        &inbox,
        b"EHLO me\r\nMAIL FROM:<> SIZE=100 BODY=8BITMIME\r\nRCPT TO:<a@example.org>\r\nDATA\r\n\
          Subject: dots\r\n\r\n..\r\n...two\r\n.\r\nMAIL FROM:<b@example.org>\r\nRCPT TO:<c@example.org>\r\n\
          RCPT TO:<d@example.org>\r\nDATA\r\n.\r\nNOOP\r\nQUIT\r\n",
    )
    .await;
    let codes: Vec<&str> = answers.lines().map(|line| &line[..3]).collect();
    assert_eq!(
        codes[codes.len() - 11..],
        ["250", "250", "354", "250", "250", "250", "250", "354", "250", "250", "221"]
    );
    let letters = inbox.messages();
    assert_eq!(&*letters[0].raw, b"Subject: dots\r\n\r\n.\r\n..two\r\n");
    assert_eq!(letters[0].envelope.from, "");
    assert_eq!((letters[1].raw.len(), letters[1].envelope.to.len()), (0, 2));
    inbox.stop().await;
}

#[tokio::test]
async fn what_a_careful_server_refuses_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    let begin = "EHLO me\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n";
    let long = "x".repeat(999);
    let large = "0123456789\r\n".repeat(30 * 1024 * 1024 / 12 + 1);
    for (words, code) in [
        ("MAIL FROM:<a@example.org>\r\n".to_owned(), "503"),
        ("EHLO me\r\nRCPT TO:<a@example.org>\r\n".into(), "503"),
        ("EHLO me\r\nMAIL FROM:<a@example.org>\r\nDATA\r\n".into(), "503"),
        ("EHLO me\r\nMAIL FROM:<a@example.org> SIZE=99999999\r\n".into(), "552"),
        ("EHLO me\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<>\r\n".into(), "553"),
        ("STARTTLS\r\n".into(), "502"),
        ("XYZZY\r\n".into(), "500"),
        (format!("{begin}{long}\r\n.\r\n"), "554"),
        (format!("{begin}{large}.\r\n"), "552"),
    ] {
        let answers = converse(&inbox, format!("{words}QUIT\r\n").as_bytes()).await;
        let answer = answers.lines().rev().nth(1).unwrap();
        assert!(answer.starts_with(code), "{answer} instead of {code}");
    }
    let endless = converse(&inbox, &vec![b'x'; 10_000]).await;
    assert!(endless.lines().last().unwrap().starts_with("500"), "{endless}");
    assert!(inbox.messages().is_empty());
    inbox.stop().await;
}

#[tokio::test]
async fn an_open_list_hears_of_a_new_letter_and_does_not_hold_up_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = open(folder.path());
    let mut events = get(&inbox, "/events").await;
    let mut heard = events.chunk().await.unwrap().unwrap().to_vec();
    client(&inbox).send(plain("Nouvelle", "x")).await.unwrap();
    while !heard.ends_with(b"data: 1\n\n") {
        let chunk = tokio::time::timeout(SOON, events.chunk()).await.unwrap().unwrap();
        heard.extend(chunk.unwrap());
    }
    tokio::time::timeout(SOON, inbox.stop()).await.unwrap();
}
