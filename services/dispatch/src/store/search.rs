//! The reports behind a number, or that somebody seeks: by words, state, mark and age, the newest first.

use chrono::{DateTime, Days, NaiveDate, Utc};
use model::city::{Localized, TeamKind};
use model::ids::{HistoryId, StaffId};
use model::moves::State;
use sqlx::types::Json;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::desk::Show;
use super::turnaround;
use crate::desk::{Filters, shown};

/// Reports on one page of a list.
pub(crate) const MOST: usize = 50;

/// Reports that are read for a page: one more says that there is another page.
const PAGE: i64 = 51;

/// Reports of a list that is no number of the desk are counted up to here.
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

/// One statement for each source of reports, so that each begins with what is rare: the words, the mark, or the days. A mark
/// that another table knows, an unreadable photo or a refused letter, is asked in the source alone.
/// Whose the sectors are is asked once, not for each report.
macro_rules! found {
    ($source:literal, $connection:expr, $staff:expr, $sought:expr, $from:expr, ($most:expr, $days:expr) $(, $more:expr)*) => {
        sqlx::query_as!(
            Row,
            r#"WITH found AS NOT MATERIALIZED (
                   SELECT report_id, day FROM desk_report
                   WHERE "# + $source + r#" day >= $2 AND day < $3
                     AND ($19::date[] IS NULL OR day = ANY($19))
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
                         WHEN 'unreadable' THEN true
                         WHEN 'untold' THEN true
                         ELSE state = $9 END
                     AND ($14::text IS NULL OR state = $14)
                     AND ($15::text IS NULL OR EXISTS (
                         SELECT FROM report WHERE report.id = report_id AND report.state = $15))
                     AND ($16::timestamptz IS NULL OR received_at > $16)
                     AND ($17::timestamptz IS NULL OR received_at <= $17)),
               page AS (
                   SELECT report_id, day FROM found WHERE $11::date IS NULL OR (day, report_id) < ($11, $12)
                   ORDER BY day DESC, report_id DESC LIMIT $13)
               SELECT CASE WHEN $18::bigint IS NOT NULL
                           THEN (SELECT count(*) FROM (SELECT FROM found LIMIT $18) AS capped) END AS count, report.id, page.day, reference, address,
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
            PAGE,
            $sought.standing(),
            $sought.state.map(State::as_str),
            $sought.age.map(|(after, _)| after),
            $sought.age.map(|(_, until)| until),
            $most,
            $days as Option<&[NaiveDate]>
            $(, $more)*
        )
        .fetch_all($connection)
        .await
    };
}

impl Sought<'_> {
    /// Nothing but filters and a mark: a number of the desk leads here.
    fn is_a_number_of_the_desk(&self) -> bool {
        self.words.is_none() && self.state.is_none() && self.age.is_none()
    }

    /// How many there are, and the days on which those of the page came, where the desk's sums know it. With them a page
    /// is as fast when few reports are meant as when many are.
    async fn summed(
        &self,
        connection: &mut PgConnection,
        referent: StaffId,
    ) -> sqlx::Result<Option<(i64, Vec<NaiveDate>)>> {
        if !self.is_a_number_of_the_desk() || !self.show.is_summed() {
            return Ok(None);
        }
        let show = self.show.as_str();
        let count = shown(connection, referent, self.filters, show).await?;
        let last = self.after.map(|(day, _)| day);
        let until = last.map_or(self.filters.until, |day| (day + Days::new(1)).min(self.filters.until));
        let filters = Filters { until, ..self.filters.clone() };
        let (mut days, mut wanted) = (Vec::new(), MOST + 1);
        for (day, count) in turnaround::days(connection, referent, &filters, show, PAGE + 1).await? {
            days.push(day);
            // On the last day of the page before, nobody knows how many are left.
            if Some(day) != last {
                wanted = wanted.saturating_sub(usize::try_from(count).unwrap_or(usize::MAX));
            }
            if wanted == 0 {
                break;
            }
        }
        Ok(Some((count, days)))
    }

    /// How far they are counted one by one; none: they are not.
    fn most_counted(&self, is_summed: bool) -> Option<i64> {
        // As the desk counts those that are late, and how old the open ones are.
        let all = self.state.is_none() && self.standing().is_some();
        (!is_summed && self.words.is_none()).then_some(if all { i64::MAX } else { COUNTED + 1 })
    }

    /// What every one of them is in the table `desk_report`, where that is known: there is an index of the open ones.
    fn standing(&self) -> Option<&'static str> {
        let open = self.show == Show::Late || self.age.is_some() || self.state.is_some_and(State::is_open);
        open.then_some("open")
    }
}

