//! Requests that are no form, that break off, that are too large or never end: words, and nothing written.

use std::time::Duration;

use anyhow::Context;
use harness::{Service, Stack, paris, wrong};
use service_kit::clock::SetClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const TYPE: &str = "multipart/form-data; boundary=x";

/// What it is, its media type and body; the status, the last part of the type, and the field of the answer.
type Case = (&'static str, &'static str, Vec<u8>, u16, &'static str, &'static str);

/// A part of a form with the boundary `x`.
fn part(name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn file(name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"photo.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn whole(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), b"--x--\r\n".to_vec()].concat()
}

fn sound() -> Vec<Vec<u8>> {
    vec![
        part("category", b"bags"),
        part("place", b"48.8646, 2.3783"),
        part("idempotency_key", b"7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0001"),
        part("language", b"en"),
        file("photo", &wrong::jpeg(64, 48)),
    ]
}

/// A connection that has sent the head of a request; the body is up to the test.
async fn connected(stack: &Stack, path: &str, headers: &str) -> anyhow::Result<TcpStream> {
    let address = stack.address(Service::Intake)?;
    let mut socket = TcpStream::connect(address).await?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAccept-Language: en\r\nConnection: close\r\nContent-Type: {TYPE}\r\n{headers}\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).await?;
    Ok(socket)
}

/// All that is answered, until the server hangs up.
async fn answer(socket: &mut TcpStream) -> anyhow::Result<String> {
    let mut answer = Vec::new();
    tokio::time::timeout(Duration::from_secs(30), socket.read_to_end(&mut answer))
        .await
        .context("no answer")??;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn what_is_no_form_is_said_and_how_to_send_one() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let client = reqwest::Client::new();
    let cut = [sound().concat(), b"--x\r\nContent-Disposition: form-data; name=\"em".to_vec()].concat();
    let json = br#"{"category": "bags"}"#.to_vec();
    let (twice_a, twice_b) = (part("category", b"bags"), part("category", b"furniture"));
    let twice =
        whole(&[sound(), vec![part("email", b"a@example.org"), part("email", b"b@example.org")]].concat());
    let same = whole(&[vec![twice_a, twice_b], sound()[1..].to_vec()].concat());
    let latin = whole(&[sound(), vec![part("words", b"caf\xE9")]].concat());
    let cases: Vec<Case> = vec![
        ("JSON", "application/json", json, 415, "request-not-a-form", "request"),
        ("text", "text/plain", b"nonsense".to_vec(), 415, "request-not-a-form", "request"),
        ("no type", "", Vec::new(), 415, "request-not-a-form", "request"),
        (
            "urlencoded",
            "application/x-www-form-urlencoded",
            b"category=bags".to_vec(),
            415,
            "request-not-a-form",
            "request",
        ),
        ("no boundary", "multipart/form-data", b"--x".to_vec(), 400, "request-no-boundary", "request"),
        (
            "another boundary",
            "multipart/form-data; boundary=y",
            whole(&sound()),
            400,
            "request-broken",
            "request",
        ),
        ("cut in a header", TYPE, cut, 400, "request-broken", "request"),
        ("cut in a photo", TYPE, sound().concat()[..300].to_vec(), 400, "request-broken", "request"),
        ("no end", TYPE, sound().concat(), 400, "request-broken", "request"),
        ("nothing", TYPE, Vec::new(), 400, "request-broken", "request"),
        ("an address twice", TYPE, twice, 422, "field-twice", "email"),
        ("two categories", TYPE, same, 422, "field-twice", "category"),
        ("words in Latin-1", TYPE, latin, 422, "field-not-text", "words"),
    ];
    for (what, content_type, body, status, name, field) in cases {
        for path in ["/api/v1/reports", "/report"] {
            let request =
                client.post(format!("{}{path}", stack.resident_url)).header("Accept-Language", "en");
            let request =
                if content_type.is_empty() { request } else { request.header("Content-Type", content_type) };
            let answer = request.header("Idempotency-Key", "k").body(body.clone()).send().await?;
            assert_eq!(answer.status(), status, "{what} to {path}");
            let kind = answer.headers()["content-type"].to_str()?.to_owned();
            let text = answer.text().await?;
            if path == "/report" {
                assert!(kind.starts_with("text/html") && text.contains("role=\"alert\""), "{what}: {kind}");
            } else {
                let problem: serde_json::Value = serde_json::from_str(&text)?;
                assert_eq!(problem["type"], format!("/problems/{name}"), "{what}: {problem}");
                assert_eq!(problem["errors"][0]["field"], field, "{what}: {problem}");
            }
        }
        assert_eq!(stack.written().await?, Vec::<String>::new(), "{what}");
    }
    stack.finish().await
}

