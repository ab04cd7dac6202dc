//! The reports behind a number, or that somebody seeks: by words, state, mark and age, the newest first.

use chrono::{DateTime, Days, NaiveDate, Utc};
use model::city::{Localized, TeamKind};
use model::ids::{HistoryId, StaffId};
use model::moves::State;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::desk::Show;
use crate::desk::Filters;

/// Reports on one page of a list.
pub(crate) const MOST: usize = 50;

/// Reports of a list are counted up to here.
pub(crate) const COUNTED: i64 = 10_000;

/// Weeks that are looked through for words before all others: whoever writes a frequent word wants the newest, and a rare one
/// is found in all weeks at once.
const WEEKS: [u64; 3] = [1, 4, 16];

const WEEK_SECONDS: i64 = 604_800;

/// What is sought.
#[derive(Clone, Debug)]
pub(crate) struct Sought<'a> {
    pub(crate) filters: &'a Filters,
    pub(crate) show: Show,
    pub(crate) state: Option<State>,
    /// Open reports that were received after the first moment, and until the second.
    pub(crate) age: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Words of the resident, of a place, or of what was said later.
    pub(crate) words: Option<&'a str>,
    /// The last report of the page before.
    pub(crate) after: Option<(NaiveDate, Uuid)>,
    pub(crate) now: DateTime<Utc>,
}

/// A report of a list.
pub(crate) struct Listed {
    pub(crate) id: Uuid,
    pub(crate) day: NaiveDate,
    pub(crate) reference: String,
    pub(crate) address: String,
    pub(crate) category: Localized,
    pub(crate) team: Option<Localized>,
    pub(crate) state: String,
    pub(crate) received_at: DateTime<Utc>,
    pub(crate) due_at: DateTime<Utc>,
    pub(crate) first_closed_at: Option<DateTime<Utc>>,
    pub(crate) doubtful: bool,
    pub(crate) contested: bool,
    /// The newest of what was done; without it nothing can be done with several reports at once.
    pub(crate) seen: Option<HistoryId>,
}

/// How many reports a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Count {
    Exactly(i64),
    /// More than [`COUNTED`].
    TooMany,
    /// They were sought by words, and there are more than a page.
    NotCounted,
}

/// A page of a list.
pub(crate) struct Listing {
    pub(crate) count: Count,
    pub(crate) listed: Vec<Listed>,
    /// Whether there is another page.
    pub(crate) more: bool,
}

struct Row {
    count: Option<i64>,
    id: Uuid,
    day: NaiveDate,
    reference: String,
    address: String,
    category: Json<Localized>,
    team: Option<Json<Localized>>,
    state: String,
    received_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    first_closed_at: Option<DateTime<Utc>>,
    doubtful: bool,
    contested: bool,
    seen: Option<Uuid>,
}

/// One statement for each source of reports, so that each begins with what is rare: the words, the mark, or the days.
/// Whose the sectors are is asked once, not for each report.
macro_rules! found {
    ($count:literal, $source:literal, $connection:expr, $staff:expr, $sought:expr, $from:expr $(, $more:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"WITH found AS NOT MATERIALIZED (
                   SELECT report_id, day FROM desk_report
                   WHERE "# + $source + r#" day >= $2 AND day < $3
                     AND sector_id = ANY(ARRAY(SELECT id FROM sector WHERE staff_reaches($1, NULL, sector.id)))
                     AND ($4::text IS NULL OR sector_id = $4) AND ($5::text IS NULL OR team_id = $5)
                     AND ($6::text IS NULL OR group_id = $6) AND ($7::text IS NULL OR channel = $7)
                     AND ($8::text IS NULL OR team_id IN (SELECT id FROM team WHERE kind = $8))
                     AND CASE $9::text
                         WHEN 'received' THEN true
                         WHEN 'late' THEN state = 'open' AND due_at < $10
                         WHEN 'within' THEN within_target
                         WHEN 'beyond' THEN NOT within_target
                         WHEN 'contested' THEN contests > 0
                         WHEN 'doubtful' THEN doubtful
                         WHEN 'at_partner' THEN at_partner
                         WHEN 'unreadable' THEN report_id IN (SELECT report_id FROM photo WHERE state = 'unreadable')
                         WHEN 'untold' THEN report_id IN (SELECT report_id FROM letter WHERE state = 'refused')
                         ELSE state = $9 END
                     AND ($14::text IS NULL OR state = $14)
                     AND ($15::text IS NULL OR EXISTS (
                         SELECT FROM report WHERE report.id = report_id AND report.state = $15))
                     AND ($16::timestamptz IS NULL OR received_at > $16)
                     AND ($17::timestamptz IS NULL OR received_at <= $17)),
               page AS (
                   SELECT report_id, day FROM found WHERE $11::date IS NULL OR (day, report_id) < ($11, $12)
                   ORDER BY day DESC, report_id DESC LIMIT $13)
               SELECT "# + $count + r#" AS count, report.id, page.day, reference, address,
                      category.short AS "category: Json<Localized>",
                      (SELECT name FROM team WHERE team.id = report.team_id) AS "team: Json<Localized>",
                      report.state, report.received_at, report.due_at, first_closed_at, doubtful,
                      contests > 0 AS "contested!",
                      (SELECT id FROM report_history WHERE report_id = report.id AND move <> 'follow'
                       ORDER BY position DESC LIMIT 1) AS seen
               FROM page JOIN report ON report.id = page.report_id JOIN category ON category.id = category_id
                   JOIN desk_report ON desk_report.report_id = page.report_id
               ORDER BY page.day DESC, report.id DESC"#,
            $staff.0,
            $from,
            $sought.filters.until,
            $sought.filters.sector.as_deref(),
            $sought.filters.team.as_deref(),
            $sought.filters.group.as_deref(),
            $sought.filters.channel.as_deref(),
            $sought.filters.team_kind.map(TeamKind::as_str),
            $sought.show.as_str(),
            $sought.now,
            $sought.after.map(|(day, _)| day),
            $sought.after.map(|(_, id)| id),
            i64::try_from(MOST + 1).unwrap_or(i64::MAX),
            $sought.standing(),
            $sought.state.map(State::as_str),
            $sought.age.map(|(after, _)| after),
            $sought.age.map(|(_, until)| until),
            $($more),*
        )
        .fetch_all($connection)
        .await
    };
}

