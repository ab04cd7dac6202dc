use chrono::{DateTime, Utc};
use web::Texts;

use super::news::{Event, News};
use super::words::when;
use super::{Draft, Facts, Links, Reopened, Unwritten};

/// "It is open again": somebody said that it is not clean, or not settled.
///
/// # Errors
/// When a template is wrong.
pub fn reopened(
    facts: &Facts,
    reopened: &Reopened,
    links: &Links,
    now: DateTime<Utc>,
) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let what = texts.with(
        "letter-reopened-what",
        &[
            ("by", if reopened.by_reader { "reader" } else { "other" }.into()),
            ("ended", if reopened.was_refused { "refused" } else { "cleaned" }.into()),
            ("when", when(texts, reopened.at, facts.city.zone, now).into()),
        ],
    );
    let event = Event { name: "reopened", facts, links, now };
    News::new(&event, what, texts.t("letter-reopened-next")).draft(texts.t1(
        "letter-reopened-subject",
        "reference",
        facts.reference.as_str(),
    ))
}
