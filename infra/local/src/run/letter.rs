//! Letters as a mail program opens them, and pictures as eyes see them.

use std::io::Cursor;

use anyhow::{Context, ensure};
use image::GenericImageView;
use mail_parser::{MessageParser, MimeHeaders};

use super::pages;

/// A letter.
pub(crate) struct Letter {
    pub(crate) subject: String,
    /// Addresses in its HTML.
    pub(crate) links: Vec<String>,
    /// Its inline pictures, in their order: the file name and the JPEG.
    pub(crate) pictures: Vec<(String, Vec<u8>)>,
}

impl Letter {
    pub(crate) fn open(raw: &[u8]) -> anyhow::Result<Self> {
        let message = MessageParser::default().parse(raw).context("what came is no letter")?;
        let html = message.body_html(0).context("the letter has no HTML")?;
        let shown = message
            .parts
            .iter()
            .filter(|part| part.content_id().is_some_and(|id| html.contains(&format!("cid:{id}"))));
        let named = shown
            .map(|part| (part.attachment_name().unwrap_or_default().to_owned(), part.contents().to_vec()));
        Ok(Self {
            subject: message.subject().unwrap_or_default().to_owned(),
            links: pages::links(&html),
            pictures: named.collect(),
        })
    }

    /// The first link that contains `part`.
    pub(crate) fn link(&self, part: &str) -> Option<&str> {
        self.links.iter().map(String::as_str).find(|link| link.contains(part))
    }
}

/// Width and height of a sample photo's rendition, in pixels: upright, so it is wide, and without EXIF.
pub(crate) fn upright_and_bare(jpeg: &[u8]) -> anyhow::Result<(u32, u32)> {
    let (width, height) = image::load_from_memory(jpeg).context("the picture can't be decoded")?.dimensions();
    ensure!(width > height, "the picture lies on its side: {width} × {height}");
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(jpeg));
    ensure!(exif.is_err(), "the picture still carries EXIF");
    Ok((width, height))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use local::samples::{Shot, dirty_street};

    use super::*;

    #[test]
    fn a_photo_as_the_phone_sent_it_is_not_taken_for_a_finished_one() {
        let taken_at =
            NaiveDate::from_ymd_opt(2026, 11, 24).and_then(|day| day.and_hms_opt(12, 45, 0)).unwrap();
        let mut shot = Shot {
            longitude: 2.3783,
            latitude: 48.8646,
            accuracy_m: 6.0,
            taken_at,
            offset_minutes: 60,
            orientation: 6,
            seed: 1,
        };
        let problem = |shot: &Shot| upright_and_bare(&dirty_street(shot).unwrap()).unwrap_err().to_string();
        assert_eq!(problem(&shot), "the picture lies on its side: 3024 × 4032");
        shot.orientation = 1;
        assert_eq!(problem(&shot), "the picture still carries EXIF");
    }
}
