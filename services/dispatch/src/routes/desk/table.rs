//! `/desk/turnaround.csv`: the page's views for other programs, `by` team, sector, or day (a month in a long period). RFC 4180,
//! UTF-8; durations in minutes.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::Duration;
use model::histogram::Histogram;
use web::Texts;

use super::asked::Asked;
use super::{Seen, looked, said};
use crate::Service;
use crate::desk::{self, Measures, Step, Turnaround};
use crate::error::Problem;
use crate::session::Referent;
use crate::store::desk::{Choices, choices};

const COLUMNS: [&str; 22] = [
    "name",
    "received",
    "open",
    "done",
    "rejected",
    "merged",
    "overdue",
    "within_target",
    "beyond_target",
    "contested",
    "doubtful",
    "at_partner",
    "partner_minutes",
    "first_median_minutes",
    "first_90th_minutes",
    "first_working_median_minutes",
    "first_working_90th_minutes",
    "final_median_minutes",
    "final_90th_minutes",
    "final_working_median_minutes",
    "final_working_90th_minutes",
    "satisfaction",
];

/// A table's first column, and its rows: an id or a first day, its name, and what is known of it.
type Rows<'a> = (&'static str, Vec<(String, String, &'a Measures)>);

pub(in crate::routes) async fn csv(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let (city, asked, look) = looked(&service, asked).await?;
    let now = service.clock.now();
    let known = choices(&service.database, staff.id).await?;
    let there = desk::turnaround(&service.database, staff.id, &look.filters, now).await?;
    let seen = Seen { texts: Texts::of(staff.language), look: &look, city: &city, now };
    let by = asked.by.as_deref().unwrap_or("team");
    let (first, rows) = seen.rows(by, &known, &there).ok_or(Problem::NotFound)?;
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(std::iter::once(first).chain(COLUMNS))?;
    for (id, name, measures) in rows {
        // What is overdue is not known by day.
        let overdue = (by != "day").then_some(measures.overdue);
        table.write_record([plain(&id), plain(&name)].into_iter().chain(cells(measures, overdue)))?;
    }
    let (from, until) = (look.filters.from, look.filters.until);
    let file = format!("attachment; filename=\"turnaround-by-{first}-{from}-{until}.csv\"");
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, file)];
    Ok((headers, table.into_inner().map_err(csv::IntoInnerError::into_error)?).into_response())
}

impl Seen<'_> {
    /// The rows of a view; none: there is no such view.
    fn rows<'a>(&self, by: &str, known: &Choices, there: &'a Turnaround) -> Option<Rows<'a>> {
        match by {
            "team" => {
                let row =
                    |(id, measures): (&String, &'a Measures)| (id.clone(), self.team(known, id), measures);
                Some(("team", there.teams.iter().map(row).collect()))
            }
            "sector" => {
                let row = |(id, measures): (&String, &'a Measures)| {
                    let sector = known.sectors.iter().find(|sector| sector.id == *id);
                    let name = sector.map_or(id.as_str(), |sector| said(self.texts.language(), &sector.name));
                    (id.clone(), name.to_owned(), measures)
                };
                Some(("sector", there.sectors.iter().map(row).collect()))
            }
            "day" => {
                let first = match there.step {
                    Step::Day => "day",
                    Step::Month => "month",
                };
                let days = self.days(there).into_iter();
                let rows = there.series.iter().zip(days);
                Some((
                    first,
                    rows.map(|((start, measures), name)| (start.to_string(), name, measures)).collect(),
                ))
            }
            _ => None,
        }
    }
}

fn cells(measures: &Measures, overdue: Option<i64>) -> Vec<String> {
    let counts = &measures.counts;
    let written = |number: i64| number.to_string();
    let minutes = |lengths: &Histogram, percent| {
        lengths.percentile(percent).map(|length: Duration| written(length.num_minutes())).unwrap_or_default()
    };
    let mut cells: Vec<_> =
        [counts.received, counts.open, counts.done, counts.rejected, counts.merged].map(written).into();
    cells.push(overdue.map(written).unwrap_or_default());
    cells.extend(
        [counts.within, counts.beyond, counts.contested, counts.doubtful, counts.at_partner].map(written),
    );
    cells.push(written(counts.partner_seconds / 60));
    for lengths in
        [&measures.first_plain, &measures.first_working, &measures.last_plain, &measures.last_working]
    {
        cells.extend([minutes(lengths, 50), minutes(lengths, 90)]);
    }
    let grade = (counts.grades > 0).then(|| counts.grade_sum * 100 / counts.grades);
    cells.push(grade.map(|grade| format!("{}.{:02}", grade / 100, grade % 100)).unwrap_or_default());
    cells
}

/// Words that no spreadsheet takes for a formula (OWASP, "CSV injection"): what begins like one gets a quote before it.
fn plain(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_a_cell_in_each_column() {
        assert_eq!(cells(&Measures::default(), Some(0)).len() + 1, COLUMNS.len());
    }

    #[test]
    fn no_name_is_a_formula() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(plain(bad), format!("'{bad}"));
        }
        assert_eq!(plain("DPE 11e"), "DPE 11e");
    }
}
