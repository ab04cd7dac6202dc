//! Everything that can be wrong with what a client sends: a stable name, the field, the words.

use axum::http::StatusCode;
use model::city::Localized;
use model::moves::needs::CONTESTED_WITHIN;
use model::place::Point;
use photos::Refusal;
use service_kit::body::NotRead;
use service_kit::problem::{FieldError, Problem};
use web::limits::{patience, size};
use web::texts::Value;
use web::{Language, Texts};

use crate::routes::MOST_BYTES;
use crate::store::{self, City};
use crate::submission::{MOST_PHOTOS, MOST_WORDS};

/// One thing that is wrong, with the facts that its words need.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Wrong {
    #[error("no photo")]
    PhotoMissing,
    #[error("too many photos")]
    PhotosTooMany,
    #[error("a photo that was kept from the form before is gone")]
    PhotoGone,
    #[error(transparent)]
    Photo(Refusal),
    #[error("no category")]
    CategoryMissing,
    #[error("unknown category")]
    CategoryUnknown,
    /// Whom to tell.
    #[error("a category that is handled elsewhere")]
    CategoryElsewhere(Localized),
    #[error("no place")]
    PlaceMissing,
    #[error("no place, also not in the photo")]
    PlaceNotInPhoto,
    #[error("not a place")]
    PlaceUnreadable,
    #[error("no address is like it")]
    PlaceNotFound,
    #[error("several addresses are like it")]
    PlaceSeveral,
    #[error("0, 0")]
    PlaceZero,
    /// What was meant.
    #[error("latitude and longitude are exchanged")]
    PlaceSwapped(Point),
    #[error("outside the city")]
    PlaceOutside,
    /// The commune that it seems to be in.
    #[error("in {0}")]
    PlaceNeighbour(String),
    /// How many characters it has.
    #[error("{0} characters")]
    WordsTooLong(usize),
    /// The words without them.
    #[error("invisible characters")]
    WordsInvisible(String),
    #[error("not an e-mail address")]
    EmailUnreadable,
    #[error("unknown language")]
    LanguageUnknown,
    #[error("unknown channel")]
    ChannelUnknown,
    #[error("no idempotency key")]
    KeyMissing,
    #[error("an idempotency key of odd characters, or too long")]
    KeyUnreadable,
    #[error("idempotency key used for another report")]
    KeyReused,
    #[error("the field {0} came twice")]
    FieldTwice(&'static str),
    #[error("the field {0} is not UTF-8")]
    FieldNotText(&'static str),
    #[error("not multipart/form-data")]
    NotAForm,
    #[error("multipart/form-data without its boundary")]
    NoBoundary,
    #[error("the request broke off, or is malformed")]
    Broken,
    #[error("the link is wrong, or void")]
    LinkVoid,
    #[error("neither clean nor not clean")]
    AnswerUnreadable,
    #[error("not clean, without words or a photo")]
    AnswerEmpty,
    #[error("the report is not closed, or no longer")]
    AnswerNotClosed,
    #[error("closed too long ago")]
    AnswerTooLate,
    #[error("the other thing was answered before")]
    AnswerGiven,
    #[error("no grade from 1 to 5")]
    GradeUnreadable,
    #[error("the report is not cleaned, so that nobody can be content with it")]
    GradeNotDone,
    #[error("cleaned too long ago to be graded")]
    GradeTooLate,
    #[error("no report has the number that it is the same as")]
    SameUnknown,
    #[error("the report that it is the same as is closed by now")]
    SameClosed,
    #[error("the report that it is the same as is not here")]
    SameFar,
    #[error(transparent)]
    NotRead(NotRead),
}

/// What is wrong and what to do, in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) what: String,
    pub(crate) remedy: String,
}

