//! `/desk/rules/replay`: a past period again under one's own draft: how many reports would have gone to another team.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{Datelike, Days, NaiveDate};
use serde::Deserialize;
use uuid::Uuid;
use web::{Page, Texts};

use super::draft::to;
use super::words::Words;
use super::{Nav, RULES, Tabs, desk_page};
use crate::Service;
use crate::error::{Problem, rendered};
use crate::rules::replay::{Goes, Question, Replayed, replay};
use crate::session::{Admin, Staff};
use crate::store::jobs;
use crate::store::rules::decisions::{Moving, moving};
use crate::store::rules::{self as store, Choices};

/// The longest period, in days.
const LONGEST: i64 = 31;
/// Pairs of teams whose examples are shown, at most.
const SHOWN: usize = 20;

#[derive(Debug, Default, Deserialize)]
pub(in crate::routes) struct Asked {
    from: Option<String>,
    until: Option<String>,
}

#[derive(Template)]
#[template(path = "rules_replay.html")]
struct ReplayPage {
    page: Page,
    nav: Nav,
    tabs: Tabs,
    from: String,
    until: String,
    error: String,
    result: Option<Shown>,
}

/// What came of it.
struct Shown {
    /// How many of how many move.
    moved: String,
    /// What is not sure, and what is not counted: one a line.
    notes: Vec<String>,
    pairs: Vec<Row>,
    sectors: Vec<Row>,
    groups: Vec<Row>,
}

struct Row {
    name: String,
    /// Of a pair: where it would go.
    to: String,
    count: u64,
    examples: Vec<Example>,
}

struct Example {
    link: String,
    reference: String,
    words: String,
}

pub(in crate::routes) async fn show(
    State(service): State<Service>,
    Admin(staff): Admin,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::NotFound)?;
    let texts = Texts::of(staff.language);
    let mut connection = service.database.acquire().await?;
    let Some(draft) = store::draft(&mut connection, staff.id).await? else {
        return Ok(to(RULES, "no-draft"));
    };
    let choices = store::choices(&mut connection).await?;
    drop(connection);
    let city = jobs::city(&service.database).await?;
    let today = service.clock.now().with_timezone(&city.zone).date_naive();
    let (from, until) = last_month(today);
    let given = asked.from.is_some() || asked.until.is_some();
    let (from, until) = (asked.from.unwrap_or(from.to_string()), asked.until.unwrap_or(until.to_string()));
    let span = span(&from, &until);
    let path =
        if given { format!("{RULES}/replay?from={from}&until={until}") } else { format!("{RULES}/replay") };
    let mut page = ReplayPage {
        page: desk_page(&staff, texts.t("rules-replay"), path, city),
        nav: Nav::of(&service, &staff, "rules").await?,
        tabs: Tabs { here: "replay", draft: true, admin: true },
        from,
        until,
        error: String::new(),
        result: None,
    };
    match span {
        Err(wrong) => page.error = texts.t1(wrong, "most", LONGEST),
        Ok((from, until)) if given => {
            let question = Question { staff: staff.id, from, until, rules: draft.rules };
            let replayed = replay(&service.database, &question).await?;
            page.result = Some(shown(&service, &staff, &choices, &replayed).await?);
        }
        Ok(_) => {}
    }
    let status = if page.error.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(rendered(status, &page))
}

/// First and last day of the month before this one.
fn last_month(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = today.with_day(1).unwrap_or(today);
    let last = first.pred_opt().unwrap_or(first);
    (last.with_day(1).unwrap_or(last), last)
}

/// The first day and the first day after.
fn span(from: &str, until: &str) -> Result<(NaiveDate, NaiveDate), &'static str> {
    let day =
        |text: &str| text.trim().parse::<NaiveDate>().ok().filter(|day| (2000..2200).contains(&day.year()));
    let (from, last) = day(from).zip(day(until)).ok_or("rules-wrong-date")?;
    let until = last + Days::new(1);
    match (until - from).num_days() {
        ..=0 => Err("rules-wrong-order"),
        days if days > LONGEST => Err("rules-wrong-span"),
        _ => Ok((from, until)),
    }
}

