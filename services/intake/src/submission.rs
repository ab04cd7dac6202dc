//! What a client sends, from the form and from the API alike, read once and within bounds.

mod checks;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, header};
use model::place::Point;
use photos::Refusal;
use service_kit::body::NotRead;
use service_kit::upload::{NotTaken, Upload, receive};
use web::Language;

use crate::Intake;
use crate::kept::KeptPhotos;
use crate::wrong::Wrong;

pub(crate) use checks::{Place, point};

/// Photos of one report, at most.
pub(crate) const MOST_PHOTOS: usize = 3;
/// Characters of the resident's own words, at most.
pub(crate) const MOST_WORDS: usize = 1000;
/// Bytes of words that are kept to be shown again: more than anybody types, so that a text that is too long comes
/// back whole and can be shortened.
const WORDS_BYTES: usize = 65_536;
/// Bytes of a form without photos, at most: words, each byte of them written as three.
const URLENCODED_BYTES: usize = 4 * WORDS_BYTES;
/// Bytes of any other field that are kept.
const FIELD_BYTES: usize = 1024;

/// The fields that are read. Others are none of ours and are passed over, so that memory is bounded.
const FIELDS: [&str; 18] = [
    "category",
    "place",
    "place_choice",
    "place_sought",
    "place_longitude",
    "place_latitude",
    "place_accuracy",
    "place_source",
    "words",
    "text",
    "email",
    "language",
    "channel",
    "idempotency_key",
    "clean",
    "same_as",
    "nearby",
    "grade",
];

/// The fields and photos of one request, as sent, and what was found wrong with them so far.
#[derive(Debug, Default)]
pub(crate) struct Submission {
    pub(crate) fields: BTreeMap<&'static str, String>,
    pub(crate) photos: Vec<Arc<Upload>>,
    /// Characters of words that were too many to be kept.
    uncounted: usize,
    pub(crate) wrong: Vec<Wrong>,
    /// What the address base has for a place in words.
    pub(crate) found: Found,
    /// A person sends it and sees the answer: they can be asked whether it is already reported.
    pub(crate) attended: bool,
}

/// What the address base has for the words of a place.
#[derive(Debug, Default)]
pub(crate) enum Found {
    /// Nothing, or it was not asked.
    #[default]
    Nothing,
    /// This and no other.
    One(Point),
    /// The likeliest first: a person chooses.
    Several(Vec<database::addresses::Found>),
}

