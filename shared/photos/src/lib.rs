#![doc = include_str!("../README.md")]

mod budget;
mod decode;
mod desk;
mod exif;
mod inspect;
mod kind;
mod orientation;
mod picture;
mod planes;
mod profile;
mod refusal;
mod renditions;
mod structure;

pub use budget::PixelBudget;
pub use exif::{Exif, Place, TakenAt};
pub use inspect::{Inspected, inspect};
pub use kind::Kind;
pub use orientation::Orientation;
pub use refusal::Refusal;
pub use renditions::{LARGE, Renditions, SMALL, Unreadable, renditions};

/// Most bytes of a received file: 25 MB as telephones and file managers count them, 25 × 10⁶. Phone photos have 2 to 12.
pub const MAX_BYTES: u64 = 25_000_000;

/// Most pixels of a received picture: 60 megapixels. The usual phone photo has 12, the largest common one 50.
pub const MAX_PIXELS: u32 = 60_000_000;
