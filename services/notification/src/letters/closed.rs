use askama::Template;
use chrono::{DateTime, Utc};
use model::turnaround;
use web::{Texts, texts::Value};

use super::draft::Frame;
use super::words::{capital, short, street, when};
use super::{Closed, Draft, Facts, Inline, Links, Part, Picture, Stage, Unwritten};

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

/// A picture as the templates see it.
struct Shown {
    content_id: String,
    label: String,
    alt: String,
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
    let (shown, pictures): (Vec<Shown>, Vec<Inline>) =
        numbered(&closed.pictures).map(|(name, picture)| album.show(&name, picture)).unzip();
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
        told: texts.with(
            "letter-closed-told",
            &[
                ("part", part(facts.part)),
                ("category", facts.category.as_str().into()),
                ("address", facts.address.as_str().into()),
                ("when", when(texts, facts.received_at, zone, now).into()),
            ],
        ),
        done: texts.with(
            "letter-closed-done",
            &[
                ("part", part(facts.part)),
                ("team", team(texts, closed).into()),
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

fn part(part: Part) -> Value<'static> {
    match part {
        Part::Reporter => "reporter",
        Part::Follower => "follower",
    }
    .into()
}

fn team(texts: &Texts, closed: &Closed) -> String {
    closed.team.as_deref().map_or_else(|| texts.t("letter-closed-some-team"), capital)
}

/// Each picture with its name: `after-1`, `before-1`, `before-2`.
fn numbered(pictures: &[Picture]) -> impl Iterator<Item = (String, &Picture)> {
    let mut counts = [0, 0];
    pictures.iter().map(move |picture| {
        let (stage, count) = match picture.stage {
            Stage::After => ("after", &mut counts[0]),
            Stage::Before => ("before", &mut counts[1]),
        };
        *count += 1;
        (format!("{stage}-{count}"), picture)
    })
}

/// Around the pictures of one letter.
struct Album<'a> {
    texts: &'a Texts,
    facts: &'a Facts,
    content_ids: &'a str,
    now: DateTime<Utc>,
}

impl Album<'_> {
    fn show(&self, name: &str, picture: &Picture) -> (Shown, Inline) {
        let Self { texts, facts, content_ids, now } = self;
        let (label, alt) = match picture.stage {
            Stage::After => ("letter-photo-after", "letter-photo-after-alt"),
            Stage::Before => ("letter-photo-before", "letter-photo-before-alt"),
        };
        let time = short(texts, picture.at, facts.city.zone, *now);
        let variables = [("time", Value::from(time)), ("address", facts.address.as_str().into())];
        let content_id = format!("{name}.{content_ids}");
        let shown = Shown {
            content_id: content_id.clone(),
            label: texts.with(label, &variables),
            alt: texts.with(alt, &variables),
        };
        let file_name = format!("{}-{name}.jpg", facts.reference);
        (shown, Inline { content_id, file_name, jpeg: picture.jpeg.clone() })
    }
}
