use std::collections::BTreeSet;

use model::city::Localized;
use model::wording::{Flaw, MOST_BODY, MOST_TITLE, Placeholder, Wording};
use web::Texts;

use crate::store::replies::Outcome;
use crate::store::wordings::{self, Known, Text};

/// An answer as it was sent, or as it stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Sent {
    /// The version that its author has seen.
    pub(super) version: i32,
    pub(super) outcome: String,
    pub(super) title: Localized,
    pub(super) body: Localized,
    pub(super) categories: BTreeSet<String>,
    /// Of a preview: which report, and in which language.
    pub(super) report: String,
    pub(super) language: String,
}

impl Sent {
    /// A form's fields. Line ends are plain, and what surrounds a text is no part of it.
    pub(super) fn of(fields: Vec<(String, String)>) -> Self {
        let mut sent = Self::default();
        for (name, value) in fields {
            let value = value.replace("\r\n", "\n").trim().to_owned();
            match name.as_str() {
                "version" => sent.version = value.parse().unwrap_or_default(),
                "outcome" => sent.outcome = value,
                "title_fr" => sent.title.fr = value,
                "title_en" => sent.title.en = value,
                "body_fr" => sent.body.fr = value,
                "body_en" => sent.body.en = value,
                "category" => {
                    sent.categories.insert(value);
                }
                "report" => sent.report = value,
                "language" => sent.language = value,
                _ => {}
            }
        }
        sent
    }

    /// As it stands.
    pub(super) fn standing(there: &wordings::Wording) -> Self {
        Self {
            version: there.version,
            outcome: there.outcome.as_str().to_owned(),
            title: there.title.clone(),
            body: there.body.clone(),
            categories: there.categories.iter().cloned().collect(),
            ..Self::default()
        }
    }

    /// What a save would write.
    pub(super) fn text(&self, retired: bool) -> Text {
        Text {
            categories: self.categories.iter().cloned().collect(),
            title: self.title.clone(),
            body: self.body.clone(),
            retired,
        }
    }

    /// What is wrong, at each field.
    pub(super) fn checked(&self, known: &[Known], texts: &Texts) -> Errors {
        let stranger = self.categories.iter().find(|id| !known.iter().any(|known| known.id == **id));
        Errors {
            title_fr: title(&self.title.fr, texts),
            title_en: title(&self.title.en, texts),
            body_fr: body(&self.body.fr, texts),
            body_en: body(&self.body.en, texts),
            categories: stranger
                .map(|id| texts.t1("replies-wrong-category", "id", id.chars().take(40).collect::<String>()))
                .unwrap_or_default(),
            outcome: match Outcome::named(&self.outcome) {
                Some(_) => String::new(),
                None => texts.t("replies-wrong-outcome"),
            },
        }
    }
}

/// What is wrong, in words at each field; empty where nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Errors {
    pub(super) title_fr: String,
    pub(super) title_en: String,
    pub(super) body_fr: String,
    pub(super) body_en: String,
    pub(super) categories: String,
    pub(super) outcome: String,
}

impl Errors {
    pub(super) fn none(&self) -> bool {
        *self == Self::default()
    }
}

fn title(text: &str, texts: &Texts) -> String {
    let count = text.chars().count();
    match text {
        "" => texts.t("replies-wrong-empty"),
        _ if count > MOST_TITLE => long(count, MOST_TITLE, texts),
        _ if text.contains(char::is_control) => texts.t("replies-wrong-invisible"),
        _ => String::new(),
    }
}

/// What is wrong with a text, in words; empty: nothing.
pub(super) fn body(text: &str, texts: &Texts) -> String {
    let count = text.chars().count();
    if text.is_empty() {
        return texts.t("replies-wrong-empty");
    }
    if count > MOST_BODY {
        return long(count, MOST_BODY, texts);
    }
    if text.contains(|c: char| c.is_control() && c != '\n') {
        return texts.t("replies-wrong-invisible");
    }
    match Wording::read(text) {
        Ok(_) => String::new(),
        Err(Flaw::Unknown(name)) => {
            let known = Placeholder::ALL.map(|placeholder| placeholder.to_string()).join(" ");
            texts.with("replies-wrong-unknown", &[("name", name.into()), ("known", known.into())])
        }
        Err(Flaw::Unclosed(at)) => texts.t1("replies-wrong-unclosed", "at", at),
        Err(Flaw::Unopened(at)) => texts.t1("replies-wrong-unopened", "at", at),
    }
}

fn long(count: usize, most: usize, texts: &Texts) -> String {
    texts.with("replies-wrong-long", &[("count", count.into()), ("most", most.into())])
}

/// What can be an id at all.
pub(super) fn storable(id: &str) -> bool {
    !id.contains('\0')
}
