//! What a list shows, as its address says it beside the filters.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use model::moves::State;
use uuid::Uuid;

use super::asked::{Asked, Look, NotUnderstood, given};
use crate::store::desk::Show;
use crate::store::search::Sought;

/// Ages of open reports in hours, as the backlog is told: from each to the next.
const AGES: [i64; 5] = [0, 4, 12, 24, 72];
/// Letters of what is sought, at most.
const LONGEST: usize = 200;
/// Longer than any report waits.
const CENTURY: Duration = Duration::days(36_500);

/// What a list shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) show: Show,
    /// A number, or words; empty: neither.
    pub(super) q: String,
    pub(super) state: Option<State>,
    /// Which of [`AGES`].
    pub(super) age: Option<usize>,
    after: Option<(NaiveDate, Uuid)>,
}

impl Wanted {
    pub(super) fn of(asked: &Asked) -> Result<Self, NotUnderstood> {
        let show = given(asked.show.as_ref()).unwrap_or(Show::Received.as_str());
        let show = Show::ALL.into_iter().find(|known| known.as_str() == show).ok_or(NotUnderstood("show"))?;
        let state = given(asked.state.as_ref()).map(str::parse).transpose();
        let age = given(asked.age.as_ref())
            .map(|age| age.parse().ok().filter(|age| *age < AGES.len()).ok_or(NotUnderstood("age")));
        let after = given(asked.after.as_ref()).map(|after| {
            let (day, id) = after.split_once('_').ok_or(NotUnderstood("after"))?;
            day.parse().ok().zip(id.parse().ok()).ok_or(NotUnderstood("after"))
        });
        let q = given(asked.q.as_ref()).unwrap_or_default();
        if q.contains('\0') {
            return Err(NotUnderstood("q"));
        }
        Ok(Self {
            show,
            q: q.chars().take(LONGEST).collect(),
            state: state.map_err(|_| NotUnderstood("state"))?,
            age: age.transpose()?,
            after: after.transpose()?,
        })
    }

    /// As an address says it with the filters; `after` is the last report of the page before.
    pub(super) fn query(&self, look: &Look, after: &str) -> String {
        let age = self.age.map(|age| age.to_string()).unwrap_or_default();
        look.query(&[
            ("show", self.show.as_str()),
            ("q", &self.q),
            ("state", self.state.map(State::as_str).unwrap_or_default()),
            ("age", &age),
            ("after", after),
        ])
    }

    /// The number that is sought, as it is stored: people write it in small letters and with spaces.
    pub(super) fn reference(&self) -> Option<String> {
        let number: String = self.q.chars().filter(|c| !c.is_whitespace()).collect();
        let number = number.to_uppercase();
        let rest = number.strip_prefix('S')?;
        let (year, rest) = rest.split_at_checked(4)?;
        let counter = rest.strip_prefix(|month: char| ('A'..='L').contains(&month))?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits(year) && digits(counter)).then_some(number)
    }

    /// As the database is asked.
    pub(super) fn sought<'a>(&'a self, look: &'a Look, now: DateTime<Utc>) -> Sought<'a> {
        let age = self.age.map(|age| {
            let oldest = AGES.get(age + 1).map_or(CENTURY, |hours| Duration::hours(*hours));
            (now - oldest, now - Duration::hours(AGES[age]))
        });
        Sought {
            filters: &look.filters,
            show: self.show,
            state: self.state,
            age,
            words: Some(self.q.as_str()).filter(|q| !q.is_empty()),
            after: self.after,
            now,
        }
    }
}

/// How many ages there are to choose from.
pub(super) const fn ages() -> usize {
    AGES.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(part: impl Fn(&mut Asked) -> &mut Option<String>, text: &str) -> Asked {
        let mut asked = Asked::default();
        *part(&mut asked) = Some(text.to_owned());
        asked
    }

    fn wanted(q: &str) -> Wanted {
        Wanted::of(&asked(|asked| &mut asked.q, q)).expect("understood")
    }

    #[test]
    fn a_number_is_known_however_it_is_written() {
        for q in ["S2026K004217", " s2026k004217", "S2026 K 004217"] {
            assert_eq!(wanted(q).reference().as_deref(), Some("S2026K004217"), "{q}");
        }
        for q in ["S2026", "sacs", "S2026Z004217", "2026K004217", "S2026K", "S202éK1", ""] {
            assert_eq!(wanted(q).reference(), None, "{q}");
        }
    }

    #[test]
    fn what_can_t_be_understood_is_named() {
        let of = |asked: &Asked| Wanted::of(asked).map(|_| ());
        assert_eq!(of(&asked(|asked| &mut asked.age, "5")), Err(NotUnderstood("age")));
        assert_eq!(of(&asked(|asked| &mut asked.state, "lost")), Err(NotUnderstood("state")));
        assert_eq!(of(&asked(|asked| &mut asked.show, "all")), Err(NotUnderstood("show")));
        assert_eq!(of(&asked(|asked| &mut asked.after, "1_2")), Err(NotUnderstood("after")));
        assert_eq!(of(&asked(|asked| &mut asked.q, "\0")), Err(NotUnderstood("q")));
    }
}
