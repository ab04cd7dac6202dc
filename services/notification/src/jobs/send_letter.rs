//! One letter to one person, and its row in the ledger.

use std::time::Duration;

use anyhow::{Context, anyhow};
use lettre::Message;
use messages::LetterMessage;
use model::ids::LetterId;
use model::moves::Move;
use queue::{Delivery, Done, Failure, OrFail};
use sqlx::Connection;

use super::write_letter::{self, Written};
use crate::State;
use crate::sender::{Answer, Unsent};
use crate::store::{self, Settled};

/// How long a letter waits for what must come before it, until it looks again.
pub(super) const A_MOMENT: Duration = Duration::from_secs(1);

/// Sends a letter and settles its row. A letter that is already settled is left alone: harmless twice.
pub(super) async fn send_letter(state: &State, delivery: &Delivery<LetterMessage>) -> Result<Done, Failure> {
    let letter = delivery.message.letter();
    let kind = kind(&delivery.message);
    if let Some(report) = delivery.message.report() {
        tracing::Span::current().record("report", tracing::field::display(report));
    }
    // Before anything is read: what is sent after a long pause must be what holds then.
    let pass = tokio::select! {
        pass = state.sender.gate.pass() => pass,
        () = state.shutdown.cancelled() => return Err(Failure::Later(Duration::ZERO, "stopping")),
    };
    let mut connection = state.database.acquire().await.retry()?;
    let standing = store::standing(&mut connection, letter).await.retry()?;
    let standing = standing.with_context(|| format!("the ledger has no letter {letter}")).bury()?;
    if standing.state != store::WAITING {
        tracing::info!(ledger = standing.state, "this letter is already settled");
        return delivery.commit(connection.begin().await.retry()?).await;
    }
    if standing.earlier_is_waiting {
        return Err(Failure::Later(A_MOMENT, "an earlier letter to the same person is not settled"));
    }
    let message = match Box::pin(write_letter::write(state, connection, &delivery.message)).await? {
        Written::Ready(message) => message,
        Written::NotWanted(why) => {
            tracing::info!(why, "not wanted");
            return settle(state, delivery, kind, Settled::NOT_WANTED).await;
        }
    };
    match state.sender.send(pass, &message).await {
        Ok(answer) => answered(state, delivery, kind, &message, answer).await,
        Err(Unsent::Unreachable(_)) => {
            Err(Failure::Later(Duration::ZERO, "the mail server does not take letters"))
        }
        Err(unsendable @ Unsent::Unsendable(_)) => Err(unsendable).bury(),
    }
}

/// The kind of letter, as metrics call it.
fn kind(message: &LetterMessage) -> &'static str {
    match message {
        LetterMessage::SignIn { .. } => "sign_in",
        LetterMessage::MyReports { .. } => "my_reports",
        LetterMessage::PhotoUnreadable { .. } => "photo_unreadable",
        LetterMessage::ToRequalify { .. } => "to_requalify",
        LetterMessage::Written { .. } => "written",
        LetterMessage::Report { step, .. } => match step {
            Move::Receive => "received",
            Move::Schedule => "scheduled",
            Move::Close => "closed",
            Move::Refuse => "rejected",
            Move::Merge => "merged",
            Move::Contest => "reopened",
            _ => "none",
        },
    }
}

async fn answered(
    state: &State,
    delivery: &Delivery<LetterMessage>,
    kind: &'static str,
    message: &Message,
    answer: Answer,
) -> Result<Done, Failure> {
    let letter = delivery.message.letter();
    let message_id = message.headers().get_raw("Message-ID");
    let settled =
        |state, smtp_answer| Settled { state, attempts: 1, message_id, smtp_answer: Some(smtp_answer) };
    match &answer {
        Answer::Accepted(words) => settle(state, delivery, kind, settled("accepted", words)).await,
        Answer::Refused(words) => {
            tracing::warn!(code = words.get(..3), "refused");
            settle(state, delivery, kind, settled("refused", words)).await
        }
        Answer::NotNow(words) => Err(not_now(state, letter, kind, message_id, words).await),
    }
}

async fn settle(
    state: &State,
    delivery: &Delivery<LetterMessage>,
    kind: &'static str,
    settled: Settled<'_>,
) -> Result<Done, Failure> {
    let mut transaction = state.database.begin().await.retry()?;
    store::settle(&mut transaction, delivery.message.letter(), settled, state.clock.now()).await.retry()?;
    let done = delivery.commit(transaction).await?;
    metrics::counter!("letters_total", "kind" => kind, "outcome" => settled.state).increment(1);
    Ok(done)
}

/// The server's words stay in the ledger: they may name the person.
async fn not_now(
    state: &State,
    letter: LetterId,
    kind: &'static str,
    message_id: Option<&str>,
    words: &str,
) -> Failure {
    metrics::counter!("letters_total", "kind" => kind, "outcome" => "not_now").increment(1);
    let error =
        anyhow!("the mail server said {}: not now; the ledger has its words", &words[..words.len().min(3)]);
    match store::not_now(&state.database, letter, message_id, words).await {
        Ok(()) => Failure::Retry(error),
        Err(unwritten) => Failure::Retry(anyhow::Error::new(unwritten).context(error)),
    }
}
