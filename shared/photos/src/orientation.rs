//! The eight ways a camera can be held, and the turning of pixels.

/// How stored pixels must be moved to be seen upright: the EXIF tag Orientation, values 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Orientation {
    /// 1: as stored.
    #[default]
    Upright,
    /// 2: left and right are exchanged.
    MirroredLeftRight,
    /// 3: half a turn.
    HalfTurn,
    /// 4: top and bottom are exchanged.
    MirroredTopBottom,
    /// 5: rows and columns are exchanged.
    Transposed,
    /// 6: a quarter turn clockwise makes it upright.
    QuarterTurn,
    /// 7: rows and columns are exchanged along the other diagonal.
    Transversed,
    /// 8: three quarter turns clockwise make it upright.
    ThreeQuarterTurn,
}

impl Orientation {
    /// From the EXIF tag's value; `None` for anything but 1 to 8.
    pub fn from_exif(value: u32) -> Option<Self> {
        Some(match value {
            1 => Self::Upright,
            2 => Self::MirroredLeftRight,
            3 => Self::HalfTurn,
            4 => Self::MirroredTopBottom,
            5 => Self::Transposed,
            6 => Self::QuarterTurn,
            7 => Self::Transversed,
            8 => Self::ThreeQuarterTurn,
            _ => return None,
        })
    }

    /// Whether the upright picture is as wide as the stored one is high.
    pub fn swaps_sides(self) -> bool {
        matches!(self, Self::Transposed | Self::QuarterTurn | Self::Transversed | Self::ThreeQuarterTurn)
    }

    /// Turns `width` × `height` pixels of `N` bytes; the result is `height` wide where [`Self::swaps_sides`].
    pub(crate) fn turn<const N: usize>(self, pixels: &[u8], width: usize, height: usize) -> Vec<u8> {
        let (stored, _) = pixels.as_chunks::<N>();
        let (last_x, last_y) = (width - 1, height - 1);
        let (turned_width, turned_height) =
            if self.swaps_sides() { (height, width) } else { (width, height) };
        let mut turned = Vec::with_capacity(pixels.len());
        for y in 0..turned_height {
            for x in 0..turned_width {
                let (from_x, from_y) = match self {
                    Self::Upright => (x, y),
                    Self::MirroredLeftRight => (last_x - x, y),
                    Self::HalfTurn => (last_x - x, last_y - y),
                    Self::MirroredTopBottom => (x, last_y - y),
                    Self::Transposed => (y, x),
                    Self::QuarterTurn => (y, last_y - x),
                    Self::Transversed => (last_x - y, last_y - x),
                    Self::ThreeQuarterTurn => (last_x - y, x),
                };
                turned.extend_from_slice(&stored[from_y * width + from_x]);
            }
        }
        turned
    }
}
