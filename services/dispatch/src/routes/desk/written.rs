//! Numbers as people write them.

use chrono::Duration;
use web::time;

use super::Seen;
use crate::desk::Counts;

impl Seen<'_> {
    /// A turnaround in a few letters.
    pub(super) fn length(&self, length: Option<Duration>) -> String {
        match length {
            None => self.texts.t("desk-none"),
            Some(length) if length < Duration::minutes(1) => self.texts.t("desk-moment"),
            Some(length) => time::duration(self.texts, length),
        }
    }

    pub(super) fn grade(&self, counts: &Counts) -> String {
        if counts.grades == 0 {
            return self.texts.t("desk-none");
        }
        self.tenths((counts.grade_sum * 10 + counts.grades / 2) / counts.grades, false)
    }

    pub(super) fn share(&self, part: (i64, i64)) -> String {
        hundredths(part).map_or_else(|| self.texts.t("desk-none"), |share| self.percent(share))
    }

    /// Tenths of a per cent as people write them.
    pub(super) fn percent(&self, tenths: i64) -> String {
        self.texts.t1("desk-percent", "share", self.tenths(tenths, false))
    }

    pub(super) fn tenths(&self, tenths: i64, signed: bool) -> String {
        let sign = match (tenths < 0, signed && tenths > 0) {
            (true, _) => "−",
            (_, true) => "+",
            _ => "",
        };
        let (whole, tenth) = (tenths.abs() / 10, tenths.abs() % 10);
        let facts = [("whole", whole.to_string().into()), ("tenth", tenth.to_string().into())];
        format!("{sign}{}", self.texts.with("desk-tenths", &facts))
    }

    /// How it changed, in words.
    pub(super) fn change(&self, value: i64, was: i64) -> String {
        if was == 0 {
            return self.texts.t("desk-no-before");
        }
        let tenths = (value - was) * 1000 / was;
        self.texts.t1("desk-change", "share", self.tenths(tenths, true))
    }

    /// A count with a space between thousands.
    pub(super) fn number(&self, value: i64) -> String {
        let digits = value.abs().to_string();
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                written.push_str(&self.texts.t("desk-thousands"));
            }
            written.push(digit);
        }
        if value < 0 { format!("−{written}") } else { written }
    }
}

/// A part of a whole in tenths of a per cent, rounded; none of nothing.
pub(super) fn hundredths((part, whole): (i64, i64)) -> Option<i64> {
    (whole > 0).then(|| (part * 2000 + whole) / (2 * whole))
}
