//! PNG, third edition: chunks by their lengths up to IEND.

use std::io::BufRead;

use super::{Structure, check_size, read, read_exif, skip};
use crate::{Kind, Refusal};

/// No chunk is longer (PNG 5.3).
const MAX_CHUNK: u32 = 0x7FFF_FFFF;

/// Every chunk ends with a checksum of four bytes, which the decoder verifies.
const CHECKSUM: u64 = 4;

pub(super) fn walk(file: &mut impl BufRead) -> Result<Structure, Refusal> {
    read::<8>(file)?;
    let (width, height) = header(file)?;
    let mut exif = None;
    let mut has_pixels = false;
    loop {
        let length = u32::from_be_bytes(read(file)?);
        if length > MAX_CHUNK {
            return Err(Refusal::Damaged { reason: "a chunk of impossible length" });
        }
        let name = read::<4>(file)?;
        if !name.iter().all(u8::is_ascii_alphabetic) {
            return Err(Refusal::Damaged { reason: "a chunk without a name" });
        }
        match &name {
            b"eXIf" if exif.is_none() => exif = read_exif(file, length.into())?,
            b"IHDR" => return Err(Refusal::Damaged { reason: "two headers" }),
            _ => skip(file, length.into())?,
        }
        skip(file, CHECKSUM)?;
        has_pixels |= &name == b"IDAT";
        if &name == b"IEND" {
            break;
        }
    }
    if !has_pixels {
        return Err(Refusal::Damaged { reason: "no pixels" });
    }
    Ok(Structure { kind: Kind::Png, width, height, exif })
}

fn header(file: &mut impl BufRead) -> Result<(u32, u32), Refusal> {
    let length = u32::from_be_bytes(read(file)?);
    if length != 13 || &read::<4>(file)? != b"IHDR" {
        return Err(Refusal::Damaged { reason: "no header" });
    }
    let (width, height) = (u32::from_be_bytes(read(file)?), u32::from_be_bytes(read(file)?));
    let [depth, colours, compression, filter, interlace] = read(file)?;
    let depths: &[u8] = match colours {
        0 => &[1, 2, 4, 8, 16],
        3 => &[1, 2, 4, 8],
        2 | 4 | 6 => &[8, 16],
        _ => &[],
    };
    if !depths.contains(&depth) || compression != 0 || filter != 0 || interlace > 1 {
        return Err(Refusal::Damaged { reason: "a header of impossible values" });
    }
    skip(file, CHECKSUM)?;
    check_size(width, height)?;
    Ok((width, height))
}