impl Wrong {
    /// Every name, for the pages that explain them.
    pub(crate) const NAMES: [&'static str; 50] = [
        "photo-missing",
        "photos-too-many",
        "photo-gone",
        "photo-not-a-picture",
        "photo-kind",
        "photo-too-large",
        "photo-too-many-pixels",
        "photo-truncated",
        "photo-damaged",
        "category-missing",
        "category-unknown",
        "category-elsewhere",
        "place-missing",
        "place-not-in-photo",
        "place-unreadable",
        "place-not-found",
        "place-several",
        "place-zero",
        "place-swapped",
        "place-outside",
        "place-neighbour",
        "words-too-long",
        "words-invisible",
        "email-unreadable",
        "language-unknown",
        "channel-unknown",
        "key-missing",
        "key-unreadable",
        "key-reused",
        "field-twice",
        "field-not-text",
        "request-not-a-form",
        "request-no-boundary",
        "request-broken",
        "request-too-slow",
        "request-too-long",
        "request-too-large",
        "link-void",
        "answer-unreadable",
        "answer-empty",
        "answer-not-closed",
        "answer-too-late",
        "answer-given",
        "grade-unreadable",
        "grade-not-done",
        "grade-too-late",
        "same-unknown",
        "same-closed",
        "same-far",
        "failed",
    ];

    /// That a point is outside the city, and in which commune it seems to be.
    pub(crate) fn outside(city: &City, point: Point) -> Self {
        city.neighbour(point).map_or(Self::PlaceOutside, |commune| Self::PlaceNeighbour(commune.to_owned()))
    }

