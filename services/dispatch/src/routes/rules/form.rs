//! `/desk/rules/draft/new` and `/desk/rules/draft/rules/{rule}`: one rule of one's own draft, as a form.

mod filled;

use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::calendar::DayKind;
use model::city::TeamKind;
use serde::Deserialize;
use web::{Page, Texts};

use self::filled::{Errors, Filled};
use super::draft::{changed, to};
use super::words::{Words, name_of};
use super::{DRAFT, Nav, RULES, Tabs, desk_page};
use crate::Service;
use crate::error::{Problem, rendered};
use crate::session::{Admin, Staff};
use crate::store::jobs;
use crate::store::rules::{self as store, Draft};

/// Rules of one version, at most.
const MOST_RULES: usize = 200;

#[derive(Template)]
#[template(path = "rules_form.html")]
struct FormPage {
    page: Page,
    nav: Nav,
    tabs: Tabs,
    /// Where it is sent.
    action: String,
    is_new: bool,
    filled: Filled,
    errors: Errors,
    /// How many fields are to be put right, in words; empty: none.
    wrong: String,
    ticks: Ticks,
}

/// Everything that there is to tick or to choose.
struct Ticks {
    groups: Vec<Group>,
    sectors: Vec<Tick>,
    days: Vec<Tick>,
    kinds: Vec<Tick>,
    teams: Vec<Tick>,
}

/// A group of categories.
struct Group {
    name: String,
    categories: Vec<Tick>,
    /// One of them is ticked.
    open: bool,
}

/// Something to tick or to choose.
struct Tick {
    value: String,
    words: String,
    ticked: bool,
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::routes) struct Where {
    before: Option<String>,
}

/// An empty form, for a rule before another one.
pub(in crate::routes) async fn new(
    State(service): State<Service>,
    Admin(staff): Admin,
    place: Result<Query<Where>, QueryRejection>,
) -> Result<Response, Problem> {
    let Some(draft) = draft(&service, &staff).await? else { return Ok(to(RULES, "no-draft")) };
    let before = place.map(|Query(place)| place.before).unwrap_or_default();
    let before = before.filter(|before| draft.rules.iter().any(|rule| rule.id == *before));
    let last = || draft.rules.last().map(|rule| rule.id.clone()).unwrap_or_default();
    let filled = Filled::fresh(&draft.rules, before.unwrap_or_else(last));
    page(&service, &staff, None, (filled, Errors::default())).await
}

pub(in crate::routes) async fn one(
    State(service): State<Service>,
    Admin(staff): Admin,
    rule: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(rule) = rule.map_err(|_| Problem::NotFound)?;
    let Some(draft) = draft(&service, &staff).await? else { return Ok(to(RULES, "no-draft")) };
    let found = draft.rules.iter().find(|known| known.id == rule).ok_or(Problem::NotFound)?;
    page(&service, &staff, Some(&rule), (Filled::of(found), Errors::default())).await
}

type Fields = Vec<(String, String)>;

pub(in crate::routes) async fn add(
    State(service): State<Service>,
    Admin(staff): Admin,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(fields) = form.map_err(|_| Problem::NotRead(None))?;
    let (filled, texts) = (Filled::sent(&fields), Texts::of(staff.language));
    let Some(draft) = draft(&service, &staff).await? else { return Ok(to(RULES, "no-draft")) };
    let (rule, mut errors) = read(&service, &filled, texts).await?;
    let there = draft.rules.iter().find(|known| known.id == filled.id);
    if rule.is_some() && there == rule.as_ref() {
        // Sent twice.
        return Ok(to(DRAFT, "added"));
    }
    if there.is_some() {
        errors.set("id", texts.t("rules-wrong-id-twice"));
    } else if draft.rules.len() >= MOST_RULES {
        errors.set("id", texts.t1("rules-wrong-too-many", "most", MOST_RULES));
    }
    let Some(rule) = rule.filter(|_| errors.is_empty()) else {
        return page(&service, &staff, None, (filled, errors)).await;
    };
    changed(&service, &staff, "added", |draft| {
        if draft.rules.iter().any(|known| known.id == rule.id) {
            return false;
        }
        let before = draft.rules.iter().position(|known| known.id == filled.before);
        draft.rules.insert(before.unwrap_or(draft.rules.len()), rule);
        true
    })
    .await
}