async fn shown(
    service: &Service,
    staff: &Staff,
    choices: &Choices,
    replayed: &Replayed,
) -> Result<Shown, Problem> {
    let words = Words { texts: Texts::of(staff.language), choices };
    let mut pairs: Vec<_> = replayed.pairs.iter().collect();
    pairs.sort_by_key(|(_, pair)| std::cmp::Reverse(pair.count));
    let examples: Vec<Uuid> =
        pairs.iter().take(SHOWN).flat_map(|(_, pair)| pair.examples.iter().copied()).collect();
    let mut connection = service.database.acquire().await?;
    let known: HashMap<Uuid, Moving> =
        moving(&mut connection, &examples).await?.into_iter().map(|report| (report.id, report)).collect();
    let team =
        |goes: &Goes| goes.as_ref().map_or_else(|| words.texts.t("rules-nobody"), |team| words.team(team));
    let group_of = choices.group_of();
    let mut groups: BTreeMap<String, u64> = BTreeMap::new();
    for (category, count) in &replayed.categories {
        let id = group_of.get(category.as_str()).copied().unwrap_or_default();
        let group = choices.groups.iter().find(|(group, _)| group.id == id);
        let name = group.map_or_else(|| category.clone(), |(group, _)| words.text(&group.name));
        *groups.entry(name).or_default() += count;
    }
    let sectors = replayed.sectors.iter().map(|(sector, count)| (words.sector(sector), *count));
    Ok(Shown {
        moved: words.texts.with(
            "rules-replay-moved",
            &[
                ("moved", replayed.moved.into()),
                ("reports", replayed.reports.into()),
                ("share", share(replayed).into()),
            ],
        ),
        notes: notes(words.texts, replayed),
        pairs: pairs
            .into_iter()
            .map(|((from, to), pair)| Row {
                name: team(from),
                to: team(to),
                count: pair.count,
                examples: pair
                    .examples
                    .iter()
                    .filter_map(|id| known.get(id))
                    .map(|one| example(words, one))
                    .collect(),
            })
            .collect(),
        sectors: rows(sectors),
        groups: rows(groups.into_iter()),
    })
}

/// The most first.
fn rows(counts: impl Iterator<Item = (String, u64)>) -> Vec<Row> {
    let rows = counts.map(|(name, count)| Row { name, to: String::new(), count, examples: Vec::new() });
    let mut rows: Vec<_> = rows.collect();
    rows.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.name.cmp(&other.name)));
    rows
}

fn example(words: Words<'_>, report: &Moving) -> Example {
    Example {
        link: format!("/desk/reports/{}", report.reference),
        reference: report.reference.clone(),
        words: format!("{}, {}", words.text(&report.category), report.address),
    }
}

/// In per cent, rounded; of nothing it is nothing.
fn share(replayed: &Replayed) -> u64 {
    if replayed.reports == 0 { 0 } else { (replayed.moved * 200 + replayed.reports) / (replayed.reports * 2) }
}

/// What is not sure, and what is not counted.
fn notes(texts: &Texts, replayed: &Replayed) -> Vec<String> {
    let all = [
        ("older", replayed.older),
        ("older-version", replayed.older_version),
        ("by-hand", replayed.by_hand),
        ("partner", replayed.partner),
        ("lost", replayed.lost),
        ("unknown-load", replayed.unknown_load),
    ];
    let said = all.into_iter().filter(|(_, count)| *count > 0);
    said.map(|(name, count)| texts.t1(&format!("rules-replay-{name}"), "count", count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_at_most_31_days_and_an_order() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(last_month(day("2026-03-31")), (day("2026-02-01"), day("2026-02-28")));
        assert_eq!(last_month(day("2027-01-01")), (day("2026-12-01"), day("2026-12-31")));
        assert_eq!(span("2026-10-01", "2026-10-31"), Ok((day("2026-10-01"), day("2026-11-01"))));
        assert_eq!(span("2026-10-01", "2026-11-01"), Err("rules-wrong-span"));
        assert_eq!(span("2026-10-02", "2026-10-01"), Err("rules-wrong-order"));
        assert_eq!(span("2026-10-02", "+262142-12-31"), Err("rules-wrong-date"));
        assert_eq!(span("", "2026-10-01"), Err("rules-wrong-date"));
    }
}