    /// Its name in texts and in `/problems/{name}`, and the field it is about.
    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::PhotoMissing => ("photo-missing", "photo"),
            Self::PhotosTooMany => ("photos-too-many", "photo"),
            Self::PhotoGone => ("photo-gone", "photo"),
            Self::Photo(refusal) => (refused_photo(refusal), "photo"),
            Self::CategoryMissing => ("category-missing", "category"),
            Self::CategoryUnknown => ("category-unknown", "category"),
            Self::CategoryElsewhere(_) => ("category-elsewhere", "category"),
            Self::PlaceMissing => ("place-missing", "place"),
            Self::PlaceNotInPhoto => ("place-not-in-photo", "place"),
            Self::PlaceUnreadable => ("place-unreadable", "place"),
            Self::PlaceNotFound => ("place-not-found", "place"),
            Self::PlaceSeveral => ("place-several", "place"),
            Self::PlaceZero => ("place-zero", "place"),
            Self::PlaceSwapped(_) => ("place-swapped", "place"),
            Self::PlaceOutside => ("place-outside", "place"),
            Self::PlaceNeighbour(_) => ("place-neighbour", "place"),
            Self::WordsTooLong(_) => ("words-too-long", "words"),
            Self::WordsInvisible(_) => ("words-invisible", "words"),
            Self::EmailUnreadable => ("email-unreadable", "email"),
            Self::LanguageUnknown => ("language-unknown", "language"),
            Self::ChannelUnknown => ("channel-unknown", "channel"),
            Self::KeyMissing => ("key-missing", "idempotency_key"),
            Self::KeyUnreadable => ("key-unreadable", "idempotency_key"),
            Self::KeyReused => ("key-reused", "idempotency_key"),
            Self::FieldTwice(field) => ("field-twice", field),
            Self::FieldNotText(field) => ("field-not-text", field),
            Self::NotAForm => ("request-not-a-form", "request"),
            Self::NoBoundary => ("request-no-boundary", "request"),
            Self::Broken => ("request-broken", "request"),
            Self::NotRead(NotRead::TooSlow { .. }) => ("request-too-slow", "request"),
            Self::NotRead(NotRead::TooLong { .. }) => ("request-too-long", "request"),
            Self::NotRead(NotRead::TooLarge { .. }) => ("request-too-large", "request"),
            Self::LinkVoid => ("link-void", "request"),
            Self::AnswerUnreadable => ("answer-unreadable", "clean"),
            Self::AnswerEmpty => ("answer-empty", "words"),
            Self::AnswerNotClosed => ("answer-not-closed", "request"),
            Self::AnswerTooLate => ("answer-too-late", "request"),
            Self::AnswerGiven => ("answer-given", "request"),
            Self::GradeUnreadable => ("grade-unreadable", "grade"),
            Self::GradeNotDone => ("grade-not-done", "request"),
            Self::GradeTooLate => ("grade-too-late", "request"),
            Self::SameUnknown => ("same-unknown", "same_as"),
            Self::SameClosed => ("same-closed", "same_as"),
            Self::SameFar => ("same-far", "same_as"),
        }
    }

    /// The field it is about; `request` for the request as a whole.
    pub(crate) fn field(&self) -> &'static str {
        self.kind().1
    }

    /// The HTTP status of an answer that says only this.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoBoundary | Self::Broken | Self::KeyMissing | Self::KeyUnreadable => {
                StatusCode::BAD_REQUEST
            }
            Self::NotRead(reason) => reason.status(),
            Self::LinkVoid => StatusCode::NOT_FOUND,
            Self::AnswerNotClosed
            | Self::AnswerTooLate
            | Self::AnswerGiven
            | Self::GradeNotDone
            | Self::GradeTooLate => StatusCode::CONFLICT,
            Self::Photo(Refusal::TooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm | Self::Photo(Refusal::UnsupportedKind { .. }) => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// What would be taken instead, where we can guess what was meant.
    pub(crate) fn suggestion(&self) -> Option<String> {
        match self {
            Self::PlaceSwapped(point) => Some(written(*point)),
            Self::WordsInvisible(without) => Some(without.clone()),
            _ => None,
        }
    }

    /// The words of it.
    pub(crate) fn said(&self, texts: &Texts) -> Said {
        let language = texts.language();
        let mut facts: Vec<(&str, Value<'_>)> = vec![
            ("most", number(MOST_WORDS, language).into()),
            ("photos", MOST_PHOTOS.into()),
            ("days", CONTESTED_WITHIN.num_days().into()),
        ];
        match self {
            Self::Photo(Refusal::UnsupportedKind { kind }) => facts.push(("kind", (*kind).into())),
            Self::WordsTooLong(count) => facts.push(("count", number(*count, language).into())),
            Self::CategoryElsewhere(tell) => facts.push(("tell", store::said(tell, language).into())),
            Self::PlaceSwapped(point) => facts.push(("place", written(*point).into())),
            Self::PlaceNeighbour(commune) => facts.push(("commune", commune.as_str().into())),
            Self::FieldTwice(field) | Self::FieldNotText(field) => facts.push(("field", (*field).into())),
            Self::NotRead(reason) => facts.extend(limits(texts, *reason)),
            _ => {}
        }
        said(texts, self.kind().0, &facts)
    }

    fn error(&self, texts: &Texts) -> FieldError {
        let (name, field) = self.kind();
        let Said { what, remedy } = self.said(texts);
        FieldError::new(field, name, what, remedy).suggesting(self.suggestion())
    }
}

/// What a request may be and was not.
fn limits(texts: &Texts, reason: NotRead) -> Vec<(&'static str, Value<'static>)> {
    match reason {
        NotRead::TooSlow { bytes, seconds } => {
            vec![("size", size(texts, bytes).into()), ("time", patience(texts, seconds).into())]
        }
        NotRead::TooLong { seconds } => vec![("time", patience(texts, seconds).into())],
        NotRead::TooLarge { most } => vec![("size", size(texts, most).into())],
    }
}

fn refused_photo(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotAPicture => "photo-not-a-picture",
        Refusal::UnsupportedKind { .. } => "photo-kind",
        Refusal::TooLarge { .. } => "photo-too-large",
        Refusal::TooManyPixels { .. } => "photo-too-many-pixels",
        Refusal::Truncated => "photo-truncated",
        Refusal::Damaged { .. } | Refusal::Io(_) => "photo-damaged",
    }
}

