//! `/desk/city`: what the city is made of, for who manages it: teams, people, categories, calendars, and who changed what.
//! Referents read what their figures rest on; people's addresses and the log are the admins' alone.

mod calendars;
mod categories;
mod edit;
mod form;
mod log;
mod pack;
mod people;
mod teams;
mod words;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use web::{Page, Texts};

use self::calendars::Calendars;
use self::categories::Categories;
use self::people::People;
use self::teams::Teams;
use super::desk::Nav;
use crate::Service;
use crate::error::{Problem, rendered};
use crate::session::{Referent, Staff};
use crate::store::city;
use crate::store::city::log::Author;
use crate::store::jobs::{self, City};

/// The addresses of `/desk/city`.
pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/city", get(show))
        .route("/desk/city/teams", get(teams::list))
        .route("/desk/city/teams/new", get(edit::new::<Teams>).post(edit::add::<Teams>))
        .route("/desk/city/teams/{team}", get(edit::one::<Teams>).post(edit::save::<Teams>))
        .route("/desk/city/people", get(people::list))
        .route("/desk/city/people/new", get(people::new).post(people::add))
        .route("/desk/city/people/{person}", get(edit::one::<People>).post(edit::save::<People>))
        .route("/desk/city/people/{person}/end", post(people::end))
        .route("/desk/city/people/{person}/return", post(people::come_back))
        .route("/desk/city/people/{person}/sign-out", post(people::sign_out))
        .route("/desk/city/categories", get(categories::list))
        .route(
            "/desk/city/categories/{category}",
            get(edit::one::<Categories>).post(edit::save::<Categories>),
        )
        .route("/desk/city/calendars", get(calendars::list))
        .route("/desk/city/calendars/new", get(edit::new::<Calendars>).post(edit::add::<Calendars>))
        .route("/desk/city/calendars/{calendar}", get(edit::one::<Calendars>).post(edit::save::<Calendars>))
        .route("/desk/city/log", get(log::show))
        .route("/desk/city/pack", get(pack::show))
        .route("/desk/city/pack/{file}", get(pack::file))
}

/// Where somebody is, and in which words they read.
struct Here<'a> {
    staff: &'a Staff,
    texts: &'static Texts,
    city: City,
    nav: Nav,
    now: DateTime<Utc>,
}

impl<'a> Here<'a> {
    async fn of(service: &Service, staff: &'a Staff) -> Result<Self, Problem> {
        let city = jobs::city(&service.database).await?;
        let nav = Nav::of(service, staff, "city").await?;
        Ok(Self { staff, texts: Texts::of(staff.language), city, nav, now: service.clock.now() })
    }

    fn page(&self, title: String, path: impl Into<String>) -> Page {
        Page::new(self.staff.language, title, path)
            .in_city(self.city.name.clone())
            .with_home("/desk")
            .private()
            .wide()
    }

    fn nav(&self) -> Nav {
        self.nav.clone()
    }

    fn author(&self) -> Author {
        Author { staff: Some(self.staff.id), now: self.now }
    }
}

#[derive(Template)]
#[template(path = "city.html")]
struct CityPage {
    page: Page,
    nav: Nav,
    parts: Vec<Part>,
}

/// A part of the city.
struct Part {
    link: &'static str,
    name: String,
    says: String,
    count: Option<i64>,
}

async fn show(State(service): State<Service>, Referent(staff): Referent) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let [teams, people, categories, calendars] =
        city::counts(&mut *service.database.acquire().await?).await?;
    let part = |link, name: &str, count| Part {
        link,
        name: here.texts.t(&format!("city-{name}")),
        says: here.texts.t(&format!("city-{name}-says")),
        count,
    };
    let mut parts = vec![
        part("/desk/city/teams", "teams", Some(teams)),
        part("/desk/city/categories", "categories", Some(categories)),
        part("/desk/city/calendars", "calendars", Some(calendars)),
    ];
    if staff.is_admin() {
        parts.insert(1, part("/desk/city/people", "people", Some(people)));
        parts.push(part("/desk/city/log", "log", None));
        parts.push(part("/desk/city/pack", "pack", None));
    }
    let page = CityPage { page: here.page(here.texts.t("city-title"), "/desk/city"), nav: here.nav(), parts };
    Ok(rendered(StatusCode::OK, &page))
}

/// What a page says of what was just done.
#[derive(Debug, Deserialize)]
struct Did {
    did: Option<String>,
}

/// What can just have been done.
const DONE: [&str; 5] = ["saved", "added", "ended", "returned", "signed-out"];

impl Did {
    /// In words; empty: nothing.
    fn words(&self, texts: &Texts) -> String {
        let known = DONE.into_iter().find(|done| Some(*done) == self.did.as_deref());
        known.map(|done| texts.t(&format!("city-did-{done}"))).unwrap_or_default()
    }
}

/// Where a form leads when it is done.
fn done(path: &str, did: &str) -> Response {
    Redirect::to(&format!("{path}?did={did}")).into_response()
}

#[derive(Template)]
#[template(path = "city_list.html")]
struct ListPage {
    page: Page,
    nav: Nav,
    says: String,
    /// What was just done; empty: nothing.
    did: String,
    /// Where something is added; empty: nothing is, or not by who looks.
    add: String,
    /// Of people: what is sought, and whether those who have left.
    search: Option<Search>,
    columns: Vec<String>,
    rows: Vec<Row>,
    /// Empty: this is the end.
    next: String,
}

struct Search {
    words: String,
    left: bool,
}

struct Row {
    name: String,
    small: String,
    /// Empty: it can't be changed by who looks.
    link: String,
    cells: Vec<String>,
}

/// A list of things that the city has.
struct List<'a> {
    /// `teams`: in its texts and its address.
    name: &'a str,
    columns: &'a [&'a str],
    rows: Vec<Row>,
    adds: bool,
}

impl Here<'_> {
    fn list(&self, list: List<'_>, Query(did): &Query<Did>) -> ListPage {
        let List { name, columns, rows, adds } = list;
        let path = format!("/desk/city/{name}");
        ListPage {
            page: self.page(self.texts.t(&format!("city-{name}")), path.clone()),
            nav: self.nav(),
            says: self.texts.t(&format!("city-{name}-says")),
            did: did.words(self.texts),
            add: if adds && self.staff.is_admin() { format!("{path}/new") } else { String::new() },
            search: None,
            columns: columns.iter().map(|column| self.texts.t(&format!("city-field-{column}"))).collect(),
            rows,
            next: String::new(),
        }
    }

    /// Where a thing is changed; empty for who may not.
    fn link(&self, name: &str, id: &str) -> String {
        if self.staff.is_admin() { format!("/desk/city/{name}/{id}") } else { String::new() }
    }
}