#[tokio::test]
async fn fields_that_nobody_knows_are_passed_over_however_many_they_are() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let strangers = (0..20_000).map(|at| part(&format!("field-{at}"), b"x")).collect();
    let body = whole(&[strangers, sound()].concat());
    let address = format!("{}/api/v1/reports", stack.resident_url);
    let answer = reqwest::Client::new().post(address).header("Content-Type", TYPE).body(body).send().await?;
    assert_eq!(answer.status(), 201, "{}", answer.text().await?);
    stack.finish().await
}

/// With spaces that break.
fn plainly(answer: &str) -> String {
    answer.replace(['\u{a0}', '\u{202f}'], " ")
}

#[tokio::test]
async fn a_body_slower_than_its_limit_is_given_up_in_words() -> anyhow::Result<()> {
    let flags = ["--body-window-seconds=1", "--body-window-bytes=200"];
    let stack = Stack::start_set(SetClock::at(paris(12, 45)), 0, &flags).await?;
    let body = whole(&sound());
    for (path, kind, words) in [
        ("/api/v1/reports", "application/problem+json", "/problems/request-too-slow"),
        ("/report", "text/html", "less than 200 bytes in 1 s"),
    ] {
        let headers = format!("Content-Length: {}", body.len());
        let mut socket = connected(&stack, path, &headers).await?;
        socket.write_all(&body[..100]).await?;
        let answer = answer(&mut socket).await?;
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        assert!(answer.contains(kind) && plainly(&answer).contains(words), "{answer}");
    }
    assert_eq!(stack.written().await?, Vec::<String>::new());
    stack.finish().await
}

#[tokio::test]
async fn a_body_that_comes_slowly_but_steadily_arrives() -> anyhow::Result<()> {
    let flags = ["--body-window-seconds=1", "--body-window-bytes=200"];
    let stack = Stack::start_set(SetClock::at(paris(12, 45)), 0, &flags).await?;
    let body = whole(&sound());
    let mut socket = connected(&stack, "/api/v1/reports", &format!("Content-Length: {}", body.len())).await?;
    // 2.5 KB a second, as GPRS, and longer than a window.
    let pieces = body.len().div_ceil(250);
    assert!(pieces > 5, "{pieces} pieces are quicker than a window");
    for piece in body.chunks(250) {
        socket.write_all(piece).await?;
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let answer = answer(&mut socket).await?;
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    stack.finish().await
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_also_when_it_does_not_say_its_length() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let mut socket = connected(&stack, "/api/v1/reports", "Transfer-Encoding: chunked").await?;
    let (mut reading, mut writing) = socket.split();
    let writes = async {
        let junk = vec![b'x'; 1_000_000];
        let first = part("ignored", b"")[..].to_vec();
        let first = &first[..first.len() - 2];
        writing.write_all(format!("{:x}\r\n", first.len()).as_bytes()).await?;
        writing.write_all(first).await?;
        writing.write_all(b"\r\n").await?;
        for _ in 0..81 {
            writing.write_all(format!("{:x}\r\n", junk.len()).as_bytes()).await?;
            writing.write_all(&junk).await?;
            writing.write_all(b"\r\n").await?;
        }
        writing.write_all(b"0\r\n\r\n").await
    };
    let mut answer = String::new();
    let (written, read) = tokio::join!(writes, reading.read_to_string(&mut answer));
    written?;
    read?;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("/problems/request-too-large") && plainly(&answer).contains("80 MB"), "{answer}");
    assert_eq!(stack.written().await?, Vec::<String>::new());
    stack.finish().await
}
