//! The public number of a report, as said on the telephone: `S2026K004217`.

use chrono::Datelike;

/// The reference for a counter's value at a day of the city's calendar: `S`, the year, a letter for the
/// month (A is January), and the counter in at least six digits. Unique because the counter is; gaps are fine.
pub fn reference(day: chrono::NaiveDate, counter: i64) -> String {
    let month = u8::try_from(day.month0()).unwrap_or_default();
    format!("S{}{}{counter:06}", day.year(), char::from(b'A' + month))
}

/// A reference in groups, as people say it: `S`, `2026`, `K`, `004`, `217`. The counter is cut by threes from its end.
pub fn groups(reference: &str) -> Vec<&str> {
    let mut groups = Vec::new();
    let mut rest = reference;
    while let Some(first) = rest.chars().next() {
        let same = |other: char| other.is_ascii_digit() == first.is_ascii_digit();
        let length = if first.is_ascii_digit() {
            rest.find(|other| !same(other)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (group, behind) = rest.split_at(length);
        groups.push(group);
        rest = behind;
    }
    // The last one is the counter.
    let Some(mut counter) = groups.pop() else { return groups };
    while counter.len() > 3 {
        let (group, behind) = counter.split_at((counter.len() - 1) % 3 + 1);
        groups.push(group);
        counter = behind;
    }
    groups.push(counter);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn a_reference_says_year_month_and_counter() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        assert_eq!(reference(day, 4217), "S2026K004217");
        assert_eq!(reference(day, 1_234_567), "S2026K1234567");
        assert_eq!(reference(NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day"), 1), "S2027A000001");
        assert_eq!(reference(NaiveDate::from_ymd_opt(2027, 12, 31).expect("a day"), 1), "S2027L000001");
    }

    #[test]
    fn a_reference_is_said_in_groups() {
        assert_eq!(groups("S2026K004217"), ["S", "2026", "K", "004", "217"]);
        assert_eq!(groups("S2026K1234567"), ["S", "2026", "K", "1", "234", "567"]);
        assert_eq!(groups(""), [""; 0]);
    }
}
