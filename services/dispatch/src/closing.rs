//! What a crew sends when it closes a job, and what is wrong with it.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use model::city::Localized;
use model::place::Point;
use photos::Refusal;
use service_kit::upload::{NotTaken, Upload, receive};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use web::Texts;

use crate::store::jobs::Reply;

/// After-photos of one close, at most.
pub(crate) const MOST_PHOTOS: usize = 3;
/// Characters of a crew's own words, at most.
pub(crate) const MOST_WORDS: usize = 1000;
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

    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", |value| value.trim())
    }

    /// The action's id: the same one is the same close.
    pub(crate) fn action(&self) -> Option<Uuid> {
        Uuid::try_parse(self.field("action")).ok()
    }

    /// The chosen answer's id, or nothing.
    pub(crate) fn reply(&self) -> &str {
        self.field("reply")
    }

    /// The crew's own words, with plain line ends: browsers count them as one character.
    pub(crate) fn words(&self) -> String {
        self.field("words").replace("\r\n", "\n").replace('\0', "")
    }

    /// Where the phone was, with its accuracy in metres.
    pub(crate) fn place(&self) -> Option<(Point, Option<f64>)> {
        let number = |name| self.field(name).parse::<f64>().ok().filter(|number| number.is_finite());
        let point = Point::new(number("place_longitude")?, number("place_latitude")?).ok()?;
        Some((point, number("place_accuracy").filter(|metres| *metres >= 0.0)))
    }

    /// SHA-256 of the answer and of every photo's own hash. Not of the place: a phone that sends again may have moved.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [self.reply(), self.words().as_str()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        for photo in &self.photos {
            hash.update(photo.inspected.sha256);
        }
        hash.finalize().into()
    }

    /// The answer to residents, or what is wrong with this close, each thing at its field.
    pub(crate) fn checked(&self, replies: &[Reply], texts: &Texts) -> Result<Answer, Errors> {
        let (photo, answer) = (self.photo_error(texts), self.answer(replies));
        match answer {
            Ok(answer) if photo.is_empty() => Ok(answer),
            Ok(_) => Err(Errors { photo, ..Errors::default() }),
            Err(Wrong::NoReply) => {
                Err(Errors { photo, reply: texts.t("close-no-reply"), ..Errors::default() })
            }
            Err(Wrong::TooLong(count)) => {
                let words = texts
                    .with("close-words-too-long", &[("count", count.into()), ("most", MOST_WORDS.into())]);
                Err(Errors { photo, words, ..Errors::default() })
            }
        }
    }

    fn photo_error(&self, texts: &Texts) -> String {
        let Some(refusal) = self.refused.first() else {
            return match (self.too_many, self.photos.is_empty()) {
                (true, _) => texts.t1("close-too-many-photos", "most", MOST_PHOTOS),
                (false, true) => texts.t("close-no-photo"),
                (false, false) => String::new(),
            };
        };
        let (name, kind) = match refusal {
            Refusal::NotAPicture => ("not-a-picture", ""),
            Refusal::UnsupportedKind { kind } => ("kind", *kind),
            Refusal::TooLarge { .. } => ("too-large", ""),
            Refusal::TooManyPixels { .. } => ("too-many-pixels", ""),
            Refusal::Truncated => ("truncated", ""),
            Refusal::Damaged { .. } | Refusal::Io(_) => ("damaged", ""),
        };
        let what = texts.t1(&format!("wrong-photo-{name}"), "kind", kind);
        format!("{what} {}", texts.t(&format!("wrong-photo-{name}-do")))
    }

    /// Own words replace the prepared answer, which the page has chosen already: who writes means it.
    fn answer(&self, replies: &[Reply]) -> Result<Answer, Wrong> {
        let words = self.words();
        match words.chars().count() {
            0 => {}
            count if count > MOST_WORDS => return Err(Wrong::TooLong(count)),
            _ => return Ok(Answer { reply: None, texts: Localized { fr: words.clone(), en: words } }),
        }
        let reply = replies.iter().find(|reply| reply.id == self.reply()).ok_or(Wrong::NoReply)?;
        Ok(Answer { reply: Some(reply.id.clone()), texts: reply.body.clone() })
    }
}

enum Wrong {
    NoReply,
    TooLong(usize),
}

/// What residents will read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The prepared one's id; none: the crew's own words.
    pub(crate) reply: Option<String>,
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
    use crate::store::jobs::Fit;
    use web::Language;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        let fields = fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Sent { fields, ..Sent::default() }
    }

    fn replies() -> [Reply; 1] {
        let text = |fr: &str| Localized { fr: fr.into(), en: "Cleaned".into() };
        [Reply { id: "done".into(), title: text("Nettoyé"), body: text("Nettoyé."), fit: Fit::Any }]
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
        let Ok(answer) = sent(&[("reply", "done"), ("words", &words)]).answer(&replies()) else {
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
