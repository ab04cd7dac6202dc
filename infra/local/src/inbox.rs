//! An SMTP server for one machine that keeps every letter and shows it in a browser.

mod letter;
mod rehearsal;
mod smtp;
mod store;
mod web;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use rehearsal::Rehearsal;
pub use store::{Envelope, Received};

/// An inbox that takes letters for any address by SMTP on 127.0.0.1 and shows them on a web page.
///
/// A letter is on disk before SMTP's 250 is said, and still there after a restart. The inbox stops when dropped,
/// and in good order with [`Inbox::stop`].
#[derive(Debug)]
pub struct Inbox {
    post: Arc<smtp::Post>,
    smtp_address: SocketAddr,
    web_address: SocketAddr,
    /// None while the inbox is paused.
    taking: Mutex<Option<Running>>,
    showing: Running,
}

#[derive(Debug)]
struct Running {
    task: JoinHandle<()>,
    stopping: DropGuard,
}

impl Running {
    async fn stop(self) {
        drop(self.stopping);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "a part of the inbox ended badly");
        }
    }
}

impl Inbox {
    /// Starts an inbox that keeps its letters in `folder` (made when missing), one `NNNNNN.eml` each.
    ///
    /// A port of 0 takes a free one. Must be called within a tokio runtime. Fails when the folder can't be read or
    /// a port is taken.
    pub fn start(folder: &Path, smtp_port: u16, web_port: u16) -> anyhow::Result<Self> {
        let store = store::Store::open(folder)?;
        let post = Arc::new(smtp::Post { store, rehearsals: rehearsal::Rehearsals::default() });

        let pages = crate::listen_on_loopback(web_port, "the inbox's pages")?;
        let web_address = pages.local_addr()?;
        let end = CancellationToken::new();
        let task = tokio::spawn(web::serve(pages, Arc::clone(&post), end.clone()));
        let showing = Running { task, stopping: end.drop_guard() };

        let (smtp_address, running) = take_letters(smtp_port, &post)?;
        Ok(Self { post, smtp_address, web_address, taking: Mutex::new(Some(running)), showing })
    }

    /// Where to send letters: `smtp://127.0.0.1:PORT`, without TLS and without sign-in.
    pub fn smtp_url(&self) -> String {
        format!("smtp://{}", self.smtp_address)
    }

    /// Where a person reads the letters: `http://127.0.0.1:PORT`.
    pub fn web_url(&self) -> String {
        format!("http://{}", self.web_address)
    }

    /// Every letter, oldest first, read from disk. One whose file was taken away is left out, with a line in the log.
    pub fn messages(&self) -> Vec<Received> {
        let read = |entry| self.post.store.read(entry).inspect_err(|error| tracing::error!("{error:#}")).ok();
        self.post.store.entries_after(0).into_iter().filter_map(read).collect()
    }

    /// The newest letter's id; 0 when none has come yet. For [`Inbox::wait_for`].
    pub fn newest(&self) -> u64 {
        *self.post.store.newest().borrow()
    }

    /// Waits for a letter that fulfils `wanted`, and gives the oldest such letter.
    ///
    /// Letters that are already there count too; `after` leaves out those with this id and lower ones. Fails after
    /// `timeout` with the number of letters looked at.
    pub async fn wait_for(
        &self,
        timeout: Duration,
        after: Option<u64>,
        wanted: impl Fn(&Received) -> bool,
    ) -> anyhow::Result<Received> {
        let mut newest = self.post.store.newest();
        let mut seen = after.unwrap_or(0);
        let mut looked_at = 0;
        let search = async {
            loop {
                newest.borrow_and_update();
                for entry in self.post.store.entries_after(seen) {
                    seen = entry.id;
                    looked_at += 1;
                    let letter = self.post.store.read(entry)?;
                    if wanted(&letter) {
                        return Ok(letter);
                    }
                }
                newest.changed().await.context("the inbox was closed")?;
            }
        };
        match tokio::time::timeout(timeout, search).await {
            Ok(found) => found,
            Err(_) => anyhow::bail!(
                "no such letter came within {} s; {looked_at} others were looked at",
                timeout.as_secs_f32()
            ),
        }
    }

    /// Prepares one answer for the next time a conversation reaches `step`; later ones queue behind it.
    ///
    /// `code` is 400 to 499 for "try again later", 500 to 599 for "never"; `text` has no line break. For
    /// [`Rehearsal::LostAnswer`] both are only for the reader: nothing is said.
    pub fn answer_next(&self, step: Rehearsal, code: u16, text: &str) -> anyhow::Result<()> {
        self.post.rehearsals.prepare(step, code, text)
    }

    /// Takes no more letters: open conversations are closed with 421, new connections are refused.
    pub async fn pause(&self) {
        if let Some(running) = self.taking.lock().await.take() {
            running.stop().await;
        }
    }

    /// Takes letters again, on the same port. Fails when another program has taken the port meanwhile.
    pub async fn resume(&self) -> anyhow::Result<()> {
        let mut running = self.taking.lock().await;
        if running.is_none() {
            *running = Some(take_letters(self.smtp_address.port(), &self.post)?.1);
        }
        Ok(())
    }

    /// Ends open conversations and page loads in good order, and returns when the ports are free again.
    pub async fn stop(self) {
        if let Some(running) = self.taking.into_inner() {
            running.stop().await;
        }
        self.showing.stop().await;
    }
}

fn take_letters(smtp_port: u16, post: &Arc<smtp::Post>) -> anyhow::Result<(SocketAddr, Running)> {
    let listener = crate::listen_on_loopback(smtp_port, "the inbox's SMTP server")?;
    let address = listener.local_addr()?;
    let end = CancellationToken::new();
    let task = tokio::spawn(smtp::serve(listener, Arc::clone(post), end.clone()));
    Ok((address, Running { task, stopping: end.drop_guard() }))
}
