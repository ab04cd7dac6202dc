use chrono::{DateTime, Utc};
use web::Texts;

use super::news::{Event, News};
use super::words::when;
use super::{Draft, Facts, Links, Unwritten};

/// "Somebody of the City writes to you": in their own words, with the moment they wrote them.
///
/// # Errors
/// When a template is wrong.
pub fn written(
    facts: &Facts,
    (at, words): (DateTime<Utc>, &str),
    links: &Links,
    now: DateTime<Utc>,
) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let event = Event { name: "written", facts, links, now };
    let what = texts.t1("letter-written-what", "when", when(texts, at, facts.city.zone, now));
    News::new(&event, what, texts.t("letter-written-next")).saying(words.to_owned()).draft(texts.t1(
        "letter-written-subject",
        "reference",
        facts.reference.as_str(),
    ))
}
