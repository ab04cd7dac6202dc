use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use web::{Language, Texts};

use super::draft::Frame;
use super::words::when;
use super::{Draft, Unwritten};

/// A link to the list of an address's reports.
#[derive(Clone, Debug)]
pub struct MyReports {
    /// The reader's.
    pub language: Language,
    /// The city's name.
    pub city: String,
    /// The link.
    pub link: String,
    /// When it stops working.
    pub until: DateTime<Utc>,
    /// The city's clocks.
    pub zone: Tz,
}

struct Letter<'a> {
    frame: Frame,
    link: &'a str,
    good: String,
}

#[derive(Template)]
#[template(path = "my_reports.mjml", escape = "html")]
struct Mjml<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "my_reports.txt", escape = "none")]
struct Text<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

/// The link that opens the list of all reports of this address, until a moment.
///
/// # Errors
/// When a template is wrong.
pub fn my_reports(facts: &MyReports, now: DateTime<Utc>) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let good = texts.t1("letter-list-good", "until", when(texts, facts.until, facts.zone, now));
    let letter = Letter {
        frame: Frame {
            texts,
            subject: texts.t("letter-list-subject"),
            preview: good.clone(),
            city: facts.city.clone(),
        },
        link: &facts.link,
        good,
    };
    let frame = &letter.frame;
    frame.clone().draft(&Mjml { frame, letter: &letter }, &Text { frame, letter: &letter }, Vec::new())
}
