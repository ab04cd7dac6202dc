//! The type of a file, from its first bytes: names and declared types are what the sender wished.

use std::fmt;

use crate::Refusal;

/// A kind of picture that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// ISO/IEC 10918, baseline or progressive.
    Jpeg,
    /// W3C Portable Network Graphics.
    Png,
    /// RIFF with one VP8 or VP8L picture.
    WebP,
}

impl Kind {
    /// The registered media type, for example `image/jpeg`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
        })
    }
}

/// How many bytes of a file are looked at to tell its type: an SVG may begin with a long comment.
pub(crate) const HEAD: usize = 1024;

/// Tells the kind from the first [`HEAD`] bytes (or from all of a shorter file).
pub(crate) fn recognise(head: &[u8]) -> Result<Kind, Refusal> {
    if head.starts_with(b"\xFF\xD8\xFF") {
        return Ok(Kind::Jpeg);
    }
    if head.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Ok(Kind::Png);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Ok(Kind::WebP);
    }
    match refused_kind(head) {
        Some(kind) => Err(Refusal::UnsupportedKind { kind }),
        None => Err(Refusal::NotAPicture),
    }
}

/// Names what people do send and cannot be taken, so that the answer can say what to do instead.
fn refused_kind(head: &[u8]) -> Option<&'static str> {
    if head.get(4..8) == Some(b"ftyp") {
        return Some(base_media_kind(head));
    }
    let signatures: [(&[u8], &str); 8] = [
        (b"GIF8", "GIF"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"%PDF", "PDF"),
        (b"8BPS", "PSD"),
        (b"\0\0\x01\0", "ICO"),
        (b"\xFF\x0A", "JPEG XL"),
        (b"\0\0\0\x0CJXL ", "JPEG XL"),
    ];
    if let Some((_, kind)) = signatures.iter().find(|(signature, _)| head.starts_with(signature)) {
        return Some(kind);
    }
    // "BM" alone also begins a text: the four reserved bytes of a bitmap are zero.
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) {
        return Some("BMP");
    }
    markup_kind(head)
}

/// HEIC, AVIF, raw photos and videos share one container and differ by their brands.
fn base_media_kind(head: &[u8]) -> &'static str {
    let length = head.first_chunk().map_or(0, |length| u32::from_be_bytes(*length)) as usize;
    let end = length.clamp(12, 256).min(head.len());
    let brands = || {
        let all = head.get(8..end).unwrap_or_default();
        // The second word is the version of the first brand.
        all.chunks_exact(4).enumerate().filter(|(at, _)| *at != 1).map(|(_, brand)| brand)
    };
    let has = |wanted: &[&[u8; 4]]| brands().any(|brand| wanted.iter().any(|w| w.as_slice() == brand));
    if has(&[b"avif", b"avis"]) {
        "AVIF"
    } else if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        "HEIC"
    } else if has(&[b"crx "]) {
        "CR3"
    } else {
        "video"
    }
}

fn markup_kind(head: &[u8]) -> Option<&'static str> {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if !text.starts_with(b"<") {
        return None;
    }
    let has = |word: &[u8]| text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word));
    if has(b"<svg") || has(b"<!doctype svg") {
        Some("SVG")
    } else if text.starts_with(b"<?xml") {
        Some("XML")
    } else {
        None
    }
}
