use askama::Template;
use chrono::{DateTime, Utc};
use web::Texts;

use super::album::Shown;
use super::draft::Frame;
use super::words::told;
use super::{Draft, Facts, Inline, Links, Unwritten};

/// What the letters about one event have in common: what happened, what happens next, one button.
pub(super) struct News<'a> {
    facts: &'a Facts,
    links: &'a Links,
    headline: String,
    /// Which report this is about.
    told: String,
    /// What happened.
    what: String,
    /// Why, in somebody's own words.
    reason: Option<String>,
    /// Above those words.
    reason_label: String,
    shown: Vec<Shown>,
    pictures: Vec<Inline>,
    /// Above what happens next.
    heading: String,
    next: String,
    button: String,
    href: String,
    /// The button asks for nothing: who does not need it goes past it.
    quiet: bool,
    /// The last line.
    last: String,
}

/// Its name is the beginning of its texts: `letter-scheduled`.
pub(super) struct Event<'a> {
    pub(super) name: &'static str,
    pub(super) facts: &'a Facts,
    pub(super) links: &'a Links,
    pub(super) now: DateTime<Utc>,
}

#[derive(Template)]
#[template(path = "news.mjml", escape = "html")]
struct Mjml<'a> {
    frame: &'a Frame,
    letter: &'a News<'a>,
}

#[derive(Template)]
#[template(path = "news.txt", escape = "none")]
struct Text<'a> {
    frame: &'a Frame,
    letter: &'a News<'a>,
}

impl<'a> News<'a> {
    /// The letter about an event that leads to the tracking page.
    pub(super) fn new(event: &Event<'a>, what: String, next: String) -> Self {
        let Event { name, facts, links, now } = *event;
        let texts = Texts::of(facts.language);
        let street = super::words::street(&facts.address);
        Self {
            facts,
            links,
            headline: texts.t1(&format!("letter-{name}-headline"), "street", street),
            told: told(texts, facts, now),
            what,
            reason: None,
            reason_label: texts.t("letter-rejected-reason"),
            shown: Vec::new(),
            pictures: Vec::new(),
            heading: texts.t("letter-received-next-heading"),
            next,
            button: texts.t("letter-received-follow"),
            href: links.track.clone(),
            quiet: false,
            last: texts.t("letter-received-yours"),
        }
    }

    /// With another headline.
    pub(super) fn headed(self, headline: String) -> Self {
        Self { headline, ..self }
    }

    /// With a reason in somebody's own words.
    pub(super) fn because(self, reason: Option<String>) -> Self {
        Self { reason, ..self }
    }

    /// With what somebody wrote by hand.
    pub(super) fn saying(self, words: String) -> Self {
        let reason_label = Texts::of(self.facts.language).t("letter-written-words");
        Self { reason: Some(words), reason_label, ..self }
    }

    /// With pictures.
    pub(super) fn showing(self, (shown, pictures): (Vec<Shown>, Vec<Inline>)) -> Self {
        Self { shown, pictures, ..self }
    }

    /// With another button, which leads to a place on the tracking page.
    pub(super) fn asking(self, button: String, place: &str) -> Self {
        let href = format!("{}{place}", self.links.track);
        Self { button, href, ..self }
    }

    /// With a question that most readers have no answer to.
    pub(super) fn only_if(self, heading: String, last: String) -> Self {
        Self { heading, last, quiet: true, ..self }
    }

    /// Renders it; `subject` is what a list of letters shows first.
    pub(super) fn draft(mut self, subject: String) -> Result<Draft, Unwritten> {
        let texts = Texts::of(self.facts.language);
        let frame = Frame { texts, subject, preview: self.what.clone(), city: self.facts.city.name.clone() };
        let pictures = std::mem::take(&mut self.pictures);
        let (frame, letter) = (&frame, &self);
        frame.clone().draft(&Mjml { frame, letter }, &Text { frame, letter }, pictures)
    }
}
