//! Photos are spooled to temporary files while they arrive: nothing of a refused request stays there, but what the form
//! keeps for its hour.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use harness::{Service, Stack, paris, wrong};
use reqwest::multipart::{Form, Part};
use serde_json::json;
use service_kit::clock::SetClock;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Files of this process that lie in the folder's file system under no name; there must never be one with a name.
fn files(folder: &Path) -> anyhow::Result<usize> {
    anyhow::ensure!(std::fs::read_dir(folder)?.count() == 0, "a file that would outlive this process");
    let open = std::fs::read_dir("/proc/self/fd")?
        .flatten()
        .filter_map(|entry| std::fs::read_link(entry.path()).ok());
    Ok(open.filter(|file| file.starts_with(folder)).collect::<BTreeSet<_>>().len())
}

/// Waits until so many files are left.
async fn left(folder: &Path, count: usize, what: &str) -> anyhow::Result<()> {
    let waited = async {
        while files(folder)? != count {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(30), waited).await.with_context(|| what.to_owned())?
}

fn form(fields: &[(&'static str, &'static str)], photo: Vec<u8>) -> Form {
    let form = fields.iter().fold(Form::new(), |form, (name, value)| form.text(*name, *value));
    form.part("photo", Part::bytes(photo).file_name("photo.jpg"))
}

#[tokio::test]
async fn what_is_refused_leaves_no_file() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start_without_letters(clock.clone(), 30).await?;
    let crew = stack.member("crew", Some("up-11"), None).await?;
    let resident = stack.resident()?;
    // From here on every temporary file of the services lies in a folder of this test's own.
    let spool = tempfile::tempdir()?;
    tempfile::env::override_temp_dir(spool.path()).ok().context("set twice")?;
    let spool = spool.path();

    let key = [("Idempotency-Key", "k")];
    let api = "/api/v1/reports";
    let sound = [("category", "bags"), ("place", "48.8646, 2.3783")];
    let accepted = resident.send(api, form(&sound, wrong::jpeg(64, 48)), &key).await?;
    assert_eq!(accepted.status(), 201);
    left(spool, 0, "accepted").await?;
    for (what, photo) in [
        ("no picture", b"no picture".to_vec()),
        ("half a picture", wrong::png(64, 48)[..60].to_vec()),
        ("too many pixels", wrong::jpeg_that_says(65_000, 65_000)),
        ("a sound one, without a category", wrong::jpeg(64, 48)),
    ] {
        let refused = resident.send(api, form(&sound[1..], photo), &[("Idempotency-Key", what)]).await?;
        assert_eq!(refused.status(), 422, "{what}");
        left(spool, 0, what).await?;
    }
    // The connection breaks in the middle of a photo.
    let mut socket = TcpStream::connect(stack.address(Service::Intake)?).await?;
    let head = "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n\
        Content-Length: 1000000\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"photo\"; \
        filename=\"a.jpg\"\r\n\r\n";
    socket.write_all(head.as_bytes()).await?;
    socket.write_all(&wrong::jpeg(64, 48)).await?;
    left(spool, 1, "a photo that is just arriving").await?;
    drop(socket);
    left(spool, 0, "a photo that will never be whole").await?;

    // A crew's close without an answer.
    stack.eventually("SELECT state = 'dispatched' FROM report").await?;
    let report: uuid::Uuid = sqlx::query_scalar("SELECT id FROM report").fetch_one(&stack.pool).await?;
    let close = format!("/api/v1/jobs/{report}/moves/close");
    assert_eq!(crew.ask(&close, &json!({}), &[wrong::jpeg(64, 48)]).await?.0, 422);
    left(spool, 0, "a refused close").await?;

    // The form keeps its good photo for an hour, and no longer.
    let typed = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", "no address")];
    let refused = resident.send("/report", form(&typed, wrong::jpeg(64, 48)), &[]).await?;
    assert_eq!(refused.status(), 422);
    assert_eq!(files(spool)?, 1, "the form's photo is kept");
    clock.advance(chrono::Duration::minutes(61));
    let refused = resident.send("/report", form(&typed, b"no picture".to_vec()), &[]).await?;
    assert_eq!(refused.status(), 422);
    let refused = resident.send("/report", Form::new().text("kept_photo", "nonsense"), &[]).await?;
    assert_eq!(refused.status(), 422);
    let again = resident.send("/report", form(&typed, wrong::jpeg(65, 48)), &[]).await?;
    assert_eq!(again.status(), 422);
    left(spool, 1, "only the newest is kept").await?;
    stack.stop().await
}
