//! Walks a picture file from its first byte to its end without decoding a pixel.

mod jpeg;
mod png;
mod webp;

use std::io::{self, BufRead};

use crate::{Kind, MAX_PIXELS, Refusal};

/// What the walk found.
#[derive(Debug)]
pub(crate) struct Structure {
    pub(crate) kind: Kind,
    /// Pixels, as stored.
    pub(crate) width: u32,
    /// Pixels, as stored.
    pub(crate) height: u32,
    /// The EXIF block: a TIFF file of its own.
    pub(crate) exif: Option<Vec<u8>>,
    /// Whether the pixels come once and in order, as in all but progressive JPEGs and those of several scans.
    pub(crate) one_pass: bool,
}

/// Longest EXIF block that is kept; a JPEG segment cannot hold more, other containers could.
const MAX_EXIF: u64 = 64 * 1024;

/// Walks the picture; `file` is left behind the picture's last byte.
pub(crate) fn walk(kind: Kind, file: &mut impl BufRead) -> Result<Structure, Refusal> {
    match kind {
        Kind::Jpeg => jpeg::walk(file),
        Kind::Png => png::walk(file),
        Kind::WebP => webp::walk(file),
    }
}

fn check_size(width: u32, height: u32) -> Result<(), Refusal> {
    if width == 0 || height == 0 {
        return Err(Refusal::Damaged { reason: "the picture has no width or no height" });
    }
    if u64::from(width) * u64::from(height) > u64::from(MAX_PIXELS) {
        return Err(Refusal::TooManyPixels { width, height });
    }
    Ok(())
}

fn read<const N: usize>(file: &mut impl BufRead) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Skips exactly `count` bytes, else `UnexpectedEof`.
fn skip(file: &mut impl BufRead, mut count: u64) -> io::Result<()> {
    while count > 0 {
        let available = file.fill_buf()?.len();
        if available == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let step = usize::try_from(count).map_or(available, |count| count.min(available));
        file.consume(step);
        count -= step as u64;
    }
    Ok(())
}

/// Takes exactly `length` bytes: kept when they are few enough to be EXIF, else skipped.
fn read_exif(file: &mut impl BufRead, length: u64) -> Result<Option<Vec<u8>>, Refusal> {
    if length > MAX_EXIF {
        skip(file, length)?;
        return Ok(None);
    }
    let mut block = vec![0; usize::try_from(length).unwrap_or_default()];
    file.read_exact(&mut block)?;
    Ok(Some(block))
}
