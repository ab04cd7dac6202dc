//! Accepting a report: everything is checked, photos are stored, then one transaction says that it exists.

mod same;
mod survey;

use anyhow::Context;
use chrono::{DateTime, Utc};
use messages::ReportMessage;
use model::ids::{HistoryId, PhotoId, RecipientId, ReportId, StaffId};
use model::moves::{Actor, Move};
use service_kit::links::Purpose;
use service_kit::upload::Upload;
use sha2::{Digest, Sha256};
use std::time::Duration;
use storage::Key;
use web::Language;

use crate::Intake;
use crate::store::{self, Earlier, Nearby, NewPhoto, NewReport};
use crate::submission::{Place, Submission};
use crate::wrong::Wrong;
use survey::Known;

pub(crate) use survey::find_place;

/// How a report comes, and what that allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// The residents' own form: at least one photo.
    Web,
    /// Another program.
    Api,
    /// The call centre's own program.
    CallCentre,
    /// A member of the staff, for somebody who called or came.
    Staff(Reach, StaffId),
}

/// How somebody reached the city's staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// They called.
    Call,
    /// They came to a town hall.
    Desk,
}

impl Reach {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call_centre",
            Self::Desk => "desk",
        }
    }
}

impl Channel {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::CallCentre => "call_centre",
            Self::Staff(reach, _) => reach.as_str(),
        }
    }

    /// Who filed it for the reporter.
    pub(crate) const fn staff(self) -> Option<StaffId> {
        match self {
            Self::Web | Self::Api | Self::CallCentre => None,
            Self::Staff(_, staff) => Some(staff),
        }
    }

    pub(crate) const fn actor(self) -> Actor {
        match self {
            Self::Web => Actor::Resident,
            Self::Api => Actor::Api,
            Self::CallCentre | Self::Staff(..) => Actor::CallCentre,
        }
    }
}

/// What the client is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Accepted {
    pub(crate) reference: String,
    /// In the secret link.
    pub(crate) token: String,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAccepted {
    #[error("{0:?}")]
    Wrong(Vec<Wrong>),
    /// Nothing is wrong with it: who sends it is asked first whether it is one of these. Once.
    #[error("perhaps it is already reported")]
    Near(Nearby),
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// The fields of a submission that passed every check.
pub(crate) struct Checked {
    pub(crate) category: String,
    pub(crate) place: Place,
    pub(crate) words: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) language: Language,
    pub(crate) key: String,
    /// The number of the report that it is the same as.
    pub(crate) same_as: Option<String>,
}

/// Accepts a report, or says everything that is wrong with it. The same key with the same content gives the same
/// answer, however often it is sent.
pub(crate) async fn accept(
    intake: &Intake,
    submission: &mut Submission,
    channel: Channel,
    language: Language,
) -> Result<Accepted, NotAccepted> {
    let mut wrong = std::mem::take(&mut submission.wrong);
    find_place(intake, submission).await?;
    let submission = &*submission;
    let fingerprint = fingerprint(submission);
    let checked = check(submission, channel, language, &mut wrong);
    if let Some(checked) = &checked
        && let Some(answer) = answered(intake, &checked.key, &fingerprint).await?
    {
        return answer;
    }
    let known = survey::known(intake, submission, &mut wrong).await?;
    let (Some(checked), Some(known)) = (checked, known) else { return Err(NotAccepted::Wrong(wrong)) };
    if let Some(same) = &checked.same_as {
        return same::follow(
            intake,
            submission,
            same::Asked { same, checked: &checked, channel, fingerprint },
        )
        .await;
    }
    if !submission.knows_nearby() {
        let near = store::nearby(&intake.pool, checked.place.point, &checked.category).await;
        if let Some(near) = near.context("what is near")?.filter(|near| !near.reports.is_empty()) {
            return Err(NotAccepted::Near(near));
        }
    }
    let report = new_report(intake, submission, &checked, known, (channel, fingerprint)).await?;
    put(intake, &report.photos).await?;
    if write(intake, &report).await? {
        tracing::Span::current().record("report", tracing::field::display(report.id));
        tracing::info!(channel = channel.as_str(), photos = report.photos.len(), "report received");
        return Ok(told(intake, report.reference, report.recipient, 0));
    }
    // The same key came twice at once, and the other one was faster: answer as it was answered.
    forget(intake, &report.photos).await;
    match answered(intake, &checked.key, &fingerprint).await? {
        Some(answer) => answer,
        None => Err(anyhow::anyhow!("the key is taken, and its report can't be found").into()),
    }
}

