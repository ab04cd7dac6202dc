//! Upright pixels, plane by plane: what renditions are encoded from.

use std::borrow::Cow;

use fast_image_resize::{FilterType, Resizer};
use jpeg_encoder::{
    ChromaSubsamplingMethod, Encoder, ImageBuffer, JpegColorType, SamplingFactor, rgb_to_ycbcr,
};

use crate::orientation::Walk;
use crate::picture::{Colours, Picture, Scaling, fit, resize};
use crate::{Orientation, Unreadable};

/// JPEG quality of renditions: no difference is seen on a phone, a large one weighs about 300 KB.
const QUALITY: u8 = 82;

/// As sharp as Lanczos when shrinking, without its halos, in two thirds of its time.
pub(crate) const FILTER: FilterType = FilterType::CatmullRom;

/// Side of the squares in which turned pixels are moved: their rows and columns both stay in the nearest cache.
const SQUARE: usize = 32;

/// A picture as the encoder stores it: brightness, and for a picture in colour JFIF's Cb and Cr with a quarter of its
/// pixels (4:2:0), because eyes see colours less sharply.
pub(crate) struct Planes {
    pub(crate) width: u32,
    pub(crate) height: u32,
    brightness: Vec<u8>,
    colours: Option<[Vec<u8>; 2]>,
}

impl Planes {
    /// The picture as it was seen through the camera, in sRGB.
    pub(crate) fn upright(picture: &Picture, orientation: Orientation) -> Self {
        let (pixels, walk) =
            (picture.srgb(), orientation.walk(picture.width as usize, picture.height as usize));
        let (brightness, colours) = match picture.colours {
            Colours::Grey => (turned::<1>(&pixels, walk).into_owned(), None),
            Colours::YCbCr => taken_apart(&turned::<3>(&pixels, walk), walk.width, |ycbcr| ycbcr),
            Colours::Rgb => taken_apart(&turned::<3>(&pixels, walk), walk.width, |[red, green, blue]| {
                rgb_to_ycbcr(red, green, blue).into()
            }),
        };
        let (width, height) = if orientation.swaps_sides() {
            (picture.height, picture.width)
        } else {
            (picture.width, picture.height)
        };
        Self { width, height, brightness, colours }
    }

    /// Shrinks so that the longest side has at most `longest` pixels; smaller pictures are left alone.
    pub(crate) fn shrink_to(&self, longest: u32, resizer: &mut Resizer) -> Result<Option<Self>, Unreadable> {
        let (from, to) = ((self.width, self.height), fit(self.width, self.height, longest));
        if from == to {
            return Ok(None);
        }
        let mut shrink = |plane: &[u8], from, to| {
            resize(resizer, plane, Colours::Grey, Scaling { from, to, filter: FILTER })
        };
        let half = |(width, height): (u32, u32)| (width.div_ceil(2), height.div_ceil(2));
        let colours = match &self.colours {
            None => None,
            Some([cb, cr]) => Some([shrink(cb, half(from), half(to))?, shrink(cr, half(from), half(to))?]),
        };
        Ok(Some(Self { width: to.0, height: to.1, brightness: shrink(&self.brightness, from, to)?, colours }))
    }

    /// A JPEG of nothing but pixels: the encoder writes no segment that it is not given.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, Unreadable> {
        let side = |pixels: u32| u16::try_from(pixels).map_err(Unreadable::encoding);
        let rows = Rows { width: side(self.width)?, height: side(self.height)?, planes: self };
        let mut jpeg = Vec::with_capacity(self.brightness.len() / 4);
        let mut encoder = Encoder::new(&mut jpeg, QUALITY);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        // The planes of colour are averaged already.
        encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Nearest);
        encoder.encode_image(rows).map_err(Unreadable::encoding)?;
        Ok(jpeg)
    }

    /// 64 bits that stay nearly the same when a picture is scaled, recompressed or slightly recoloured: for each of
    /// 8 rows, from the top and from the left, whether a field is brighter than its right neighbour, in a grid of
    /// 9 × 8 fields. Two photos are the same when few bits differ (about 10 of 64).
    pub(crate) fn difference_hash(&self, resizer: &mut Resizer) -> Result<u64, Unreadable> {
        let from = (self.width, self.height);
        let scaling = Scaling { from, to: (9, 8), filter: FilterType::Box };
        let grid = resize(resizer, &self.brightness, Colours::Grey, scaling)?;
        let bits = grid.chunks_exact(9).flat_map(|row| row.windows(2).map(|pair| pair[0] > pair[1]));
        Ok(bits.fold(0, |hash, brighter| hash << 1 | u64::from(brighter)))
    }
}