impl Sought<'_> {
    /// What every one of them is in the table `desk_report`, where that is known: there is an index of the open ones.
    fn standing(&self) -> Option<&'static str> {
        let open = self.show == Show::Late || self.age.is_some() || self.state.is_some_and(State::is_open);
        open.then_some("open")
    }
}

/// The reports that are sought, of a referent's sectors. Planned for what is sought each time: one plan for everything
/// would read every report.
pub(crate) async fn reports(
    database: &PgPool,
    referent: StaffId,
    sought: &Sought<'_>,
) -> anyhow::Result<Listing> {
    let mut transaction = database.begin().await?;
    sqlx::query!("SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS \"set\"")
        .fetch_one(&mut *transaction)
        .await?;
    let connection = &mut *transaction;
    let (filters, counted) = (sought.filters, COUNTED + 1);
    let rows = match (sought.words, sought.show) {
        (Some(words), _) => by_words(connection, referent, sought, words).await?,
        (None, Show::Unreadable) => found!(
            "(SELECT count(*) FROM (SELECT FROM found LIMIT $18) AS capped)",
            "report_id IN (SELECT report_id FROM photo WHERE state = 'unreadable') AND",
            connection,
            referent,
            sought,
            filters.from,
            counted
        )?,
        (None, Show::Untold) => found!(
            "(SELECT count(*) FROM (SELECT FROM found LIMIT $18) AS capped)",
            "report_id IN (SELECT report_id FROM letter WHERE state = 'refused') AND",
            connection,
            referent,
            sought,
            filters.from,
            counted
        )?,
        (None, _) => found!(
            "(SELECT count(*) FROM (SELECT FROM found LIMIT $18) AS capped)",
            "",
            connection,
            referent,
            sought,
            filters.from,
            counted
        )?,
    };
    transaction.commit().await?;
    let more = rows.len() > MOST;
    let whole = sought.words.is_some() && !more && sought.after.is_none();
    let count =
        if whole { i64::try_from(rows.len()).ok() } else { rows.first().map_or(Some(0), |row| row.count) };
    let count = match count {
        None => Count::NotCounted,
        Some(count) if count > COUNTED => Count::TooMany,
        Some(count) => Count::Exactly(count),
    };
    let listed = rows.into_iter().take(MOST).map(|row| Listed {
        id: row.id,
        day: row.day,
        reference: row.reference,
        address: row.address,
        category: row.category.0,
        team: row.team.map(|team| team.0),
        state: row.state,
        received_at: row.received_at,
        due_at: row.due_at,
        first_closed_at: row.first_closed_at,
        doubtful: row.doubtful,
        contested: row.contested,
        seen: row.seen.map(HistoryId),
    });
    Ok(Listing { count, listed: listed.collect(), more })
}

/// The newest weeks first, until a page is full.
async fn by_words(
    connection: &mut PgConnection,
    referent: StaffId,
    sought: &Sought<'_>,
    words: &str,
) -> sqlx::Result<Vec<Row>> {
    let asked = sqlx::query_scalar!(r#"SELECT numnode(sought($1)) AS "words!""#, words)
        .fetch_one(&mut *connection)
        .await?;
    // Words like "the" are in no dictionary of what can be found.
    if asked == 0 {
        return Ok(Vec::new());
    }
    let Filters { from, until, .. } = *sought.filters;
    let until = sought.after.map_or(until, |(day, _)| until.min(day + Days::new(1)));
    for weeks in WEEKS.map(Some).into_iter().chain([None]) {
        let first = weeks.and_then(|weeks| until.checked_sub_days(Days::new(7 * weeks)));
        let first = first.map_or(from, |first| first.max(from));
        let named = weeks.map(|_| week_names(first, until));
        let rows = found!(
            "NULL::bigint",
            "report_id IN (
                 SELECT id FROM report WHERE report_words(words, address, received_at)
                     @@ CASE WHEN $19::text IS NULL THEN sought($18)
                             ELSE sought($18) && to_tsquery('simple'::regconfig, $19) END
                 UNION SELECT report_id FROM report_history
                 WHERE words IS NOT NULL AND detail ->> 'reply' IS NULL AND said_words(words) @@ sought($18)) AND",
            &mut *connection, referent, sought, first, words, named
        )?;
        if rows.len() > MOST || first == from {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// The words of all weeks that a span of days touches, whatever the city's time zone.
fn week_names(from: NaiveDate, until: NaiveDate) -> String {
    let week = |day: NaiveDate, seconds: i64| {
        let at = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + seconds;
        at.div_euclid(WEEK_SECONDS)
    };
    let names: Vec<_> =
        (week(from, -86_400)..=week(until, 86_400)).map(|week| format!("week{week}")).collect();
    names.join(" | ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weeks_of_a_span_are_those_that_it_touches() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        // 2026-11-26 is a Thursday, as 1970-01-01 was.
        assert_eq!(week_names(day("2026-11-28"), day("2026-11-30")), "week2969");
        assert_eq!(week_names(day("2026-11-26"), day("2026-11-30")), "week2968 | week2969");
    }
}
