//! What a client sends, from the form and from the API alike, and what is wrong with it.

use std::collections::BTreeMap;

use axum::extract::Multipart;
use axum::http::StatusCode;
use email_address::EmailAddress;
use model::place::{PlaceSource, Point};
use photos::Refusal;
use service_kit::upload::{NotTaken, Upload, receive};
use web::Language;

/// Photos of one report, at most.
pub(crate) const MOST_PHOTOS: usize = 3;
/// Characters of the resident's own words, at most.
pub(crate) const MOST_WORDS: usize = 1000;
/// Bytes of one text field: a thousand characters of four bytes, and some.
const FIELD_BYTES: usize = 8192;

/// The fields and photos of one request, as sent.
#[derive(Debug, Default)]
pub(crate) struct Submission {
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) photos: Vec<Upload>,
}

/// One thing that is wrong, with the facts that its words need.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Wrong {
    #[error("no photo")]
    PhotoMissing,
    #[error("too many photos")]
    PhotosTooMany,
    #[error(transparent)]
    Photo(Refusal),
    #[error("no category")]
    CategoryMissing,
    #[error("unknown category")]
    CategoryUnknown,
    #[error("no place")]
    PlaceMissing,
    #[error("not a place")]
    PlaceUnreadable,
    #[error("outside the city")]
    PlaceOutside,
    #[error("{0} characters")]
    WordsTooLong(usize),
    #[error("not an e-mail address")]
    EmailUnreadable,
    #[error("unknown language")]
    LanguageUnknown,
    #[error("unknown channel")]
    ChannelUnknown,
    #[error("no idempotency key")]
    KeyMissing,
    #[error("idempotency key used for another report")]
    KeyReused,
    #[error("the request broke off")]
    Broken,
}

impl Wrong {
    /// The name of its texts, and of its kind of problem in the API.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::PhotoMissing => "photo-missing",
            Self::PhotosTooMany => "photos-too-many",
            Self::Photo(Refusal::NotAPicture) => "photo-not-a-picture",
            Self::Photo(Refusal::UnsupportedKind { .. }) => "photo-kind",
            Self::Photo(Refusal::TooLarge { .. }) => "photo-too-large",
            Self::Photo(Refusal::TooManyPixels { .. }) => "photo-too-many-pixels",
            Self::Photo(Refusal::Truncated) => "photo-truncated",
            Self::Photo(_) => "photo-damaged",
            Self::CategoryMissing => "category-missing",
            Self::CategoryUnknown => "category-unknown",
            Self::PlaceMissing => "place-missing",
            Self::PlaceUnreadable => "place-unreadable",
            Self::PlaceOutside => "place-outside",
            Self::WordsTooLong(_) => "words-too-long",
            Self::EmailUnreadable => "email-unreadable",
            Self::LanguageUnknown => "language-unknown",
            Self::ChannelUnknown => "channel-unknown",
            Self::KeyMissing => "key-missing",
            Self::KeyReused => "key-reused",
            Self::Broken => "request-broken",
        }
    }

    /// The field it is about.
    pub(crate) fn field(&self) -> &'static str {
        match self {
            Self::PhotoMissing | Self::PhotosTooMany | Self::Photo(_) => "photo",
            Self::CategoryMissing | Self::CategoryUnknown => "category",
            Self::PlaceMissing | Self::PlaceUnreadable | Self::PlaceOutside => "place",
            Self::WordsTooLong(_) => "words",
            Self::EmailUnreadable => "email",
            Self::LanguageUnknown => "language",
            Self::ChannelUnknown => "channel",
            Self::KeyMissing | Self::KeyReused => "idempotency_key",
            Self::Broken => "request",
        }
    }

    /// The HTTP status of the API's answer.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Broken | Self::KeyMissing => StatusCode::BAD_REQUEST,
            Self::Photo(Refusal::TooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Photo(Refusal::UnsupportedKind { .. }) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The facts in its words: `kind`, `size`, `count`.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Photo(Refusal::UnsupportedKind { kind }) => vec![("kind", (*kind).to_owned())],
            Self::WordsTooLong(count) => vec![("count", count.to_string())],
            _ => Vec::new(),
        }
    }
}

