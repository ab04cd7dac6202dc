//! `/map?view=list`: the map's reports as a list, the newest first, in pages.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use web::{Language, Page, Texts};

use super::map::{Choice, Choices, address, with};
use crate::Intake;
use crate::error::{Failed, page_response, problem_page};
use crate::filters::Filters;
use crate::store::{self, Listed, said};

/// Reports of one page.
const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "map_list.html")]
struct ListPage {
    page: Page,
    choices: Choices,
    reports: Vec<Item>,
    /// The address of the next page; empty on the last.
    next: String,
    /// This is not the first page.
    later: bool,
}

struct Item {
    category: String,
    icon: String,
    address: String,
    state: String,
    /// What happened, and how long ago.
    since: String,
    /// The small rendition of a released photo; empty without one.
    photo: String,
}

pub(crate) async fn list(
    intake: &Intake,
    language: Language,
    (filters, query): (&Filters, &HashMap<String, String>),
    mut choices: Choices,
) -> Result<Response, Failed> {
    let texts = Texts::of(language);
    let failed = |error: sqlx::Error| Failed(language, error.into());
    let now = intake.clock.now();
    let sectors = store::sectors(&intake.pool).await.map_err(failed)?;
    let sector = query.get("sector").map(String::as_str).filter(|id| !id.is_empty());
    let unknown = |id: &str| sectors.iter().all(|sector| sector.id != id);
    let behind = match query.get("after") {
        None => Some((now + TimeDelta::days(1), Uuid::max())),
        Some(after) => read_cursor(after),
    };
    let (false, Some(behind)) = (sector.is_some_and(unknown), behind) else {
        return Ok(problem_page(language, StatusCode::NOT_FOUND, "page"));
    };
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut found =
        store::listed(&intake.pool, (filters, sector), (behind, most), now).await.map_err(failed)?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let own = own_query(filters, sector);
    let next = match found.last() {
        Some(last) if more => address(&format!("{own}&after={}", cursor((last.since, last.id)))),
        _ => String::new(),
    };
    if sector.is_some() {
        // The city's count is another.
        choices.count = String::new();
    }
    let all = Choice { value: String::new(), words: texts.t("map-all-sectors"), chosen: sector.is_none() };
    let named = sectors.iter().map(|one| Choice {
        value: one.id.clone(),
        words: said(&one.name, language).to_owned(),
        chosen: sector == Some(&one.id),
    });
    (choices.list, choices.other_view) = (true, address(&filters.query()));
    choices.sectors = std::iter::once(all).chain(named).collect();
    let page = Page::new(language, texts.t("map-list-title"), address(&own))
        .described(texts.t("map-description"))
        .in_city(&intake.city.name);
    let reports = found.iter().map(|report| item(texts, report, now)).collect();
    let later = query.contains_key("after");
    Ok(page_response(StatusCode::OK, &ListPage { page, choices, reports, next, later }))
}

fn own_query(filters: &Filters, sector: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new("view=list".to_owned());
    query.extend_pairs(sector.map(|id| ("sector", id)));
    with(&query.finish(), &filters.query())
}

fn item(texts: &Texts, report: &Listed, now: DateTime<Utc>) -> Item {
    let what = match report.state.as_str() {
        "done" => "map-since-done",
        "rejected" => "map-since-rejected",
        _ => "map-since-open",
    };
    let photo = report.photo.map(|id| format!("/photos/{id}/small.jpg"));
    Item {
        category: said(&report.category, texts.language()).to_owned(),
        icon: report.icon.clone(),
        address: report.address.clone(),
        state: report.state.clone(),
        since: texts.t1(what, "age", age(texts, now - report.since)),
        photo: photo.unwrap_or_default(),
    }
}

/// Rounded, as the map has it: strangers need no minute.
fn age(texts: &Texts, length: TimeDelta) -> String {
    match length.num_hours() {
        ..1 => texts.t("map-age-moment"),
        hours @ 1..24 => texts.t1("map-age-hours", "hours", hours),
        hours => texts.t1("map-age-days", "days", hours / 24),
    }
}

fn cursor((since, id): store::Behind) -> String {
    format!("{}.{id}", since.timestamp_micros())
}

fn read_cursor(text: &str) -> Option<store::Behind> {
    let (since, id) = text.split_once('.')?;
    // PostgreSQL's timestamps end before those of chrono.
    let since = DateTime::from_timestamp_micros(since.parse().ok()?)?;
    let known = DateTime::UNIX_EPOCH..DateTime::UNIX_EPOCH + TimeDelta::days(100_000);
    known.contains(&since).then_some((since, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_where_the_one_before_ended() {
        let behind =
            (DateTime::UNIX_EPOCH + TimeDelta::microseconds(1_764_000_000_123_456), Uuid::from_u128(7));
        assert_eq!(read_cursor(&cursor(behind)), Some(behind));
        for wrong in ["", "1", "x.y", "-1.00000000-0000-0000-0000-000000000007", "9223372036854775807.x"] {
            assert_eq!(read_cursor(wrong), None, "{wrong}");
        }
    }
}
