//! Another photo in the place of one that can't be read. Only a POST sends it.

use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::PhotoId;
use photos::Refusal;
use service_kit::upload::{NotTaken, Upload, receive};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use web::Texts;

use super::follow_report::{self, Hindered, Visit};
use crate::Intake;
use crate::accept::{forget, new_photo, put};
use crate::error::Failed;
use crate::store::photos::{Another, Replaced, replace};
use crate::submission::{broken, not_a_form};
use crate::track::Follower;
use crate::wrong::{Said, Wrong};

/// Bytes of a field: a UUID, and some.
const FIELD_BYTES: usize = 256;

/// What the page's form sends.
#[derive(Default)]
struct Sent {
    key: Option<Uuid>,
    replaces: Option<PhotoId>,
    photo: Option<Upload>,
    wrong: Option<Wrong>,
    /// More than one photo came.
    several: bool,
}

pub(crate) async fn send(
    State(intake): State<Intake>,
    follower: Follower,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failed> {
    let failed = |error: anyhow::Error| Failed(follower.language, error);
    let texts = Texts::of(follower.language);
    let sent = match form {
        Ok(form) => Sent::read(form).await.map_err(|error| failed(error.into()))?,
        Err(_) => Sent { wrong: Some(not_a_form(&headers)), ..Sent::default() },
    };
    let again = async |status, words| {
        // Nothing was written under the key: what is put right can be sent under it.
        let key = sent.key.filter(|_| status != StatusCode::CONFLICT);
        let hindered = Hindered { photo: words, key, ..Hindered::default() };
        follow_report::show(&intake, &follower, &Visit::default(), status, hindered).await
    };
    let (photo, replaces, key) = match (&sent.photo, sent.replaces, sent.key) {
        _ if sent.several => {
            return again(StatusCode::UNPROCESSABLE_ENTITY, texts.t("follow-photo-one")).await;
        }
        (Some(photo), Some(replaces), Some(key)) if sent.wrong.is_none() => (photo, replaces, key),
        (photo, ..) => {
            let missing = if photo.is_none() { Wrong::PhotoMissing } else { Wrong::Broken };
            let wrong = sent.wrong.as_ref().unwrap_or(&missing);
            let Said { what, remedy } = wrong.said(texts);
            return again(wrong.status(), format!("{what} {remedy}")).await;
        }
    };
    match stored(&intake, &follower, &key.to_string(), photo, replaces).await.map_err(failed)? {
        Replaced::Now | Replaced::Before => {
            Ok(Redirect::to(&format!("/r/{}?photo=1", follower.token)).into_response())
        }
        Replaced::NotAsked => again(StatusCode::CONFLICT, texts.t("follow-photo-not-asked")).await,
        Replaced::KeyReused => {
            let Said { what, remedy } = Wrong::KeyReused.said(texts);
            again(StatusCode::CONFLICT, format!("{what} {remedy}")).await
        }
    }
}

/// Puts the photo into the object store, then says in one transaction that it exists.
async fn stored(
    intake: &Intake,
    follower: &Follower,
    key: &str,
    upload: &Upload,
    replaces: PhotoId,
) -> anyhow::Result<Replaced> {
    let now = intake.clock.now();
    let photo = new_photo(intake, upload, now);
    put(intake, std::slice::from_ref(&photo)).await?;
    let mut fingerprint = Sha256::new();
    fingerprint.update(replaces.0.as_bytes());
    fingerprint.update(upload.inspected.sha256);
    let report = follower.report;
    let fingerprint = fingerprint.finalize().into();
    let another = Another { photo, report, recipient: follower.recipient, replaces, key, fingerprint, now };
    let outcome = replace(&intake.pool, &another).await?;
    if outcome == Replaced::Now {
        tracing::info!(photo = %another.photo.id, "another photo for an unreadable one");
    } else {
        forget(intake, &[another.photo]).await;
    }
    Ok(outcome)
}

impl Sent {
    /// Reads a form to its end; a photo that is refused is remembered, so that the fields behind it are still read.
    async fn read(mut form: Multipart) -> std::io::Result<Self> {
        let mut sent = Self::default();
        loop {
            let field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(sent),
                Err(error) => return Ok(Self { wrong: Some(broken(&error)), ..sent }),
            };
            match field.name().unwrap_or_default() {
                "photo" => sent.take(field).await?,
                "idempotency_key" => sent.key = Uuid::try_parse(&text(field).await).ok(),
                "replaces" => sent.replaces = Uuid::try_parse(&text(field).await).ok().map(PhotoId),
                _ => {}
            }
        }
    }

    async fn take(&mut self, field: Field<'_>) -> std::io::Result<()> {
        match receive(field).await {
            Ok(None) => {}
            Ok(Some(_)) if self.photo.is_some() => self.several = true,
            Ok(photo) => self.photo = photo,
            Err(NotTaken::Photo(Refusal::Io(error)) | NotTaken::Disk(error)) => return Err(error),
            Err(NotTaken::Photo(refusal)) => self.wrong = Some(Wrong::Photo(refusal)),
            Err(NotTaken::Request(error)) => self.wrong = Some(broken(&error)),
        }
        Ok(())
    }
}

/// A short field; one that is too long or broken is none.
async fn text(mut field: Field<'_>) -> String {
    let mut bytes = Vec::new();
    while let Ok(Some(chunk)) = field.chunk().await {
        let room = FIELD_BYTES.saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    String::from_utf8_lossy(&bytes).trim().to_owned()
}
