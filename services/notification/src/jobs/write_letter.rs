//! What a letter says: the facts from the database, the pictures from the object store.

use anyhow::Context;
use chrono::{DateTime, Utc};
use letters::{
    Closed, Draft, Facts, Links, MyReports, Picture, Rejected, Reopened, Scheduled, SignIn, Stage, Unwritten,
};
use lettre::message::Mailbox;
use lettre::{Address, Message};
use messages::LetterMessage;
use model::ids::{LetterId, ListLinkId, PhotoId, RecipientId, ReportId, SignInId};
use model::moves::Move;
use queue::{Failure, OrFail};
use service_kit::links::Purpose;
use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use storage::{Key, Size};

use super::send_letter::A_MOMENT;
use crate::State;
use crate::mail::{Cover, Thread};
use crate::store::{self, PhotoRow, ReportRow};

/// Of each stage, at most this many pictures are in a letter: six of them are about three megabytes.
const MOST_PICTURES: usize = 3;

/// A letter, or why there is none.
pub(super) enum Written {
    Ready(Box<Message>),
    NotWanted(&'static str),
}

/// Writes the letter that the message asks for. The connection is free again when the database has said what it knows,
/// before the object store is asked.
pub(super) async fn write(
    state: &State,
    connection: PoolConnection<Postgres>,
    message: &LetterMessage,
) -> Result<Written, Failure> {
    match *message {
        LetterMessage::Report { letter, report, recipient, step, .. } => {
            about_report(state, connection, About { letter, report, recipient, event: Event::Move(step) })
                .await
        }
        LetterMessage::PhotoUnreadable { letter, report, photo, recipient } => {
            about_report(
                state,
                connection,
                About { letter, report, recipient, event: Event::Unreadable(photo) },
            )
            .await
        }
        LetterMessage::Written { letter, report, recipient, .. } => {
            about_report(state, connection, About { letter, report, recipient, event: Event::Written }).await
        }
        LetterMessage::SignIn { letter, sign_in } => to_sign_in(state, letter, sign_in).await,
        LetterMessage::MyReports { letter, link, .. } => to_list(state, letter, link).await,
        LetterMessage::ToRequalify { letter, .. } => to_referent(state, letter).await,
    }
}

#[derive(Clone, Copy)]
struct About {
    letter: LetterId,
    report: ReportId,
    recipient: RecipientId,
    event: Event,
}

/// What a letter about a report tells.
#[derive(Clone, Copy)]
enum Event {
    Move(Move),
    Unreadable(PhotoId),
    /// A referent wrote it.
    Written,
}

async fn about_report(
    state: &State,
    mut connection: PoolConnection<Postgres>,
    about: About,
) -> Result<Written, Failure> {
    let row = store::report(&mut connection, about.letter).await.retry()?;
    drop(connection);
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
    let page = Sheet { state, about, row: &row, facts: &facts, links: &links, now };
    let draft = match about.event {
        Event::Move(step) => page.tell(step).await?,
        Event::Unreadable(photo) => {
            let asked = store::still_asked_for(&state.database, photo).await.retry()?;
            asked.map(|others| letters::photo_unreadable(&facts, others, &links, now))
        }
        Event::Written => {
            let words = row.words.as_deref().context("the history row has no words").bury()?;
            Some(letters::written(&facts, (row.recorded_at, words), &links, now))
        }
    };
    let Some(draft) = draft else { return Ok(Written::NotWanted("there is nothing, or no longer, to tell")) };
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

/// Everything that one letter about a report is written from.
struct Sheet<'a> {
    state: &'a State,
    about: About,
    row: &'a ReportRow,
    facts: &'a Facts,
    links: &'a Links,
    now: DateTime<Utc>,
}

impl Sheet<'_> {
    /// The letter that tells a move; none: residents are told nothing about it.
    async fn tell(&self, step: Move) -> Result<Option<Result<Draft, Unwritten>>, Failure> {
        let Self { row, facts, links, now, .. } = *self;
        Ok(Some(match step {
            Move::Receive => letters::received(facts, links, now),
            Move::Schedule => {
                let on =
                    row.scheduled_on.context("the schedule's row has no day: `on` in its detail").bury()?;
                letters::scheduled(facts, &Scheduled { team: row.team.clone(), on }, links, now)
            }
            Move::Close => letters::closed(facts, &self.closed().await?, links, now),
            Move::Refuse => letters::rejected(facts, &self.rejected().await?, links, now),
            Move::Merge => {
                let main = row.main.as_deref();
                let main = main.context("the merge's row names no report: `main` in its detail").bury()?;
                letters::merged(facts, main, links, now)
            }
            Move::Contest => {
                let at = row.recorded_at;
                let reopened = Reopened { at, by_reader: row.by_reader, was_refused: row.was_refused() };
                letters::reopened(facts, &reopened, links, now)
            }
            Move::Assign
            | Move::Take
            | Move::Release
            | Move::Undo
            | Move::SendBack
            | Move::Requalify
            | Move::Transfer
            | Move::ComeBack
            | Move::Watch
            | Move::Resume
            | Move::Archive => return Ok(None),
        }))
    }

