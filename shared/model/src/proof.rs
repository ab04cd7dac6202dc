//! How sure it is that a closed report was cleaned: what its after-photos say, beside what the report says.
//!
//! A warning, never a block: phones are wrong about their place in narrow streets, and cameras about the time. Each
//! [`Doubt`] is a reason in itself; the whole is as doubtful as the worst of them, so that more evidence of doubt never
//! makes a close surer. Nothing here knows who closed.

use std::fmt;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::PhotoId;
use crate::moves::UnknownName;

named!(
    /// How sure a close is, from the best to the worst.
    Proof {
        /// The place is known and right, and nothing speaks against it.
        Sure = "sure",
        /// Something is missing, or a little off.
        Unsure = "unsure",
        /// Somebody should look.
        Doubtful = "doubtful",
    }
);

named!(
    /// Why a close is not sure.
    Doubt {
        /// Neither the phone nor a photo says where it was, or so roughly that it says nothing.
        NoPlace = "no_place",
        /// A little further from the report than phones are wrong.
        Away = "away",
        /// Somewhere else.
        Far = "far",
        /// The photo was taken before the report came to its team.
        BeforeDispatch = "before_dispatch",
        /// The photo was taken more than a day before the close.
        Old = "old",
        /// The same file came with another report, or was this report's photo before.
        Used = "used",
        /// It looks a lot like the photo of another report.
        Resembles = "resembles",
        /// It shows the same as the photo of another report.
        Same = "same",
        /// It shows the same as this report's photo before.
        Unchanged = "unchanged",
    }
);

/// Metres between two places that phones and residents are wrong by in streets, beside what they say themselves.
pub const NEAR_M: f64 = 60.0;
/// Metres from which on it is somewhere else.
pub const FAR_M: f64 = 250.0;
/// Of what a phone says of its own error, this much is believed.
pub const MOST_ERROR_M: f64 = 100.0;
/// A place that may be wrong by more metres says nothing.
pub const VAGUE_M: f64 = 500.0;
/// Cameras' clocks are wrong by this much.
pub const CLOCK_ERROR: Duration = Duration::minutes(5);
/// An older photo may show another day.
pub const FRESH: Duration = Duration::hours(24);
/// Difference hashes that differ in so many of 64 bits are of the same picture, however it was saved.
pub const SAME_BITS: u32 = 3;
/// Two photos of one motif differ in so many; two of two motifs hardly ever do.
pub const LIKE_BITS: u32 = 7;

/// Where somebody or something was, as a device says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Metres from the report's place.
    pub distance_m: f64,
    /// Radius in metres, as the device says.
    pub accuracy_m: Option<f64>,
}

/// What is known of one after-photo.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shot {
    /// Which.
    pub photo: PhotoId,
    /// Where its EXIF says that it was taken.
    pub place: Option<Fix>,
    /// When, as its EXIF says.
    pub taken_at: Option<DateTime<Utc>>,
    /// The same bytes came before, with another report or as a photo before.
    pub used: bool,
    /// Bits in which its picture differs from the likest one of another report, if that is like it; known once its
    /// pixels are.
    #[serde(default)]
    pub another_bits: Option<u32>,
    /// The same, of this report's photos before.
    #[serde(default)]
    pub before_bits: Option<u32>,
}

/// All that is known of a close. Places of people are not kept, only how far they were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Radius in metres of the report's own place.
    pub report_accuracy_m: Option<f64>,
    /// When the report came to its team.
    pub dispatched_at: DateTime<Utc>,
    /// When it was closed, as it counts.
    pub closed_at: DateTime<Utc>,
    /// Where the phone was when its camera opened.
    pub phone: Option<Fix>,
    /// The after-photos.
    pub shots: Vec<Shot>,
}

/// How sure a close is, and why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The worst of the reasons.
    pub proof: Proof,
    /// The reasons, each once, in the order of the list.
    pub doubts: Vec<Reason>,
}

