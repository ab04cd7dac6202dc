//! `/desk/rules/simulator`: which team a report would get, by which rule and why: by the very code that dispatches, and the
//! same under one's own draft.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use maps::MapParts;
use model::calendar;
use model::city::Localized;
use model::place::Point;
use model::rules::{Facts, Rule, named_teams};
use serde::Deserialize;
use web::{Page, Texts};

use super::places::{coordinates, in_words, sought, written};
use super::words::Words;
use super::{Nav, RULES, Tabs, desk_page};
use crate::Service;
use crate::choice::choose;
use crate::error::{Problem, rendered};
use crate::points::moment;
use crate::session::{Referent, Staff};
use crate::store::rules::{self as store, Choices};
use crate::store::{assignments, jobs};

/// The question as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::routes) struct Asked {
    place: Option<String>,
    /// The words for which `place_choice` was chosen, in a list or on the map.
    place_sought: Option<String>,
    place_choice: Option<String>,
    lat: Option<String>,
    lon: Option<String>,
    category: Option<String>,
    time: Option<String>,
    followers: Option<String>,
}

#[derive(Template)]
#[template(path = "rules_simulator.html")]
struct SimulatorPage {
    page: Page,
    nav: Nav,
    tabs: Tabs,
    map: MapParts,
    place: String,
    /// Where that is; empty: nothing was chosen for these words.
    place_choice: String,
    groups: Vec<Group>,
    time: String,
    followers: String,
    errors: Errors,
    /// Other places that the words may mean.
    others: Vec<Other>,
    answer: Option<Answer>,
}

#[derive(Default)]
struct Errors {
    place: String,
    category: String,
    time: String,
    followers: String,
}

impl Errors {
    fn is_empty(&self) -> bool {
        [&self.place, &self.category, &self.time, &self.followers].into_iter().all(String::is_empty)
    }
}

struct Group {
    name: String,
    categories: Vec<Choice>,
}

struct Choice {
    id: String,
    words: String,
    chosen: bool,
}

struct Other {
    words: String,
    link: String,
}

struct Answer {
    place: String,
    sector: String,
    when: String,
    /// How much the teams of the sector have to do now.
    load: String,
    now: Outcome,
    /// The same under the draft; none: there is no draft.
    draft: Option<Outcome>,
    /// The draft gives it to another team.
    differs: bool,
}

/// What the rules say.
#[derive(PartialEq, Eq)]
struct Outcome {
    team: String,
    /// Empty: none fits.
    rule: String,
    number: usize,
    sentence: String,
}

pub(in crate::routes) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::NotFound)?;
    let texts = Texts::of(staff.language);
    let mut connection = service.database.acquire().await?;
    let choices = store::choices(&mut connection).await?;
    let has_draft = store::draft(&mut connection, staff.id).await?.is_some();
    drop(connection);
    let city = jobs::city(&service.database).await?;
    let now = service.clock.now();
    let here = |moment: DateTime<Utc>| moment.with_timezone(&city.zone).format("%Y-%m-%dT%H:%M").to_string();
    let given = |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let mut page = SimulatorPage {
        map: service.maps.parts(&city.area),
        tabs: Tabs { here: "simulator", draft: has_draft, admin: staff.is_admin() },
        nav: Nav::of(&service, &staff, "rules").await?,
        place: given(&asked.place),
        place_choice: String::new(),
        groups: groups(Words { texts, choices: &choices }, &given(&asked.category)),
        time: asked.time.clone().filter(|time| !time.trim().is_empty()).unwrap_or_else(|| here(now)),
        followers: given(&asked.followers),
        errors: Errors::default(),
        others: Vec::new(),
        answer: None,
        page: desk_page(
            &staff,
            texts.t("rules-simulator"),
            format!("{RULES}/simulator{}", asked.query(&[])),
            city.clone(),
        ),
    };
    if asked.is_asked() {
        let question = Question { service: &service, staff: &staff, choices: &choices, zone: city.zone };
        question.answered(&asked, &mut page).await?;
    }
    let status = if page.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(rendered(status, &page))
}

fn groups(words: Words<'_>, chosen: &str) -> Vec<Group> {
    let groups = words.choices.groups.iter().map(|(group, categories)| Group {
        name: words.text(&group.name),
        categories: categories
            .iter()
            .map(|one| Choice { id: one.id.clone(), words: words.text(&one.name), chosen: one.id == chosen })
            .collect(),
    });
    groups.collect()
}

struct Question<'a> {
    service: &'a Service,
    staff: &'a Staff,
    choices: &'a Choices,
    zone: chrono_tz::Tz,
}

