//! How many pixels may be in memory at once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};

use crate::desk::Desk;
use crate::renditions::survey;
use crate::{Renditions, Unreadable};

/// The memory of this many photos is kept for the next ones.
const KEPT: usize = 2;

/// Largest memory that is kept: for 16 megapixels in colour, enough for most telephones.
const KEPT_BYTES: usize = 70_000_000;

/// A budget of pixels being decoded at once, shared by its clones. A pixel of a usual photo takes about four bytes,
/// so a budget of 60 million bounds the memory of any number of callers to about 250 MB; progressive JPEGs and PNGs of
/// 16 bits take up to three times as much. The received bytes of waiting callers are not counted.
///
/// Between photos it keeps the memory of the last two that ran at the same time, at most 70 MB each.
#[derive(Debug, Clone)]
pub struct PixelBudget {
    free: Arc<Semaphore>,
    pixels: u32,
    desks: Desks,
}

impl PixelBudget {
    /// A budget of so many pixels; a photo larger than that is rendered alone.
    pub fn new(pixels: u32) -> Self {
        let pixels = pixels.max(1);
        Self { free: Arc::new(Semaphore::new(pixels as usize)), pixels, desks: Desks::default() }
    }

    /// Waits for room, in the order of calls, then renders on the blocking pool.
    ///
    /// A caller that stops waiting gives its turn back; a rendering that has begun keeps its room until it ends.
    pub async fn render(&self, photo: Vec<u8>) -> Result<Renditions, Unreadable> {
        let surveying = spawn_blocking(move || survey(&photo).map(|survey| (photo, survey)));
        let (photo, survey) = surveying.await.map_err(crashed)??;
        let pixels = survey.pixels();
        let desks = self.desks.clone();
        let render = move || {
            let mut desk = desks.take();
            let made = survey.render(photo, &mut desk);
            desks.give_back(desk);
            made
        };
        self.with_room(pixels, render).await?
    }

    async fn with_room<T: Send + 'static>(
        &self,
        pixels: u32,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Unreadable> {
        let pixels = pixels.min(self.pixels);
        let room = Arc::clone(&self.free).acquire_many_owned(pixels).await.map_err(crashed)?;
        let working = spawn_blocking(move || {
            let made = work();
            drop(room);
            made
        });
        working.await.map_err(|error: JoinError| crashed(error))
    }
}

/// Memory that waits for its next photo.
#[derive(Clone, Default)]
struct Desks(Arc<Mutex<Vec<Desk>>>);

impl Desks {
    fn take(&self) -> Desk {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_back(&self, desk: Desk) {
        let mut desks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if desks.len() < KEPT && (1..=KEPT_BYTES).contains(&desk.bytes()) {
            desks.push(desk);
        }
    }
}

/// Without the pixels.
impl fmt::Debug for Desks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Desks").finish_non_exhaustive()
    }
}

fn crashed(error: impl std::error::Error + Send + Sync + 'static) -> Unreadable {
    Unreadable::Crashed(Box::new(error))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn never_more_pixels_than_the_budget_are_in_hand_and_a_larger_photo_is_alone() {
        let budget = PixelBudget::new(12);
        let (in_hand, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let works = [5, 12, 3, 4, 40, 1, 7, 6, 6, 12, 2, 9].into_iter().cycle().take(120).map(|pixels| {
            let (budget, in_hand, most) = (budget.clone(), Arc::clone(&in_hand), Arc::clone(&most));
            tokio::spawn(async move {
                let work = move || {
                    // What is larger than the budget takes all of it.
                    let pixels = pixels.min(12);
                    most.fetch_max(in_hand.fetch_add(pixels, Ordering::SeqCst) + pixels, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_micros(300));
                    in_hand.fetch_sub(pixels, Ordering::SeqCst);
                };
                budget.with_room(pixels, work).await
            })
        });
        for work in works.collect::<Vec<_>>() {
            work.await.unwrap().unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), 12, "never more, and the budget is used");
    }
}
