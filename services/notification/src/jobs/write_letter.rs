//! What a letter says: the facts from the database, the pictures from the object store.

use anyhow::Context;
use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
use lettre::{Address, Message};
use messages::LetterMessage;
use model::ids::{HistoryId, LetterId, RecipientId, ReportId, SignInId};
use model::moves::Move;
use photos::{Key, Size};
use queue::{Failure, OrFail};
use service_kit::links::Purpose;

use super::send_letter::{A_MOMENT, no_letter};
use crate::State;
use crate::letters::{self, Closed, Links, Picture, SignIn, Stage};
use crate::mail::{Cover, Thread};
use crate::store::{self, PhotoRow};

/// Of each stage, at most this many pictures are in a letter: six of them are about three megabytes.
const MOST_PICTURES: usize = 3;

/// A letter, or why there is none.
pub(super) enum Written {
    Ready(Box<Message>),
    NotWanted(&'static str),
}

/// Writes the letter that the message asks for.
pub(super) async fn write(state: &State, message: &LetterMessage) -> Result<Written, Failure> {
    match *message {
        LetterMessage::Report { letter, report, history, recipient, step, .. } => {
            about_report(state, About { letter, report, history, recipient, step }).await
        }
        LetterMessage::SignIn { letter, sign_in } => to_sign_in(state, letter, sign_in).await,
    }
}

#[derive(Clone, Copy)]
struct About {
    letter: LetterId,
    report: ReportId,
    history: HistoryId,
    recipient: RecipientId,
    step: Move,
}

async fn about_report(state: &State, about: About) -> Result<Written, Failure> {
    let row = store::report(&state.database, about.letter).await.retry()?;
    let row = row.context("the letter's report, recipient or history row is missing").bury()?;
    let Some(email) = row.email.clone().filter(|_| !row.stopped) else {
        return Ok(Written::NotWanted("no address, or letters stopped"));
    };
    let now = state.clock.now();
    let facts = row.facts().bury()?;
    let token = |purpose| state.keys.token(purpose, about.recipient.0, row.generation);
    let links = Links {
        track: format!("{}/r/{}", base(&state.public_url), token(Purpose::Track)),
        stop: format!("{}/unsubscribe/{}", base(&state.public_url), token(Purpose::Unsubscribe)),
    };
    let draft = match about.step {
        Move::Receive => letters::received(&facts, &links, now),
        Move::Close => {
            let closed = Closed {
                team: row.team.clone(),
                at: row.closed_at(),
                reply: store::reply(&state.database, row.words.as_deref(), facts.language).await.retry()?,
                pictures: pictures(state, about, row.closed_at()).await?,
                content_ids: format!("{}@{}", about.letter, state.stationery.domain()),
            };
            letters::closed(&facts, &closed, &links, now)
        }
        other => return Err(no_letter(other, about.report)),
    };
    let thread = Thread {
        report: about.report,
        recipient: about.recipient,
        unsubscribe: links.stop.clone(),
        reply_to: row.reply_to.as_deref().and_then(|address| address.parse().ok()),
    };
    let cover = Cover { letter: about.letter, to: mailbox(&email)?, thread: Some(&thread), at: now };
    let message = state.stationery.message(&draft.bury()?, cover).bury()?;
    Ok(Written::Ready(Box::new(message)))
}

async fn to_sign_in(state: &State, letter: LetterId, sign_in: SignInId) -> Result<Written, Failure> {
    let row = store::sign_in(&state.database, sign_in).await.retry()?;
    let row = row.context("the sign-in is missing").bury()?;
    let now = state.clock.now();
    if row.left || row.used || row.expires_at <= now {
        return Ok(Written::NotWanted("the sign-in link would no longer open anything"));
    }
    let token = state.keys.token(Purpose::SignIn, sign_in.0, 0);
    let facts = SignIn {
        language: row.language.parse().map_err(|error| anyhow::anyhow!("{error}")).bury()?,
        city: row.city(),
        name: row.name.clone(),
        link: format!("{}/sign-in/{token}", base(&state.staff_url)),
        until: row.expires_at,
        zone: row.timezone.parse::<chrono_tz::Tz>().bury()?,
    };
    let cover = Cover { letter, to: mailbox(&row.email)?, thread: None, at: now };
    let message = state.stationery.message(&letters::sign_in(&facts).bury()?, cover).bury()?;
    Ok(Written::Ready(Box::new(message)))
}

/// The error names what is wrong with the address, not the address.
fn mailbox(email: &str) -> Result<Mailbox, Failure> {
    let address = email.parse::<Address>().context("this is no e-mail address").bury()?;
    Ok(Mailbox::new(None, address))
}

/// An address without its last slash.
fn base(url: &url::Url) -> &str {
    url.as_str().trim_end_matches('/')
}

/// The pictures of a close, after first. The letter waits until each photo is made or given up.
async fn pictures(state: &State, about: About, closed_at: DateTime<Utc>) -> Result<Vec<Picture>, Failure> {
    let rows = store::photos(&state.database, about.report, about.history).await.retry()?;
    if rows.iter().any(|row| row.state == "received") {
        return Err(Failure::Later(A_MOMENT, "a photo is not ready"));
    }
    let (after, before): (Vec<_>, Vec<_>) =
        rows.into_iter().filter(|row| row.state == "ready").partition(|row| row.stage == "after");
    let mut pictures = Vec::new();
    for row in after.into_iter().take(MOST_PICTURES).chain(before.into_iter().take(MOST_PICTURES)) {
        let key = Key::rendition(row.id, Size::Large);
        let jpeg = state.storage.get(&key).await.retry()?;
        pictures.push(picture(&row, closed_at, jpeg));
    }
    Ok(pictures)
}

fn picture(row: &PhotoRow, closed_at: DateTime<Utc>, jpeg: Vec<u8>) -> Picture {
    let (stage, otherwise) = match row.stage.as_str() {
        "after" => (Stage::After, closed_at),
        _ => (Stage::Before, row.received_at),
    };
    // A camera's clock can be wrong, but not by being ahead of the server's receipt.
    let at = row.taken_at.unwrap_or(otherwise).min(row.received_at);
    Picture { stage, at, jpeg }
}
