//! The parts of a report's page: facts, photos, the sketch of where it is, letters, and what people say.

use chrono::{DateTime, Utc};
use model::turnaround::plain;
use web::{Tone, time};

use super::Known;
use crate::routes::round::{due, said};
use crate::store::notes::Note;
use crate::store::sheet::{Letter, Opinion, Photo};

/// A photo, and whether strangers may see it.
pub(super) struct Shot {
    pub(super) id: String,
    pub(super) small: String,
    pub(super) large: String,
    pub(super) words: String,
    /// It has renditions, and strangers may see it since then; empty: they may not.
    pub(super) released: String,
    pub(super) ready: bool,
    pub(super) before: bool,
}

/// Where the report is in its sector: a drawing, and numbers.
pub(super) struct Sketch {
    pub(super) frame: String,
    pub(super) path: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) radius: f64,
    pub(super) sector: String,
    /// As the script of the map reads it.
    pub(super) at: String,
    pub(super) coordinates: String,
    pub(super) geo: String,
}

pub(super) struct LetterLine {
    pub(super) what: String,
    pub(super) to: String,
    pub(super) state: String,
    pub(super) tone: Tone,
    pub(super) time: String,
    pub(super) said: String,
}

impl Known {
    pub(super) fn due(&self) -> (String, Tone) {
        if self.sheet.state.is_open() {
            due(self.texts, self.sheet.due_at, self.zone(), self.now)
        } else {
            (String::new(), Tone::Plain)
        }
    }

