//! Decoded pixels, and what is done with them on their way to a rendition.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

use crate::{Orientation, Unreadable};

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
}

/// JPEG quality of renditions: no difference is seen on a phone, a large one weighs about 300 KB.
const QUALITY: u8 = 82;

impl Picture {
    /// Shrinks so that the longest side has at most `longest` pixels; smaller pictures are left alone.
    pub(crate) fn shrink_to(&self, longest: u32) -> Result<Option<Self>, Unreadable> {
        let (width, height) = fit(self.width, self.height, longest);
        if (width, height) == (self.width, self.height) {
            return Ok(None);
        }
        // Catmull-Rom is as sharp as Lanczos when shrinking, without its halos, and needs two thirds of its time.
        Ok(Some(self.resample(width, height, FilterType::CatmullRom)?))
    }

    /// The same picture in exactly `width` × `height` pixels.
    pub(crate) fn resample(&self, width: u32, height: u32, filter: FilterType) -> Result<Self, Unreadable> {
        let pixel = match self.colours {
            Colours::Grey => PixelType::U8,
            Colours::YCbCr | Colours::Rgb => PixelType::U8x3,
        };
        let from =
            ImageRef::new(self.width, self.height, &self.pixels, pixel).map_err(Unreadable::shrinking)?;
        let mut to = Image::new(width, height, pixel);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
        Resizer::new().resize(&from, &mut to, &options).map_err(Unreadable::shrinking)?;
        Ok(Self { colours: self.colours, width, height, pixels: to.into_vec() })
    }

    /// The picture as it was seen through the camera.
    pub(crate) fn upright(self, orientation: Orientation) -> Self {
        if orientation == Orientation::Upright {
            return self;
        }
        let (width, height) = (self.width as usize, self.height as usize);
        let pixels = match self.colours {
            Colours::Grey => orientation.turn::<1>(&self.pixels, width, height),
            Colours::YCbCr | Colours::Rgb => orientation.turn::<3>(&self.pixels, width, height),
        };
        let (width, height) =
            if orientation.swaps_sides() { (self.height, self.width) } else { (self.width, self.height) };
        Self { colours: self.colours, width, height, pixels }
    }

    /// A JPEG of nothing but pixels: the encoder writes no segment that it is not given.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, Unreadable> {
        let side = |pixels: u32| u16::try_from(pixels).map_err(Unreadable::encoding);
        let colours = match self.colours {
            Colours::Grey => ColorType::Luma,
            Colours::YCbCr => ColorType::Ycbcr,
            Colours::Rgb => ColorType::Rgb,
        };
        let mut jpeg = Vec::with_capacity(self.pixels.len() / 8);
        let mut encoder = Encoder::new(&mut jpeg, QUALITY);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
        encoder
            .encode(&self.pixels, side(self.width)?, side(self.height)?, colours)
            .map_err(Unreadable::encoding)?;
        Ok(jpeg)
    }

    /// 64 bits that stay nearly the same when a picture is scaled, recompressed or slightly recoloured: for each of
    /// 8 rows, from the top and from the left, whether a field is brighter than its right neighbour, in a grid of
    /// 9 × 8 fields. Two photos are the same when few bits differ (about 10 of 64).
    pub(crate) fn difference_hash(&self) -> Result<u64, Unreadable> {
        let grid = self.resample(9, 8, FilterType::Box)?.into_brightness();
        let bits = grid.chunks_exact(9).flat_map(|row| row.windows(2).map(|pair| pair[0] > pair[1]));
        Ok(bits.fold(0, |hash, brighter| hash << 1 | u64::from(brighter)))
    }

    fn into_brightness(self) -> Vec<u8> {
        let (pixels, _) = self.pixels.as_chunks::<3>();
        match self.colours {
            Colours::Grey => self.pixels,
            Colours::YCbCr => pixels.iter().map(|[luma, ..]| *luma).collect(),
            Colours::Rgb => pixels.iter().map(|rgb| luma(*rgb)).collect(),
        }
    }
}

/// ITU-R BT.601, as JPEG itself computes it, in 1/256.
fn luma([red, green, blue]: [u8; 3]) -> u8 {
    let weighted = 77 * u32::from(red) + 150 * u32::from(green) + 29 * u32::from(blue);
    (weighted >> 8).to_le_bytes()[0]
}

/// The size with the same proportions whose longest side is `longest`, never larger than given, never 0.
fn fit(width: u32, height: u32, longest: u32) -> (u32, u32) {
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
