use askama::Template;
use chrono::{DateTime, Utc};
use web::Texts;

use super::draft::Frame;
use super::words::{street, when};
use super::{Draft, Facts, Links, Part, Unwritten};

/// Everything that the first letter says.
struct Letter<'a> {
    frame: Frame,
    facts: &'a Facts,
    links: &'a Links,
    headline: String,
    thanks: String,
    /// When it came in.
    received: String,
    /// Who looks after it, and by when.
    next: String,
    /// Whose the links are, and how long the address is kept.
    last: String,
}

#[derive(Template)]
#[template(path = "received.mjml", escape = "html")]
struct Mjml<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "received.txt", escape = "none")]
struct Text<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

/// "We have it", or "you follow it": what, where, when, its number, the link to follow it, and what happens next.
///
/// # Errors
/// When a template is wrong.
pub fn received(facts: &Facts, links: &Links, now: DateTime<Utc>) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let zone = facts.city.zone;
    let event = if facts.part == Part::Follower { "followed" } else { "received" };
    let next = match &facts.partner {
        Some(partner) => texts.t1("letter-received-next-partner", "partner", partner.as_str()),
        None => texts.t1("letter-received-next", "due", when(texts, facts.due_at, zone, now)),
    };
    let letter = Letter {
        frame: Frame {
            texts,
            subject: texts.t1(&format!("letter-{event}-subject"), "reference", facts.reference.as_str()),
            preview: next.clone(),
            city: facts.city.name.clone(),
        },
        facts,
        links,
        headline: texts.t1(&format!("letter-{event}-headline"), "street", street(&facts.address)),
        thanks: texts.t(&format!("letter-{event}-thanks")),
        received: when(texts, facts.received_at, zone, now),
        next,
        last: format!("{} {}", texts.t("letter-received-yours"), texts.t("letter-received-kept")),
    };
    let frame = &letter.frame;
    frame.clone().draft(&Mjml { frame, letter: &letter }, &Text { frame, letter: &letter }, Vec::new())
}
