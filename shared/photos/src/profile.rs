//! Colour profiles (ICC.1): telephones store wide colours, which a page would show too pale without their profile.

use std::fmt;
use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, Transform8BitExecutor, TransformOptions};

/// Larger profiles belong to printers.
const MOST_BYTES: usize = 1_000_000;

/// Red, green, blue, grey and a skin: sRGB leaves them as they are.
const PROBES: [u8; 15] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 128, 128, 128, 224, 172, 105];

/// How far a profile may move [`PROBES`] and still count as sRGB, in steps of 255.
const SAME: u8 = 2;

/// The way from a photo's own red, green and blue to those of sRGB.
#[derive(Clone)]
pub(crate) struct ToSrgb(Arc<Transform8BitExecutor>);

impl ToSrgb {
    /// None if the colours are sRGB's already, and for a profile that is broken or no camera's: such a photo is shown
    /// as most programs show it, as if it had none.
    pub(crate) fn new(profile: &[u8]) -> Option<Self> {
        if profile.len() > MOST_BYTES {
            return None;
        }
        let profile = ColorProfile::new_from_slice(profile).ok()?;
        if profile.color_space != DataColorSpace::Rgb || !profile.is_matrix_shaper() {
            return None;
        }
        let srgb = ColorProfile::new_srgb();
        let transform = profile
            .create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, TransformOptions::default())
            .ok()
            .map(Self)?;
        let probed = transform.convert(&PROBES)?;
        let moved = probed.iter().zip(PROBES).any(|(after, before)| after.abs_diff(before) > SAME);
        moved.then_some(transform)
    }

    /// Converts bytes of red, green and blue; none if they are no whole pixels.
    pub(crate) fn convert(&self, rgb: &[u8]) -> Option<Vec<u8>> {
        let mut converted = vec![0; rgb.len()];
        self.0.transform(rgb, &mut converted).ok()?;
        Some(converted)
    }
}

impl fmt::Debug for ToSrgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ToSrgb").finish_non_exhaustive()
    }
}
