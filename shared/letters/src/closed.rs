use askama::Template;
use chrono::{DateTime, Utc};
use model::turnaround;
use web::Texts;

use super::album::{Album, Shown};
use super::draft::Frame;
use super::words::{street, team, told, when};
use super::{Closed, Draft, Facts, Links, Part, Stage, Unwritten};

/// Everything that the closing letter says.
struct Letter<'a> {
    frame: Frame,
    facts: &'a Facts,
    links: &'a Links,
    headline: String,
    /// What was reported, where, when.
    told: String,
    /// Which team, when, how long.
    done: String,
    reply: Option<&'a str>,
    shown: Vec<Shown>,
    has_after: bool,
}

#[derive(Template)]
#[template(path = "closed.mjml", escape = "html")]
struct Mjml<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "closed.txt", escape = "none")]
struct Text<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

/// "It is clean": the clean street first and large, then how it was; one question, two buttons.
///
/// # Errors
/// When a template is wrong.
pub fn closed(facts: &Facts, closed: &Closed, links: &Links, now: DateTime<Utc>) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let zone = facts.city.zone;
    let album = Album { texts, facts, content_ids: &closed.content_ids, now };
    let (shown, pictures) = album.show(&closed.pictures);
    let street = street(&facts.address);
    let turnaround = web::time::duration(texts, turnaround::plain(facts.received_at, closed.at));
    let letter = Letter {
        frame: Frame {
            texts,
            subject: texts.t1("letter-closed-headline", "street", street),
            preview: texts.t1("letter-closed-preview", "turnaround", turnaround.clone()),
            city: facts.city.name.clone(),
        },
        facts,
        links,
        headline: texts.t1("letter-closed-headline", "street", street),
        told: told(texts, facts, now),
        done: texts.with(
            "letter-closed-done",
            &[
                ("part", if facts.part == Part::Reporter { "reporter" } else { "follower" }.into()),
                ("team", team(texts, closed.team.as_deref()).into()),
                ("when", when(texts, closed.at, zone, now).into()),
                ("turnaround", turnaround.into()),
            ],
        ),
        reply: closed.reply.as_deref(),
        has_after: closed.pictures.iter().any(|picture| picture.stage == Stage::After),
        shown,
    };
    let frame = &letter.frame;
    frame.clone().draft(&Mjml { frame, letter: &letter }, &Text { frame, letter: &letter }, pictures)
}