/// The reports that are sought, of a referent's sectors, and how many there are, at the same moment. Planned for what is
/// sought each time: one plan for everything would read every report.
pub(crate) async fn reports(
    database: &PgPool,
    referent: StaffId,
    sought: &Sought<'_>,
) -> anyhow::Result<Listing> {
    let mut transaction = database.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
    sqlx::query!("SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS \"set\"")
        .fetch_one(&mut *transaction)
        .await?;
    let connection = &mut *transaction;
    let (sum, days) = sought.summed(connection, referent).await?.unzip();
    let (from, most) = (sought.filters.from, sought.most_counted(sum.is_some()));
    let rows = match (sought.words, sought.show) {
        (Some(words), _) => by_words(connection, referent, sought, words).await?,
        (None, Show::Unreadable) => found!(
            "report_id IN (SELECT report_id FROM photo WHERE state = 'unreadable') AND",
            connection,
            referent,
            sought,
            from,
            (most, None)
        )?,
        (None, Show::Untold) => found!(
            "report_id IN (SELECT report_id FROM letter WHERE state = 'refused') AND",
            connection,
            referent,
            sought,
            from,
            (most, None)
        )?,
        (None, _) => found!("", connection, referent, sought, from, (most, days.as_deref()))?,
    };
    transaction.commit().await?;
    let more = rows.len() > MOST;
    let count = match (sum, most, rows.first()) {
        (Some(sum), ..) => Count::Exactly(sum),
        (None, Some(most), Some(Row { count: Some(count), .. })) if *count < most => Count::Exactly(*count),
        (None, Some(_), Some(_)) => Count::TooMany,
        (None, None, _) if more || sought.after.is_some() => Count::NotCounted,
        (None, ..) => i64::try_from(rows.len()).map_or(Count::TooMany, Count::Exactly),
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
    let Filters { from, until, sector, team, group, channel, team_kind } = sought.filters;
    let known = sqlx::query!(
        r#"SELECT numnode(sought($1)) AS "words!", ARRAY(SELECT id FROM category WHERE group_id = $2) AS "categories!",
                  ARRAY(SELECT id FROM team WHERE kind = $3) AS "teams!""#,
        words,
        group.as_deref(),
        team_kind.map(TeamKind::as_str)
    )
    .fetch_one(&mut *connection)
    .await?;
    // Words like "the" are in no dictionary of what can be found.
    if known.words == 0 {
        return Ok(Vec::new());
    }
    let teams = team.as_ref().map(std::slice::from_ref).or(team_kind.is_some().then_some(&known.teams[..]));
    let place = [
        place_names(sector.as_deref(), group.as_ref().map(|_| &known.categories[..])).map(any_of),
        teams.map(|teams| any_of(names("team", teams))),
        channel.as_ref().map(|channel| any_of(names("channel", std::slice::from_ref(channel)))),
    ];
    let until = sought.after.map_or(*until, |(day, _)| (day + Days::new(1)).min(*until));
    for weeks in WEEKS.map(Some).into_iter().chain([None]) {
        let first = weeks.and_then(|weeks| until.checked_sub_days(Days::new(7 * weeks)));
        let first = first.map_or(*from, |first| first.max(*from));
        let week = weeks.map(|_| any_of(week_names(first, until)));
        let named: Vec<_> = place.iter().cloned().chain([week]).flatten().collect();
        let rows = found!(
            "report_id IN (
                 SELECT id FROM report
                 WHERE report_words(words, address, said, received_at, channel, sector_id, category_id, team_id)
                     @@ CASE WHEN $21 = '' THEN sought($20) ELSE sought($20) && $21::text::tsquery END)
             AND ($9::text <> 'unreadable' OR report_id IN (SELECT report_id FROM photo WHERE state = 'unreadable'))
             AND ($9::text <> 'untold' OR report_id IN (SELECT report_id FROM letter WHERE state = 'refused')) AND",
            &mut *connection,
            referent,
            sought,
            first,
            (None::<i64>, None),
            words,
            named.join(" & ")
        )?;
        if rows.len() > MOST || first == *from {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// The names of all weeks that a span of days touches, whatever the city's time zone (the function `week_of`).
fn week_names(from: NaiveDate, until: NaiveDate) -> impl Iterator<Item = String> {
    let week = |day: NaiveDate, seconds: i64| {
        let at = day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + seconds;
        at.div_euclid(WEEK_SECONDS)
    };
    (week(from, -86_400)..=week(until, 86_400)).map(|week| format!("week {week}"))
}

/// The names of a sector, of categories, or of both together, of which a report has one (the function `report_words`).
fn place_names(sector: Option<&str>, categories: Option<&[String]>) -> Option<Vec<String>> {
    match (sector, categories) {
        (None, None) => None,
        (None, Some(categories)) => Some(names("category", categories)),
        (Some(sector), None) => Some(vec![format!("sector {sector}")]),
        (Some(sector), Some(categories)) => Some(names(sector, categories)),
    }
}

fn names(before: &str, ids: &[String]) -> Vec<String> {
    ids.iter().map(|id| format!("{before} {id}")).collect()
}

/// What asks for one of some names, as PostgreSQL reads a `tsquery`; for something that no report has, where there is none.
fn any_of(names: impl IntoIterator<Item = String>) -> String {
    let quoted = |name: String| format!("'{}'", name.replace('\\', r"\\").replace('\'', "''"));
    let quoted: Vec<_> = names.into_iter().map(quoted).collect();
    format!("({})", if quoted.is_empty() { "'no name'".to_owned() } else { quoted.join(" | ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weeks_of_a_span_are_those_that_it_touches() {
        let names = |from: &str, until: &str| {
            let day = |text: &str| text.parse::<NaiveDate>().unwrap();
            week_names(day(from), day(until)).collect::<Vec<_>>()
        };
        // 2026-11-26 is a Thursday, as 1970-01-01 was.
        assert_eq!(names("2026-11-28", "2026-11-30"), ["week 2969"]);
        assert_eq!(names("2026-11-26", "2026-11-30"), ["week 2968", "week 2969"]);
    }

    #[test]
    fn names_are_asked_for_as_they_are_written() {
        let categories = ["bags".to_owned(), "l'eau".to_owned()];
        let asked = |sector, categories| place_names(sector, categories).map(any_of);
        assert_eq!(asked(None, None), None);
        assert_eq!(asked(Some("75111"), None).as_deref(), Some("('sector 75111')"));
        assert_eq!(
            asked(None, Some(&categories[..])).as_deref(),
            Some("('category bags' | 'category l''eau')")
        );
        assert_eq!(
            asked(Some("75111"), Some(&categories[..])).as_deref(),
            Some("('75111 bags' | '75111 l''eau')")
        );
        assert_eq!(asked(None, Some(&[])).as_deref(), Some("('no name')"));
    }
}
