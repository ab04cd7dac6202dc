//! The look at a received file that costs one read of it and no decoding.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

use crate::kind::{self, Kind};
use crate::{Exif, MAX_BYTES, Refusal, structure};

/// Bytes read at once.
const PIECE: usize = 64 * 1024;

/// What a photo file says of itself, read without decoding its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspected {
    /// By content.
    pub kind: Kind,
    /// Pixels, as stored: before the EXIF orientation is applied.
    pub width: u32,
    /// Pixels, as stored: before the EXIF orientation is applied.
    pub height: u32,
    /// Size of the whole file.
    pub bytes: u64,
    /// SHA-256 of the whole file.
    pub sha256: [u8; 32],
    /// Place, time and orientation, as far as the file tells them credibly.
    pub exif: Exif,
}

/// Reads the whole file once: kind, dimensions, structure to its end, hash and EXIF.
///
/// The file is read from its beginning in pieces of 64 KB, so that memory does not grow with it, and is left at its
/// end. Bytes behind the picture are tolerated: phones put videos and depth maps there.
pub fn inspect(file: &mut (impl Read + Seek)) -> Result<Inspected, Refusal> {
    let bytes = file.seek(SeekFrom::End(0))?;
    if bytes > MAX_BYTES {
        return Err(Refusal::TooLarge { bytes });
    }
    file.rewind()?;
    let mut head = Vec::with_capacity(kind::HEAD);
    file.by_ref().take(kind::HEAD as u64).read_to_end(&mut head)?;
    let kind = kind::recognise(&head)?;

    file.rewind()?;
    let mut hashed = BufReader::with_capacity(PIECE, Hashed { inner: file, hash: Sha256::new() });
    let found = structure::walk(kind, &mut hashed)?;
    io::copy(&mut hashed, &mut io::sink())?;
    let sha256 = hashed.into_inner().hash.finalize().into();
    Ok(Inspected {
        kind,
        width: found.width,
        height: found.height,
        bytes,
        sha256,
        exif: found.exif.map(Exif::parse).unwrap_or_default(),
    })
}

/// Hashes what is read, in the pieces in which it is read: one pass gives both structure and hash.
struct Hashed<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}
