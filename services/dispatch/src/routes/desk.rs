//! `/desk`: how long it takes, for referents: numbers that open their reports, one chart, one map, one table.

pub(super) mod asked;
mod chart;
mod choosing;
mod figures;
mod lengths;
mod list;
mod live;
mod map;
mod nav;
mod notices;
mod table;
mod teams;
mod together;
mod views;
mod wanted;
mod written;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use web::{Page, Texts, time};

use self::asked::{Asked, Look};
use self::chart::{Chart, Point};
use self::choosing::Choosing;
use self::figures::Figure;
use self::lengths::{AtPartners, Length};
use self::map::{Area, COLOURS};
use self::notices::Notice;
use self::teams::Row;
use self::written::hundredths;
use super::round::said;
use crate::Service;
use crate::desk::{self, Step, Turnaround};
use crate::error::{Problem, rendered};
use crate::session::Referent;
use crate::store::desk::choices;
use crate::store::jobs::{self, City};

pub(super) use list::list;
pub(super) use live::live;
pub(super) use nav::Nav;
pub(super) use table::csv;
pub(super) use together::together;
pub(super) use views::{forget, keep};

#[derive(Template)]
#[template(path = "desk.html")]
struct DeskPage {
    page: Page,
    nav: Nav,
    /// When these are its numbers.
    as_of: String,
    choosing: Choosing,
    figures: Vec<Figure>,
    notices: Vec<Notice>,
    chart: Option<Chart>,
    chart_title: String,
    points: Vec<ChartRow>,
    map: Vec<Area>,
    frame: String,
    map_title: String,
    lengths: Vec<Length>,
    at_partners: AtPartners,
    kinds: Vec<Row>,
    teams: Vec<Row>,
    ages: Vec<Age>,
    /// The views for other programs.
    csv: Csv,
}

/// The chart as a table.
struct ChartRow {
    day: String,
    received: i64,
    link: String,
    median: String,
    ninetieth: String,
}

/// Addresses of the page's tables.
struct Csv {
    teams: String,
    sectors: String,
    days: String,
}

struct Age {
    words: String,
    count: i64,
    link: String,
    /// Of the longest bar, in hundredths.
    part: i64,
    tone: &'static str,
}

pub(super) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let (city, asked, look) = looked(&service, asked).await?;
    let now = service.clock.now();
    let known = choices(&service.database, staff.id).await?;
    let (there, before) = desk::compared(&service.database, staff.id, &look.filters, now).await?;
    let seen = Seen { texts: Texts::of(staff.language), look: &look, city: &city, now };
    let colour = asked.map.as_deref().and_then(|name| COLOURS.into_iter().find(|known| *known == name));
    let colour = colour.unwrap_or(COLOURS[0]);
    let page = DeskPage {
        page: seen.page("desk-title", &format!("/desk{}", look.query(&[]))),
        nav: Nav::of(&service, &staff, "turnaround").await?,
        as_of: seen.texts.t1("desk-as-of", "time", time::clock_time(seen.texts, now, city.zone)),
        choosing: seen.choosing(&known, colour),
        figures: seen.figures(&there, &before.total),
        notices: seen.notices(&known, &there, &before),
        chart: Chart::of(seen.texts, &seen.points(&there)),
        chart_title: seen.texts.t(match there.step {
            Step::Day => "desk-chart-day",
            Step::Month => "desk-chart-month",
        }),
        points: seen.chart_rows(&there),
        map: seen.map(&known, &there, colour),
        frame: known.frame.map(|number| format!("{number:.0}")).join(" "),
        map_title: seen.texts.t(&format!("desk-colour-{colour}")),
        lengths: seen.lengths(&there.total, &before.total),
        at_partners: seen.at_partners(&there.total),
        kinds: seen.kinds(&known, &there, &before),
        teams: seen.teams(&known, &there, &before),
        ages: seen.ages(&there),
        csv: Csv {
            teams: format!("/desk/turnaround.csv{}", look.query(&[("by", "team")])),
            sectors: format!("/desk/turnaround.csv{}", look.query(&[("by", "sector")])),
            days: format!("/desk/turnaround.csv{}", look.query(&[("by", "day")])),
        },
    };
    Ok(rendered(StatusCode::OK, &page))
}