pub(in crate::routes) async fn change(
    State(service): State<Service>,
    Admin(staff): Admin,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id.map_err(|_| Problem::NotFound)?;
    let Form(fields) = form.map_err(|_| Problem::NotRead(None))?;
    // What a rule is called stays: decisions are kept with it.
    let filled = Filled { id: id.clone(), ..Filled::sent(&fields) };
    let Some(draft) = draft(&service, &staff).await? else { return Ok(to(RULES, "no-draft")) };
    if !draft.rules.iter().any(|known| known.id == id) {
        return Err(Problem::NotFound);
    }
    let (rule, errors) = read(&service, &filled, Texts::of(staff.language)).await?;
    let Some(rule) = rule else { return page(&service, &staff, Some(&id), (filled, errors)).await };
    changed(&service, &staff, "changed", |draft| {
        let known = draft.rules.iter_mut().find(|known| known.id == id);
        known.is_some_and(|known| {
            *known = rule;
            true
        })
    })
    .await
}

async fn read(
    service: &Service,
    filled: &Filled,
    texts: &Texts,
) -> Result<(Option<model::rules::Rule>, Errors), Problem> {
    let mut connection = service.database.acquire().await?;
    let choices = store::choices(&mut connection).await?;
    Ok(match filled.rule(&choices, texts) {
        Ok(rule) => (Some(rule), Errors::default()),
        Err(errors) => (None, errors),
    })
}

async fn draft(service: &Service, staff: &Staff) -> Result<Option<Draft>, Problem> {
    let mut connection = service.database.acquire().await?;
    Ok(store::draft(&mut connection, staff.id).await?)
}

async fn page(
    service: &Service,
    staff: &Staff,
    rule: Option<&str>,
    (filled, errors): (Filled, Errors),
) -> Result<Response, Problem> {
    let texts = Texts::of(staff.language);
    let city = jobs::city(&service.database).await?;
    let mut connection = service.database.acquire().await?;
    let choices = store::choices(&mut connection).await?;
    let words = Words { texts, choices: &choices };
    let (action, title) = match rule {
        None => (format!("{DRAFT}/new"), texts.t("rules-form-new")),
        Some(rule) => {
            (format!("{DRAFT}/rules/{rule}"), texts.t1("rules-form-title", "rule", rule.to_owned()))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = FormPage {
        page: desk_page(staff, title, action.clone(), city),
        nav: Nav::of(service, staff, "rules").await?,
        tabs: Tabs { here: "draft", draft: true, admin: true },
        action,
        is_new: rule.is_none(),
        wrong: if errors.is_empty() {
            String::new()
        } else {
            texts.t1("errors-heading", "count", errors.count())
        },
        ticks: Ticks::of(words, &filled),
        filled,
        errors,
    };
    Ok(rendered(status, &page))
}

impl Ticks {
    fn of(words: Words<'_>, filled: &Filled) -> Self {
        let tick = |value: &str, words: String, ticked: bool| Tick { value: value.to_owned(), words, ticked };
        let groups = words.choices.groups.iter().map(|(group, categories)| {
            let categories: Vec<_> = categories
                .iter()
                .map(|one| tick(&one.id, words.text(&one.name), filled.categories.contains(&one.id)))
                .collect();
            Group { name: words.text(&group.name), open: categories.iter().any(|one| one.ticked), categories }
        });
        let sectors = words.choices.sectors.iter();
        let days = DayKind::ALL.into_iter();
        let kinds = TeamKind::ALL.into_iter().map(|kind| {
            let value = format!("kind:{}", kind.as_str());
            tick(&value, words.texts.t(&format!("rules-kind-{}", kind.as_str())), filled.team == value)
        });
        let teams = words.choices.teams.iter().map(|team| {
            let value = format!("team:{}", team.id);
            tick(&value, words.text(&team.name), filled.team == value)
        });
        Self {
            groups: groups.collect(),
            sectors: sectors
                .map(|one| tick(&one.id, words.text(&one.name), filled.sectors.contains(&one.id)))
                .collect(),
            days: days
                .map(|day| tick(name_of(day), words.day(day), filled.days.contains(name_of(day))))
                .collect(),
            kinds: kinds.collect(),
            teams: teams.collect(),
        }
    }
}
