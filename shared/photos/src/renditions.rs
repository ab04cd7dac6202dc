//! The two pictures that people see instead of the received file.

use std::error::Error;
use std::fmt;

use crate::desk::Desk;
use crate::planes::Planes;
use crate::structure::{self, Structure};
use crate::{Exif, Refusal, decode, kind};

/// Longest side of the large rendition, in pixels.
pub const LARGE: u32 = 1600;
/// Longest side of the small rendition, in pixels.
pub const SMALL: u32 = 400;

/// Two JPEGs of one photo: upright, without any metadata, never larger than the photo.
#[derive(Clone, PartialEq, Eq)]
pub struct Renditions {
    /// JPEG, longest side [`LARGE`].
    pub large: Vec<u8>,
    /// Width and height in pixels.
    pub large_size: (u32, u32),
    /// JPEG, longest side [`SMALL`].
    pub small: Vec<u8>,
    /// Width and height in pixels.
    pub small_size: (u32, u32),
    /// Difference hash of the upright picture, 8 rows of 8 bits from the top left; photos whose hashes differ in few
    /// bits (about 10 of 64) show the same.
    pub perceptual_hash: u64,
}

impl fmt::Debug for Renditions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renditions")
            .field("large_bytes", &self.large.len())
            .field("large_size", &self.large_size)
            .field("small_bytes", &self.small.len())
            .field("small_size", &self.small_size)
            .field("perceptual_hash", &format_args!("{:016x}", self.perceptual_hash))
            .finish()
    }
}

/// Why a stored photo gives no renditions. Trying again gives the same answer, except for [`Unreadable::Crashed`].
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It would be refused today as a received file.
    #[error("the file is refused")]
    Refused(#[from] Refusal),
    /// The decoder found the compressed data broken.
    #[error("the pixels cannot be decoded")]
    Decoding(#[source] Box<dyn Error + Send + Sync>),
    /// The decoder gave no or too few pixels.
    #[error("the file holds no complete picture")]
    NoPixels,
    /// Two headers tell two sizes, in pixels.
    #[error("the header says {header:?} pixels, the decoder {decoder:?}")]
    Disagreement {
        /// Width and height that were accepted.
        header: (u32, u32),
        /// Width and height that would have been decoded.
        decoder: (u32, u32),
    },
    /// A picture of so many bits a pixel that decoding it would take this many bytes.
    #[error("decoding takes {bytes} bytes of memory")]
    TooMuchMemory {
        /// Bytes of the decoded pixels.
        bytes: u64,
    },
    /// The pixels could not be shrunk.
    #[error("the picture cannot be shrunk")]
    Shrinking(#[source] Box<dyn Error + Send + Sync>),
    /// The pixels could not be written as JPEG.
    #[error("the picture cannot be encoded")]
    Encoding(#[source] Box<dyn Error + Send + Sync>),
    /// Rendering panicked, or the program is stopping.
    #[error("rendering was broken off")]
    Crashed(#[source] Box<dyn Error + Send + Sync>),
}

impl Unreadable {
    pub(crate) fn decoding(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Decoding(Box::new(error))
    }

    pub(crate) fn shrinking(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Shrinking(Box::new(error))
    }

    pub(crate) fn encoding(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Encoding(Box::new(error))
    }
}

/// Makes both renditions of a received file. Takes about 0.1 s of one processor and 60 MB for a
/// 12-megapixel JPEG: call it through [`crate::PixelBudget`], never on an async thread.
pub fn renditions(bytes: &[u8]) -> Result<Renditions, Unreadable> {
    survey(bytes)?.render(bytes.to_vec(), &mut Desk::default())
}

/// What rendering a file will need, known without decoding.
pub(crate) struct Survey {
    pub(crate) found: Structure,
    /// Length of the picture; other things may follow it in the file.
    length: usize,
}

pub(crate) fn survey(bytes: &[u8]) -> Result<Survey, Refusal> {
    let kind = kind::recognise(&bytes[..bytes.len().min(kind::HEAD)])?;
    let mut rest = bytes;
    let found = structure::walk(kind, &mut rest)?;
    Ok(Survey { found, length: bytes.len() - rest.len() })
}

impl Survey {
    pub(crate) fn pixels(&self) -> u32 {
        self.found.width.saturating_mul(self.found.height)
    }

    /// Shrinks before turning, because there are fewer pixels to move then, and makes the small one from the large one.
    pub(crate) fn render(self, mut photo: Vec<u8>, desk: &mut Desk) -> Result<Renditions, Unreadable> {
        photo.truncate(self.length);
        let stored = decode::decode(photo, &self.found, std::mem::take(&mut desk.pixels))?;
        let orientation = self.found.exif.map(Exif::parse).unwrap_or_default().orientation;
        let shrunk = stored.shrink_to(LARGE, &mut desk.resizer)?;
        let large = Planes::upright(shrunk.as_ref().unwrap_or(&stored), orientation);
        desk.pixels = stored.pixels;
        let encoded = large.encode()?;
        let large_size = (large.width, large.height);
        let small = large.shrink_to(SMALL, &mut desk.resizer)?.unwrap_or(large);
        Ok(Renditions {
            large: encoded,
            large_size,
            small: small.encode()?,
            small_size: (small.width, small.height),
            perceptual_hash: small.difference_hash(&mut desk.resizer)?,
        })
    }
}
