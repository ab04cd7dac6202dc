//! What is wrong with each field on its own.

use model::email;
use model::place::{NotAPlace, PlaceSource, Point};
use web::Language;

use super::{Found, MOST_WORDS, Submission};
use crate::wrong::Wrong;

/// A place and where it is known from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) point: Point,
    pub(crate) source: PlaceSource,
    /// Metres; none where nobody estimated it.
    pub(crate) accuracy_m: Option<f64>,
}

/// Metres beyond which an accuracy says nothing: a city is not larger.
const MOST_ACCURACY_M: f64 = 100_000.0;
/// Characters of an idempotency key, at most.
const MOST_KEY: usize = 200;
/// Characters of a report's number, at most: they have twelve.
const MOST_NUMBER: usize = 20;
/// Characters of a category's id: no pack has longer ones.
const MOST_CATEGORY: usize = 100;

impl Submission {
    /// Where it is: what a person wrote, else what the phone said, else what the photos say.
    pub(crate) fn place(&self) -> Result<Place, Wrong> {
        if let Some(text) = self.field("place") {
            let point = match (self.chosen_place(), self.sought_place(), &self.found) {
                (Some(chosen), ..) => chosen,
                (None, None, _) => written_place(text)?,
                (None, Some(_), Found::One(point)) => *point,
                (None, Some(_), Found::Several(_)) => return Err(Wrong::PlaceSeveral),
                (None, Some(_), Found::Nothing) => return Err(Wrong::PlaceNotFound),
            };
            return Ok(Place { point, source: PlaceSource::Hand, accuracy_m: None });
        }
        match (self.field("place_latitude"), self.field("place_longitude")) {
            (Some(latitude), Some(longitude)) => Ok(Place {
                point: point(latitude, longitude)?,
                source: match self.field("place_source") {
                    Some("hand") => PlaceSource::Hand,
                    Some("photo") => PlaceSource::Photo,
                    _ => PlaceSource::Phone,
                },
                accuracy_m: accuracy(self.field("place_accuracy").and_then(|text| text.parse().ok())),
            }),
            (None, None) => self.place_in_photo(),
            _ => Err(Wrong::PlaceUnreadable),
        }
    }

    /// The place that was chosen for the words beside it, in a list or on the map. Other words make it void.
    pub(crate) fn chosen_place(&self) -> Option<Point> {
        let words = self.field("place").filter(|words| self.field("place_sought") == Some(words));
        words.and(self.field("place_choice")).and_then(|choice| written_place(choice).ok())
    }

    /// The words of a place that are to be sought among addresses: no coordinates, and nothing was chosen for them.
    pub(crate) fn sought_place(&self) -> Option<&str> {
        // "NaN" and "1e400" have letters, too.
        let numbers = |words: &str| {
            words.split([',', ';', ' ']).all(|part| part.parse::<f64>().is_ok() || part.is_empty())
        };
        let words =
            self.field("place").filter(|words| words.contains(char::is_alphabetic) && !numbers(words));
        words.filter(|_| self.chosen_place().is_none())
    }

    fn place_in_photo(&self) -> Result<Place, Wrong> {
        if self.photos.is_empty() {
            return Err(Wrong::PlaceMissing);
        }
        let in_photo = self.photos.iter().find_map(|photo| photo.inspected.exif.place.as_ref());
        let place = in_photo.ok_or(Wrong::PlaceNotInPhoto)?;
        let point = Point::new(place.longitude, place.latitude).map_err(|_| Wrong::PlaceNotInPhoto)?;
        Ok(Place { point, source: PlaceSource::Photo, accuracy_m: accuracy(place.accuracy_m) })
    }

    /// The category's id, which may not exist.
    pub(crate) fn category(&self) -> Result<&str, Wrong> {
        let id = self.field("category").ok_or(Wrong::CategoryMissing)?;
        let is_id = id.len() <= MOST_CATEGORY && id.bytes().all(|byte| byte.is_ascii_graphic());
        if is_id { Ok(id) } else { Err(Wrong::CategoryUnknown) }
    }

    /// The resident's own words, with plain line ends.
    pub(crate) fn words(&self) -> Result<Option<String>, Wrong> {
        let Some(words) = self.field("words").or_else(|| self.field("text")) else { return Ok(None) };
        // Browsers send line ends as CR LF; they count as one character, as they did while typing.
        let words = words.replace("\r\n", "\n").replace('\r', "\n");
        let count = words.chars().count() + self.uncounted;
        if count > MOST_WORDS {
            return Err(Wrong::WordsTooLong(count));
        }
        if words.contains(invisible) {
            return Err(Wrong::WordsInvisible(words.replace(invisible, "")));
        }
        Ok(Some(words))
    }

