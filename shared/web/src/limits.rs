//! Limits as people read them.

use chrono::Duration;

use crate::Texts;
use crate::language::Language;
use crate::time;

/// A number of bytes, in powers of a thousand, with one decimal where it has one: `200 octets`, `8,2 Ko`, `80 Mo`.
pub fn size(texts: &Texts, bytes: u64) -> String {
    let (key, unit) = match bytes {
        0..1_000 => return texts.t1("size-bytes", "size", bytes),
        1_000..1_000_000 => ("size-kilobytes", 1_000),
        _ => ("size-megabytes", 1_000_000),
    };
    let (whole, tenths) = (bytes / unit, bytes % unit * 10 / unit);
    let point = if texts.language() == Language::Fr { "," } else { "." };
    let count = if tenths == 0 { whole.to_string() } else { format!("{whole}{point}{tenths}") };
    texts.t1(key, "size", count)
}

/// How long something may take: `45 s`, `1 min`, `1 h`.
pub fn patience(texts: &Texts, seconds: u64) -> String {
    let minutes = i64::try_from(seconds / 60).ok().and_then(Duration::try_minutes);
    match minutes {
        Some(minutes) if seconds > 0 && seconds.is_multiple_of(60) => time::duration(texts, minutes),
        _ => texts.t1("duration-seconds", "seconds", seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_as_it_is_set() {
        let (fr, en) = (Texts::of(Language::Fr), Texts::of(Language::En));
        let plain = |text: String| text.replace('\u{a0}', " ");
        for (bytes, said) in
            [(200, "200 octets"), (8192, "8,1 Ko"), (75_100_000, "75,1 Mo"), (80_000_000, "80 Mo")]
        {
            assert_eq!(plain(size(fr, bytes)), said);
        }
        assert_eq!(plain(size(en, 8192)), "8.1 KB");
        for (seconds, said) in [(1, "1 s"), (60, "1 min"), (90, "90 s"), (3600, "1 h")] {
            assert_eq!(plain(patience(en, seconds)), said);
        }
    }
}
