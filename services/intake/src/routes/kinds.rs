//! The kinds of problem to choose from: on the form, and in another order once the place is known.

use std::collections::HashMap;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::place::Point;
use web::{Lang, Language, Texts};

use crate::Intake;
use crate::error::{failed_problem, page_response};
use crate::kinds::ordered;
use crate::store::{self, Category, said};
use crate::submission::point;
use crate::wrong::problem;

/// How many are shown before "other".
const FIRST: usize = 6;

/// All kinds, as the form shows them.
pub(crate) struct Kinds {
    /// Most used first.
    pub(crate) first: Vec<Kind>,
    /// The tree: every kind under its group, those that come first too, for the search alone.
    pub(crate) groups: Vec<Group>,
    /// The chosen one is in the tree: it must be seen.
    pub(crate) other_chosen: bool,
    /// For a button, with the number.
    pub(crate) emergency_number: Option<String>,
}

pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) kinds: Vec<Kind>,
    /// All of them come first already.
    pub(crate) only_first: bool,
}

#[derive(Clone)]
pub(crate) struct Kind {
    pub(crate) id: String,
    pub(crate) short: String,
    pub(crate) name: String,
    pub(crate) icon: String,
    pub(crate) chosen: bool,
    /// One of those before the tree.
    pub(crate) first: bool,
    /// What the search finds it by.
    pub(crate) found_by: String,
    /// What to know before it is sent; empty where nothing is.
    pub(crate) danger: String,
    pub(crate) partner: String,
    pub(crate) tell: String,
}

impl Kind {
    /// Whether there is something to know before it is sent.
    pub(crate) fn has_note(&self) -> bool {
        !(self.danger.is_empty() && self.partner.is_empty() && self.tell.is_empty())
    }
}

#[derive(Template)]
#[template(path = "kinds.html")]
pub(crate) struct KindsPart<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) kinds: Kinds,
    /// What is wrong with the choice; may be empty.
    pub(crate) error: String,
}

/// The kinds of the city, in the order for a place where one is known.
pub(crate) async fn kinds(
    intake: &Intake,
    language: Language,
    chosen: &str,
    place: Option<Point>,
) -> sqlx::Result<Kinds> {
    let categories = store::categories(&intake.pool).await?;
    let counts = match place {
        Some(place) => habits(intake, place).await?,
        None => HashMap::new(),
    };
    Ok(arranged(intake, language, chosen, &ordered(categories, &counts)))
}

async fn habits(intake: &Intake, place: Point) -> sqlx::Result<HashMap<String, i64>> {
    let sector = database::sectors::sector_at(&mut *intake.pool.acquire().await?, place).await?;
    let Some(sector) = sector else { return Ok(HashMap::new()) };
    let now = intake.clock.now();
    Ok(intake.habits.of(&intake.pool, &sector, intake.city.zone, now).await?.as_ref().clone())
}

fn arranged(intake: &Intake, language: Language, chosen: &str, categories: &[Category]) -> Kinds {
    let texts = Texts::of(language);
    let mut groups: Vec<Group> = Vec::new();
    let mut first = Vec::new();
    for (at, category) in categories.iter().enumerate() {
        let kind = Kind { first: at < FIRST, ..kind(intake, texts, category, chosen) };
        let name = said(&category.group, language).to_owned();
        if kind.first {
            first.push(kind.clone());
        }
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.kinds.push(kind),
            None => groups.push(Group { name, kinds: vec![kind], only_first: false }),
        }
    }
    for group in &mut groups {
        group.only_first = group.kinds.iter().all(|kind| kind.first);
    }
    let other_chosen = groups.iter().flat_map(|group| &group.kinds).any(|kind| kind.chosen && !kind.first);
    Kinds { first, groups, other_chosen, emergency_number: intake.city.emergency_number.clone() }
}

fn kind(intake: &Intake, texts: &Texts, category: &Category, chosen: &str) -> Kind {
    let language = texts.language();
    let (short, name) = (said(&category.short, language), said(&category.name, language));
    let also = category.also.as_ref().map_or("", |also| said(also, language));
    let partner = category.partner.as_ref();
    Kind {
        id: category.id.clone(),
        short: short.to_owned(),
        name: name.to_owned(),
        icon: category.icon.clone(),
        chosen: category.id == chosen,
        first: false,
        found_by: format!("{short} {name} {} {also}", said(&category.group, language)),
        danger: if category.danger {
            said(&intake.city.emergency, language).to_owned()
        } else {
            String::new()
        },
        partner: partner
            .map_or_else(String::new, |partner| texts.t1("home-partner", "partner", said(partner, language))),
        tell: category.tell.as_ref().map_or("", |tell| said(tell, language)).to_owned(),
    }
}

/// `/kinds?latitude=…&longitude=…`: the part of the form, for a page whose place has just become known.
pub(crate) async fn part(
    State(intake): State<Intake>,
    Lang(language): Lang,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let texts = Texts::of(language);
    let of = |name| query.get(name).map(String::as_str).unwrap_or_default();
    let place = match point(of("latitude"), of("longitude")) {
        Ok(place) => place,
        Err(wrong) => return problem(texts, &[wrong]).into_response(),
    };
    match kinds(&intake, language, "", Some(place)).await {
        Ok(kinds) => {
            let part = KindsPart { texts, kinds, error: String::new() };
            ([(header::CACHE_CONTROL, "private, max-age=300")], page_response(StatusCode::OK, &part))
                .into_response()
        }
        Err(error) => failed_problem(language, &error.into()),
    }
}
