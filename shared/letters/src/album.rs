use chrono::{DateTime, Utc};
use web::Texts;
use web::texts::Value;

use super::draft::plain;
use super::words::short;
use super::{Facts, Inline, Picture, Stage};

/// A picture as the templates see it.
pub(super) struct Shown {
    pub(super) content_id: String,
    pub(super) label: String,
    pub(super) alt: String,
}

/// Around the pictures of one letter.
pub(super) struct Album<'a> {
    pub(super) texts: &'a Texts,
    pub(super) facts: &'a Facts,
    /// What makes the pictures' Content-IDs unique in the world: `letter@domain`.
    pub(super) content_ids: &'a str,
    pub(super) now: DateTime<Utc>,
}

impl Album<'_> {
    /// The pictures as the templates show them, and as the message carries them.
    pub(super) fn show(&self, pictures: &[Picture]) -> (Vec<Shown>, Vec<Inline>) {
        numbered(pictures).map(|(name, picture)| self.one(&name, picture)).unzip()
    }

    fn one(&self, name: &str, picture: &Picture) -> (Shown, Inline) {
        let Self { texts, facts, content_ids, now } = self;
        let (label, alt) = match picture.stage {
            Stage::After => ("letter-photo-after", "letter-photo-after-alt"),
            Stage::Before => ("letter-photo-before", "letter-photo-before-alt"),
            Stage::Found => ("letter-photo-found", "letter-photo-found-alt"),
        };
        let time = short(texts, picture.at, facts.city.zone, *now);
        let variables = [("time", Value::from(time)), ("address", facts.address.as_str().into())];
        let content_id = format!("{name}.{content_ids}");
        let shown = Shown {
            content_id: content_id.clone(),
            label: texts.with(label, &variables),
            alt: plain(&texts.with(alt, &variables)),
        };
        let file_name = format!("{}-{name}.jpg", facts.reference);
        (shown, Inline { content_id, file_name, jpeg: picture.jpeg.clone() })
    }
}

/// Each picture with its name: `after-1`, `before-1`, `before-2`.
fn numbered(pictures: &[Picture]) -> impl Iterator<Item = (String, &Picture)> {
    let mut counts = [0; 3];
    pictures.iter().map(move |picture| {
        let (stage, count) = match picture.stage {
            Stage::After => ("after", &mut counts[0]),
            Stage::Before => ("before", &mut counts[1]),
            Stage::Found => ("found", &mut counts[2]),
        };
        *count += 1;
        (format!("{stage}-{count}"), picture)
    })
}
