use chrono::{DateTime, Utc};
use web::Texts;

use super::news::{Event, News};
use super::words::{street, team};
use super::{Draft, Facts, Links, Scheduled, Unwritten};

/// "Somebody will come on this day."
///
/// # Errors
/// When a template is wrong.
pub fn scheduled(
    facts: &Facts,
    scheduled: &Scheduled,
    links: &Links,
    now: DateTime<Utc>,
) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let today = now.with_timezone(&facts.city.zone).date_naive();
    let day = web::time::day(texts, scheduled.on, today);
    let variables = [("day", day.into()), ("street", street(&facts.address).into())];
    let what = texts.with(
        "letter-scheduled-what",
        &[("team", team(texts, scheduled.team.as_deref()).into()), variables[0].clone()],
    );
    let event = Event { name: "scheduled", facts, links, now };
    News::new(&event, what, texts.t("letter-scheduled-next"))
        .headed(texts.with("letter-scheduled-headline", &variables))
        .draft(texts.with("letter-scheduled-subject", &variables))
}