/// Our own disk failed while a photo was spooled.
#[derive(Debug, thiserror::Error)]
#[error("spooling a photo")]
pub(crate) struct NotSpooled(#[from] std::io::Error);

impl Submission {
    /// Reads a request to its end. What is wrong is remembered, so that the fields behind it are still read and can be
    /// shown again; only a request that can't be read on ends it.
    pub(crate) async fn read(
        headers: &HeaderMap,
        body: Result<Multipart, MultipartRejection>,
        kept: &KeptPhotos,
    ) -> Result<Self, NotSpooled> {
        let mut read = Self::default();
        match body {
            Err(_) => read.wrong.push(not_a_form(headers)),
            Ok(body) => {
                if let Err(ended) = read.all(body, kept).await {
                    match ended {
                        NotTaken::Disk(error) | NotTaken::Photo(Refusal::Io(error)) => {
                            return Err(error.into());
                        }
                        NotTaken::Photo(refusal) => read.wrong.push(Wrong::Photo(refusal)),
                        // What else is missing was perhaps on its way.
                        NotTaken::Request(error) => read.wrong = vec![broken(&error)],
                    }
                }
            }
        }
        Ok(read)
    }

    /// The same from a form with photos, or from one of fields alone.
    pub(crate) async fn of(request: Request, intake: &Intake) -> Result<Self, NotSpooled> {
        let (headers, kind) = (request.headers().clone(), kind(request.headers()));
        if !kind.starts_with("application/x-www-form-urlencoded") {
            let body = Multipart::from_request(request, intake).await;
            return Self::read(&headers, body, &intake.kept).await;
        }
        let mut read = Self::default();
        match to_bytes(request.into_body(), URLENCODED_BYTES).await {
            Err(error) => {
                let most = URLENCODED_BYTES as u64;
                let too_large = NotRead::among(&error).unwrap_or(NotRead::TooLarge { most });
                read.wrong.push(Wrong::NotRead(too_large));
            }
            Ok(body) => {
                for (name, value) in url::form_urlencoded::parse(&body) {
                    if let Some(name) = FIELDS.into_iter().find(|known| *known == name) {
                        read.put(name, value.into_owned());
                    }
                }
            }
        }
        Ok(read)
    }

    async fn all(&mut self, mut body: Multipart, kept: &KeptPhotos) -> Result<(), NotTaken> {
        while let Some(field) = body.next_field().await? {
            match field.name().unwrap_or_default() {
                "photo" | "photos" => self.photo(field).await?,
                "kept_photo" => {
                    let name = text(field, FIELD_BYTES).await?.0;
                    self.kept(kept.find(&String::from_utf8_lossy(&name)));
                }
                name => {
                    if let Some(name) = FIELDS.into_iter().find(|known| *known == name) {
                        self.text(name, field).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn photo(&mut self, field: Field<'_>) -> Result<(), NotTaken> {
        if self.photos.len() == MOST_PHOTOS {
            if field.file_name().is_some_and(|file| !file.is_empty()) {
                self.too_many();
            }
            return Ok(());
        }
        match receive(field).await {
            Ok(photo) => self.photos.extend(photo.map(Arc::new)),
            Err(NotTaken::Photo(refusal)) if !matches!(refusal, Refusal::Io(_)) => {
                // One of each kind is enough words, however many files came.
                if self.wrong.len() < MOST_PHOTOS {
                    self.wrong.push(Wrong::Photo(refusal));
                }
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// A photo of the form before, that the server kept.
    fn kept(&mut self, found: Option<Arc<Upload>>) {
        match found {
            Some(_) if self.photos.len() == MOST_PHOTOS => self.too_many(),
            Some(photo) => self.photos.push(photo),
            None if self.is_wrong(|wrong| matches!(wrong, Wrong::PhotoGone)) => {}
            None => self.wrong.push(Wrong::PhotoGone),
        }
    }

    fn too_many(&mut self) {
        if !self.is_wrong(|wrong| matches!(wrong, Wrong::PhotosTooMany)) {
            self.wrong.push(Wrong::PhotosTooMany);
        }
    }

    async fn text(&mut self, name: &'static str, field: Field<'_>) -> Result<(), NotTaken> {
        let most = if matches!(name, "words" | "text") { WORDS_BYTES } else { FIELD_BYTES };
        let (bytes, uncounted) = text(field, most).await?;
        self.uncounted += uncounted;
        // What was cut in the middle of a character is no mistake of the sender's.
        let value = match String::from_utf8(bytes) {
            Ok(value) => value,
            Err(error) if uncounted > 0 && error.utf8_error().error_len().is_none() => {
                String::from_utf8_lossy(error.as_bytes()).into_owned()
            }
            Err(_) => {
                self.wrong.push(Wrong::FieldNotText(name));
                String::new()
            }
        };
        self.put(name, value);
        Ok(())
    }

    fn put(&mut self, name: &'static str, value: String) {
        if self.fields.insert(name, value).is_some()
            && !self.is_wrong(|wrong| matches!(wrong, Wrong::FieldTwice(twice) if *twice == name))
        {
            self.wrong.push(Wrong::FieldTwice(name));
        }
    }

    fn is_wrong(&self, what: impl Fn(&Wrong) -> bool) -> bool {
        self.wrong.iter().any(what)
    }

    /// Whether the request could not be read as a whole, so that nothing else is known of it.
    pub(crate) fn unread(&self) -> bool {
        self.is_wrong(|wrong| wrong.field() == "request")
    }

    /// A field without the space around it; none if it is empty or missing.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The language of the answer: as the reporter says, else as the request does.
    pub(crate) fn speaks(&self, otherwise: Language) -> Language {
        self.language(otherwise).unwrap_or(otherwise)
    }
}

/// The media type of a request, in lower case; empty where it has none.
fn kind(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// Why a request can't be read as a form with photos.
pub(crate) fn not_a_form(headers: &HeaderMap) -> Wrong {
    if kind(headers).starts_with("multipart/form-data") { Wrong::NoBoundary } else { Wrong::NotAForm }
}

/// Why a form could not be read to its end.
pub(crate) fn broken(error: &MultipartError) -> Wrong {
    NotRead::among(error).map_or(Wrong::Broken, Wrong::NotRead)
}

/// At most so many bytes of a field; and how many characters there were behind them.
async fn text(mut field: Field<'_>, most: usize) -> Result<(Vec<u8>, usize), MultipartError> {
    let (mut bytes, mut behind) = (Vec::new(), 0);
    while let Some(chunk) = field.chunk().await? {
        let (fits, rest) = chunk.split_at(chunk.len().min(most - bytes.len()));
        bytes.extend_from_slice(fits);
        // Of a character's bytes in UTF-8 all but the first begin with the bits 10.
        behind += rest.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count();
    }
    Ok((bytes, behind))
}
