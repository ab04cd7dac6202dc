//! The look at a received file that costs one read of it and no decoding.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use sha2::{Digest, Sha256};

use crate::kind::{self, Kind};
use crate::{Exif, MAX_BYTES, Refusal, structure};

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
    let mut hashed = Hashed { inner: BufReader::with_capacity(64 * 1024, file), hash: Sha256::new() };
    let found = structure::walk(kind, &mut hashed)?;
    let sha256 = hashed.finish()?;
    Ok(Inspected {
        kind,
        width: found.width,
        height: found.height,
        bytes,
        sha256,
        exif: found.exif.map(Exif::parse).unwrap_or_default(),
    })
}

/// Hashes what is consumed, so that one pass gives both structure and hash.
struct Hashed<R> {
    inner: BufReader<R>,
    hash: Sha256,
}

impl<R: Read> Hashed<R> {
    fn finish(mut self) -> io::Result<[u8; 32]> {
        loop {
            let length = self.fill_buf()?.len();
            if length == 0 {
                return Ok(self.hash.finalize().into());
            }
            self.consume(length);
        }
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Hashed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Some(consumed) = self.inner.buffer().get(..count) {
            self.hash.update(consumed);
        }
        self.inner.consume(count);
    }
}
