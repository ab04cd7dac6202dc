//! The street of the tests: rue Oberkampf, dirty and clean, as a phone photographs it.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Paris;
use local::samples::{Shot, clean_street, dirty_street};

/// A phone photo of the dirty street at 82 rue Oberkampf, 11th arrondissement: 12 megapixels, held sideways.
///
/// # Errors
/// Never for this shot.
pub fn dirty(at: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
    dirty_street(&shot(at, 1))
}

/// The same place, clean.
///
/// # Errors
/// Never for this shot.
pub fn clean(at: DateTime<Utc>) -> anyhow::Result<Vec<u8>> {
    clean_street(&shot(at, 2))
}

/// A photo whose lower half was lost on the way, though its end is there: it looks whole until it is decoded.
pub fn damaged(mut photo: Vec<u8>) -> Vec<u8> {
    photo.truncate(photo.len() / 2);
    // A cut behind 0xFF would turn the end marker into data.
    while photo.last() == Some(&0xFF) {
        photo.pop();
    }
    photo.extend_from_slice(&[0xFF, 0xD9]);
    photo
}

fn shot(at: DateTime<Utc>, seed: u64) -> Shot {
    Shot {
        longitude: 2.3783,
        latitude: 48.8646,
        accuracy_m: 8.0,
        taken_at: at.with_timezone(&Paris).naive_local(),
        offset_minutes: 60,
        orientation: 6,
        seed,
    }
}