    pub(super) fn facts(&self) -> Vec<(String, String)> {
        let (texts, sheet) = (self.texts, &self.sheet);
        let language = texts.language();
        let moment = |at| time::moment(texts, at, self.zone(), self.now);
        let day = |day| time::day(texts, day, self.today());
        let fact = |key: &str, words: Option<String>| words.map(|words| (texts.t(key), words));
        let team = sheet
            .team
            .as_ref()
            .map_or_else(|| texts.t("desk-no-team"), |team| said(language, team).to_owned());
        let partner = sheet.partner.as_ref().zip(sheet.transfer_until).map(|(partner, until)| {
            texts.with(
                "sheet-at-partner",
                &[("partner", said(language, partner).into()), ("until", moment(until).into())],
            )
        });
        let followers = texts.t1("sheet-followers-count", "count", sheet.followers);
        let channel = texts.t(&format!("sheet-channel-{}", sheet.channel));
        [
            fact("desk-team", Some(team)),
            fact("sheet-partner", partner),
            fact("sheet-on", sheet.scheduled_on.map(day)),
            fact("sheet-review-on", sheet.review_on.map(day)),
            fact("sheet-main", sheet.main.clone()),
            fact("sheet-received", Some(moment(sheet.received_at))),
            fact("sheet-due", Some(moment(sheet.due_at))),
            fact("sheet-turnaround", Some(self.turnaround(sheet.first_closed_at))),
            fact("sheet-turnaround-final", self.final_turnaround()),
            fact("sheet-followers", Some(followers)),
            fact("desk-channel", Some(channel)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// From the receipt to a close, or to now: in plain hours and in working hours.
    fn turnaround(&self, closed_at: Option<DateTime<Utc>>) -> String {
        let (texts, sheet) = (self.texts, &self.sheet);
        let until = closed_at.unwrap_or(self.now);
        let length = time::duration(texts, plain(sheet.received_at, until));
        let working = sheet.hours.as_ref().map(|hours| hours.working(sheet.received_at, until, self.zone()));
        let key = match (closed_at, &working) {
            (Some(_), Some(_)) => "sheet-took-working",
            (Some(_), None) => "sheet-took",
            (None, Some(_)) => "sheet-so-far-working",
            (None, None) => "sheet-so-far",
        };
        let working = working.map(|working| time::duration(texts, working)).unwrap_or_default();
        texts.with(key, &[("time", length.into()), ("working", working.into())])
    }

    /// Where it was contested and closed again.
    fn final_turnaround(&self) -> Option<String> {
        let last = self.sheet.closed_at.filter(|last| self.sheet.first_closed_at != Some(*last))?;
        Some(self.turnaround(Some(last)))
    }

    pub(super) fn shots(&self) -> (Vec<Shot>, Vec<Shot>) {
        let shot = |photo: &Photo| {
            let moment = time::moment(self.texts, photo.at, self.zone(), self.now);
            let key = match (photo.state.as_str(), photo.step.as_str(), photo.after) {
                ("unreadable", ..) => "sheet-photo-unreadable",
                ("received", ..) => "photo-none",
                (_, "come_back", _) => "sheet-photo-partner",
                (_, "refuse", _) => "sheet-photo-refused",
                (_, "contest", _) => "sheet-photo-contest",
                (.., true) => "photo-after",
                _ => "photo-before",
            };
            let ready = photo.state == "ready";
            let address = |size: &str| {
                if ready { format!("/crew/photos/{}/{size}", photo.id) } else { String::new() }
            };
            let released = photo.released_at.map(|since| {
                let moment = time::moment(self.texts, since, self.zone(), self.now);
                self.texts.t1("sheet-photo-released", "moment", moment)
            });
            Shot {
                id: photo.id.to_string(),
                small: address("small"),
                large: address("large"),
                words: format!("{} · {moment}", self.texts.t(key)),
                released: released.unwrap_or_default(),
                ready,
                before: !photo.after,
            }
        };
        let (after, before): (Vec<_>, Vec<_>) = self.photos.iter().partition(|photo| photo.after);
        (before.into_iter().map(shot).collect(), after.into_iter().rev().map(shot).collect())
    }

    pub(super) fn sketch(&self) -> Sketch {
        let (texts, sheet) = (self.texts, &self.sheet);
        let [west, north, width, height] = sheet.outline.frame;
        let (latitude, longitude) = (sheet.place.latitude(), sheet.place.longitude());
        let edge = width.max(height) / 20.0;
        let source = texts.t(&format!("sheet-source-{}", sheet.place_source));
        let place = format!("{latitude:.5}, {longitude:.5}");
        let coordinates = match sheet.accuracy_m {
            Some(metres) => texts.with(
                "sheet-place-accuracy",
                &[
                    ("place", place.into()),
                    ("source", source.into()),
                    ("metres", f64::from(metres.round()).into()),
                ],
            ),
            None => texts.with("sheet-place", &[("place", place.into()), ("source", source.into())]),
        };
        Sketch {
            frame: format!(
                "{:.0} {:.0} {:.0} {:.0}",
                west - edge,
                north - edge,
                width + 2.0 * edge,
                height + 2.0 * edge
            ),
            path: sheet.outline.path.clone(),
            x: sheet.outline.x.round(),
            y: sheet.outline.y.round(),
            radius: edge.round(),
            sector: said(texts.language(), &sheet.sector).to_owned(),
            at: format!("{latitude:.6},{longitude:.6}"),
            coordinates,
            geo: format!("geo:{latitude:.6},{longitude:.6}?q={latitude:.6},{longitude:.6}"),
        }
    }

    pub(super) fn note(&self, note: &Note) -> (String, String) {
        let moment = time::moment(self.texts, note.recorded_at, self.zone(), self.now);
        (format!("{} · {moment}", note.name), note.words.clone())
    }

    pub(super) fn letter(&self, letter: &Letter) -> LetterLine {
        let (texts, reader) = (self.texts, self.reader());
        let to = match (&letter.name, &letter.own) {
            (Some(name), _) => texts.t1("sheet-who-referent", "name", name.as_str()),
            (None, Some(own)) => {
                let facts = [("who", reader.part(letter.part.as_ref()).into()), ("own", own.as_str().into())];
                texts.with("sheet-letter-of", &facts)
            }
            (None, None) => reader.part(letter.part.as_ref()),
        };
        let about = match (&letter.name, letter.about.as_deref()) {
            (Some(_), _) => "to_requalify",
            (None, Some(about)) => about,
            (None, None) => "photo",
        };
        let state = texts.with(
            "sheet-letter-attempts",
            &[
                ("state", texts.t(&format!("sheet-letter-{}", letter.state)).into()),
                ("attempts", letter.attempts.into()),
            ],
        );
        LetterLine {
            what: texts.t(&format!("sheet-letter-about-{about}")),
            to,
            state,
            tone: match letter.state.as_str() {
                "refused" => Tone::Late,
                "waiting" => Tone::Wait,
                _ => Tone::Plain,
            },
            time: reader.moment(letter.settled_at.unwrap_or(letter.created_at)),
            said: letter.said.clone().unwrap_or_default(),
        }
    }

    pub(super) fn grade(&self, grade: &Opinion) -> (String, String) {
        let who =
            self.texts.t(if grade.part == "reporter" { "sheet-who-reporter" } else { "sheet-a-follower" });
        let moment = time::moment(self.texts, grade.at, self.zone(), self.now);
        let facts = [("grade", grade.grade.into()), ("who", who.into()), ("moment", moment.into())];
        (self.texts.with("sheet-grade", &facts), grade.words.clone().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use web::{Language, Texts};

    #[test]
    fn every_letter_and_every_place_has_its_words_in_both_languages() {
        for texts in Language::ALL.map(Texts::of) {
            for key in [
                "receive",
                "follow",
                "schedule",
                "close",
                "refuse",
                "merge",
                "contest",
                "write",
                "photo",
                "to_requalify",
            ] {
                assert!(texts.has(&format!("sheet-letter-about-{key}")), "{key}");
            }
            for key in ["waiting", "accepted", "refused", "not_wanted"] {
                assert!(texts.has(&format!("sheet-letter-{key}")), "{key}");
            }
            for key in [
                "source-phone",
                "source-photo",
                "source-hand",
                "channel-web",
                "channel-api",
                "channel-call_centre",
                "channel-desk",
                "did-release",
                "did-hide",
            ] {
                assert!(texts.has(&format!("sheet-{key}")), "{key}");
            }
        }
    }
}
