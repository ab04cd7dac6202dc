use std::io::Cursor;

use anyhow::Context;
use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};

use super::Shot;

/// The EXIF block (a TIFF file without the JPEG's own marker) of a shot that was checked.
pub(super) fn of(shot: &Shot) -> anyhow::Result<Vec<u8>> {
    let fields = fields(shot);
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).context("writing a sample photo's EXIF")?;
    Ok(block.into_inner())
}

fn fields(shot: &Shot) -> Vec<Field> {
    let north = if shot.latitude < 0.0 { "S" } else { "N" };
    let east = if shot.longitude < 0.0 { "W" } else { "E" };
    let taken_at = shot.taken_at.format("%Y:%m:%d %H:%M:%S").to_string();
    [
        (Tag::Make, ascii("Rue Nette")),
        (Tag::Model, ascii("Drawn street")),
        (Tag::Orientation, Value::Short(vec![u16::from(shot.orientation)])),
        (Tag::ExifVersion, Value::Undefined(b"0232".to_vec(), 0)),
        (Tag::DateTimeOriginal, ascii(&taken_at)),
        (Tag::OffsetTimeOriginal, ascii(&offset(shot.offset_minutes))),
        (Tag::GPSVersionID, Value::Byte(vec![2, 3, 0, 0])),
        (Tag::GPSLatitudeRef, ascii(north)),
        (Tag::GPSLatitude, degrees(shot.latitude)),
        (Tag::GPSLongitudeRef, ascii(east)),
        (Tag::GPSLongitude, degrees(shot.longitude)),
        (Tag::GPSHPositioningError, Value::Rational(vec![parts(shot.accuracy_m, 100)])),
    ]
    .map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value })
    .into()
}

fn ascii(text: &str) -> Value {
    Value::Ascii(vec![text.as_bytes().to_vec()])
}

fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Degrees, minutes and ten-thousandths of seconds: exact to 3 mm.
fn degrees(angle: f64) -> Value {
    const OF_A_SECOND: u32 = 10_000;
    let whole = |angle: f64| parts(angle.floor(), 1);
    let minutes = angle.abs().fract() * 60.0;
    let seconds = parts(minutes.fract() * 60.0, OF_A_SECOND);
    Value::Rational(vec![whole(angle.abs()), whole(minutes), seconds])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a shot's numbers were checked: none is negative or above 100,000 x 100"
)]
fn parts(value: f64, of_one: u32) -> Rational {
    Rational { num: (value * f64::from(of_one)).round() as u32, denom: of_one }
}
