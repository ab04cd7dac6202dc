//! One row of points.

use chrono::{DateTime, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use csv::ByteRecord;
use model::calendar::{self, DayKind};
use model::place::Point;
use web::Texts;

use super::known::City;
use super::{Question, Row};

/// Where each column is.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) latitude: usize,
    pub(super) longitude: usize,
    pub(super) category: Option<usize>,
    pub(super) time: Option<usize>,
    /// How many there are.
    pub(super) width: usize,
}

/// What a row asks.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) point: Point,
    /// Empty: none is named, and only rules for every category count.
    pub(super) category: String,
    /// What to say if there is no such category.
    pub(super) unknown: Option<String>,
    pub(super) day: DayKind,
    pub(super) minute: u16,
    /// What to say if the point is outside the city.
    pub(super) outside: String,
}

impl Columns {
    /// Reads a row.
    pub(super) fn asked(&self, record: ByteRecord, city: &City, question: Question) -> Row {
        let asked = self.question(&record, city, question);
        (record, asked)
    }

    fn question(&self, record: &ByteRecord, city: &City, question: Question) -> Result<Asked, String> {
        let texts = Texts::of(question.language);
        let why = |key: &str, value: &str| texts.t1(key, "value", value.to_owned());
        if record.len() != self.width {
            return Err(why("where-columns", &record.len().to_string()));
        }
        let field = |at: usize| -> Result<&str, String> {
            let bytes = record.get(at).unwrap_or_default();
            std::str::from_utf8(bytes).map(str::trim).map_err(|_| texts.t("where-not-utf8"))
        };
        let number = |at: usize, key: &str| -> Result<f64, String> {
            let text = field(at)?;
            text.parse().map_err(|_| why(key, text))
        };
        let (latitude, longitude) =
            (number(self.latitude, "where-latitude")?, number(self.longitude, "where-longitude")?);
        let point = Point::new(longitude, latitude)
            .map_err(|_| why("where-no-place", &format!("{latitude}, {longitude}")))?;
        let category = self.category.map_or(Ok(""), field)?;
        let known = category.is_empty() || city.categories.contains_key(category);
        let unknown = (!known).then(|| why("where-category", category));
        let moment = match self.time.map_or(Ok(""), field)? {
            "" => question.now,
            text => moment(text, city.zone).map_err(|key| why(key, text))?,
        };
        let (day, minute) = calendar::local_day_and_minute(moment, city.zone);
        let swapped = city.is_within_bounds(latitude, longitude);
        let outside = texts.t(if swapped { "where-swapped" } else { "where-outside" });
        Ok(Asked { point, category: category.to_owned(), unknown, day, minute, outside })
    }
}

/// A moment with its offset (RFC 3339), or in the city's own time; else the key of what is wrong with it. An hour that
/// happens twice is its first one; rules see the same time of day in both.
pub(crate) fn moment(text: &str, zone: Tz) -> Result<DateTime<Utc>, &'static str> {
    const FORMATS: [&str; 4] =
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(moment.to_utc());
    }
    let local = FORMATS.into_iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    match zone.from_local_datetime(&local.ok_or("where-time")?) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Ok(moment.to_utc()),
        LocalResult::None => Err("where-no-such-hour"),
    }
}
