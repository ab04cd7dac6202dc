//! `/desk/city/calendars`: the hours in which turnaround is counted as working time.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::calendar::{Calendar, DayKind, Flaw, Opening};
use model::city::{Category, Hours, NamedCalendar};

use super::edit::{Editable, Extensible, Shown};
use super::form::{About, Errors, Fields, Reading, Values};
use super::teams::clock;
use super::words::opening;
use super::{Did, Here, List, Row};
use sqlx::PgConnection;

use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::said;
use crate::session::Referent;
use crate::store::city::log::{Author, Kind};
use crate::store::city::{calendars, categories};

/// Spans of hours that a form has for each day, at least.
const SPANS: usize = 2;

pub(super) async fn list(
    State(service): State<Service>,
    Referent(staff): Referent,
    did: Query<Did>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let known = Calendars::read(&mut *service.database.acquire().await?, "").await?;
    let mut rows = Vec::new();
    for calendar in &known.all {
        let lines = serde_json::to_value(&calendar.hours)?;
        let lines = lines.as_array().into_iter().flatten().map(|line| opening(here.texts, line));
        rows.push(Row {
            name: said(staff.language, &calendar.name).to_owned(),
            small: calendar.id.clone(),
            link: here.link("calendars", &calendar.id),
            cells: vec![
                lines.collect::<Vec<_>>().join(" ; "),
                known.users(staff.language, &calendar.id).len().to_string(),
            ],
        });
    }
    let columns = ["calendar", "hours", "categories"];
    let list = List { name: "calendars", columns: &columns, rows, adds: true };
    Ok(rendered(StatusCode::OK, &here.list(list, &did)))
}

/// All calendars, and what they are checked against.
pub(super) struct Calendars {
    all: Vec<NamedCalendar>,
    categories: Vec<Category>,
}

impl Editable for Calendars {
    type Thing = NamedCalendar;

    const KIND: Kind = Kind::Calendar;
    const NAME: &'static str = "calendars";

    async fn read(connection: &mut PgConnection, _: &str) -> Result<Self, Problem> {
        Ok(Self {
            all: calendars::all(&mut *connection).await?,
            categories: categories::all(&mut *connection).await?,
        })
    }

    fn one(&self, id: &str) -> Option<&NamedCalendar> {
        self.all.iter().find(|calendar| calendar.id == id)
    }

    fn id(calendar: &NamedCalendar) -> String {
        calendar.id.clone()
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

    fn changed(
        &self,
        here: &Here<'_>,
        there: &NamedCalendar,
        values: &Values,
    ) -> Result<NamedCalendar, Errors> {
        self.wish(here, Some(there), values)
    }

    async fn write(
        connection: &mut PgConnection,
        author: Author,
        (was, wish): (&NamedCalendar, &NamedCalendar),
    ) -> anyhow::Result<()> {
        calendars::write(connection, author, (Some(was), wish)).await
    }

    fn form(&self, here: &Here<'_>, calendar: &NamedCalendar, values: &Values, shown: Shown) -> Response {
        let language = here.staff.language;
        let mut fields = Fields::new(here.texts, values, &shown.errors);
        fields.localized("name");
        for day in DayKind::ALL {
            fields.day(name_of(day), SPANS.max(calendar.hours.hours(day).len()));
        }
        let users = self.users(language, &calendar.id);
        let says = if users.is_empty() {
            String::new()
        } else {
            here.texts.t1("city-calendar-used", "categories", users.join(", "))
        };
        let title = said(language, &calendar.name).to_owned();
        here.form::<Self>(
            About { title, says, id: Some(calendar.id.clone()), ..About::default() },
            fields,
            &shown,
        )
    }
}

impl Extensible for Calendars {
    fn usual() -> Values {
        Values::default()
    }

    fn added(&self, here: &Here<'_>, values: &Values) -> Result<NamedCalendar, Errors> {
        self.wish(here, None, values)
    }

    async fn add(connection: &mut PgConnection, author: Author, wish: &NamedCalendar) -> anyhow::Result<()> {
        calendars::write(connection, author, (None, wish)).await
    }

    fn new_form(&self, here: &Here<'_>, values: &Values, errors: Errors) -> Response {
        let shown = Shown { errors, ..Shown::default() };
        let mut fields = Fields::new(here.texts, values, &shown.errors);
        fields.line("id");
        fields.localized("name");
        for day in DayKind::ALL {
            fields.day(name_of(day), SPANS);
        }
        let title = here.texts.t("city-calendars-new");
        here.form::<Self>(About { title, ..About::default() }, fields, &shown)
    }
}

impl Calendars {
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
