//! Accepting a report: everything is checked, photos are stored, then one transaction says that it exists.

use anyhow::Context;
use chrono::{DateTime, TimeZone, Utc};
use messages::ReportMessage;
use model::ids::{HistoryId, PhotoId, RecipientId, ReportId};
use model::moves::{Actor, Move};
use photos::{Key, TakenAt};
use service_kit::links::Purpose;
use sha2::{Digest, Sha256};
use std::time::Duration;
use web::Language;

use crate::Intake;
use crate::store::{self, Earlier, NewPhoto, NewReport};
use crate::submission::{Place, Submission, Wrong};

/// How a report comes, and what that allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channel {
    /// The residents' own form: at least one photo.
    Web,
    /// Another program.
    Api,
    /// The call centre, or a town-hall desk.
    CallCentre,
}

impl Channel {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
            Self::CallCentre => "call_centre",
        }
    }

    pub(crate) const fn actor(self) -> Actor {
        match self {
            Self::Web => Actor::Resident,
            Self::Api => Actor::Api,
            Self::CallCentre => Actor::CallCentre,
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
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// The fields of a submission that passed every check.
struct Checked {
    category: String,
    place: Place,
    words: Option<String>,
    email: Option<String>,
    language: Language,
    key: String,
}

/// Accepts a report, or says everything that is wrong with it. The same key with the same content gives the same
/// answer, however often it is sent.
pub(crate) async fn accept(
    intake: &Intake,
    submission: &Submission,
    channel: Channel,
    language: Language,
    mut wrong: Vec<Wrong>,
) -> Result<Accepted, NotAccepted> {
    let Some(checked) = check(submission, channel, language, &mut wrong) else {
        return Err(NotAccepted::Wrong(wrong));
    };
    let fingerprint = fingerprint(submission);
    if let Some(answer) = answered(intake, &checked.key, &fingerprint).await? {
        return answer;
    }
    let report = surveyed(intake, submission, &checked, channel, fingerprint).await?;
    for (photo, upload) in report.photos.iter().zip(&submission.photos) {
        let key = Key::received(photo.id.0);
        let kind = upload.inspected.kind.content_type();
        intake.storage.put_file(&key, upload.path(), kind).await.context("storing a photo")?;
    }
    if write(intake, &report).await? {
        tracing::Span::current().record("report", tracing::field::display(report.id));
        tracing::info!(channel = channel.as_str(), photos = report.photos.len(), "report received");
        return Ok(told(intake, report.reference, report.recipient, 0));
    }
    // The same key came twice at once, and the other one was faster: answer as it was answered.
    match answered(intake, &checked.key, &fingerprint).await? {
        Some(answer) => answer,
        None => Err(anyhow::anyhow!("the key is taken, and its report can't be found").into()),
    }
}

/// Checks every field, so that the client hears of all that is wrong at once.
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
    if channel == Channel::Web && submission.photos.is_empty() && !refused_photo {
        wrong.push(Wrong::PhotoMissing);
    }
    let category = sieve(submission.field("category").ok_or(Wrong::CategoryMissing), wrong);
    // Without the photo that was refused, its place is missing too: one error is enough.
    let place = match submission.place() {
        Err(Wrong::PlaceMissing)
            if refused_photo || submission.photos.is_empty() && channel == Channel::Web =>
        {
            None
        }
        place => sieve(place, wrong),
    };
    let words = sieve(submission.words(), wrong);
    let email = sieve(submission.email(), wrong);
    let language = sieve(submission.language(language), wrong);
    let key = sieve(submission.field("idempotency_key").ok_or(Wrong::KeyMissing), wrong);
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
    })
}

/// SHA-256 over every field and every photo's own hash.
fn fingerprint(submission: &Submission) -> [u8; 32] {
    let mut hash = Sha256::new();
    for (name, value) in &submission.fields {
        for part in [name, value] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    for photo in &submission.photos {
        hash.update(photo.inspected.sha256);
    }
    hash.finalize().into()
}

async fn answered(
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

fn told(intake: &Intake, reference: String, recipient: RecipientId, generation: i32) -> Accepted {
    Accepted { reference, token: intake.keys.token(Purpose::Track, recipient.0, generation) }
}

/// Asks the database what it knows of the place and the category, and gives everything its id.
async fn surveyed<'a>(
    intake: &Intake,
    submission: &'a Submission,
    checked: &'a Checked,
    channel: Channel,
    fingerprint: [u8; 32],
) -> Result<NewReport<'a>, NotAccepted> {
    let mut connection = intake.pool.acquire().await.context("the database")?;
    let target = store::category(&mut connection, &checked.category).await.context("the category")?;
    let sector =
        database::sectors::sector_at(&mut connection, checked.place.point).await.context("the sector")?;
    let (Some(target_hours), Some(sector)) = (target, sector.clone()) else {
        let unknown = target.is_none().then_some(Wrong::CategoryUnknown);
        let outside = sector.is_none().then_some(Wrong::PlaceOutside);
        return Err(NotAccepted::Wrong(unknown.into_iter().chain(outside).collect()));
    };
    let counter = store::next_counter(&mut connection).await.context("the reference")?;
    let address = database::addresses::in_words(&mut connection, checked.place.point, &sector);
    let address = address.await.context("the address")?;
    let now = intake.clock.now();
    let day = now.with_timezone(&intake.city.zone).date_naive();
    Ok(NewReport {
        id: ReportId(intake.clock.id()),
        reference: model::reference::reference(day, counter),
        history: HistoryId(intake.clock.id()),
        recipient: RecipientId(intake.clock.id()),
        category: &checked.category,
        place: checked.place,
        address,
        sector,
        words: checked.words.as_deref(),
        email: checked.email.as_deref(),
        language: checked.language,
        channel,
        now,
        due_at: now + chrono::Duration::hours(target_hours.into()),
        key: &checked.key,
        fingerprint,
        photos: submission.photos.iter().map(|upload| new_photo(intake, upload)).collect(),
    })
}

/// A photo with an id of its own, and the time that it tells.
pub(crate) fn new_photo<'a>(intake: &Intake, upload: &'a service_kit::upload::Upload) -> NewPhoto<'a> {
    let taken_at = upload.inspected.exif.taken_at.as_ref().and_then(|taken| moment(taken, intake.city.zone));
    NewPhoto { id: PhotoId(intake.clock.id()), upload, taken_at }
}

/// The moment of an EXIF time: with its own offset, else in the city's time.
fn moment(taken: &TakenAt, zone: chrono_tz::Tz) -> Option<DateTime<Utc>> {
    match taken.offset_minutes {
        Some(minutes) => Some((taken.local - chrono::Duration::minutes(minutes.into())).and_utc()),
        None => zone.from_local_datetime(&taken.local).earliest().map(|local| local.to_utc()),
    }
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
