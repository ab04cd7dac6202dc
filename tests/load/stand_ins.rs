//! The object store and the inbox of one machine, as one process beside the services.

use std::path::Path;
use std::process::Stdio;

use anyhow::Context;
use local::inbox::Inbox;
use local::object_store::ObjectStore;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};

/// The keys of the object store: it holds nothing but this measurement.
pub(crate) const ACCESS_KEY: &str = "load";
/// See [`ACCESS_KEY`].
pub(crate) const SECRET_KEY: &str = "load-secret";

/// Where they are.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Addresses {
    pub(crate) s3: String,
    pub(crate) smtp: String,
}

/// Serves until standard input is closed; tells its addresses as one line of JSON.
pub(crate) async fn serve(folder: &Path) -> anyhow::Result<()> {
    let store = ObjectStore::start(&folder.join("photos"), 0, ACCESS_KEY, SECRET_KEY)?;
    let inbox = Inbox::start(&folder.join("inbox"), 0, 0)?;
    let addresses = Addresses { s3: store.endpoint(), smtp: inbox.smtp_url() };
    println!("{}", serde_json::to_string(&addresses)?);
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    inbox.stop().await;
    store.stop().await;
    Ok(())
}

/// The process that serves them; it ends with this one.
#[derive(Debug)]
pub(crate) struct StandIns {
    pub(crate) addresses: Addresses,
    child: Child,
    /// Closing it ends the process.
    _input: ChildStdin,
}

impl StandIns {
    pub(crate) async fn start(folder: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("stand-ins")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting the stand-ins")?;
        let input = child.stdin.take().context("the stand-ins' input")?;
        let output = child.stdout.take().context("the stand-ins' output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).await?;
        let addresses = serde_json::from_str(&line).context("the stand-ins did not start")?;
        Ok(Self { addresses, child, _input: input })
    }

    pub(crate) fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the stand-ins have ended")
    }
}
