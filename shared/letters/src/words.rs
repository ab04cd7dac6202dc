//! Small pieces of sentences.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use web::Texts;
use web::texts::capital;

use super::{Facts, Part};

/// What the reader reported or follows: what, where, when.
pub(super) fn told(texts: &Texts, facts: &Facts, now: DateTime<Utc>) -> String {
    let (part, own) = match &facts.part {
        Part::Reporter => ("reporter", ""),
        Part::Follower => ("follower", ""),
        Part::Joined { own } => ("joined", own.as_str()),
    };
    texts.with(
        "letter-told",
        &[
            ("part", part.into()),
            ("own", own.into()),
            ("category", facts.category.as_str().into()),
            ("address", facts.address.as_str().into()),
            ("when", when(texts, facts.received_at, facts.city.zone, now).into()),
        ],
    )
}

/// A team at the beginning of a sentence; none: the report had no team.
pub(super) fn team(texts: &Texts, team: Option<&str>) -> String {
    team.map_or_else(|| texts.t("letter-some-team"), capital)
}

/// A moment within a sentence: `aujourd’hui à 12 h 45`, `le 24 novembre à 16 h 05`.
pub(super) fn when(texts: &Texts, at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
    let (day, today) = (at.with_timezone(&zone).date_naive(), now.with_timezone(&zone).date_naive());
    if (day - today).num_days().abs() <= 1 {
        return web::time::moment(texts, at, zone, now);
    }
    let date = web::time::date(texts, day, today);
    let time = web::time::clock_time(texts, at, zone);
    texts.with("letter-on-day", &[("date", date.into()), ("time", time.into())])
}

/// A moment on a label: the clock alone when it is today.
pub(super) fn short(texts: &Texts, at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
    if at.with_timezone(&zone).date_naive() == now.with_timezone(&zone).date_naive() {
        web::time::clock_time(texts, at, zone)
    } else {
        web::time::moment(texts, at, zone, now)
    }
}

/// The street of an address, without number and town: `12 bis rue Oberkampf, 75011 Paris` is `rue Oberkampf`.
/// A sector's name stays whole.
pub(super) fn street(address: &str) -> &str {
    let line = address.split(',').find(|part| !is_number(part.trim())).unwrap_or(address).trim();
    let Some((number, rest)) = line.split_once(char::is_whitespace) else { return line };
    if !is_number(number) {
        return line;
    }
    match rest.trim_start().split_once(char::is_whitespace) {
        Some(("bis" | "ter" | "quater" | "B" | "T" | "Q", rest)) => rest.trim_start(),
        _ => rest.trim_start(),
    }
}

/// A house number: `12`, `12bis`, `12-14`; not `11e`.
fn is_number(word: &str) -> bool {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '/');
    rest.len() < word.len() && matches!(rest, "" | "bis" | "ter" | "quater" | "B" | "T" | "Q")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_names_the_street() {
        for (address, named) in [
            ("12 rue Oberkampf, 75011 Paris", "rue Oberkampf"),
            ("12 bis rue Oberkampf, 75011 Paris", "rue Oberkampf"),
            ("12bis, rue Oberkampf, Paris", "rue Oberkampf"),
            ("rue Oberkampf", "rue Oberkampf"),
            ("11e arrondissement", "11e arrondissement"),
            ("place du 18 Juin 1940", "place du 18 Juin 1940"),
            ("12", "12"),
            ("", ""),
        ] {
            assert_eq!(street(address), named, "{address}");
        }
    }
}
