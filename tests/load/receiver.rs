//! The reference of a close: a process that receives the same form, keeps the photo in the same store, and does nothing else.

use std::net::Ipv4Addr;
use std::process::Stdio;

use anyhow::Context;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use axum::routing::post;
use service_kit::upload::receive;
use storage::{Key, Storage, StorageConfig};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, ChildStdin, Command};
use uuid::Uuid;

use crate::stand_ins::{ACCESS_KEY, SECRET_KEY};

/// As many as a close may have.
const MOST_BYTES: usize = 75_100_000;

/// Serves until standard input is closed; tells its address as one line.
pub(crate) async fn serve(s3: String) -> anyhow::Result<()> {
    let storage = Storage::new(&StorageConfig {
        endpoint: Some(s3),
        region: "us-east-1".to_owned(),
        bucket: local::object_store::BUCKET.to_owned(),
        access_key: Some(ACCESS_KEY.to_owned()),
        secret_key: Some(SECRET_KEY.to_owned()),
    });
    let limit = DefaultBodyLimit::max(MOST_BYTES);
    let router = axum::Router::new().route("/", post(keep)).layer(limit).with_state(storage);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("http://{}", listener.local_addr()?);
    let end = async {
        _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    };
    Ok(axum::serve(listener, router).with_graceful_shutdown(end).await?)
}

async fn keep(State(storage): State<Storage>, mut form: Multipart) -> Result<StatusCode, StatusCode> {
    let broken = |_| StatusCode::BAD_REQUEST;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("photo") {
            field.bytes().await.map_err(broken)?;
            continue;
        }
        let photo = receive(field).await.map_err(|_| StatusCode::UNPROCESSABLE_ENTITY)?;
        let photo = photo.ok_or(StatusCode::UNPROCESSABLE_ENTITY)?;
        let kind = photo.inspected.kind.content_type();
        let put = storage.put_file(&Key::received(Uuid::new_v4()), photo.path(), kind).await;
        put.map_err(|_| StatusCode::BAD_GATEWAY)?;
    }
    Ok(StatusCode::OK)
}

/// The process that does it; it ends with this one.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    child: Child,
    /// Closing it ends the process.
    _input: ChildStdin,
}

impl Receiver {
    pub(crate) async fn start(s3: &str) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["receive", s3])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("starting the receiver")?;
        let input = child.stdin.take().context("the receiver's input")?;
        let output = child.stdout.take().context("the receiver's output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).await?;
        anyhow::ensure!(!line.is_empty(), "the receiver did not start");
        Ok(Self { url: line.trim().to_owned(), child, _input: input })
    }

    pub(crate) fn pid(&self) -> anyhow::Result<u32> {
        self.child.id().context("the receiver has ended")
    }
}
