//! What people send with a move: mostly what it needs, sometimes not.

use chrono::{DateTime, Days, Utc};
use chrono_tz::Europe::Paris;
use model::moves::Move;
use rand::Rng;
use rand::rngs::StdRng;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::model::{ELEVENTH, Sent, TWELFTH};

/// A body, and what the model has to know of it.
#[derive(Clone)]
pub(crate) struct Wish {
    pub(crate) body: Value,
    pub(crate) photo: Option<Vec<u8>>,
    pub(crate) sent: Sent,
}

impl Wish {
    fn of(body: Value) -> Self {
        Self { body, photo: None, sent: Sent::default() }
    }

    fn lacking(body: Value, lacks: &'static str) -> Self {
        Self { sent: Sent { lacks: Some(lacks), ..Sent::default() }, ..Self::of(body) }
    }

    fn with(self, photo: &[u8]) -> Self {
        Self { photo: Some(photo.to_vec()), ..self }
    }

    /// As a form, where a photo comes with it.
    pub(crate) fn form(&self) -> Option<Form> {
        let photo = self.photo.clone()?;
        let fields = self.body.as_object().into_iter().flatten();
        let form = fields.fold(Form::new(), |form, (name, value)| {
            form.text(name.clone(), value.as_str().unwrap_or_default().to_owned())
        });
        Some(form.part("photo", Part::bytes(photo).file_name("photo.jpg")))
    }
}

/// What is sent with a move. `merge` gets its main report from the caller.
pub(crate) fn wish(random: &mut StdRng, step: Move, now: DateTime<Utc>, photo: &[u8]) -> Wish {
    let today = now.with_timezone(&Paris).date_naive();
    let good = random.random_bool(0.75);
    let some = random.random_range(0..4);
    match step {
        Move::Schedule if good => Wish::of(json!({ "on": today + Days::new(random.random_range(0..=90)) })),
        Move::Schedule => match some {
            0 => Wish::lacking(json!({ "on": today - Days::new(1) }), "too-early"),
            1 => Wish::lacking(json!({ "on": today + Days::new(91) }), "too-far"),
            2 => Wish::lacking(json!({ "on": "demain" }), "unreadable"),
            _ => Wish::lacking(json!({}), "missing"),
        },
        Move::Watch if good => {
            Wish::of(json!({ "review_on": today + Days::new(random.random_range(1..=365)) }))
        }
        Move::Watch => match some {
            0 | 1 => Wish::lacking(json!({ "review_on": today }), "too-early"),
            2 => Wish::lacking(json!({ "review_on": today + Days::new(366) }), "too-far"),
            _ => Wish::lacking(json!({}), "missing"),
        },
        Move::Close => close(good, some, photo),
        Move::Refuse => refuse(good, some, photo),
        Move::SendBack if good => {
            let reason = if some < 2 { "wrong_team" } else { "wrong_category" };
            Wish::of(json!({ "reason": reason, "words": "Pas nous." }))
        }
        Move::SendBack if some < 2 => Wish::lacking(json!({ "reason": "tired" }), "unreadable"),
        Move::SendBack => Wish::lacking(json!({}), "missing"),
        Move::Requalify => requalify(good, some),
        Move::Transfer if some < 2 => {
            let sent = Sent { no_partner: true, ..Sent::default() };
            Wish { sent, ..Wish::of(json!({})) }
        }
        Move::Transfer => Wish::of(json!({ "partner": { "fr": "le bailleur", "en": "the landlord" } })),
        Move::ComeBack => come_back(good, some, photo),
        _ => Wish::of(json!({})),
    }
}

/// A close, by a crew, a referent or a contractor.
pub(crate) fn close(good: bool, some: usize, photo: &[u8]) -> Wish {
    match (good, some) {
        (true, 0) => Wish::of(json!({ "words": "Enlevé ce matin." })).with(photo),
        (true, _) => Wish::of(json!({ "reply": "done-cleaned" })).with(photo),
        (false, 0) => Wish::lacking(json!({ "reply": "done-cleaned" }), "photo-missing"),
        (false, 1) => Wish::lacking(json!({}), "reply-missing").with(photo),
        (false, 2) => Wish::lacking(json!({ "reply": "done-nothing" }), "unreadable").with(photo),
        (false, _) => {
            Wish::lacking(json!({ "reply": "done-cleaned" }), "photo-not-a-picture").with(b"nothing")
        }
    }
}

/// A partner's "not ours": whatever is sent with it is optional, but must be what it says.
fn come_back(good: bool, some: usize, photo: &[u8]) -> Wish {
    let words = json!({ "words": "Ce n'est pas à nous." });
    match (good, some) {
        (true, 0) => Wish::of(json!({})),
        (true, 1) => Wish::of(words),
        (true, _) => Wish::of(words).with(photo),
        (false, 0 | 1) => Wish::lacking(json!({ "words": "x".repeat(1001) }), "words-too-long"),
        (false, _) => Wish::lacking(words, "photo-not-a-picture").with(b"nothing"),
    }
}

fn refuse(good: bool, some: usize, photo: &[u8]) -> Wish {
    match (good, some) {
        (true, 0) => Wish::of(json!({ "reason": "nothing_there" })).with(photo),
        (true, 1) => Wish::of(json!({ "reason": "already_clean", "words": "Déjà propre." })).with(photo),
        (true, 2) => Wish::of(json!({ "reason": "private_property" })),
        (true, _) => Wish::of(json!({ "reason": "other", "words": "Chantier en cours." })),
        (false, 0) => Wish::lacking(json!({ "reason": "nothing_there" }), "photo-missing"),
        (false, 1) => Wish::lacking(json!({ "reason": "other" }), "missing"),
        (false, 2) => Wish::lacking(json!({ "reason": "too late" }), "unreadable"),
        (false, _) => Wish::lacking(json!({}), "missing"),
    }
}

fn requalify(good: bool, some: usize) -> Wish {
    let to = |body, sent| Wish { sent, ..Wish::of(body) };
    match (good, some) {
        (true, 0) => to(
            json!({ "category": "graffiti-building" }),
            Sent { new_partner: Some(true), ..Sent::default() },
        ),
        (true, 1) => to(json!({ "team": "up-11" }), Sent { new_team: Some("up-11"), ..Sent::default() }),
        (true, 2) => to(
            json!({ "category": "furniture", "place": { "longitude": 2.3958, "latitude": 48.8402 } }),
            Sent { new_partner: Some(false), new_sector: Some(TWELFTH), ..Sent::default() },
        ),
        (true, _) => to(
            json!({ "category": "bags", "place": { "longitude": 2.3783, "latitude": 48.8646 } }),
            Sent { new_partner: Some(false), new_sector: Some(ELEVENTH), ..Sent::default() },
        ),
        (false, 0) => Wish::lacking(json!({ "category": "nonsense" }), "unreadable"),
        (false, 1) => Wish::lacking(json!({ "team": "up-99" }), "unreadable"),
        (false, 2) => {
            Wish::lacking(json!({ "place": { "longitude": 4.8357, "latitude": 45.764 } }), "place-outside")
        }
        (false, _) => Wish::lacking(json!({}), "nothing-new"),
    }
}
