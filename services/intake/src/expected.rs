//! When a report will probably be clean: what closings of its category in its sector took before, remembered for a few
//! minutes so that a page which is opened often asks seldom.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use sqlx::PgPool;

use crate::store::{self, Closings};

/// How long an answer is good: closings of 90 days don't change faster.
const GOOD_FOR: Duration = Duration::minutes(10);
/// Answers kept, at most. Paris has 27 categories in 20 arrondissements; a city of zones has more.
const MOST_KEPT: usize = 20_000;
/// Fewer closings say nothing: the category's target is told then.
pub(crate) const FEWEST: i64 = 20;

/// What was found, and when.
#[derive(Debug, Default)]
pub(crate) struct Expectations(Mutex<HashMap<Key, (DateTime<Utc>, Closings)>>);

/// A category and a sector.
type Key = (String, String);

impl Expectations {
    /// The closings of a category in a sector, as they were at most ten minutes ago.
    pub(crate) async fn of(
        &self,
        pool: &PgPool,
        (category, sector): (&str, &str),
        now: DateTime<Utc>,
    ) -> sqlx::Result<Closings> {
        let key = (category.to_owned(), sector.to_owned());
        if let Some(closings) = self.kept(&key, now) {
            return Ok(closings);
        }
        let closings = store::closings(pool, category, sector, now).await?;
        self.keep(key, now, closings);
        Ok(closings)
    }

    fn kept(&self, key: &Key, now: DateTime<Utc>) -> Option<Closings> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(key).filter(|(at, _)| is_good(*at, now)).map(|(_, closings)| *closings)
    }

    fn keep(&self, key: Key, now: DateTime<Utc>, closings: Closings) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.retain(|_, (at, _)| is_good(*at, now));
        }
        if kept.len() < MOST_KEPT {
            kept.insert(key, (now, closings));
        }
    }
}

/// A clock that was put back makes an answer old, too.
fn is_good(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (Duration::zero()..GOOD_FOR).contains(&(now - at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_remembered_for_ten_minutes() {
        let expectations = Expectations::default();
        let (key, now) = (("bags".to_owned(), "75111".to_owned()), DateTime::UNIX_EPOCH);
        let closings = Closings { count: 20, half: None, most: None };
        expectations.keep(key.clone(), now, closings);
        assert_eq!(expectations.kept(&key, now + Duration::minutes(9)), Some(closings));
        assert_eq!(expectations.kept(&key, now + Duration::minutes(10)), None);
        assert_eq!(expectations.kept(&key, now - Duration::minutes(1)), None);
        assert_eq!(expectations.kept(&("bags".to_owned(), "75112".to_owned()), now), None);
    }
}