/// Puts photos into the object store, before a row names them.
pub(crate) async fn put(intake: &Intake, photos: &[NewPhoto<'_>]) -> anyhow::Result<()> {
    for photo in photos {
        let kind = photo.upload.inspected.kind.content_type();
        let key = Key::received(photo.id.0);
        intake.storage.put_file(&key, photo.upload.path(), kind).await.context("storing a photo")?;
    }
    Ok(())
}

/// Takes photos away that no row names; what this misses is removed with other orphans.
pub(crate) async fn forget(intake: &Intake, photos: &[NewPhoto<'_>]) {
    for photo in photos {
        if let Err(error) = intake.storage.delete(&Key::received(photo.id.0)).await {
            tracing::warn!(%error, "an unused photo stays in the store for now");
        }
    }
}

/// Checks every field on its own, so that the client hears of all that is wrong at once.
fn check(
    submission: &Submission,
    channel: Channel,
    language: Language,
    wrong: &mut Vec<Wrong>,
) -> Option<Checked> {
    fn sieve<T>(checked: Result<T, Wrong>, wrong: &mut Vec<Wrong>) -> Option<T> {
        checked.map_err(|error| wrong.push(error)).ok()
    }
    let refused_photo = wrong.iter().any(|wrong| wrong.field() == "photo");
    // Of what is already reported there is a photo.
    let needs_photo = channel == Channel::Web && submission.field("same_as").is_none();
    let no_photo = submission.photos.is_empty() && (refused_photo || needs_photo);
    if no_photo && !refused_photo {
        wrong.push(Wrong::PhotoMissing);
    }
    let category = sieve(submission.category(), wrong);
    // Without the photo that was refused or forgotten, its place is missing too: one error is enough.
    let place = match submission.place() {
        Err(Wrong::PlaceMissing) if no_photo => None,
        place => sieve(place, wrong),
    };
    let words = sieve(submission.words(), wrong);
    let email = sieve(submission.email(), wrong);
    let language = sieve(submission.language(language), wrong);
    let key = sieve(submission.key(), wrong);
    let same_as = sieve(submission.same_as(), wrong);
    if !wrong.is_empty() {
        return None;
    }
    Some(Checked {
        category: category?.to_owned(),
        place: place?,
        words: words?,
        email: email?,
        language: language?,
        key: key?.to_owned(),
        same_as: same_as?.map(str::to_owned),
    })
}

/// SHA-256 over every field and every photo's own hash. What its sender was shown before is no part of it.
fn fingerprint(submission: &Submission) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (name, value) in submission.fields.iter().filter(|(name, _)| **name != "nearby") {
        for part in [*name, value.as_str()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    for photo in &submission.photos {
        hash.update(photo.inspected.sha256);
    }
    hash.finalize().into()
}

/// What was answered to a key before.
pub(crate) async fn answered(
    intake: &Intake,
    key: &str,
    fingerprint: &[u8; 32],
) -> Result<Option<Result<Accepted, NotAccepted>>, NotAccepted> {
    let earlier = store::earlier(&intake.pool, key).await.context("looking the key up")?;
    Ok(earlier.map(|Earlier { fingerprint: before, reference, recipient, generation }| {
        if before == fingerprint {
            Ok(told(intake, reference, recipient, generation))
        } else {
            Err(NotAccepted::Wrong(vec![Wrong::KeyReused]))
        }
    }))
}

pub(crate) fn told(intake: &Intake, reference: String, recipient: RecipientId, generation: i32) -> Accepted {
    Accepted { reference, token: intake.keys.token(Purpose::Track, recipient.0, generation) }
}

/// Gives everything its id.
async fn new_report<'a>(
    intake: &Intake,
    submission: &'a Submission,
    checked: &'a Checked,
    known: Known,
    (channel, fingerprint): (Channel, [u8; 32]),
) -> Result<NewReport<'a>, NotAccepted> {
    let now = intake.clock.now();
    let day = now.with_timezone(&intake.city.zone).date_naive();
    let counter = store::next_counter(&intake.pool).await.context("the reference")?;
    Ok(NewReport {
        id: ReportId(intake.clock.id()),
        reference: model::reference::reference(day, counter),
        history: HistoryId(intake.clock.id()),
        recipient: RecipientId(intake.clock.id()),
        category: &checked.category,
        place: checked.place,
        address: known.address,
        sector: known.sector,
        words: checked.words.as_deref(),
        email: checked.email.as_deref(),
        language: checked.language,
        channel,
        now,
        due_at: now + chrono::Duration::hours(known.target_hours.into()),
        key: &checked.key,
        fingerprint,
        photos: submission.photos.iter().map(|upload| new_photo(intake, upload, now)).collect(),
    })
}

/// A photo with an id of its own, and the time that it tells, received `now`.
pub(crate) fn new_photo<'a>(intake: &Intake, upload: &'a Upload, now: DateTime<Utc>) -> NewPhoto<'a> {
    let taken_at = upload.inspected.exif.taken_at.and_then(|taken| taken.moment(&intake.city.zone, now));
    NewPhoto { id: PhotoId(intake.clock.id()), upload, taken_at }
}

/// The report, its history, its messages: all or nothing. False: the key was taken meanwhile.
async fn write(intake: &Intake, report: &NewReport<'_>) -> anyhow::Result<bool> {
    let mut transaction = intake.pool.begin().await?;
    if !store::insert(&mut transaction, report).await? {
        return Ok(false);
    }
    let told = database::letters::Told {
        report: report.id,
        history: report.history,
        step: Move::Receive,
        occurred_at: report.now,
    };
    let message = ReportMessage {
        report: told.report,
        history: told.history,
        step: told.step,
        occurred_at: told.occurred_at,
    };
    queue::publish(&mut transaction, &message, Duration::ZERO).await?;
    database::letters::announce(&mut transaction, told, report.now, Duration::ZERO, || intake.clock.id())
        .await?;
    transaction.commit().await?;
    Ok(true)
}
