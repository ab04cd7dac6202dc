//! Memory for the work on one photo.

use fast_image_resize::Resizer;

/// What a photo is worked on with, given back for the next one: asking the system for so much memory, and getting every
/// page of it zeroed, costs as much as a third of the decoding.
#[derive(Default)]
pub(crate) struct Desk {
    /// Where a JPEG is decoded to.
    pub(crate) pixels: Vec<u8>,
    /// Keeps what lies between its two passes over a picture.
    pub(crate) resizer: Resizer,
}

impl Desk {
    /// Bytes that it holds between two photos.
    pub(crate) fn bytes(&self) -> usize {
        self.pixels.capacity() + self.resizer.size_of_internal_buffers()
    }
}
