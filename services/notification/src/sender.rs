//! The way to the mail server: what its answers mean, and the gate that closes while it can't be reached.

mod gate;
mod lines;
mod server;

use std::time::Duration;

use anyhow::Context;
use lettre::Message;
use lettre::transport::smtp;
use lettre::transport::smtp::response::Response;

pub(crate) use gate::{Gate, Pass};
pub(crate) use lines::Broken;
use lines::{Failed, Lines};
use server::Server;

/// The first pause after a failure to connect; it doubles with each, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// The server's last words are kept in the ledger up to this many characters.
const MOST_WORDS: usize = 500;

/// What the server said about one recipient.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It has the letter.
    Accepted(String),
    /// Never.
    Refused(String),
    /// Later perhaps.
    NotNow(String),
}

/// Why the server said nothing about the recipient.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsent {
    /// It can't be reached, or it does not want us: every letter would end so.
    #[error("the mail server does not take letters")]
    Unreachable(#[source] Broken),
    /// This one letter can't be put into SMTP.
    #[error("the mail server can't take this letter")]
    Unsendable(#[source] Broken),
}

/// Sends letters over a few kept connections.
pub(crate) struct Sender {
    lines: Lines,
    pub(crate) gate: Gate,
}

impl Sender {
    /// A sender for `url`; connects to nothing yet. A server that is silent for `patience` is gone.
    pub(crate) fn new(url: &str, connections: usize, patience: Duration) -> anyhow::Result<Self> {
        let server = Server::from_url(url)
            .context("SMTP_URL must be like smtp://host:25 or smtps://user:password@host")?;
        let lines = Lines::new(server, connections, patience);
        Ok(Self { lines, gate: Gate::new(FIRST_PAUSE, LONGEST_PAUSE) })
    }

    /// Sends one letter; opens or closes the gate by what came of it.
    pub(crate) async fn send(&self, pass: Pass, message: &Message) -> Result<Answer, Unsent> {
        let outcome = self.talk(message).await;
        if let Err(Unsent::Unreachable(error)) = &outcome {
            if let Some(pause) = self.gate.close(pass) {
                let seconds = pause.as_secs_f64();
                tracing::warn!(%error, seconds, "the mail server does not take letters: pausing");
                metrics::gauge!("letters_paused").set(1.0);
            }
        } else {
            self.gate.open();
            metrics::gauge!("letters_paused").set(0.0);
        }
        outcome
    }

    async fn talk(&self, message: &Message) -> Result<Answer, Unsent> {
        match self.lines.send(message.envelope(), &message.formatted()).await {
            Ok(response) => Ok(Answer::Accepted(words(&response))),
            Err(Failed::Talking(Broken::Smtp(error))) => judge(error),
            Err(Failed::Talking(error @ Broken::Unable(_))) => Err(Unsent::Unsendable(error)),
            // A refusal in the greeting or at sign-in says nothing about a recipient.
            Err(Failed::Connecting(error) | Failed::Talking(error)) => Err(Unsent::Unreachable(error)),
        }
    }
}

fn words(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), lines.join(" ")).chars().take(MOST_WORDS).collect()
}

fn judge(error: smtp::Error) -> Result<Answer, Unsent> {
    let Some(code) = error.status() else {
        return Err(if error.is_client() {
            Unsent::Unsendable(error.into())
        } else {
            Unsent::Unreachable(error.into())
        });
    };
    let (code, said) = (code.to_string(), std::error::Error::source(&error).map(ToString::to_string));
    let said = said.unwrap_or_default();
    if is_about_us(&code, &said) {
        return Err(Unsent::Unreachable(error.into()));
    }
    let words = format!("{code} {said}").replace(['\r', '\n'], " ").chars().take(MOST_WORDS).collect();
    Ok(if error.is_permanent() { Answer::Refused(words) } else { Answer::NotNow(words) })
}

/// Whether a refusal is about the service and its sender address, not about the recipient: by its code (RFC 5321,
/// 4.2.2; RFC 4954, 6), or by its enhanced code (RFC 3463: 5.1.7 and 5.1.8 the sender's address, x.5 the protocol,
/// 5.7.8 and the like the sign-in).
fn is_about_us(code: &str, said: &str) -> bool {
    const CODES: [&str; 12] =
        ["421", "454", "500", "501", "502", "503", "504", "521", "530", "534", "535", "538"];
    const ENHANCED: [&str; 6] = ["1.7", "1.8", "7.8", "7.9", "7.11", "7.14"];
    let enhanced = said.split_whitespace().next().and_then(|word| {
        word.strip_prefix(['4', '5'])?.strip_prefix('.').filter(|rest| rest.split('.').count() == 2)
    });
    match enhanced {
        Some(detail) => code == "421" || detail.starts_with("5.") || ENHANCED.contains(&detail),
        None => CODES.contains(&code),
    }
}

#[cfg(test)]
mod tests {
    use super::is_about_us;

    #[test]
    fn only_what_the_server_says_about_the_recipient_counts_for_the_letter() {
        for (code, said) in [
            ("550", "5.1.1 no such mailbox"),
            ("550", "no such user here"),
            ("552", "5.2.2 mailbox full"),
            ("554", "5.7.1 message refused"),
            ("451", "4.3.0 greylisted"),
            ("501", "5.1.3 bad recipient address syntax"),
        ] {
            assert!(!is_about_us(code, said), "{code} {said}");
        }
        for (code, said) in [
            ("421", "4.3.2 shutting down"),
            ("535", "5.7.8 wrong password"),
            ("530", "authentication required"),
            ("550", "5.1.8 sender domain unknown"),
            ("503", "5.5.1 bad sequence"),
            ("454", "temporary authentication failure"),
        ] {
            assert!(is_about_us(code, said), "{code} {said}");
        }
    }
}