impl Question<'_> {
    fn texts(&self) -> &'static Texts {
        Texts::of(self.staff.language)
    }

    /// Answers, or says at each field what is wrong with it.
    async fn answered(&self, asked: &Asked, page: &mut SimulatorPage) -> Result<(), Problem> {
        let texts = self.texts();
        let place = self.place(asked, page).await?;
        let category = asked.category.as_deref().unwrap_or_default();
        if !self.choices.group_of().contains_key(category) {
            page.errors.category = texts.t("rules-wrong-kind");
        }
        let at = moment(page.time.trim(), self.zone);
        if let Err(wrong) = at {
            page.errors.time = texts.t1(wrong, "value", page.time.clone());
        }
        let followers = match page.followers.as_str() {
            "" => Some(0),
            text => text.parse::<u32>().ok().filter(|number| *number <= 100_000),
        };
        if followers.is_none() {
            page.errors.followers = texts.t("rules-wrong-number");
        }
        let (Some((place, sector)), Ok(at), Some(followers), true) =
            (place, at, followers, page.errors.is_empty())
        else {
            return Ok(());
        };
        page.answer = Some(self.answer((place, sector), category, at, followers).await?);
        Ok(())
    }

    /// The point that is meant: chosen, in coordinates, or by words; in words with its sector.
    async fn place(
        &self,
        asked: &Asked,
        page: &mut SimulatorPage,
    ) -> Result<Option<(String, String)>, Problem> {
        let chosen = asked.place_choice.as_deref().filter(|_| asked.place_sought == asked.place);
        let given = asked.lat.as_deref().zip(asked.lon.as_deref());
        let exact = chosen
            .and_then(written)
            .or_else(|| written(&page.place))
            .or_else(|| given.and_then(|(lat, lon)| coordinates(lat, lon)));
        let point = if exact.is_some() { exact } else { self.likeliest(asked, page).await? };
        let Some(point) = point else {
            page.errors.place = self.texts().t("rules-wrong-place");
            return Ok(None);
        };
        page.place_choice = format!("{:.6}, {:.6}", point.latitude(), point.longitude());
        let (words, sector) = in_words(self.service, self.staff, point).await?;
        if page.place.is_empty() {
            page.place.clone_from(&page.place_choice);
        }
        if sector.is_none() {
            page.errors.place.clone_from(&words);
        }
        Ok(sector.map(|sector| (words, sector)))
    }

    /// The place that is most like the words; the others are offered beside it.
    async fn likeliest(&self, asked: &Asked, page: &mut SimulatorPage) -> Result<Option<Point>, Problem> {
        let mut found = sought(self.service, &page.place).await?.into_iter();
        let first = found.next();
        let other = |(words, point): (String, Point)| {
            let choice = format!("{:.6}, {:.6}", point.latitude(), point.longitude());
            let changed = [("place", words.as_str()), ("place_sought", &words), ("place_choice", &choice)];
            let link = format!("{RULES}/simulator{}", asked.query(&changed));
            Other { words, link }
        };
        page.others = found.map(other).collect();
        Ok(first.map(|(words, point)| {
            page.place = words;
            point
        }))
    }

    async fn answer(
        &self,
        (place, sector): (String, String),
        category: &str,
        at: DateTime<Utc>,
        followers: u32,
    ) -> Result<Answer, Problem> {
        let (texts, words) = (self.texts(), Words { texts: self.texts(), choices: self.choices });
        let mut connection = self.service.database.acquire().await?;
        let teams = assignments::teams(&mut connection, &sector).await?;
        let (_, rules) = self.service.rules.in_force(&mut connection).await?;
        let draft = store::draft(&mut connection, self.staff.id).await?;
        let drafted = draft.iter().flat_map(|draft| named_teams(&draft.rules));
        let asked_about: BTreeSet<String> = named_teams(&rules).into_iter().chain(drafted).collect();
        let asked_about: Vec<String> = asked_about.into_iter().collect();
        let named = assignments::named_load(&mut connection, &asked_about).await?;
        drop(connection);
        let (day, minute) = calendar::local_day_and_minute(at, self.zone);
        let facts =
            Facts { category, sector: &sector, day, minute, followers, load: teams.load, named: &named };
        let outcome = |rules: &[Rule]| {
            let choice = choose(&facts, None::<&Localized>, &teams, rules);
            Outcome {
                team: choice.team.map_or_else(|| texts.t("rules-nobody"), |team| words.team(team)),
                rule: choice.rule.unwrap_or_default().to_owned(),
                number: rules
                    .iter()
                    .position(|rule| Some(rule.id.as_str()) == choice.rule)
                    .map_or(0, |at| at + 1),
                sentence: words.text(&choice.sentence),
            }
        };
        let own = [(&teams.dpe, teams.load.dpe), (&teams.urgence_proprete, teams.load.urgence_proprete)];
        let own = own.into_iter().filter_map(|(team, jobs)| Some((team.clone()?, jobs)));
        let load = own.chain(named.iter().map(|(team, jobs)| (team.clone(), *jobs)));
        let load: BTreeMap<String, u32> = load.collect();
        let load = load.iter().map(|(team, jobs)| {
            texts.with("rules-load", &[("team", words.team(team).into()), ("jobs", (*jobs).into())])
        });
        let (now, draft) = (outcome(&rules), draft.map(|draft| outcome(&draft.rules)));
        Ok(Answer {
            place,
            sector: words.sector(&sector),
            when: texts
                .with("rules-at", &[("day", words.day(day).into()), ("time", words.minute(minute).into())]),
            load: load.collect::<Vec<_>>().join(" · "),
            differs: draft.as_ref().is_some_and(|draft| draft.team != now.team),
            now,
            draft,
        })
    }
}

impl Asked {
    fn is_asked(&self) -> bool {
        [&self.place, &self.lat, &self.lon, &self.category].into_iter().any(Option::is_some)
    }

    /// As an address says it, with other parts than its own.
    fn query(&self, changed: &[(&str, &str)]) -> String {
        let own = [
            ("place", &self.place),
            ("place_sought", &self.place_sought),
            ("place_choice", &self.place_choice),
            ("lat", &self.lat),
            ("lon", &self.lon),
            ("category", &self.category),
            ("time", &self.time),
            ("followers", &self.followers),
        ];
        let own = own.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let kept = own.filter(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept.chain(changed.iter().copied()));
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }
}
