//! What comes with the photos of a move: of a close, of a refusal, or of a partner's "not ours"; and what is wrong with it.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use model::city::Localized;
use model::ids::ReportId;
use model::moves::needs::{self, Unmet, Words};
use model::place::Point;
use photos::Refusal;
use service_kit::body::NotRead;
use service_kit::upload::{NotTaken, Upload, receive};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use web::Texts;

use crate::moves::NotMoved;
use crate::store::replies::Reply;

pub(crate) use needs::{MOST_PHOTOS, MOST_WORDS};

/// Bytes of one close: its photos, and a few fields.
pub(crate) const MOST_BYTES: usize = MOST_PHOTOS * 25_000_000 + 100_000;
/// Other jobs that one close is for, at most.
pub(crate) const MOST_TOGETHER: usize = 9;
/// Bytes of one text field: a thousand characters of four bytes, and some.
const FIELD_BYTES: usize = 8192;

/// A close as it was sent.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    fields: BTreeMap<String, String>,
    pub(crate) photos: Vec<Upload>,
    /// Why a photo was not taken, in the order they came.
    pub(crate) refused: Vec<Refusal>,
    /// More photos came than one close has.
    pub(crate) too_many: bool,
}

/// Why a close can't be read at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// The request broke off, or is no form.
    #[error("the request broke off")]
    Request(#[from] MultipartError),
    /// Our own disk.
    #[error("spooling a photo")]
    Disk(#[from] std::io::Error),
}

impl Sent {
    /// Reads a form to its end, photos into temporary files.
    pub(crate) async fn read(mut form: Multipart) -> Result<Self, Unreadable> {
        let mut sent = Self::default();
        while let Some(field) = form.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            if name != "photo" {
                sent.fields.insert(name, text(field).await?);
                continue;
            }
            if sent.photos.len() + sent.refused.len() >= MOST_PHOTOS {
                sent.too_many = true;
                continue;
            }
            match receive(field).await {
                Ok(photo) => sent.photos.extend(photo),
                Err(NotTaken::Photo(Refusal::Io(error)) | NotTaken::Disk(error)) => return Err(error.into()),
                Err(NotTaken::Photo(refusal)) => sent.refused.push(refusal),
                Err(NotTaken::Request(error)) => return Err(error.into()),
            }
        }
        Ok(sent)
    }

    /// What was sent without photos, as JSON.
    pub(crate) fn of(fields: BTreeMap<String, String>) -> Self {
        Self { fields, ..Self::default() }
    }

    /// A text field; empty where it is missing.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |value| value.trim())
    }

    /// The same with a field that was found from what was written: an id for a number, coordinates for an address.
    pub(crate) fn with(mut self, name: &str, value: String) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }

    /// The names of all fields.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// Only the fields that one of several forms has, which were sent together with its name before theirs.
    pub(crate) fn only(&self, form: &str) -> Self {
        let own = |(name, value): (&String, &String)| {
            Some((name.strip_prefix(form)?.strip_prefix('-')?.to_owned(), value.clone()))
        };
        Self::of(self.fields.iter().filter_map(own).collect())
    }

    /// Whether a field has what no text can have.
    pub(crate) fn is_garbled(&self) -> bool {
        self.fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0'))
    }

    /// The action's id: the same one is the same close.
    pub(crate) fn action(&self) -> Option<Uuid> {
        Uuid::try_parse(self.field("action")).ok()
    }

    /// The other jobs at the same place that this close is for: fields `also-{report}`.
    pub(crate) fn also(&self) -> Vec<ReportId> {
        let ids = self.fields.keys().filter_map(|name| name.strip_prefix("also-"));
        ids.filter_map(|id| Uuid::try_parse(id).ok()).map(ReportId).take(MOST_TOGETHER).collect()
    }

    /// The chosen answer's id, or nothing.
    pub(crate) fn reply(&self) -> &str {
        self.field("reply")
    }

    /// The crew's own words, with plain line ends.
    pub(crate) fn words(&self) -> String {
        self.field("words").replace("\r\n", "\n")
    }

    /// Where the phone was, with its accuracy in metres.
    pub(crate) fn place(&self) -> Option<(Point, Option<f64>)> {
        let number = |name| self.field(name).parse::<f64>().ok().filter(|number| number.is_finite());
        let point = Point::new(number("place_longitude")?, number("place_latitude")?).ok()?;
        Some((point, number("place_accuracy").filter(|metres| *metres >= 0.0)))
    }

    /// SHA-256 of every field and of every photo's own hash. Not of where and when the phone was: one that sends again
    /// may have moved.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        const PHONE: [&str; 6] =
            ["action", "occurred_at", "place_longitude", "place_latitude", "place_accuracy", "place_source"];
        let mut hash = Sha256::new();
        for (name, value) in self.fields.iter().filter(|(name, _)| !PHONE.contains(&name.as_str())) {
            for part in [name, value] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        for photo in &self.photos {
            hash.update(photo.inspected.sha256);
        }
        hash.finalize().into()
    }

    /// The answer to residents, or what is wrong with this close, each thing at its field.
    pub(crate) fn checked(&self, replies: &[Reply], texts: &Texts) -> Result<Answer, Errors> {
        let (photo, answer) = (self.photo_error(texts), self.reply_or_words(replies));
        match answer {
            Ok(Some(answer)) if photo.is_empty() => Ok(answer),
            Ok(Some(_)) => Err(Errors { photo, ..Errors::default() }),
            Err(Unmet::WordsTooLong(count)) => {
                Err(Errors { photo, words: too_long(texts, count), ..Errors::default() })
            }
            Ok(None) | Err(_) => Err(Errors { photo, reply: texts.t("close-no-reply"), ..Errors::default() }),
        }
    }

    /// What is wrong with photos and words that nobody has to send, each thing at its field.
    pub(crate) fn checked_if_sent(&self, texts: &Texts) -> Result<(), Errors> {
        let photo = match self.proof() {
            Ok(0) => String::new(),
            _ => self.photo_error(texts),
        };
        let words = match Words::new(self.field("words")) {
            Err(Unmet::WordsTooLong(count)) => too_long(texts, count),
            _ => String::new(),
        };
        let errors = Errors { photo, words, ..Errors::default() };
        if errors.count() > 0 { Err(errors) } else { Ok(()) }
    }

    fn photo_error(&self, texts: &Texts) -> String {
        match self.proof() {
            Err(NotMoved::Photo { name, kind }) => {
                let what = texts.t1(&format!("wrong-{name}"), "kind", kind);
                format!("{what} {}", texts.t(&format!("wrong-{name}-do")))
            }
            Ok(0) => texts.t("close-no-photo"),
            Ok(_) => String::new(),
            Err(_) => texts.t1("close-too-many-photos", "most", MOST_PHOTOS),
        }
    }

    /// How many photos came with it.
    ///
    /// # Errors
    /// The first photo that was not taken, or too many.
    pub(crate) fn proof(&self) -> Result<usize, NotMoved> {
        match self.refused.first() {
            Some(refusal) => {
                let (name, kind) = refused(refusal);
                Err(NotMoved::Photo { name, kind })
            }
            None if self.too_many => Err(Unmet::TooManyPhotos.into()),
            None => Ok(self.photos.len()),
        }
    }

    /// Own words replace the prepared answer, which the page has chosen already: who writes means it.
    ///
    /// # Errors
    /// Too many words, or an answer that is not prepared.
    pub(crate) fn reply_or_words(&self, replies: &[Reply]) -> Result<Option<Answer>, Unmet> {
        if let Some(words) = Words::new(self.field("words"))? {
            let text = words.as_str().to_owned();
            return Ok(Some(Answer {
                reply: None,
                version: None,
                texts: Localized { fr: text.clone(), en: text },
            }));
        }
        if self.reply().is_empty() {
            return Ok(None);
        }
        let reply = replies.iter().find(|reply| reply.id == self.reply());
        let reply =
            reply.ok_or_else(|| Unmet::Unreadable { field: "reply", value: self.reply().to_owned() })?;
        let version = Some(reply.version);
        Ok(Some(Answer { reply: Some(reply.id.clone()), version, texts: reply.body.clone() }))
    }
}

