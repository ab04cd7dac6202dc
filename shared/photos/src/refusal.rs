//! Why a file is not taken.

use std::io;

use crate::{MAX_BYTES, MAX_PIXELS};

/// Why a photo file is refused, with the facts that an answer to the sender needs.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The content is of no known kind of picture, whatever the file is called; also an empty file.
    #[error("the file is not a picture")]
    NotAPicture,
    /// A picture or document of a kind that is not accepted.
    #[error("{kind} is not accepted: only JPEG, PNG and WebP are")]
    UnsupportedKind {
        /// Its usual name: "HEIC", "AVIF", "GIF", "SVG", "XML", "TIFF", "BMP", "PDF", "video", ...
        kind: &'static str,
    },
    /// More than [`MAX_BYTES`].
    #[error("the file has {bytes} bytes, at most {MAX_BYTES} are accepted")]
    TooLarge {
        /// Size of the file.
        bytes: u64,
    },
    /// More than [`MAX_PIXELS`].
    #[error("the picture has {width} × {height} pixels, at most {MAX_PIXELS} in all are accepted")]
    TooManyPixels {
        /// Pixels, as the file's header says.
        width: u32,
        /// Pixels, as the file's header says.
        height: u32,
    },
    /// The file ends before its picture does, as after an interrupted transfer.
    #[error("the file ends before its picture does")]
    Truncated,
    /// The file's structure contradicts its format.
    #[error("the file is damaged: {reason}")]
    Damaged {
        /// What was found, in words for a log.
        reason: &'static str,
    },
    /// The file could not be read: nothing is known about the picture.
    #[error("the file could not be read")]
    Io(#[source] io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof { Self::Truncated } else { Self::Io(error) }
    }
}
