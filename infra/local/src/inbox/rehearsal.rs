use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// The step of the next SMTP conversation at which the server gives a prepared answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rehearsal {
    /// The answer to `MAIL FROM`.
    Sender,
    /// The answer to `RCPT TO`: what a server says about one recipient.
    Recipient,
    /// The answer after the whole letter was sent; the letter is not kept.
    Letter,
    /// The letter is kept, but the connection breaks before the client hears so.
    LostAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) code: u16,
    pub(super) text: String,
}

impl Reply {
    pub(super) fn new(code: u16, text: impl Into<String>) -> Self {
        Self { code, text: text.into() }
    }
}

/// Prepared answers, each used once, in the order they were prepared for their step.
#[derive(Debug, Default)]
pub(super) struct Rehearsals(Mutex<VecDeque<(Rehearsal, Reply)>>);

impl Rehearsals {
    pub(super) fn prepare(&self, step: Rehearsal, code: u16, text: &str) -> anyhow::Result<()> {
        anyhow::ensure!((400..600).contains(&code), "an SMTP refusal has a code from 400 to 599, not {code}");
        anyhow::ensure!(!text.contains(['\r', '\n']), "an SMTP answer's text has no line break");
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        queue.push_back((step, Reply::new(code, text)));
        Ok(())
    }

    pub(super) fn take(&self, step: Rehearsal) -> Option<Reply> {
        let mut queue = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = queue.iter().position(|(prepared, _)| *prepared == step)?;
        queue.remove(at).map(|(_, reply)| reply)
    }
}