fn too_long(texts: &Texts, count: usize) -> String {
    texts.with("close-words-too-long", &[("count", count.into()), ("most", MOST_WORDS.into())])
}

/// The name of a refusal's texts, and the kind of file in them.
fn refused(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::NotAPicture => ("photo-not-a-picture", ""),
        Refusal::UnsupportedKind { kind } => ("photo-kind", kind),
        Refusal::TooLarge { .. } => ("photo-too-large", ""),
        Refusal::TooManyPixels { .. } => ("photo-too-many-pixels", ""),
        Refusal::Truncated => ("photo-truncated", ""),
        Refusal::Damaged { .. } | Refusal::Io(_) => ("photo-damaged", ""),
    }
}

/// What residents will read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The prepared one's id; none: the crew's own words.
    pub(crate) reply: Option<String>,
    /// Which save of it.
    pub(crate) version: Option<i32>,
    /// In both languages; own words are not translated.
    pub(crate) texts: Localized,
}

/// What is wrong, in words at each field; empty where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Errors {
    pub(crate) photo: String,
    pub(crate) reply: String,
    pub(crate) words: String,
}

impl Errors {
    /// How many fields are to be put right.
    pub(crate) fn count(&self) -> usize {
        [&self.photo, &self.reply, &self.words].iter().filter(|error| !error.is_empty()).count()
    }
}

