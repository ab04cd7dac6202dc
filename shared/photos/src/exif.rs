//! Place, time and orientation out of an EXIF block (CIPA DC-008): what is credible is taken, the rest is as if
//! it were not there, because a report with an honest question is better than a refused or a misplaced one.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use exif::{Field, In, Reader, Tag, Value};

use crate::Orientation;

/// What a photo's EXIF block tells credibly.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Exif {
    /// Where the camera was.
    pub place: Option<Place>,
    /// When the photo was taken, by the camera's clock.
    pub taken_at: Option<TakenAt>,
    /// How the stored pixels must be turned to be upright.
    pub orientation: Orientation,
}

/// A place in WGS 84. Never 0,0: cameras without a fix write it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Degrees, east positive, -180 to 180.
    pub longitude: f64,
    /// Degrees, north positive, -90 to 90.
    pub latitude: f64,
    /// Horizontal error in metres, as the phone estimated it (`GPSHPositioningError`).
    pub accuracy_m: Option<f64>,
}

/// A time on the camera's clock, which may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenAt {
    /// Wall-clock time where the camera believed to be.
    pub local: NaiveDateTime,
    /// Minutes east of UTC, when the camera wrote them.
    pub offset_minutes: Option<i32>,
}

/// A phone's clock may be a little ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(10);

impl TakenAt {
    /// The moment: by the camera's own offset, else on the clocks of `zone`. None for a photo that would come from the
    /// future of the moment when it was received: its camera's clock is wrong, and only the receipt is known.
    pub fn moment(&self, zone: &impl TimeZone, received: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let moment = match self.offset_minutes {
            Some(minutes) => (self.local - TimeDelta::minutes(minutes.into())).and_utc(),
            None => zone.from_local_datetime(&self.local).earliest()?.to_utc(),
        };
        (moment <= received + AHEAD).then_some(moment.min(received))
    }
}

impl Exif {
    /// Reads an EXIF block: a TIFF file without a container. Garbage gives [`Exif::default`].
    pub(crate) fn parse(block: Vec<u8>) -> Self {
        let mut reader = Reader::new();
        let fields = reader
            .continue_on_error(true)
            .read_raw(block)
            .or_else(|error| error.distill_partial_result(|_| {}));
        let Ok(fields) = fields else { return Self::default() };
        Self { place: place(&fields), taken_at: taken_at(&fields), orientation: orientation(&fields) }
    }
}

fn orientation(fields: &exif::Exif) -> Orientation {
    field(fields, Tag::Orientation)
        .and_then(|field| field.value.get_uint(0))
        .and_then(Orientation::from_exif)
        .unwrap_or_default()
}

fn place(fields: &exif::Exif) -> Option<Place> {
    let latitude = coordinate(fields, Tag::GPSLatitude, Tag::GPSLatitudeRef, [b'N', b'S'], 90.0)?;
    let longitude = coordinate(fields, Tag::GPSLongitude, Tag::GPSLongitudeRef, [b'E', b'W'], 180.0)?;
    let nowhere = latitude.abs() < 1e-6 && longitude.abs() < 1e-6;
    let accuracy_m = rational(fields, Tag::GPSHPositioningError, 0).filter(|metres| *metres > 0.0);
    (!nowhere).then_some(Place { longitude, latitude, accuracy_m })
}

/// Degrees, minutes and seconds with a letter for the hemisphere. Without the letter the place could be in four
/// parts of the world, so it is none.
fn coordinate(
    fields: &exif::Exif,
    value: Tag,
    reference: Tag,
    [positive, negative]: [u8; 2],
    limit: f64,
) -> Option<f64> {
    let letter = text(fields, reference)?.first()?.to_ascii_uppercase();
    let sign = match letter {
        letter if letter == positive => 1.0,
        letter if letter == negative => -1.0,
        _ => return None,
    };
    let [degrees, minutes, seconds] =
        [rational(fields, value, 0)?, rational(fields, value, 1)?, rational(fields, value, 2)?];
    if minutes > 60.0 || seconds > 60.0 {
        return None;
    }
    let degrees = degrees + minutes / 60.0 + seconds / 3600.0;
    (degrees <= limit).then_some(sign * degrees)
}

/// Original, then digitised, then file time: the first credible one, each with its own offset.
fn taken_at(fields: &exif::Exif) -> Option<TakenAt> {
    [
        (Tag::DateTimeOriginal, Tag::OffsetTimeOriginal),
        (Tag::DateTimeDigitized, Tag::OffsetTimeDigitized),
        (Tag::DateTime, Tag::OffsetTime),
    ]
    .into_iter()
    .find_map(|(time, offset)| {
        let local = local_time(text(fields, time)?)?;
        Some(TakenAt { local, offset_minutes: text(fields, offset).and_then(minutes_east) })
    })
}

fn local_time(text: &[u8]) -> Option<NaiveDateTime> {
    let time = exif::DateTime::from_ascii(text).ok()?;
    let date = NaiveDate::from_ymd_opt(time.year.into(), time.month.into(), time.day.into())?;
    // Before digital cameras, or after their parts have rotted: a clock that was never set.
    if !(1990..2100).contains(&date.year()) {
        return None;
    }
    date.and_hms_opt(time.hour.into(), time.minute.into(), time.second.into())
}

/// `+02:00` as 120. The world's clocks lie between -12:00 and +14:00.
fn minutes_east(text: &[u8]) -> Option<i32> {
    let (sign, digits) = match text.get(..6)? {
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = std::str::from_utf8(digits).ok()?.split_once(':')?;
    let number = |text: &str| text.parse::<u8>().ok().map(i32::from);
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let offset = sign * (hours * 60 + minutes);
    (minutes < 60 && (-720..=840).contains(&offset)).then_some(offset)
}

fn field(fields: &exif::Exif, tag: Tag) -> Option<&Field> {
    fields.get_field(tag, In::PRIMARY)
}

fn text(fields: &exif::Exif, tag: Tag) -> Option<&[u8]> {
    match &field(fields, tag)?.value {
        Value::Ascii(lines) => lines.first().map(Vec::as_slice),
        _ => None,
    }
}

/// A finite number, or nothing where the denominator is zero.
fn rational(fields: &exif::Exif, tag: Tag, index: usize) -> Option<f64> {
    match &field(fields, tag)?.value {
        Value::Rational(numbers) => {
            numbers.get(index).filter(|number| number.denom != 0).map(exif::Rational::to_f64)
        }
        _ => None,
    }
}
