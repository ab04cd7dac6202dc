use chrono::{DateTime, Utc};
use web::Texts;

use super::news::{Event, News};
use super::{Draft, Facts, Links, Unwritten};

/// "Send us another photo": one that came can't be opened. `others`: other photos of the report can be.
///
/// # Errors
/// When a template is wrong.
pub fn photo_unreadable(
    facts: &Facts,
    others: bool,
    links: &Links,
    now: DateTime<Utc>,
) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let event = Event { name: "unreadable", facts, links, now };
    let what = texts.t1("letter-unreadable-what", "others", if others { "some" } else { "none" });
    News::new(&event, what, texts.t("letter-unreadable-next"))
        .asking(texts.t("letter-unreadable-button"), "#photo")
        .draft(texts.t1("letter-unreadable-subject", "reference", facts.reference.as_str()))
}