/// What is looked at.
async fn looked(
    service: &Service,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<(City, Asked, Look), Problem> {
    let city = jobs::city(&service.database).await?;
    let Query(asked) = asked.map_err(|_| Problem::NotFound)?;
    let look = asked.look(service.clock.now(), city.zone).map_err(|_| Problem::NotFound)?;
    Ok((city, asked, look))
}

/// Who looks at what, and when.
struct Seen<'a> {
    texts: &'static Texts,
    look: &'a Look,
    city: &'a City,
    now: DateTime<Utc>,
}

impl Seen<'_> {
    fn page(&self, title: &str, path: &str) -> Page {
        Page::new(self.texts.language(), self.texts.t(title), path)
            .in_city(self.city.name.clone())
            .with_home("/desk")
            .private()
            .wide()
    }

    fn reports(&self, show: &str, changed: &[(&str, &str)]) -> String {
        let changed: Vec<_> = changed.iter().copied().chain([("show", show)]).collect();
        format!("/desk/reports{}", self.look.query(&changed))
    }

    /// The points of the series in words.
    fn days(&self, there: &Turnaround) -> Vec<String> {
        let today = self.now.with_timezone(&self.city.zone).date_naive();
        there.series.keys().map(|day| time::date(self.texts, *day, today)).collect()
    }

    fn points(&self, there: &Turnaround) -> Vec<Point> {
        let points = self.days(there).into_iter().zip(there.series.values()).map(|(day, measures)| Point {
            day,
            median: measures.first_plain.percentile(50),
            ninetieth: measures.first_plain.percentile(90),
        });
        points.collect()
    }

    fn chart_rows(&self, there: &Turnaround) -> Vec<ChartRow> {
        let points = self.points(there).into_iter();
        let spans = self.spans(there);
        let rows =
            points.zip(there.series.values()).zip(spans).map(|((point, measures), (from, until))| ChartRow {
                day: point.day,
                received: measures.counts.received,
                link: self.reports("received", &[("days", ""), ("from", &from), ("until", &until)]),
                median: self.length(point.median),
                ninetieth: self.length(point.ninetieth),
            });
        rows.collect()
    }

    /// First and last day of each point of the series, within the period.
    fn spans(&self, there: &Turnaround) -> Vec<(String, String)> {
        let filters = &self.look.filters;
        let starts: Vec<_> = there.series.keys().copied().collect();
        let nexts = starts.iter().skip(1).copied().chain([filters.until]);
        let spans = starts.iter().zip(nexts).map(|(start, next)| {
            let last = next.pred_opt().unwrap_or(next);
            ((*start).max(filters.from).to_string(), last.to_string())
        });
        spans.collect()
    }

    /// The open reports of one age, whenever they were received.
    fn waiting(&self, age: usize) -> String {
        let today = self.now.with_timezone(&self.city.zone).date_naive();
        let (from, until) = ((today - TimeDelta::days(asked::LONGEST - 1)).to_string(), today.to_string());
        let span = [("days", ""), ("from", &*from), ("until", &until), ("age", &age.to_string())];
        self.reports("open", &span)
    }

    fn ages(&self, there: &Turnaround) -> Vec<Age> {
        let most = there.backlog.ages.into_iter().max().unwrap_or(0).max(1);
        let ages = there.backlog.ages.into_iter().enumerate().map(|(at, count)| Age {
            words: self.texts.t(&format!("desk-age-{at}")),
            count,
            link: self.waiting(at),
            part: count * 100 / most,
            tone: ["", "", "", "wait", "late"][at],
        });
        ages.collect()
    }
}
