//! Connections to the mail server that are kept between letters. What is said on each is known to the end: one that was
//! left in the middle, by an error, a silence or a cancelled job, is never used again.

use std::future::Future;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::address::Envelope;
use lettre::transport::smtp;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;

use super::server::Server;

/// Servers hang up on who is silent; Postfix and others after five minutes.
const KEPT: Duration = Duration::from_mins(1);
/// The server may look at a whole letter before it answers: so many times the patience (RFC 5321, 4.5.3.2).
const WHOLE_LETTER: u32 = 4;
/// For a farewell that nothing depends on.
const FAREWELL: Duration = Duration::from_secs(2);

/// Why a conversation ended before its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// Said by the server, or found wrong with what it said.
    #[error(transparent)]
    Smtp(#[from] smtp::Error),
    /// The network.
    #[error("no connection")]
    Network(#[from] io::Error),
    /// It neither answered nor hung up.
    #[error("the mail server was silent for {} s", .0.as_secs())]
    Silent(Duration),
    /// What the letter needs the server does not offer.
    #[error("the mail server does not take {0}")]
    Unable(&'static str),
}

/// A letter that was not taken.
#[derive(Debug)]
pub(super) enum Failed {
    /// Before anything was said about it.
    Connecting(Broken),
    /// While it was handed over.
    Talking(Broken),
}

struct Line {
    connection: AsyncSmtpConnection,
    heard: Instant,
}

/// The connections of one copy of the service.
pub(super) struct Lines {
    server: Server,
    patience: Duration,
    most: usize,
    /// The one that was used last is the last.
    kept: Mutex<Vec<Line>>,
}

impl Lines {
    /// Connects to nothing yet. At most `most` connections are kept; one that is silent for `patience` is given up.
    pub(super) fn new(server: Server, most: usize, patience: Duration) -> Self {
        Self { server, patience, most, kept: Mutex::default() }
    }

    /// Hands a letter over. Its future may be dropped at any moment: the connection goes with it.
    pub(super) async fn send(&self, envelope: &Envelope, letter: &[u8]) -> Result<Response, Failed> {
        let mut connection = self.announced(envelope, letter).await?;
        match self.handed_over(&mut connection, envelope, letter).await {
            Ok(response) => {
                self.keep(connection);
                Ok(response)
            }
            Err(error) => Err(Failed::Talking(parted(connection, error).await)),
        }
    }

    /// A connection whose server wants to hear of a letter from this sender. A kept one that turns out to be gone is
    /// replaced: its answer to the first command is the test whether it still is one.
    async fn announced(&self, envelope: &Envelope, letter: &[u8]) -> Result<AsyncSmtpConnection, Failed> {
        while let Some(mut kept) = self.take() {
            match self.announce(&mut kept, envelope, letter).await {
                Ok(()) => return Ok(kept),
                Err(Broken::Smtp(error)) if error.status().is_some_and(|code| code.to_string() != "421") => {
                    return Err(Failed::Talking(parted(kept, error.into()).await));
                }
                Err(error @ Broken::Unable(_)) => return Err(Failed::Talking(parted(kept, error).await)),
                Err(error) => tracing::debug!(%error, "a kept connection is gone"),
            }
        }
        let mut fresh = self.server.connect(self.patience).await.map_err(Failed::Connecting)?;
        match self.announce(&mut fresh, envelope, letter).await {
            Ok(()) => Ok(fresh),
            Err(error) => Err(Failed::Talking(parted(fresh, error).await)),
        }
    }

    async fn announce(
        &self,
        connection: &mut AsyncSmtpConnection,
        envelope: &Envelope,
        letter: &[u8],
    ) -> Result<(), Broken> {
        let server = connection.server_info();
        let mut parameters = Vec::new();
        let mut addresses = envelope.to().iter().chain(envelope.from());
        if addresses.any(|address| !AsRef::<str>::as_ref(address).is_ascii()) {
            if !server.supports_feature(Extension::SmtpUtfEight) {
                return Err(Broken::Unable("addresses with other letters than ASCII's (SMTPUTF8)"));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !letter.is_ascii() {
            if !server.supports_feature(Extension::EightBitMime) {
                return Err(Broken::Unable("letters with other characters than ASCII's (8BITMIME)"));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let mail = Mail::new(envelope.from().cloned(), parameters);
        answered(self.patience, async { Ok(connection.command(mail).await?) }).await.map(|_| ())
    }

    async fn handed_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        envelope: &Envelope,
        letter: &[u8],
    ) -> Result<Response, Broken> {
        for to in envelope.to() {
            let recipient = Rcpt::new(to.clone(), Vec::new());
            answered(self.patience, async { Ok(connection.command(recipient).await?) }).await?;
        }
        answered(self.patience, async { Ok(connection.command(Data).await?) }).await?;
        answered(self.patience * WHOLE_LETTER, async { Ok(connection.message(letter).await?) }).await
    }

    fn take(&self) -> Option<AsyncSmtpConnection> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|line| line.heard.elapsed() < KEPT);
        kept.pop().map(|line| line.connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < self.most {
            kept.push(Line { connection, heard: Instant::now() });
        }
    }
}

/// The outcome of a step, or that nothing was heard of it in time.
pub(super) async fn answered<T>(
    patience: Duration,
    step: impl Future<Output = Result<T, Broken>>,
) -> Result<T, Broken> {
    tokio::time::timeout(patience, step).await.unwrap_or(Err(Broken::Silent(patience)))
}

/// Ends a conversation: who still answers is told.
async fn parted(mut connection: AsyncSmtpConnection, error: Broken) -> Broken {
    if matches!(&error, Broken::Unable(_))
        || matches!(&error, Broken::Smtp(error) if error.status().is_some())
    {
        tokio::time::timeout(FAREWELL, connection.abort()).await.ok();
    }
    error
}