/// One reason, with the number that it was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What.
    pub doubt: Doubt,
    /// How far, in metres, for `away` and `far`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres: Option<u32>,
}

impl Doubt {
    /// How much it weighs.
    pub const fn weight(self) -> Proof {
        match self {
            Self::NoPlace | Self::Away | Self::Old | Self::Resembles => Proof::Unsure,
            Self::Far | Self::BeforeDispatch | Self::Used | Self::Same | Self::Unchanged => Proof::Doubtful,
        }
    }
}

/// Judges a close by what is known of it.
pub fn judge(evidence: &Evidence) -> Judgement {
    let mut doubts: Vec<_> = place(evidence).into_iter().collect();
    for doubt in Doubt::ALL {
        if evidence.shots.iter().any(|shot| speaks(*doubt, shot, evidence)) {
            doubts.push(Reason { doubt: *doubt, metres: None });
        }
    }
    let proof = doubts.iter().map(|reason| reason.doubt.weight()).max().unwrap_or(Proof::Sure);
    Judgement { proof, doubts }
}

/// The worst that is wrong with the places of the phone and of the photos.
fn place(evidence: &Evidence) -> Option<Reason> {
    let fixes = evidence.shots.iter().filter_map(|shot| shot.place).chain(evidence.phone);
    let believed = |error: Option<f64>| error.unwrap_or(0.0).clamp(0.0, MOST_ERROR_M);
    let metres = fixes
        .filter(|fix| fix.accuracy_m.unwrap_or(0.0) <= VAGUE_M)
        .map(|fix| (fix.distance_m - believed(fix.accuracy_m) - believed(evidence.report_accuracy_m), fix))
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    let Some((beyond, fix)) = metres else { return Some(Reason { doubt: Doubt::NoPlace, metres: None }) };
    let doubt = match beyond {
        beyond if beyond > FAR_M => Doubt::Far,
        beyond if beyond > NEAR_M => Doubt::Away,
        _ => return None,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "metres on earth, not negative"
    )]
    let metres = Some(fix.distance_m.round() as u32);
    Some(Reason { doubt, metres })
}

/// Whether a photo gives a reason of a kind that is not about places.
fn speaks(doubt: Doubt, shot: &Shot, evidence: &Evidence) -> bool {
    let within = |bits: Option<u32>, most| bits.is_some_and(|bits| bits <= most);
    match doubt {
        Doubt::NoPlace | Doubt::Away | Doubt::Far => false,
        Doubt::BeforeDispatch => shot.taken_at.is_some_and(|at| at < evidence.dispatched_at - CLOCK_ERROR),
        Doubt::Old => shot.taken_at.is_some_and(|at| at < evidence.closed_at - FRESH),
        Doubt::Used => shot.used,
        Doubt::Same => within(shot.another_bits, SAME_BITS),
        Doubt::Resembles => !within(shot.another_bits, SAME_BITS) && within(shot.another_bits, LIKE_BITS),
        Doubt::Unchanged => within(shot.before_bits, SAME_BITS),
    }
}

/// Numbers that each difference hash shares with every hash that differs from it in at most [`LIKE_BITS`]: of its four
/// bands of 16 bits, at least one then differs in at most one bit. The database keeps the bands of each photo
/// (`photo_bands`), and looks for these. None for a picture without enough in it to be told from others: a wall, the
/// night.
pub fn bands_like(hash: u64) -> Vec<i32> {
    const TELLING: std::ops::RangeInclusive<u32> = 8..=56;
    if !TELLING.contains(&hash.count_ones()) {
        return Vec::new();
    }
    let band = |number: i32, bits: u16| number << 16 | i32::from(bits);
    (0..4)
        .zip(hash.to_be_bytes().chunks_exact(2))
        .flat_map(|(number, bytes)| {
            let bits = u16::from_be_bytes([bytes[0], bytes[1]]);
            std::iter::once(band(number, bits)).chain((0..16).map(move |bit| band(number, bits ^ (1 << bit))))
        })
        .collect()
}

#[cfg(test)]
mod tests;
