//! Photos of a street as a phone would take them, before and after cleaning.

mod camera;
mod exif_block;

use std::sync::OnceLock;

use anyhow::Context;
use chrono::NaiveDateTime;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Width of the upright photo, in pixels.
pub const WIDTH: u32 = 4032;
/// Height of the upright photo, in pixels: with [`WIDTH`], 12 megapixels.
pub const HEIGHT: u32 = 3024;

/// How, where and when a photo was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    /// Degrees east, -180 to 180 (WGS 84).
    pub longitude: f64,
    /// Degrees north, -90 to 90 (WGS 84).
    pub latitude: f64,
    /// Radius within which the phone believes to be, in metres, 0 to 100,000.
    pub accuracy_m: f64,
    /// The phone's local time.
    pub taken_at: NaiveDateTime,
    /// The phone's local time minus UTC, in minutes, -840 to 840.
    pub offset_minutes: i32,
    /// How the phone was held, as EXIF says it: 1 (upright) to 8.
    pub orientation: u8,
    /// Two photos with another seed differ as two photos of the same place do.
    pub seed: u64,
}

/// A pavement with sacks, a mattress and a bin that is too full, as a JPEG with EXIF.
///
/// Fails, naming the field, for a shot outside its limits.
pub fn dirty_street(shot: &Shot) -> anyhow::Result<Vec<u8>> {
    static BASE: OnceLock<camera::Picture> = OnceLock::new();
    take(shot, &BASE, include_str!("../samples/dirty.svg"))
}

/// The same pavement, cleaned and still wet, as a JPEG with EXIF.
///
/// Fails, naming the field, for a shot outside its limits.
pub fn clean_street(shot: &Shot) -> anyhow::Result<Vec<u8>> {
    static BASE: OnceLock<camera::Picture> = OnceLock::new();
    take(shot, &BASE, include_str!("../samples/clean.svg"))
}

fn take(shot: &Shot, base: &OnceLock<camera::Picture>, drawing: &str) -> anyhow::Result<Vec<u8>> {
    shot.check()?;
    // Two first calls at once may both draw: the second picture is thrown away, nobody waits for a lock.
    let picture = if let Some(picture) = base.get() {
        picture
    } else {
        let drawn = draw(drawing)?;
        base.get_or_init(|| drawn)
    };
    let (width, height, pixels) = camera::expose(picture, shot.orientation, shot.seed);
    camera::develop(width, height, &pixels, &exif_block::of(shot)?)
}

fn draw(drawing: &str) -> anyhow::Result<camera::Picture> {
    let tree = Tree::from_str(drawing, &Options::default()).context("reading a sample drawing")?;
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT).context("no memory for a sample photo")?;
    #[expect(clippy::cast_precision_loss, reason = "picture sizes are far below 2^23")]
    let scale =
        Transform::from_scale(WIDTH as f32 / tree.size().width(), HEIGHT as f32 / tree.size().height());
    resvg::render(&tree, scale, &mut pixmap.as_mut());
    // The drawings fill their frame: no pixel is transparent, so premultiplied colours are the colours.
    let rgb = pixmap.data().chunks_exact(4).flat_map(|rgba| [rgba[0], rgba[1], rgba[2]]).collect();
    Ok(camera::Picture::with_texture(rgb))
}

impl Shot {
    fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            (-180.0..=180.0).contains(&self.longitude),
            "longitude {} is no place",
            self.longitude
        );
        anyhow::ensure!((-90.0..=90.0).contains(&self.latitude), "latitude {} is no place", self.latitude);
        let accuracy = self.accuracy_m;
        anyhow::ensure!((0.0..=100_000.0).contains(&accuracy), "accuracy {accuracy} m is not a radius");
        let offset = self.offset_minutes;
        anyhow::ensure!((-840..=840).contains(&offset), "offset {offset} min is not used anywhere");
        anyhow::ensure!(
            (1..=8).contains(&self.orientation),
            "orientation {} is not 1 to 8",
            self.orientation
        );
        Ok(())
    }
}
