use chrono::{DateTime, Utc};
use model::moves::needs::CONTESTED_WITHIN;
use web::Texts;

use super::album::Album;
use super::news::{Event, News};
use super::words::{team, when};
use super::{Draft, Facts, Links, Rejected, Unwritten};

/// "Closed without cleaning", why, and the way to say that it is not settled.
///
/// # Errors
/// When a template is wrong.
pub fn rejected(
    facts: &Facts,
    rejected: &Rejected,
    links: &Links,
    now: DateTime<Utc>,
) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let zone = facts.city.zone;
    let album = Album { texts, facts, content_ids: &rejected.content_ids, now };
    let what = texts.with(
        "letter-rejected-what",
        &[
            ("team", team(texts, rejected.team.as_deref()).into()),
            ("when", when(texts, rejected.at, zone, now).into()),
        ],
    );
    let until = (rejected.recorded_at + CONTESTED_WITHIN).with_timezone(&zone).date_naive();
    let until = web::time::day(texts, until, now.with_timezone(&zone).date_naive());
    let event = Event { name: "rejected", facts, links, now };
    News::new(&event, what, texts.t1("letter-rejected-next", "until", until))
        .because(rejected.reason.clone())
        .showing(album.show(&rejected.pictures))
        .asking(texts.t("letter-rejected-button"), "?answer=not-clean#answer")
        .only_if(texts.t("letter-rejected-heading"), texts.t("letter-rejected-nothing"))
        .draft(texts.t1("letter-rejected-subject", "reference", facts.reference.as_str()))
}
