//! `/map`: what is reported in the city and what was closed lately, for everybody; as a map, or as a list with the same
//! choices for who can't use one.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use maps::MapParts;
use model::moves::State as Stands;
use web::{Lang, Language, Page, Texts};

use crate::Intake;
use crate::error::{Failed, page_response, problem_page};
use crate::filters::{Filters, PERIODS};
use crate::overview::total;
use crate::store::{self, said};

/// One option of a choice.
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) words: String,
    pub(crate) chosen: bool,
}

/// The choices of a map or list, and how many reports they show.
pub(crate) struct Choices {
    pub(crate) groups: Vec<Choice>,
    pub(crate) states: Vec<Choice>,
    pub(crate) periods: Vec<Choice>,
    /// None on the map: there one looks where one wants to.
    pub(crate) sectors: Vec<Choice>,
    /// How many, in words.
    pub(crate) count: String,
    /// They are a list's.
    pub(crate) list: bool,
    /// The same choice in the other view.
    pub(crate) other_view: String,
}

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    page: Page,
    map: MapParts,
    choices: Choices,
    query: String,
    /// Names of categories by id, and of states, as JSON: tiles are the same in every language.
    categories: String,
    states: String,
}

pub(crate) async fn map(
    State(intake): State<Intake>,
    Lang(language): Lang,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Result<Response, Failed> {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let nothing = || problem_page(language, StatusCode::NOT_FOUND, "page");
    let Some(filters) = Filters::read(&query) else { return Ok(nothing()) };
    let failed = |error: sqlx::Error| Failed(language, error.into());
    let groups = store::groups(&intake.pool).await.map_err(failed)?;
    if filters.group.as_ref().is_some_and(|chosen| groups.iter().all(|group| group.id != *chosen)) {
        return Ok(nothing());
    }
    let counted = intake.overview.of(&intake.pool, intake.clock.now()).await.map_err(failed)?;
    let found = total(&counted, &filters);
    let choices = Choices::of(Texts::of(language), &filters, &groups, found);
    match query.get("view").map(String::as_str) {
        None | Some("" | "map") => page(&intake, language, &filters, choices).await.map_err(failed),
        Some("list") => super::map_list::list(&intake, language, (&filters, &query), choices).await,
        Some(_) => Ok(nothing()),
    }
}

async fn page(
    intake: &Intake,
    language: Language,
    filters: &Filters,
    choices: Choices,
) -> sqlx::Result<Response> {
    let texts = Texts::of(language);
    let categories = store::categories(&intake.pool).await?;
    let categories: BTreeMap<_, _> =
        categories.iter().map(|category| (category.id.as_str(), said(&category.name, language))).collect();
    let shown = |state: &&Stands| state.is_open() || matches!(state, Stands::Done | Stands::Rejected);
    let states = Stands::ALL.iter().filter(shown);
    let states: BTreeMap<_, _> =
        states.map(|state| (state.as_str(), texts.t(&format!("state-{}", state.as_str())))).collect();
    let json = |names: serde_json::Value| names.to_string();
    let title = texts.t("map-title");
    let page = Page::new(language, title, address(&filters.query()))
        .described(texts.t("map-description"))
        .in_city(&intake.city.name)
        .wide();
    Ok(page_response(
        StatusCode::OK,
        &MapPage {
            page,
            map: intake.maps.parts(&intake.city.area),
            choices,
            query: filters.query(),
            categories: json(serde_json::json!(categories)),
            states: json(serde_json::json!(states)),
        },
    ))
}

/// The page's address with a query, which may be empty.
pub(crate) fn address(query: &str) -> String {
    if query.is_empty() { "/map".to_owned() } else { format!("/map?{query}") }
}

/// A query behind the beginning of one.
pub(crate) fn with(first: &str, query: &str) -> String {
    if query.is_empty() { first.to_owned() } else { format!("{first}&{query}") }
}

impl Choices {
    fn of(texts: &Texts, filters: &Filters, groups: &[store::Named], found: i64) -> Self {
        let all = |words: &str, chosen| Choice { value: String::new(), words: texts.t(words), chosen };
        let groups = groups.iter().map(|group| Choice {
            value: group.id.clone(),
            words: said(&group.name, texts.language()).to_owned(),
            chosen: filters.group.as_ref() == Some(&group.id),
        });
        let periods = PERIODS.iter().map(|days| Choice {
            value: days.to_string(),
            words: texts.t1("map-period", "days", *days),
            chosen: filters.days == Some(*days),
        });
        let states = ["open", "closed", "all"].map(|state| Choice {
            value: state.to_owned(),
            words: texts.t(&format!("map-state-{state}")),
            chosen: filters.state() == state,
        });
        Self {
            groups: std::iter::once(all("map-all-groups", filters.group.is_none())).chain(groups).collect(),
            states: states.into(),
            periods: std::iter::once(all("map-any-age", filters.days.is_none())).chain(periods).collect(),
            sectors: Vec::new(),
            list: false,
            count: texts.t1("map-count", "count", found),
            other_view: address(&with("view=list", &filters.query())),
        }
    }
}
