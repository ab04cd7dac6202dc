//! PNG, third edition: chunks by their lengths up to IEND.

use std::io::BufRead;

use super::{Structure, check_size, read, read_exif, skip};
use crate::{Kind, Refusal};

/// No chunk is longer (PNG 5.3).
const MAX_CHUNK: u32 = 0x7FFF_FFFF;

/// Every chunk ends with a checksum of four bytes, which the decoder verifies.
const CHECKSUM: u64 = 4;

/// No byte of deflated data can stand for more bytes than this (258 bytes in two bits).
const MOST_INFLATED: u64 = 1032;

pub(super) fn walk(file: &mut impl BufRead) -> Result<Structure, Refusal> {
    read::<8>(file)?;
    let header = Header::read(file)?;
    let (mut exif, mut data) = (None, 0);
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
        match &name {
            b"IDAT" => data += u64::from(length),
            b"IEND" => break,
            _ => {}
        }
    }
    if data * MOST_INFLATED < header.least_inflated() {
        return Err(Refusal::Damaged { reason: "fewer bytes than so many pixels need" });
    }
    let Header { width, height, .. } = header;
    Ok(Structure { kind: Kind::Png, width, height, exif, one_pass: true })
}

struct Header {
    width: u32,
    height: u32,
    bits_per_pixel: u64,
}

impl Header {
    fn read(file: &mut impl BufRead) -> Result<Self, Refusal> {
        let length = u32::from_be_bytes(read(file)?);
        if length != 13 || &read::<4>(file)? != b"IHDR" {
            return Err(Refusal::Damaged { reason: "no header" });
        }
        let (width, height) = (u32::from_be_bytes(read(file)?), u32::from_be_bytes(read(file)?));
        let [depth, colours, compression, filter, interlace] = read(file)?;
        let (depths, channels): (&[u8], u64) = match colours {
            0 => (&[1, 2, 4, 8, 16], 1),
            3 => (&[1, 2, 4, 8], 1),
            2 => (&[8, 16], 3),
            4 => (&[8, 16], 2),
            6 => (&[8, 16], 4),
            _ => (&[], 0),
        };
        if !depths.contains(&depth) || compression != 0 || filter != 0 || interlace > 1 {
            return Err(Refusal::Damaged { reason: "a header of impossible values" });
        }
        skip(file, CHECKSUM)?;
        check_size(width, height)?;
        Ok(Self { width, height, bits_per_pixel: u64::from(depth) * channels })
    }

    /// Bytes of the pixels before compression, without the filter bytes of interlaced passes.
    fn least_inflated(&self) -> u64 {
        u64::from(self.height) * (u64::from(self.width) * self.bits_per_pixel / 8)
    }
}
