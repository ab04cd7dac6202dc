//! How many pixels may be in memory at once.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::{JoinError, spawn_blocking};

use crate::renditions::survey;
use crate::{Renditions, Unreadable};

/// A budget of pixels being decoded at once, shared by its clones. A pixel of a usual photo takes about four bytes,
/// so a budget of 60 million bounds the memory of any number of callers to about 250 MB; progressive JPEGs and PNGs of
/// 16 bits take up to three times as much. The received bytes of waiting callers are not counted.
#[derive(Debug, Clone)]
pub struct PixelBudget {
    free: Arc<Semaphore>,
    pixels: u32,
}

impl PixelBudget {
    /// A budget of so many pixels; a photo larger than that is rendered alone.
    pub fn new(pixels: u32) -> Self {
        let pixels = pixels.max(1);
        Self { free: Arc::new(Semaphore::new(pixels as usize)), pixels }
    }

    /// Waits for room, in the order of calls, then renders on the blocking pool.
    ///
    /// A caller that stops waiting gives its turn back; a rendering that has begun keeps its room until it ends.
    pub async fn render(&self, photo: Vec<u8>) -> Result<Renditions, Unreadable> {
        let surveying = spawn_blocking(move || survey(&photo).map(|survey| (photo, survey)));
        let (photo, survey) = surveying.await.map_err(crashed)??;
        let pixels = survey.pixels().min(self.pixels);
        let room = Arc::clone(&self.free).acquire_many_owned(pixels).await.map_err(crashed)?;
        let rendering = spawn_blocking(move || {
            let made = survey.render(&photo);
            drop(room);
            made
        });
        rendering.await.map_err(|error: JoinError| crashed(error))?
    }
}

fn crashed(error: impl std::error::Error + Send + Sync + 'static) -> Unreadable {
    Unreadable::Crashed(Box::new(error))
}