/// Pixels of `N` bytes, moved to where they are seen.
fn turned<const N: usize>(pixels: &[u8], walk: Walk) -> Cow<'_, [u8]> {
    if walk.is_straight() {
        return Cow::Borrowed(pixels);
    }
    let (stored, _) = pixels.as_chunks::<N>();
    let mut turned = vec![0; pixels.len()];
    let (seen, _) = turned.as_chunks_mut::<N>();
    for top in (0..walk.height).step_by(SQUARE) {
        for left in (0..walk.width).step_by(SQUARE) {
            let right = walk.width.min(left + SQUARE);
            for y in top..walk.height.min(top + SQUARE) {
                for (x, pixel) in (left..right).zip(&mut seen[y * walk.width..][left..right]) {
                    *pixel = stored[walk.stored(x, y)];
                }
            }
        }
    }
    Cow::Owned(turned)
}

/// The plane of brightness, and those of colours as averages of two by two pixels; the last column and row of odd ones
/// stand twice.
fn taken_apart(
    pixels: &[u8],
    width: usize,
    ycbcr: impl Fn([u8; 3]) -> [u8; 3],
) -> (Vec<u8>, Option<[Vec<u8>; 2]>) {
    let (pixels, _) = pixels.as_chunks::<3>();
    let half = width.div_ceil(2);
    let mut brightness = vec![0; pixels.len()];
    let [mut blue, mut red] = [(); 2].map(|()| vec![0; half * (pixels.len() / width).div_ceil(2)]);
    let colours = blue.chunks_exact_mut(half).zip(red.chunks_exact_mut(half));
    let mut lines = [(); 2].map(|()| vec![[0; 3]; 2 * half]);
    for ((rows, brightness), (blue, red)) in
        pixels.chunks(2 * width).zip(brightness.chunks_mut(2 * width)).zip(colours)
    {
        for (line, row) in lines.iter_mut().zip([&rows[..width], &rows[rows.len() - width..]]) {
            for (to, pixel) in line.iter_mut().zip(row) {
                *to = ycbcr(*pixel);
            }
            line[2 * half - 1] = line[width - 1];
        }
        for (row, line) in brightness.chunks_exact_mut(width).zip(&lines) {
            for (to, pixel) in row.iter_mut().zip(line) {
                *to = pixel[0];
            }
        }
        let [upper, lower] = lines.each_ref().map(|line| line.as_chunks::<2>().0);
        for (((upper, lower), blue), red) in upper.iter().zip(lower).zip(blue).zip(red) {
            let average = |colour: usize| {
                let sum = [upper[0], upper[1], lower[0], lower[1]].map(|pixel| u16::from(pixel[colour]));
                ((sum.into_iter().sum::<u16>() + 2) >> 2).to_le_bytes()[0]
            };
            (*blue, *red) = (average(1), average(2));
        }
    }
    (brightness, Some([blue, red]))
}

/// The planes, row by row.
struct Rows<'a> {
    width: u16,
    height: u16,
    planes: &'a Planes,
}

impl ImageBuffer for Rows<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        if self.planes.colours.is_some() { JpegColorType::Ycbcr } else { JpegColorType::Luma }
    }

    fn width(&self) -> u16 {
        self.width
    }

    fn height(&self) -> u16 {
        self.height
    }

    /// The encoder takes every second byte of every second row of colours: the others need not be right.
    fn fill_buffers(&self, y: u16, [brightness, colours @ ..]: &mut [Vec<u8>; 4]) {
        let (width, row) = (usize::from(self.width), usize::from(y));
        brightness.extend_from_slice(&self.planes.brightness[row * width..][..width]);
        for (plane, buffer) in self.planes.colours.iter().flatten().zip(colours) {
            let start = buffer.len();
            buffer.resize(start + width, 0);
            if y.is_multiple_of(2) || y + 1 == self.height {
                let half = width.div_ceil(2);
                let row = &plane[row / 2 * half..][..half];
                for (pair, colour) in buffer[start..].chunks_mut(2).zip(row) {
                    pair.fill(*colour);
                }
            }
        }
    }
}
