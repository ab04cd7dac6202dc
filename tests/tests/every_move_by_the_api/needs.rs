//! What each move needs, one thing missing at a time.

use harness::wrong;
use model::moves::{Move, State};
use serde_json::{Value, json};

use crate::street::Street;

/// A move that lacks one thing.
pub(crate) struct Need {
    pub(crate) step: Move,
    pub(crate) state: State,
    pub(crate) by_referent: bool,
    /// `main: itself` stands for the report's own id.
    pub(crate) body: Value,
    pub(crate) photos: Vec<Vec<u8>>,
    /// The problem, the field that it is about, and words of its remedy.
    pub(crate) name: &'static str,
    pub(crate) field: &'static str,
    pub(crate) remedy: &'static str,
}

impl Need {
    fn new(step: Move, body: Value, [name, field, remedy]: [&'static str; 3]) -> Self {
        let by_referent = matches!(step, Move::Requalify | Move::Watch);
        let state = State::Dispatched;
        Self { step, state, by_referent, body, photos: Vec::new(), name, field, remedy }
    }

    fn with(self, photos: &[Vec<u8>]) -> Self {
        Self { photos: photos.to_vec(), ..self }
    }

    fn from(self, state: State) -> Self {
        Self { state, ..self }
    }
}

/// Each of them. Today is 24 November 2026.
pub(crate) async fn needs(street: &Street) -> anyhow::Result<Vec<Need>> {
    let photo = vec![wrong::jpeg(64, 48)];
    let four = vec![wrong::jpeg(64, 48); 4];
    let long = "é".repeat(1001);
    let cleaned = || json!({ "reply": "done-cleaned" });
    let ended = street.stand(State::Done).await?;
    let elsewhere = json!({ "place": { "longitude": 4.8357, "latitude": 45.764 } });
    let nowhere = json!({ "place": { "longitude": 2.3783, "latitude": 148.8646 } });
    let new = Need::new;
    Ok(vec![
        new(Move::Schedule, json!({ "on": "demain" }), ["unreadable", "on", "“on”"]),
        new(Move::Schedule, json!({ "on": "2026-11-23" }), ["too-early", "on", "2026-11-24 or later"]),
        new(Move::Schedule, json!({ "on": "2027-02-23" }), ["too-far", "on", "2027-02-22 or earlier"]),
        new(
            Move::Schedule,
            json!({ "on": "2026-12-01", "words": long }),
            ["words-too-long", "words", "shorter"],
        ),
        new(
            Move::Watch,
            json!({ "review_on": "2026-11-24" }),
            ["too-early", "review_on", "2026-11-25 or later"],
        ),
        new(
            Move::Watch,
            json!({ "review_on": "2027-11-25" }),
            ["too-far", "review_on", "2027-11-24 or earlier"],
        ),
        new(Move::Close, cleaned(), ["photo-missing", "photo", "photo of the place"]),
        new(Move::Close, cleaned(), ["photo-missing", "photo", "photo of the place"])
            .from(State::Transferred),
        new(Move::Close, cleaned(), ["too-many-photos", "photo", "three"]).with(&four),
        new(Move::Close, cleaned(), ["photo-not-a-picture", "photo", "JPEG"]).with(&[b"no photo".to_vec()]),
        new(Move::Close, cleaned(), ["photo-kind", "photo", "JPEG"])
            .with(&[b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()]),
        new(Move::Close, cleaned(), ["photo-truncated", "photo", "again"])
            .with(&[wrong::png(64, 48)[..60].to_vec()]),
        new(Move::Close, json!({ "words": " " }), ["reply-missing", "reply", "prepared answer"]).with(&photo),
        new(Move::Close, json!({ "reply": "done-nothing" }), ["unreadable", "reply", "“reply”"]).with(&photo),
        new(Move::Close, json!({ "words": long }), ["words-too-long", "words", "shorter"]).with(&photo),
        new(Move::Refuse, json!({ "reason": "tired" }), ["unreadable", "reason", "“reason”"]),
        new(Move::Refuse, json!({ "reason": "nothing_there" }), ["photo-missing", "photo", "photo"]),
        new(Move::Refuse, json!({ "reason": "already_clean" }), ["photo-missing", "photo", "photo"]),
        new(Move::Refuse, json!({ "reason": "other" }), ["missing", "words", "“words”"]),
        new(
            Move::Refuse,
            json!({ "reason": "other", "reply": "done-cleaned" }),
            ["unreadable", "reply", "“reply”"],
        ),
        new(Move::SendBack, json!({ "reason": "nothing_there" }), ["unreadable", "reason", "“reason”"]),
        new(Move::Requalify, json!({ "category": "nonsense" }), ["unreadable", "category", "“category”"]),
        new(Move::Requalify, json!({ "team": "up-99" }), ["unreadable", "team", "“team”"]),
        new(Move::Requalify, elsewhere, ["place-outside", "place", "into the city"]),
        new(Move::Requalify, nowhere, ["unreadable", "place", "“place”"]),
        new(Move::Merge, json!({ "main": "itself" }), ["main-itself", "main", "other report"]),
        new(Move::Merge, json!({ "main": "S2026K000001" }), ["unreadable", "main", "“main”"]),
        new(Move::Merge, json!({ "main": ended }), ["main-not-open", "main", "open report"]),
    ])
}
