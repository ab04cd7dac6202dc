//! Good photos of refused forms, kept for an hour: a browser without JavaScript can't put a file back into a form, and
//! nobody photographs a street twice because an address had no dot.
//!
//! They lie on this copy's own disk and are known to it alone: no row, no object. A page names them by a MAC, so that
//! nobody guesses another's.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, Utc};
use service_kit::clock::SharedClock;
use service_kit::links::{LinkKeys, Purpose, Token};
use service_kit::upload::Upload;
use uuid::Uuid;

/// How long a photo waits for its form.
const KEPT: Duration = Duration::hours(1);
/// Bytes of all of them together, at most; the oldest go first.
const MOST_BYTES: u64 = 500_000_000;
/// How many, at most.
const MOST: usize = 200;

/// The photos that this copy of the service keeps.
#[derive(Debug)]
pub(crate) struct KeptPhotos {
    clock: SharedClock,
    keys: LinkKeys,
    /// Oldest first.
    photos: Mutex<VecDeque<Kept>>,
}

/// Its file goes away with the last one who holds it.
#[derive(Debug)]
struct Kept {
    id: Uuid,
    since: DateTime<Utc>,
    photo: Arc<Upload>,
}

impl KeptPhotos {
    pub(crate) fn new(clock: SharedClock, keys: LinkKeys) -> Self {
        Self { clock, keys, photos: Mutex::default() }
    }

    /// Keeps a photo, from now on for an hour, and gives the name to ask for it.
    pub(crate) fn keep(&self, photo: &Arc<Upload>) -> String {
        let since = self.clock.now();
        let mut photos = self.swept(since);
        let id = match photos.iter().position(|kept| Arc::ptr_eq(&kept.photo, photo)) {
            Some(at) => photos.remove(at).map_or_else(Uuid::new_v4, |kept| kept.id),
            None => Uuid::new_v4(),
        };
        photos.push_back(Kept { id, since, photo: Arc::clone(photo) });
        while photos.len() > MOST || bytes(&photos) > MOST_BYTES {
            photos.pop_front();
        }
        self.keys.token(Purpose::KeptPhoto, id, 0)
    }

    /// The photo of a name; none: it is gone, or was never kept here. It stays, so that the same form sent twice is the
    /// same report.
    pub(crate) fn find(&self, name: &str) -> Option<Arc<Upload>> {
        let token = Token::parse(name.trim())?;
        if !self.keys.proves(&token, Purpose::KeptPhoto, 0) {
            return None;
        }
        let photos = self.swept(self.clock.now());
        photos.iter().find(|kept| kept.id == token.subject).map(|kept| Arc::clone(&kept.photo))
    }

    /// Lets go what has waited for an hour.
    pub(crate) fn sweep(&self) {
        drop(self.swept(self.clock.now()));
    }

    fn swept(&self, now: DateTime<Utc>) -> MutexGuard<'_, VecDeque<Kept>> {
        let mut photos = self.photos.lock().unwrap_or_else(PoisonError::into_inner);
        photos.retain(|kept| now - kept.since < KEPT);
        photos
    }
}

fn bytes(photos: &VecDeque<Kept>) -> u64 {
    photos.iter().map(|kept| kept.photo.inspected.bytes).sum()
}
