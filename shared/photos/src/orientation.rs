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

    /// How a picture of `width` × `height` stored pixels is read so that it comes out upright.
    pub(crate) fn walk(self, width: usize, height: usize) -> Walk {
        let (row, last) = (width.cast_signed(), (width * height - 1).cast_signed());
        let (first, right, down) = match self {
            Self::Upright => (0, 1, row),
            Self::MirroredLeftRight => (row - 1, -1, row),
            Self::HalfTurn => (last, -1, -row),
            Self::MirroredTopBottom => (last - row + 1, 1, -row),
            Self::Transposed => (0, row, 1),
            Self::QuarterTurn => (last - row + 1, -row, 1),
            Self::Transversed => (last, -row, -1),
            Self::ThreeQuarterTurn => (row - 1, row, -1),
        };
        let (width, height) = if self.swaps_sides() { (height, width) } else { (width, height) };
        Walk { width, height, first, right, down }
    }
}

/// A way through stored pixels that meets them in the order in which they are seen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Walk {
    /// Width of the upright picture, in pixels.
    pub(crate) width: usize,
    /// Height of the upright picture, in pixels.
    pub(crate) height: usize,
    first: isize,
    right: isize,
    down: isize,
}

impl Walk {
    /// Whether pixels are stored as they are seen.
    pub(crate) fn is_straight(self) -> bool {
        self.first == 0 && self.right == 1 && self.down == self.width.cast_signed()
    }

    /// Which stored pixel is seen at `x`, `y`.
    pub(crate) fn stored(self, x: usize, y: usize) -> usize {
        (self.first + self.right * x.cast_signed() + self.down * y.cast_signed()).cast_unsigned()
    }
}