    async fn closed(&self) -> Result<Closed, Failure> {
        Ok(Closed {
            team: self.row.team.clone(),
            at: self.row.closed_at(),
            reply: self.row.words.clone(),
            pictures: self.pictures(Stage::After, self.row.closed_at()).await?,
            content_ids: self.content_ids(),
        })
    }

    async fn rejected(&self) -> Result<Rejected, Failure> {
        let at = self.row.occurred_at;
        Ok(Rejected {
            team: self.row.team.clone(),
            at,
            recorded_at: self.row.recorded_at,
            reason: self.row.words.clone(),
            pictures: self.pictures(Stage::Found, at).await?,
            content_ids: self.content_ids(),
        })
    }

    fn content_ids(&self) -> String {
        format!("{}@{}", self.about.letter, self.state.stationery.domain())
    }

    /// The pictures of an end: the crew's as `crews`; behind those of a cleaning, how it was. The letter waits until
    /// each photo is made or given up.
    async fn pictures(&self, crews: Stage, ended_at: DateTime<Utc>) -> Result<Vec<Picture>, Failure> {
        let rows = store::photos(&self.state.database, self.about.letter).await.retry()?;
        if rows.iter().any(|row| row.state == "received") {
            return Err(Failure::Later(A_MOMENT, "a photo is not ready"));
        }
        let (after, before): (Vec<_>, Vec<_>) =
            rows.into_iter().filter(|row| row.state == "ready").partition(|row| row.stage == "after");
        let after = after.into_iter().take(MOST_PICTURES).map(|row| (crews, row));
        let most_before = if crews == Stage::After { MOST_PICTURES } else { 0 };
        let before = before.into_iter().take(most_before).map(|row| (Stage::Before, row));
        let mut pictures = Vec::new();
        for (stage, row) in after.chain(before) {
            let jpeg = self.state.storage.get(&Key::rendition(row.id, Size::Large)).await.retry()?;
            let otherwise = if stage == Stage::Before { row.received_at } else { ended_at };
            pictures.push(Picture { stage, at: taken_at(&row, otherwise), jpeg });
        }
        Ok(pictures)
    }
}

/// A camera's clock can be wrong, but not by being ahead of the server's receipt.
fn taken_at(row: &PhotoRow, otherwise: DateTime<Utc>) -> DateTime<Utc> {
    row.taken_at.unwrap_or(otherwise).min(row.received_at)
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

async fn to_list(state: &State, letter: LetterId, link: ListLinkId) -> Result<Written, Failure> {
    let row = store::list_link(&state.database, link).await.retry()?;
    let row = row.context("the link to a list is missing").bury()?;
    let now = state.clock.now();
    let Some(email) = row.email.clone().filter(|_| row.expires_at > now) else {
        return Ok(Written::NotWanted("the link would no longer open anything"));
    };
    let token = state.keys.token(Purpose::List, link.0, 0);
    let facts = MyReports {
        language: row.language.parse().map_err(|error| anyhow::anyhow!("{error}")).bury()?,
        city: row.city.clone(),
        link: format!("{}/mine/{token}", base(&state.public_url)),
        until: row.expires_at,
        zone: row.timezone.parse::<chrono_tz::Tz>().bury()?,
    };
    let cover = Cover { letter, to: mailbox(&email)?, thread: None, at: now };
    let message = state.stationery.message(&letters::my_reports(&facts, now).bury()?, cover).bury()?;
    Ok(Written::Ready(Box::new(message)))
}

async fn to_referent(state: &State, letter: LetterId) -> Result<Written, Failure> {
    let row = store::to_requalify(&state.database, letter).await.retry()?;
    let row = row.context("the letter's report, referent or history row is missing").bury()?;
    if row.left {
        return Ok(Written::NotWanted("the referent has left"));
    }
    let now = state.clock.now();
    let draft = letters::to_requalify(&row.facts().bury()?, now).bury()?;
    let cover = Cover { letter, to: mailbox(&row.email)?, thread: None, at: now };
    let message = state.stationery.message(&draft, cover).bury()?;
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