    /// Whether the street is clean, as a follower says: `yes` or `no`.
    pub(crate) fn clean(&self) -> Result<bool, Wrong> {
        match self.field("clean") {
            Some("yes") => Ok(true),
            Some("no") => Ok(false),
            _ => Err(Wrong::AnswerUnreadable),
        }
    }

    /// The address for letters.
    pub(crate) fn email(&self) -> Result<Option<String>, Wrong> {
        let Some(email) = self.field("email") else { return Ok(None) };
        email::checked(email).map(Some).ok_or(Wrong::EmailUnreadable)
    }

    /// The language of letters; `otherwise` where none is named.
    pub(crate) fn language(&self, otherwise: Language) -> Result<Language, Wrong> {
        self.field("language").map_or(Ok(otherwise), |tag| tag.parse().map_err(|_| Wrong::LanguageUnknown))
    }

    /// How content somebody is, from 1 to 5.
    pub(crate) fn grade(&self) -> Result<i16, Wrong> {
        let grade = self.field("grade").and_then(|grade| grade.parse().ok());
        grade.filter(|grade| (1..=5).contains(grade)).ok_or(Wrong::GradeUnreadable)
    }

    /// The number of the report that this is the same as; none: it is one of its own.
    pub(crate) fn same_as(&self) -> Result<Option<&str>, Wrong> {
        let Some(number) = self.field("same_as") else { return Ok(None) };
        let is_number =
            number.len() <= MOST_NUMBER && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if is_number { Ok(Some(number)) } else { Err(Wrong::SameUnknown) }
    }

    /// Whether its sender has seen what is open nearby, or need not.
    pub(crate) fn knows_nearby(&self) -> bool {
        !self.attended || self.field("nearby").is_some()
    }

    /// The key of this request, made by the client.
    pub(crate) fn key(&self) -> Result<&str, Wrong> {
        let key = self.field("idempotency_key").ok_or(Wrong::KeyMissing)?;
        let plain = key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if plain && key.len() <= MOST_KEY { Ok(key) } else { Err(Wrong::KeyUnreadable) }
    }
}

fn accuracy(metres: Option<f64>) -> Option<f64> {
    metres.filter(|metres| (0.0..=MOST_ACCURACY_M).contains(metres))
}

