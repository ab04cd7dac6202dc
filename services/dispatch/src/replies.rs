//! What stands in the place of a prepared answer's placeholders.

use chrono::NaiveDate;
use model::city::Localized;
use model::wording::{Placeholder, Wording};
use web::{Language, Texts, time};

/// The facts of one report that an answer may name.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) category: Localized,
    /// As in a sentence; none: the report has no team.
    pub(crate) team: Option<Localized>,
    /// When somebody was there, by the city's calendar.
    pub(crate) day: NaiveDate,
}

impl Facts {
    /// An answer in both languages.
    pub(crate) fn filled(&self, body: &Localized) -> Localized {
        Localized { fr: self.said(&body.fr, Language::Fr), en: self.said(&body.en, Language::En) }
    }

    /// An answer in one language. One that was saved before placeholders were checked stays as it is.
    pub(crate) fn said(&self, text: &str, language: Language) -> String {
        let texts = Texts::of(language);
        let of = |both: &Localized| match language {
            Language::Fr => both.fr.clone(),
            Language::En => both.en.clone(),
        };
        let wording = Wording::read(text);
        wording.map_or_else(
            |_| text.to_owned(),
            |wording| {
                wording.filled(|placeholder| match placeholder {
                    Placeholder::Address => self.address.clone(),
                    Placeholder::Category => of(&self.category),
                    Placeholder::Team => self.team.as_ref().map_or_else(|| texts.t("reply-our-team"), of),
                    Placeholder::Date => time::date(texts, self.day, self.day),
                    Placeholder::Reference => self.reference.clone(),
                })
            },
        )
    }
}
