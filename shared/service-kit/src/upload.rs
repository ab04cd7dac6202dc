//! Photos as people send them: spooled to a bounded temporary file and looked at without decoding a pixel.
//!
//! The file has no name: the system takes it back with the process, however that ends.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

use axum::extract::multipart::Field;
use photos::{Inspected, MAX_BYTES, Refusal};
use tokio::io::{AsyncWriteExt, BufWriter};

/// Bytes that are gathered before they are written: each writing is a visit to another thread.
const PIECE: usize = 512 * 1024;

/// A photo that was received whole and looks like one. Its file goes away with it.
#[derive(Debug)]
pub struct Upload {
    /// What it says of itself.
    pub inspected: Inspected,
    /// Keeps `path` true.
    _file: File,
    path: PathBuf,
}

impl Upload {
    /// Where its bytes lie, for this process alone: each opening reads from the beginning.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Pixels, by its header: what its rendering will cost.
    pub fn pixels(&self) -> u32 {
        self.inspected.width.saturating_mul(self.inspected.height)
    }
}

/// Why a photo is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// The photo itself.
    #[error(transparent)]
    Photo(#[from] Refusal),
    /// The request broke off, or is malformed.
    #[error("the request broke off")]
    Request(#[from] axum::extract::multipart::MultipartError),
    /// Our own disk.
    #[error("spooling the photo")]
    Disk(#[from] std::io::Error),
}

/// Receives one file of a form; none for the empty part that browsers send for an empty file field.
///
/// # Errors
/// [`NotTaken`]; nothing is kept then.
pub async fn receive(mut field: Field<'_>) -> Result<Option<Upload>, NotTaken> {
    let file = tempfile::tempfile()?;
    let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    let spool = tokio::fs::File::from_std(file.try_clone()?);
    let mut spool = BufWriter::with_capacity(PIECE, spool);
    let mut bytes: u64 = 0;
    while let Some(chunk) = field.chunk().await? {
        bytes += chunk.len() as u64;
        if bytes > MAX_BYTES {
            return Err(Refusal::TooLarge { bytes }.into());
        }
        spool.write_all(&chunk).await?;
    }
    spool.flush().await?;
    if bytes == 0 && field.file_name().is_none_or(str::is_empty) {
        return Ok(None);
    }
    let mut read = File::open(&path)?;
    let inspected = tokio::task::spawn_blocking(move || photos::inspect(&mut read))
        .await
        .map_err(std::io::Error::other)??;
    Ok(Some(Upload { inspected, _file: file, path }))
}