/// Characters that nobody sees and that mislead who reads: control characters but for line end and tab, and those
/// that turn the direction of what follows (Unicode Standard Annex 9, 2.1 to 2.4). Joiners stay, emoji need them.
pub(crate) fn invisible(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// "48.8646, 2.3783", as map programs copy it: latitude first. Also "48,8646 2,3783", as French people write numbers.
fn written_place(text: &str) -> Result<Point, Wrong> {
    let apart = text.split_once(';').or_else(|| text.split_once(char::is_whitespace));
    let (latitude, longitude) = apart.or_else(|| text.split_once(',')).ok_or(Wrong::PlaceUnreadable)?;
    point(latitude, longitude)
}

/// Two numbers as people write them.
pub(crate) fn point(latitude: &str, longitude: &str) -> Result<Point, Wrong> {
    let number = |text: &str| {
        let text = text.trim().trim_matches(',').replace(',', ".");
        text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or(Wrong::PlaceUnreadable)
    };
    let (latitude, longitude) = (number(latitude)?, number(longitude)?);
    match Point::new(longitude, latitude) {
        Ok(point) => Ok(point),
        Err(NotAPlace::Null) => Err(Wrong::PlaceZero),
        // No place on earth, but one the other way round.
        Err(NotAPlace::OutOfRange { .. }) => Err(match Point::new(latitude, longitude) {
            Ok(swapped) => Wrong::PlaceSwapped(swapped),
            Err(_) => Wrong::PlaceUnreadable,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(fields: &[(&'static str, &str)]) -> Submission {
        let fields = fields.iter().map(|&(name, value)| (name, value.to_owned())).collect();
        Submission { fields, ..Submission::default() }
    }

    #[test]
    fn what_a_person_writes_wins_over_the_phone() {
        let place =
            with(&[("place", "48.8646, 2.3783"), ("place_longitude", "2.0"), ("place_latitude", "48.0")])
                .place()
                .expect("a place");
        assert_eq!(place.source, PlaceSource::Hand);
        assert_eq!((place.point.longitude(), place.point.latitude()), (2.3783, 48.8646));
    }

    #[test]
    fn a_place_is_read_however_people_write_it() {
        for good in [
            "48.8646, 2.3783",
            "48.8646,2.3783",
            "48.8646 2.3783",
            "48.8646;2.3783",
            "48,8646 2,3783",
            "48,8646, 2,3783",
            "48,8646 ; 2,3783",
            "48.8646\t2.3783",
        ] {
            let place = with(&[("place", good)]).place().expect(good);
            assert_eq!((place.point.longitude(), place.point.latitude()), (2.3783, 48.8646), "{good}");
        }
    }

    #[test]
    fn a_place_that_is_none_is_never_taken() {
        for bad in [
            "48.8646",
            "NaN, 2.3",
            "48.8, inf",
            "-inf, -inf",
            "48.8646, 200",
            "91, 91",
            "1e400, 2",
            ", ",
            ";",
        ] {
            let place = with(&[("place", bad)]).place();
            assert!(matches!(place, Err(Wrong::PlaceUnreadable)), "{bad}: {place:?}");
        }
        assert!(matches!(with(&[("place", "north, east")]).place(), Err(Wrong::PlaceNotFound)));
        assert!(matches!(with(&[("place", "0, 0")]).place(), Err(Wrong::PlaceZero)));
        assert!(matches!(
            with(&[("place", "2.3, 148.8")]).place().map(|place| place.source),
            Ok(PlaceSource::Hand)
        ));
        let swapped = with(&[("place", "151.2, -33.9")]).place();
        assert!(matches!(swapped, Err(Wrong::PlaceSwapped(point)) if point.latitude() < 0.0), "{swapped:?}");
        assert!(matches!(with(&[]).place(), Err(Wrong::PlaceMissing)));
        assert!(matches!(with(&[("place_longitude", "2.3")]).place(), Err(Wrong::PlaceUnreadable)));
    }

    #[test]
    fn an_accuracy_that_is_none_is_left_out() {
        for (said, known) in
            [("8", true), ("0", true), ("-1", false), ("NaN", false), ("inf", false), ("1e300", false)]
        {
            let fields =
                [("place_longitude", "2.3783"), ("place_latitude", "48.8646"), ("place_accuracy", said)];
            assert_eq!(with(&fields).place().expect("a place").accuracy_m.is_some(), known, "{said}");
        }
    }

    #[test]
    fn words_are_counted_in_characters_not_in_bytes() {
        let thousand = "é".repeat(1000);
        assert_eq!(with(&[("words", &thousand)]).words().expect("fits"), Some(thousand));
        assert!(matches!(with(&[("words", &"é".repeat(1001))]).words(), Err(Wrong::WordsTooLong(1001))));
        let lines = "a\r\n".repeat(500);
        assert!(with(&[("words", &lines)]).words().is_ok());
        assert_eq!(with(&[("words", "  ")]).words().expect("empty"), None);
    }

    #[test]
    fn invisible_characters_are_named_and_taken_out_for_the_next_try() {
        for (sent, cleaned) in [
            ("a\0b", "ab"),
            ("a\u{7}b\u{1b}[31m", "ab[31m"),
            ("a\u{85}b", "ab"),
            ("a\u{202e}b\u{202c}", "ab"),
            ("a\u{2066}b\u{2069}", "ab"),
        ] {
            match with(&[("words", sent)]).words() {
                Err(Wrong::WordsInvisible(without)) => assert_eq!(without, cleaned),
                other => panic!("{sent:?}: {other:?}"),
            }
        }
        for fine in ["un\ndeux\ttrois", "👩‍🔧 à l’œuvre", "שלום", "مرحبا"] {
            assert_eq!(with(&[("words", fine)]).words().expect(fine).as_deref(), Some(fine));
        }
    }

    #[test]
    fn an_address_must_be_one() {
        for good in ["marie@example.org", "m.l+rue@mairie.paris.fr"] {
            assert_eq!(with(&[("email", good)]).email().expect("good"), Some(good.to_owned()));
        }
        for bad in [
            "marie",
            "marie@",
            "@example.org",
            "a b@example.org",
            "Marie <marie@example.org>",
            "a@b",
            "marie@example.org\r\nBcc: all@example.org",
            "marie@example\0.org",
            "\u{202e}marie@example.org",
        ] {
            assert!(matches!(with(&[("email", bad)]).email(), Err(Wrong::EmailUnreadable)), "{bad}");
        }
    }

    #[test]
    fn a_key_is_short_and_plain() {
        assert_eq!(with(&[("idempotency_key", "a-key")]).key().expect("a key"), "a-key");
        let longest = "k".repeat(200);
        assert!(with(&[("idempotency_key", &longest)]).key().is_ok());
        for bad in ["k".repeat(201), "clé".to_owned(), "k\0y".to_owned(), "k\ny".to_owned()] {
            assert!(matches!(with(&[("idempotency_key", &bad)]).key(), Err(Wrong::KeyUnreadable)), "{bad:?}");
        }
        assert!(matches!(with(&[]).key(), Err(Wrong::KeyMissing)));
    }
}