fn said(texts: &Texts, name: &str, facts: &[(&str, Value<'_>)]) -> Said {
    Said {
        what: texts.with(&format!("wrong-{name}"), facts),
        remedy: texts.with(&format!("wrong-{name}-do"), facts),
    }
}

/// The words of a kind of problem, with examples for the facts of one.
pub(crate) fn explained(texts: &Texts, name: &str) -> Said {
    let language = texts.language();
    let facts: [(&str, Value<'_>); 11] = [
        ("most", number(MOST_WORDS, language).into()),
        ("photos", MOST_PHOTOS.into()),
        ("kind", "HEIC".into()),
        ("count", number(MOST_WORDS + 200, language).into()),
        ("place", "48.8646, 2.3783".into()),
        ("tell", texts.t("wrong-category-elsewhere-example").into()),
        ("commune", "Montreuil".into()),
        ("field", "words".into()),
        ("days", CONTESTED_WITHIN.num_days().into()),
        ("size", size(texts, if name == "request-too-large" { MOST_BYTES } else { 8192 }).into()),
        ("time", patience(texts, if name == "request-too-long" { 3600 } else { 60 }).into()),
    ];
    said(texts, name, &facts)
}

/// All that is wrong as one problem: named after the first, with every field.
pub(crate) fn problem(texts: &Texts, wrong: &[Wrong]) -> Problem {
    let errors: Vec<_> = wrong.iter().map(|wrong| wrong.error(texts)).collect();
    let Some((first, error)) = wrong.iter().zip(&errors).next() else {
        return failed(texts, StatusCode::INTERNAL_SERVER_ERROR);
    };
    Problem::new(first.status(), first.kind().0, error.detail.clone())
        .detail(error.remedy.clone())
        .errors(errors)
}

/// Something of ours failed: nothing is wrong with what was sent.
pub(crate) fn failed(texts: &Texts, status: StatusCode) -> Problem {
    let Said { what, remedy } = explained(texts, "failed");
    Problem::new(status, "failed", what).detail(remedy)
}

/// As map programs write it, and as the form takes it.
pub(crate) fn written(point: Point) -> String {
    format!("{}, {}", point.latitude(), point.longitude())
}

/// `1 200` or `1,200`: what people read, up to a million.
fn number(count: usize, language: Language) -> String {
    let digits = count.to_string();
    let Some((thousands, rest)) = digits.len().checked_sub(3).and_then(|at| digits.split_at_checked(at))
    else {
        return digits;
    };
    match (thousands, language) {
        ("", _) => digits,
        (thousands, Language::Fr) => format!("{thousands}\u{202f}{rest}"),
        (thousands, Language::En) => format!("{thousands},{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_words_in_both_languages_and_no_open_place_in_them() {
        for language in Language::ALL {
            for name in Wrong::NAMES {
                let Said { what, remedy } = explained(Texts::of(language), name);
                for words in [what, remedy] {
                    assert!(!words.contains(['[', '{', '$']), "{language} {name}: {words}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_written_as_people_read_them() {
        assert_eq!(number(7, Language::Fr), "7");
        assert_eq!(number(999, Language::En), "999");
        assert_eq!(number(1001, Language::En), "1,001");
        assert_eq!(number(65_000, Language::Fr), "65\u{202f}000");
    }

    #[test]
    fn a_problem_is_named_after_the_first_and_lists_all() {
        let wrong = [Wrong::CategoryMissing, Wrong::WordsTooLong(1001)];
        let problem = problem(Texts::of(Language::En), &wrong);
        assert_eq!((problem.kind.as_str(), problem.status), ("/problems/category-missing", 422));
        let fields: Vec<_> = problem.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["category", "words"]);
        assert!(problem.errors[1].detail.contains("1,001"), "{problem:?}");
    }
}
