//! Through Postfix as Debian has it, so that not only our own inbox is believed.

use std::path::Path;
use std::process::Stdio;

use anyhow::Context;
use harness::Letter;
use rustix::process::geteuid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::machine::{Machine, PATIENCE, Setup, server};
use crate::proxy::listen_anywhere;
use crate::{dkim, street};

/// A Postfix that hands every letter on to an inbox. It ends with this, or with the test.
struct Postfix(Child);

impl Postfix {
    async fn start(port: u16, next: u16) -> anyhow::Result<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/setup/postfix.sh");
        let mut command = Command::new(if geteuid().is_root() { "bash" } else { "sudo" });
        if !geteuid().is_root() {
            command.args(["-n", "bash"]);
        }
        command.arg(script).args([port.to_string(), next.to_string()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let said = child.stdout.take().context("its output")?;
        let first = BufReader::new(said).lines();
        let line =
            tokio::time::timeout(PATIENCE, { first }.next_line()).await.context("Postfix says nothing")??;
        anyhow::ensure!(line.as_deref() == Some("ready"), "Postfix does not start: infra/test installs it");
        Ok(Self(child))
    }

    async fn stop(mut self) -> anyhow::Result<()> {
        drop(self.0.stdin.take());
        let status =
            tokio::time::timeout(PATIENCE, self.0.wait()).await.context("Postfix does not stop")??;
        anyhow::ensure!(status.success(), "Postfix ended with {status}");
        Ok(())
    }
}

async fn closed(machine: &Machine) -> anyhow::Result<()> {
    let crew = machine.crew("pair@example.org").await?;
    let jobs = crew.jobs().await?;
    let action = crew.action(&jobs[0]).await?;
    crew.close(&jobs[0], &action, &street::picture(9), "done-cleaned").await?.error_for_status()?;
    machine.settled().await
}

#[tokio::test]
async fn letters_go_through_postfix_whole_and_signed_and_its_never_is_kept() -> anyhow::Result<()> {
    let (_, postfix) = listen_anywhere().await?;
    let (pem, key) = dkim::key();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("key.pem");
    std::fs::write(&file, pem)?;
    let settings = vec![
        ("DKIM_DOMAIN", "rue-nette.example".to_owned()),
        ("DKIM_SELECTOR", "letters".to_owned()),
        ("DKIM_KEY_FILE", file.display().to_string()),
    ];
    let machine = Machine::start(Setup { mail: Some(postfix), settings, ..Setup::default() }).await?;
    let running = Postfix::start(postfix.port(), server(&machine.inbox.smtp_url())?.port()).await?;

    street::report(&machine.resident()?, "resident-1", 1).await?;
    machine.settled().await?;
    closed(&machine).await?;
    let of_close = |letter: &local::inbox::Received| {
        Letter::parse(&letter.raw).is_ok_and(|letter| letter.pictures.len() == 2)
    };
    let last = machine.inbox.wait_for(PATIENCE, None, of_close).await?;
    assert_eq!(last.envelope.to, ["resident-1@example.org"]);
    for picture in Letter::parse(&last.raw)?.pictures {
        image::load_from_memory(&picture.bytes).context("a picture was changed on its way")?;
    }
    let letters = machine.inbox.messages();
    assert_eq!(letters.len(), 3, "received, sign-in, closed");
    for letter in &letters {
        let raw = String::from_utf8_lossy(&letter.raw);
        assert!(raw.contains("by relay.rue-nette.example (Postfix)"), "it went through Postfix");
        dkim::verify(&letter.raw, &key)?;
    }
    let queued = "SELECT count(*) FROM letter WHERE smtp_answer LIKE '250 2.0.0 Ok: queued as %'";
    assert_eq!(machine.count(queued).await?, 3, "with its own words");

    street::report(&machine.resident()?, "nobody", 0).await?;
    machine.settled().await?;
    let (attempts, answer): (i32, String) =
        sqlx::query_as("SELECT attempts, smtp_answer FROM letter WHERE state = 'refused'")
            .fetch_one(&machine.pool)
            .await?;
    assert_eq!(attempts, 1, "not tried again");
    assert!(answer.starts_with("550 5.1.1 ") && answer.ends_with("no such mailbox"), "{answer}");
    machine.stop().await?;
    running.stop().await
}

#[test]
fn a_changed_letter_has_no_valid_signature() -> anyhow::Result<()> {
    use letters::samples;
    use notification::mail::{Cover, Stationery};
    let (pem, key) = dkim::key();
    let signer = notification::Dkim::new("rue-nette.example", "letters", &pem)?;
    let stationery = Stationery::new("Rue Nette <lettres@rue-nette.example>".parse()?, Some(signer));
    let draft = letters::received(&samples::facts(web::Language::Fr), &samples::links(), samples::now())?;
    let letter = model::ids::LetterId(uuid::Uuid::from_u128(7));
    let cover = Cover { letter, to: "marie@example.org".parse()?, thread: None, at: samples::now() };
    let raw = stationery.message(&draft, cover)?.formatted();
    dkim::verify(&raw, &key)?;
    let text = String::from_utf8(raw)?;
    for (from, to) in [("marie@", "maria@"), ("<html", "<HTML")] {
        assert!(text.contains(from), "{from}");
        assert!(dkim::verify(text.replacen(from, to, 1).as_bytes(), &key).is_err(), "{from}");
    }
    Ok(())
}
