//! Decoded pixels as they are stored, and their shrinking.

use std::borrow::Cow;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use crate::Unreadable;
use crate::planes::FILTER;
use crate::profile::ToSrgb;

/// What the bytes of a pixel mean. Photos stay in the JPEG's own colours from decoding to encoding: shrinking is
/// linear, so it gives the same picture there, and two conversions are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    Grey,
    YCbCr,
    Rgb,
}

/// Pixels, row by row without padding.
pub(crate) struct Picture {
    pub(crate) colours: Colours,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<u8>,
    /// Set where red, green and blue are wider than sRGB's.
    pub(crate) to_srgb: Option<ToSrgb>,
}

impl Picture {
    /// Shrinks so that the longest side has at most `longest` pixels; smaller pictures are left alone.
    pub(crate) fn shrink_to(&self, longest: u32, resizer: &mut Resizer) -> Result<Option<Self>, Unreadable> {
        let (width, height) = fit(self.width, self.height, longest);
        let from = (self.width, self.height);
        if (width, height) == from {
            return Ok(None);
        }
        let pixels = resize(
            resizer,
            &self.pixels,
            self.colours,
            Scaling { from, to: (width, height), filter: FILTER },
        )?;
        Ok(Some(Self { pixels, width, height, colours: self.colours, to_srgb: self.to_srgb.clone() }))
    }

    /// The bytes with colours that every screen shows alike. Done with the shrunk picture: shrinking averages colours
    /// as they are stored, in either space.
    pub(crate) fn srgb(&self) -> Cow<'_, [u8]> {
        let converted = self.to_srgb.as_ref().and_then(|to_srgb| to_srgb.convert(&self.pixels));
        converted.map_or(Cow::Borrowed(&self.pixels), Cow::Owned)
    }
}

/// From one width and height to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scaling {
    pub(crate) from: (u32, u32),
    pub(crate) to: (u32, u32),
    pub(crate) filter: FilterType,
}

/// The same pixels in another size.
pub(crate) fn resize(
    resizer: &mut Resizer,
    pixels: &[u8],
    colours: Colours,
    Scaling { from, to, filter }: Scaling,
) -> Result<Vec<u8>, Unreadable> {
    let pixel = match colours {
        Colours::Grey => PixelType::U8,
        Colours::YCbCr | Colours::Rgb => PixelType::U8x3,
    };
    let from = ImageRef::new(from.0, from.1, pixels, pixel).map_err(Unreadable::shrinking)?;
    let mut shrunk = Image::new(to.0, to.1, pixel);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
    resizer.resize(&from, &mut shrunk, &options).map_err(Unreadable::shrinking)?;
    Ok(shrunk.into_vec())
}

/// The size with the same proportions whose longest side is `longest`, never larger than given, never 0.
pub(crate) fn fit(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let stored = width.max(height);
    if stored <= longest {
        return (width, height);
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * u64::from(longest) + u64::from(stored) / 2) / u64::from(stored);
        u32::try_from(rounded).unwrap_or(longest).max(1)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn the_longest_side_is_met_exactly_and_nothing_is_enlarged() {
        for (stored, expected) in [
            ((4000, 3000), (1600, 1200)),
            ((3000, 4000), (1200, 1600)),
            ((4032, 3024), (1600, 1200)),
            ((1600, 1600), (1600, 1600)),
            ((1599, 3), (1599, 3)),
            ((60_000_000, 1), (1600, 1)),
            ((1, 1), (1, 1)),
        ] {
            assert_eq!(fit(stored.0, stored.1, 1600), expected, "{stored:?}");
        }
    }
}
