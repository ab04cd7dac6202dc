//! `/desk/city/calendars`: the hours in which turnaround is counted as working time.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::calendar::{Calendar, DayKind, Flaw, Opening};
use model::city::{Category, Hours, NamedCalendar};

use super::form::{About, Errors, Fields, Reading, Values};
use super::teams::clock;
use super::words::opening;
use super::{Did, Here, List, Row, done};
use sqlx::PgConnection;

use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::said;
use crate::session::{Admin, Referent};
use crate::store::city::log::{self, Kind, Logged};
use crate::store::city::{calendars, categories};

/// Spans of hours that a form has for each day, at least.
const SPANS: usize = 2;

pub(in crate::routes) async fn list(
    State(service): State<Service>,
    Referent(staff): Referent,
    did: Query<Did>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let around = Around::read(&mut *service.database.acquire().await?).await?;
    let mut rows = Vec::new();
    for calendar in &around.calendars {
        let lines = serde_json::to_value(&calendar.hours)?;
        let lines = lines.as_array().into_iter().flatten().map(|line| opening(here.texts, line));
        rows.push(Row {
            name: said(staff.language, &calendar.name).to_owned(),
            small: calendar.id.clone(),
            link: here.link("calendars", &calendar.id),
            cells: vec![
                lines.collect::<Vec<_>>().join(" ; "),
                around.users(staff.language, &calendar.id).len().to_string(),
            ],
        });
    }
    let columns = ["calendar", "hours", "categories"];
    let list = List { name: "calendars", columns: &columns, rows, adds: true };
    Ok(rendered(StatusCode::OK, &here.list(list, &did)))
}

pub(in crate::routes) async fn new(
    State(service): State<Service>,
    Admin(staff): Admin,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let around = Around::read(&mut *service.database.acquire().await?).await?;
    Ok(around.form(&here, None, &Values::default(), &Shown::default()))
}

pub(in crate::routes) async fn add(
    State(service): State<Service>,
    Admin(staff): Admin,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let values = Values::sent(sent);
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let around = Around::read(&mut transaction).await?;
    let wish = match around.wish(&here, None, &values) {
        Ok(wish) => wish,
        Err(errors) => return Ok(around.form(&here, None, &values, &Shown { errors, ..Shown::default() })),
    };
    match around.one(&wish.id) {
        // The same form sent twice.
        Some(there) if *there == wish => {}
        Some(_) => {
            let errors = here.taken();
            return Ok(around.form(&here, None, &values, &Shown { errors, ..Shown::default() }));
        }
        None => {
            calendars::write(&mut transaction, here.author(), (None, &wish)).await?;
            transaction.commit().await?;
        }
    }
    Ok(done("/desk/city/calendars", "added"))
}

pub(in crate::routes) async fn one(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let around = Around::read(&mut *service.database.acquire().await?).await?;
    let calendar = around.one(&id).ok_or(Problem::NotFound)?;
    let seen = log::newest(&mut *service.database.acquire().await?, Kind::Calendar, &id).await?;
    Ok(around.form(&here, Some(calendar), &values(calendar), &Shown { seen, ..Shown::default() }))
}

pub(in crate::routes) async fn save(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let values = Values::sent(sent);
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let around = Around::read(&mut transaction).await?;
    let there = around.one(&id).ok_or(Problem::NotFound)?;
    let seen = values.seen();
    let wish = match around.wish(&here, Some(there), &values) {
        Ok(wish) => wish,
        Err(errors) => {
            let shown = Shown { errors, seen, ..Shown::default() };
            return Ok(around.form(&here, Some(there), &values, &shown));
        }
    };
    if wish == *there {
        return Ok(done("/desk/city/calendars", "saved"));
    }
    let newer = log::since(&mut transaction, (Kind::Calendar, &id), seen).await?;
    if let Some(last) = newer.last() {
        let seen = last.position;
        return Ok(around.form(&here, Some(there), &values, &Shown { newer, seen, ..Shown::default() }));
    }
    calendars::write(&mut transaction, here.author(), (Some(there), &wish)).await?;
    transaction.commit().await?;
    Ok(done("/desk/city/calendars", "saved"))
}

/// What a calendar is checked against.
struct Around {
    calendars: Vec<NamedCalendar>,
    categories: Vec<Category>,
}

/// What a form shows beside its values.
#[derive(Default)]
struct Shown {
    errors: Errors,
    newer: Vec<Logged>,
    seen: i64,
}

impl Around {
    async fn read(connection: &mut PgConnection) -> Result<Self, Problem> {
        Ok(Self {
            calendars: calendars::all(&mut *connection).await?,
            categories: categories::all(&mut *connection).await?,
        })
    }

    fn one(&self, id: &str) -> Option<&NamedCalendar> {
        self.calendars.iter().find(|calendar| calendar.id == id)
    }

