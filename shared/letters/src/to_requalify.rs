use askama::Template;
use chrono::{DateTime, Utc};
use web::{Language, Texts};

use super::City;
use super::draft::{Draft, Frame, Unwritten};
use super::words::when;

/// A report that no rule and no crew can place.
#[derive(Clone, Debug)]
pub struct ToRequalify {
    /// The reader's.
    pub language: Language,
    /// Who writes.
    pub city: City,
    /// The public number.
    pub reference: String,
    /// The place in words.
    pub address: String,
    /// What it is said to be.
    pub category: String,
    /// The server's receipt.
    pub received_at: DateTime<Utc>,
    /// Why it waits, in the reader's language.
    pub why: String,
}

/// Everything that the letter says.
struct Letter<'a> {
    facts: &'a ToRequalify,
    headline: String,
    told: String,
}

#[derive(Template)]
#[template(path = "to_requalify.mjml", escape = "html")]
struct Mjml<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "to_requalify.txt", escape = "none")]
struct Text<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

/// To a referent: a report waits for somebody to say what it is, or whose.
///
/// # Errors
/// When a template is wrong.
pub fn to_requalify(facts: &ToRequalify, now: DateTime<Utc>) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let headline = texts.t1("letter-to-requalify-headline", "reference", facts.reference.as_str());
    let letter = Letter {
        facts,
        told: texts.with(
            "letter-to-requalify-told",
            &[
                ("category", facts.category.as_str().into()),
                ("address", facts.address.as_str().into()),
                ("when", when(texts, facts.received_at, facts.city.zone, now).into()),
            ],
        ),
        headline: headline.clone(),
    };
    let frame = Frame { texts, subject: headline, preview: facts.why.clone(), city: facts.city.name.clone() };
    frame.clone().draft(
        &Mjml { frame: &frame, letter: &letter },
        &Text { frame: &frame, letter: &letter },
        Vec::new(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_referent_reads_what_where_and_why_in_their_language() {
        for (language, why) in [(Language::Fr, "aucune règle"), (Language::En, "no rule")] {
            let facts = samples::facts(language);
            let waiting = ToRequalify {
                language,
                city: facts.city,
                reference: facts.reference,
                address: facts.address,
                category: facts.category,
                received_at: facts.received_at,
                why: why.to_owned(),
            };
            let draft = to_requalify(&waiting, samples::now()).expect("a letter");
            for body in [&draft.text, &draft.html] {
                for said in [why, "S2026K004217", "12 rue Oberkampf, 75011 Paris"] {
                    assert!(body.contains(said), "{said}: {body}");
                }
            }
            // The HTML has brackets of its own: conditional comments for Outlook.
            assert!(!draft.text.contains('['), "a text is missing: {}", draft.text);
        }
    }
}
