//! `/desk/city/log`: who changed what of the city, the newest first. Nothing is ever taken away from it.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use web::Page;

use super::Here;
use super::form::Choice;
use super::words::Told;
use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::desk::Nav;
use crate::session::Admin;
use crate::store::city::log::{self, By, Kind, MOST, Wanted};

#[derive(Template)]
#[template(path = "city_log.html")]
struct LogPage {
    page: Page,
    nav: Nav,
    kinds: Vec<Choice>,
    people: Vec<Choice>,
    /// One thing whose changes are shown; empty: all.
    entry: String,
    changes: Vec<Told>,
    /// Empty: this is the end.
    next: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    kind: Option<String>,
    entry: Option<String>,
    by: Option<String>,
    before: Option<String>,
}

/// Whoever has the database, in an address.
const COMMAND_LINE: &str = "command-line";

impl Asked {
    fn wanted(&self) -> Result<Wanted, Problem> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let by = given(&self.by).map(|by| match by.as_str() {
            COMMAND_LINE => Ok(By::CommandLine),
            staff => staff.parse().map(By::Staff).map_err(|_| Problem::NotFound),
        });
        let kind = given(&self.kind)
            .map(|kind| Kind::ALL.into_iter().find(|known| known.as_str() == kind).ok_or(Problem::NotFound));
        let before = given(&self.before).map(|before| before.parse().map_err(|_| Problem::NotFound));
        let entry = given(&self.entry);
        if entry.as_ref().is_some_and(|entry| entry.chars().any(char::is_control)) {
            return Err(Problem::NotFound);
        }
        Ok(Wanted { kind: kind.transpose()?, entry, by: by.transpose()?, before: before.transpose()? })
    }
}

pub(super) async fn show(
    State(service): State<Service>,
    Admin(staff): Admin,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let wanted = asked.wanted()?;
    let mut connection = service.database.acquire().await?;
    let mut found = log::page(&mut connection, &wanted).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let authors = log::authors(&mut connection).await?;
    let (kind, by) = (asked.kind.unwrap_or_default(), asked.by.unwrap_or_default());
    let entry = wanted.entry.clone().unwrap_or_default();
    let choice =
        |chosen: &str, value: String, words: String| Choice { chosen: value == chosen, value, words };
    let everything = |chosen: &str, key: &str| choice(chosen, String::new(), here.texts.t(key));
    let kinds = Kind::ALL.map(Kind::as_str);
    let kinds = kinds.map(|one| choice(&kind, one.to_owned(), here.texts.t(&format!("city-log-{one}"))));
    let command = choice(&by, COMMAND_LINE.to_owned(), here.texts.t("city-log-command"));
    let people = authors.into_iter().map(|(id, name)| choice(&by, id.to_string(), name));
    let query = |before: &str| {
        let parts = [("kind", kind.as_str()), ("entry", &entry), ("by", &by), ("before", before)];
        let given = parts.into_iter().filter(|(_, value)| !value.is_empty());
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
        if query.is_empty() { String::new() } else { format!("?{query}") }
    };
    let last = found.last().filter(|_| more).map(|last| last.position.to_string());
    let page = LogPage {
        page: here.page(here.texts.t("city-log"), format!("/desk/city/log{}", query(""))),
        nav: here.nav(),
        kinds: std::iter::once(everything(&kind, "city-log-all-kinds")).chain(kinds).collect(),
        people: [everything(&by, "city-log-everybody"), command].into_iter().chain(people).collect(),
        next: last.map(|last| format!("/desk/city/log{}", query(&last))).unwrap_or_default(),
        changes: found.iter().map(|logged| here.told(logged)).collect(),
        entry,
    };
    Ok(rendered(StatusCode::OK, &page))
}
