//! Which kinds of problem come first: those that are reported most in a sector at this hour, remembered for a few minutes
//! so that many who stand in one street ask once.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use sqlx::PgPool;

use crate::store::{self, Category};

/// How long an answer is good: four weeks of reports don't change faster.
const GOOD_FOR: Duration = Duration::minutes(10);
/// Fewer reports say nothing: the city's usual order stays.
const FEWEST: i64 = 20;

type Counts = Arc<HashMap<String, i64>>;

/// What was counted, by sector, and when.
#[derive(Debug, Default)]
pub(crate) struct Habits(Mutex<HashMap<String, (DateTime<Utc>, Counts)>>);

impl Habits {
    /// How often each category is reported in a sector at this hour, as it was at most ten minutes ago. The sectors are the
    /// city's own, so that what is remembered is bounded.
    pub(crate) async fn of(
        &self,
        pool: &PgPool,
        sector: &str,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> sqlx::Result<Counts> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sector).cloned();
        // A clock that was put back makes an answer old, too.
        if let Some((at, counts)) = kept
            && (at..at + GOOD_FOR).contains(&now)
        {
            return Ok(counts);
        }
        let counts = store::reported_here(pool, sector, zone, now).await?;
        let counts: Counts = Arc::new(counts.into_iter().collect());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(sector.to_owned(), (now, Arc::clone(&counts)));
        Ok(counts)
    }
}

/// The categories with those first that are reported most; the order stays where few reports say little. What nobody here
/// handles is never first.
pub(crate) fn ordered(mut categories: Vec<Category>, counts: &HashMap<String, i64>) -> Vec<Category> {
    let known = counts.values().sum::<i64>() >= FEWEST;
    let often = |category: &Category| if known { counts.get(&category.id).copied().unwrap_or(0) } else { 0 };
    categories.sort_by_key(|category| (category.tell.is_some(), Reverse(often(category))));
    categories
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::city::Localized;
    use sqlx::types::Json;

    fn category(id: &str, elsewhere: bool) -> Category {
        let text = || Json(Localized { fr: id.to_owned(), en: id.to_owned() });
        Category {
            id: id.to_owned(),
            group: text(),
            name: text(),
            short: text(),
            icon: "bag".to_owned(),
            partner: None,
            tell: elsewhere.then(text),
            also: None,
            target_hours: 24,
            danger: false,
        }
    }

    fn order(counts: &[(&str, i64)]) -> Vec<String> {
        let categories = [("post", true), ("bags", false), ("bins", false), ("urine", false)]
            .map(|(id, tell)| category(id, tell));
        let counts = counts.iter().map(|(id, count)| ((*id).to_owned(), *count)).collect();
        ordered(categories.into(), &counts).into_iter().map(|category| category.id).collect()
    }

    #[test]
    fn what_is_reported_most_comes_first_and_the_rest_keeps_its_order() {
        assert_eq!(order(&[("urine", 15), ("bins", 5), ("post", 99)]), ["urine", "bins", "bags", "post"]);
        assert_eq!(order(&[("urine", 19)]), ["bags", "bins", "urine", "post"], "nineteen say nothing");
        assert_eq!(order(&[]), ["bags", "bins", "urine", "post"]);
    }
}