/// The limit that a request broke; none: it broke off, or is malformed.
pub(crate) fn limit(error: &MultipartError) -> Option<NotRead> {
    let most = MOST_BYTES as u64;
    let too_large = error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    NotRead::among(error).or_else(|| too_large.then_some(NotRead::TooLarge { most }))
}

async fn text(mut field: Field<'_>) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        let room = FIELD_BYTES.saturating_sub(bytes.len());
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::replies::Fit;
    use web::Language;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        let fields = fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Sent { fields, ..Sent::default() }
    }

    fn replies() -> [Reply; 1] {
        let text = |fr: &str| Localized { fr: fr.into(), en: "Cleaned".into() };
        [Reply {
            id: "done".into(),
            version: 1,
            title: text("Nettoyé"),
            body: text("Nettoyé."),
            fit: Fit::Any,
        }]
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_each_at_its_field() {
        let texts = Texts::of(Language::Fr);
        let errors = sent(&[]).checked(&replies(), texts).unwrap_err();
        assert_eq!(errors.count(), 2, "{errors:?}");
        let errors = sent(&[("reply", "other"), ("words", " ")]).checked(&replies(), texts).unwrap_err();
        assert!(!errors.reply.is_empty(), "{errors:?}");
        let long = "é".repeat(1001);
        let errors = sent(&[("reply", "done"), ("words", &long)]).checked(&replies(), texts).unwrap_err();
        assert!(errors.words.contains("1001") || errors.words.contains("1\u{202f}001"), "{errors:?}");
    }

    #[test]
    fn own_words_replace_the_chosen_answer_and_are_sent_as_they_are() {
        let words = "é\r\n".repeat(500);
        let Ok(Some(answer)) = sent(&[("reply", "done"), ("words", &words)]).reply_or_words(&replies())
        else {
            panic!("a thousand characters fit")
        };
        assert_eq!(answer.reply, None);
        assert_eq!(answer.texts.fr, answer.texts.en);
    }

    #[test]
    fn another_answer_is_another_close() {
        let done = sent(&[("reply", "done")]).fingerprint();
        assert_eq!(done, sent(&[("reply", "done"), ("place_accuracy", "8")]).fingerprint());
        assert_ne!(done, sent(&[("reply", "done"), ("words", "done")]).fingerprint());
    }

    #[test]
    fn a_phone_that_does_not_know_its_place_gives_none() {
        let place = |longitude, latitude| {
            sent(&[("place_longitude", longitude), ("place_latitude", latitude), ("place_accuracy", "-1")])
                .place()
        };
        assert!(place("2.3783", "48.8646").is_some_and(|(_, accuracy)| accuracy.is_none()));
        for (longitude, latitude) in [("", ""), ("0", "0"), ("NaN", "48"), ("2.3", "north")] {
            assert_eq!(place(longitude, latitude), None);
        }
    }
}
