use chrono::{DateTime, Utc};
use web::Texts;

use super::news::{Event, News};
use super::{Draft, Facts, Links, Unwritten};

/// "The same problem has another number": letters about that one from now on.
///
/// # Errors
/// When a template is wrong.
pub fn merged(facts: &Facts, main: &str, links: &Links, now: DateTime<Utc>) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let event = Event { name: "merged", facts, links, now };
    let what = texts.t1("letter-merged-what", "main", main);
    let variables = [("reference", facts.reference.as_str().into()), ("main", main.into())];
    News::new(&event, what, texts.t1("letter-merged-next", "main", main))
        .draft(texts.with("letter-merged-subject", &variables))
}
