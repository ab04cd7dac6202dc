#![doc = include_str!("../README.md")]

use std::net::Ipv4Addr;
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpListener;

pub mod inbox;
pub mod object_store;
pub mod samples;
pub mod secure;

/// A listener on 127.0.0.1; port 0 takes a free one. `what` names the server in the error.
fn listen_on_loopback(port: u16, what: &str) -> anyhow::Result<TcpListener> {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .with_context(|| format!("starting {what} on 127.0.0.1, port {port}"))?;
    listener.set_nonblocking(true)?;
    TcpListener::from_std(listener).with_context(|| format!("starting {what} outside a tokio runtime"))
}

/// Accepting fails when the process has no file handle left: asking again at once would only spin.
async fn rest_after(error: std::io::Error) {
    tracing::warn!(%error, "a connection could not be accepted");
    tokio::time::sleep(Duration::from_millis(100)).await;
}