    /// The categories whose turnaround is counted in it.
    fn users(&self, language: web::Language, id: &str) -> Vec<&str> {
        let users = self.categories.iter().filter(|category| category.calendar.as_deref() == Some(id));
        users.map(|category| said(language, &category.short)).collect()
    }

    /// The calendar that is wished, or what would be broken by it.
    fn wish(
        &self,
        here: &Here<'_>,
        there: Option<&NamedCalendar>,
        values: &Values,
    ) -> Result<NamedCalendar, Errors> {
        let mut reading = Reading::new(here.texts, values);
        let id = match there {
            Some(there) => there.id.clone(),
            None => reading.id(),
        };
        let name = reading.localized("name");
        let openings = openings(&mut reading);
        match Calendar::try_from(openings) {
            Ok(hours) => reading.done(NamedCalendar { id, name, hours }),
            Err(bad) => {
                for flaw in bad.0 {
                    self.note(here, &mut reading, (id.as_str(), flaw));
                }
                reading.done(()).map_or_else(Err, |()| Err(Errors::new()))
            }
        }
    }

    fn note(&self, here: &Here<'_>, reading: &mut Reading<'_>, (id, flaw): (&str, Flaw)) {
        let texts = here.texts;
        match flaw {
            Flaw::Overlap { day, earlier, later } => {
                let span = |hours: Hours| format!("{} – {}", clock(hours.from), clock(hours.until));
                let facts = [("earlier", span(earlier).into()), ("later", span(later).into())];
                reading.wrong(name_of(day), texts.with("city-wrong-overlap", &facts));
            }
            Flaw::NoHour => {
                let users = self.users(here.staff.language, id);
                let words = match users.as_slice() {
                    [] => texts.t("city-wrong-no-hour"),
                    users => texts.t1("city-wrong-no-hour-used", "categories", users.join(", ")),
                };
                reading.wrong(name_of(DayKind::Mon), words);
            }
            // Said already, at their own fields.
            Flaw::Empty(_) | Flaw::PastMidnight(_) | Flaw::NoDay(_) => {}
        }
    }

    fn form(
        &self,
        here: &Here<'_>,
        calendar: Option<&NamedCalendar>,
        values: &Values,
        shown: &Shown,
    ) -> Response {
        let (texts, language) = (here.texts, here.staff.language);
        let mut fields = Fields::new(texts, values, &shown.errors);
        if calendar.is_none() {
            fields.line("id");
        }
        fields.localized("name");
        for day in DayKind::ALL {
            let there = calendar.map_or(0, |calendar| calendar.hours.hours(day).len());
            fields.day(name_of(day), SPANS.max(there));
        }
        let users = calendar.map(|calendar| self.users(language, &calendar.id)).unwrap_or_default();
        let says = if users.is_empty() {
            String::new()
        } else {
            texts.t1("city-calendar-used", "categories", users.join(", "))
        };
        let about = About {
            title: calendar
                .map_or_else(|| texts.t("city-calendars-new"), |one| said(language, &one.name).to_owned()),
            says,
            part: "calendars",
            id: calendar.map_or("new", |calendar| &calendar.id).to_owned(),
            seen: shown.seen,
            did: String::new(),
            newer: shown.newer.clone(),
            others: Vec::new(),
            kind: if calendar.is_some() { Kind::Calendar.as_str() } else { "" },
        };
        here.form(about, fields)
    }
}

/// The name of a kind of day in fields and packs.
const fn name_of(day: DayKind) -> &'static str {
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"][day as usize]
}

/// The spans of hours that a form holds. A field that says more spans than the page had is not read.
fn openings(reading: &mut Reading<'_>) -> Vec<Opening> {
    const MOST: usize = 8;
    let mut openings = Vec::new();
    for day in DayKind::ALL {
        let name = name_of(day);
        for at in 1..=MOST {
            let from = reading.minute(&format!("{name}-from-{at}"), name);
            let until = reading.minute(&format!("{name}-until-{at}"), name);
            match (from, until) {
                (Some(from), Some(until)) if from < until => {
                    openings.push(Opening { days: [day].into(), from, until });
                }
                (None, None) => {}
                (Some(_), Some(_)) => reading.wrong(name, reading.texts.t("city-wrong-backwards")),
                _ => reading.wrong(name, reading.texts.t("city-wrong-half")),
            }
        }
    }
    openings
}

fn values(calendar: &NamedCalendar) -> Values {
    let mut values = Values::default().with_text("name", Some(&calendar.name));
    for day in DayKind::ALL {
        for (at, hours) in (1..).zip(calendar.hours.hours(day)) {
            let name = name_of(day);
            values = values
                .with(&format!("{name}-from-{at}"), clock(hours.from))
                .with(&format!("{name}-until-{at}"), clock(hours.until));
        }
    }
    values
}
