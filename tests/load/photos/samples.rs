//! The photos that are rendered: made anew each time, the same bytes each time.

use std::path::{Path, PathBuf};

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::scene::{HEIGHT, WIDTH, house_front, sideways};

/// About 3.4 MB for 12 megapixels, as telephones write them.
const QUALITY: u8 = 93;

/// A photo on disk.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) file: PathBuf,
    /// In the comparison; else only its memory is looked at.
    pub(crate) compared: bool,
}

/// A TIFF block of one entry, Orientation: a quarter turn clockwise makes it upright.
const SIDEWAYS: [u8; 26] =
    [b'I', b'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];

/// Name, pixels, size, how colours are kept, whether progressive, whether compared.
type Shot<'a> = (&'static str, &'a [u8], [u16; 2], SamplingFactor, bool, bool);

/// Writes them into a folder.
pub(crate) fn write(folder: &Path) -> anyhow::Result<Vec<Sample>> {
    let upright = house_front();
    let turned = sideways(&upright);
    let twice: Vec<u8> = {
        let rows = upright.chunks_exact(WIDTH as usize * 3).flat_map(|row| [row, row]);
        let once: Vec<u8> = rows.flatten().copied().collect();
        [once.clone(), once].concat()
    };
    let (width, height) = (u16::try_from(WIDTH)?, u16::try_from(HEIGHT)?);
    let shots: [Shot<'_>; 6] = [
        ("4:2:0 upright", &upright, [width, height], SamplingFactor::F_2_2, false, true),
        ("4:2:0 sideways", &turned, [height, width], SamplingFactor::F_2_2, false, true),
        ("4:2:2 upright", &upright, [width, height], SamplingFactor::F_2_1, false, true),
        ("4:2:2 sideways", &turned, [height, width], SamplingFactor::F_2_1, false, true),
        ("4:2:0 progressive", &upright, [width, height], SamplingFactor::F_2_2, true, false),
        ("49 megapixels", &twice, [width * 2, height * 2], SamplingFactor::F_2_2, false, false),
    ];
    let mut samples = Vec::new();
    for (number, (name, pixels, [width, height], sampling, progressive, compared)) in
        shots.into_iter().enumerate()
    {
        let mut jpeg = Vec::new();
        let mut encoder = Encoder::new(&mut jpeg, QUALITY);
        encoder.set_sampling_factor(sampling);
        encoder.set_progressive(progressive);
        if width < height {
            encoder.add_exif_metadata(&SIDEWAYS)?;
        }
        encoder.encode(pixels, width, height, ColorType::Rgb)?;
        let file = folder.join(format!("{number}.jpg"));
        std::fs::write(&file, jpeg)?;
        samples.push(Sample { name, file, compared });
    }
    Ok(samples)
}