/// Why reading a request stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    #[error(transparent)]
    Wrong(#[from] Wrong),
    #[error("spooling")]
    Disk(#[from] std::io::Error),
}

impl Submission {
    /// Reads a request to its end. Photos that are refused are remembered in `wrong`, so that the fields behind
    /// them are still read and can be shown again.
    pub(crate) async fn read(mut body: Multipart, wrong: &mut Vec<Wrong>) -> Result<Self, Unread> {
        let mut read = Self::default();
        loop {
            let field = match body.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => return Ok(read),
                Err(_) => return Err(Wrong::Broken.into()),
            };
            let name = field.name().unwrap_or_default().to_owned();
            if !matches!(name.as_str(), "photo" | "photos") {
                read.fields.insert(name, text(field).await?);
            } else if read.photos.len() == MOST_PHOTOS {
                if field.file_name().is_some_and(|file| !file.is_empty()) {
                    wrong.push(Wrong::PhotosTooMany);
                }
            } else {
                match receive(field).await {
                    Ok(photo) => read.photos.extend(photo),
                    Err(NotTaken::Photo(Refusal::Io(error)) | NotTaken::Disk(error)) => {
                        return Err(error.into());
                    }
                    Err(NotTaken::Photo(refusal)) => wrong.push(Wrong::Photo(refusal)),
                    Err(NotTaken::Request(_)) => return Err(Wrong::Broken.into()),
                }
            }
        }
    }

    /// A field without the space around it; none if it is empty or missing.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Where it is: what a person wrote, else what the phone said, else what the photos say.
    pub(crate) fn place(&self) -> Result<Place, Wrong> {
        if let Some(written) = self.field("place") {
            return written_place(written).ok_or(Wrong::PlaceUnreadable);
        }
        if let (Some(longitude), Some(latitude)) =
            (self.field("place_longitude"), self.field("place_latitude"))
        {
            let point = point(longitude, latitude).ok_or(Wrong::PlaceUnreadable)?;
            let accuracy_m =
                self.field("place_accuracy").and_then(|text| text.parse().ok()).filter(|m| *m >= 0.0);
            let source = match self.field("place_source") {
                Some("hand") => PlaceSource::Hand,
                Some("photo") => PlaceSource::Photo,
                _ => PlaceSource::Phone,
            };
            return Ok(Place { point, source, accuracy_m });
        }
        let in_photo = self.photos.iter().find_map(|photo| photo.inspected.exif.place.as_ref());
        let place = in_photo.ok_or(Wrong::PlaceMissing)?;
        let point = Point::new(place.longitude, place.latitude).map_err(|_| Wrong::PlaceUnreadable)?;
        Ok(Place { point, source: PlaceSource::Photo, accuracy_m: place.accuracy_m })
    }

    /// The resident's own words.
    pub(crate) fn words(&self) -> Result<Option<String>, Wrong> {
        // Browsers send line ends as CR LF; they count as one character, as they did while typing.
        let words =
            self.field("words").or_else(|| self.field("text")).map(|words| words.replace("\r\n", "\n"));
        match words.as_ref().map(|words| words.chars().count()) {
            Some(count) if count > MOST_WORDS => Err(Wrong::WordsTooLong(count)),
            _ => Ok(words.map(|words| words.replace('\0', ""))),
        }
    }

    /// The address for letters.
    pub(crate) fn email(&self) -> Result<Option<String>, Wrong> {
        let Some(email) = self.field("email") else { return Ok(None) };
        let options = email_address::Options::default().with_required_tld().without_display_text();
        EmailAddress::parse_with_options(email, options)
            .map(|address| Some(address.to_string()))
            .map_err(|_| Wrong::EmailUnreadable)
    }

    /// The language of letters; `otherwise` where none is named.
    pub(crate) fn language(&self, otherwise: Language) -> Result<Language, Wrong> {
        self.field("language").map_or(Ok(otherwise), |tag| tag.parse().map_err(|_| Wrong::LanguageUnknown))
    }
}

/// A place and where it is known from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) point: Point,
    pub(crate) source: PlaceSource,
    pub(crate) accuracy_m: Option<f64>,
}

/// "48.8646, 2.3783", as map programs copy it: latitude first.
fn written_place(text: &str) -> Option<Place> {
    let (latitude, longitude) = text.split_once([',', ';', ' '])?;
    let point = point(longitude, latitude)?;
    Some(Place { point, source: PlaceSource::Hand, accuracy_m: None })
}

fn point(longitude: &str, latitude: &str) -> Option<Point> {
    Point::new(longitude.trim().parse().ok()?, latitude.trim().parse().ok()?).ok()
}

async fn text(mut field: axum::extract::multipart::Field<'_>) -> Result<String, Unread> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| Wrong::Broken)? {
        if bytes.len() + chunk.len() > FIELD_BYTES {
            // Too long for any field: its words are counted, not kept.
            bytes.resize(FIELD_BYTES, b'.');
            continue;
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(fields: &[(&str, &str)]) -> Submission {
        let fields = fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        Submission { fields, photos: Vec::new() }
    }

    #[test]
    fn what_a_person_writes_wins_over_the_phone() {
        let place =
            with(&[("place", "48.8646, 2.3783"), ("place_longitude", "2.0"), ("place_latitude", "48.0")])
                .place()
                .expect("a place");
        assert_eq!(place.source, PlaceSource::Hand);
        assert_eq!((place.point.longitude(), place.point.latitude()), (2.3783, 48.8646));
    }

    #[test]
    fn a_place_that_is_none_is_never_taken() {
        for bad in ["48.8646", "north, east", "0, 0", "NaN, 2.3", "48.8646, 200"] {
            assert!(matches!(with(&[("place", bad)]).place(), Err(Wrong::PlaceUnreadable)), "{bad}");
        }
        assert!(matches!(with(&[]).place(), Err(Wrong::PlaceMissing)));
        assert!(matches!(with(&[("place_longitude", "2.3")]).place(), Err(Wrong::PlaceMissing)));
    }

    #[test]
    fn words_are_counted_in_characters_not_in_bytes() {
        let thousand = "é".repeat(1000);
        assert_eq!(with(&[("words", &thousand)]).words().expect("fits"), Some(thousand));
        assert!(matches!(with(&[("words", &"é".repeat(1001))]).words(), Err(Wrong::WordsTooLong(1001))));
        let lines = "a\r\n".repeat(500);
        assert!(with(&[("words", &lines)]).words().is_ok());
        assert_eq!(with(&[("words", "  ")]).words().expect("empty"), None);
    }

    #[test]
    fn an_address_must_be_one() {
        for good in ["marie@example.org", "m.l+rue@mairie.paris.fr"] {
            assert_eq!(with(&[("email", good)]).email().expect("good"), Some(good.to_owned()));
        }
        for bad in ["marie", "marie@", "@example.org", "a b@example.org", "Marie <marie@example.org>", "a@b"]
        {
            assert!(matches!(with(&[("email", bad)]).email(), Err(Wrong::EmailUnreadable)), "{bad}");
        }
    }
}
