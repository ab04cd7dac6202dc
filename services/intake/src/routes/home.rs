//! The residents' page: photo first, then what it is.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;
use web::{Lang, Language, Page, Texts};

use crate::Intake;
use crate::error::{Failed, page_response};
use crate::store::{self, Category};
use crate::submission::{MOST_PHOTOS, MOST_WORDS, Submission, Wrong};

/// How many categories are shown before "other".
const FIRST: usize = 6;

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    page: Page,
    /// Most used first.
    first: Vec<Chip<'a>>,
    others: Vec<Chip<'a>>,
    /// One of the others is chosen: they must be seen.
    other_chosen: bool,
    typed: Typed,
    key: Uuid,
    simplified: bool,
    attribution: String,
    most_photos: usize,
    most_words: usize,
    errors: Errors,
}

struct Chip<'a> {
    id: &'a str,
    short: &'a str,
    icon: &'a str,
    chosen: bool,
    /// Whom it is passed to, and the emergency number, where they apply.
    note: String,
}

/// What was typed before, to be shown again.
#[derive(Default)]
struct Typed {
    place: String,
    words: String,
    email: String,
}

/// The words of what is wrong, by field; empty where all is well.
#[derive(Default)]
struct Errors {
    photo: String,
    category: String,
    place: String,
    words: String,
    email: String,
    other: String,
    count: usize,
}

pub(crate) async fn home(State(intake): State<Intake>, Lang(language): Lang) -> Result<Response, Failed> {
    show(&intake, language, StatusCode::OK, &Submission::default(), &[]).await
}

/// The page with what was typed and what is wrong with it.
pub(crate) async fn show(
    intake: &Intake,
    language: Language,
    status: StatusCode,
    typed: &Submission,
    wrong: &[Wrong],
) -> Result<Response, Failed> {
    let categories = store::categories(&intake.pool).await.map_err(|error| Failed(language, error.into()))?;
    let texts = Texts::of(language);
    let chosen = typed.field("category").unwrap_or_default();
    let mut first: Vec<_> =
        categories.iter().map(|category| chip(intake, category, chosen, language)).collect();
    let others = first.split_off(FIRST.min(first.len()));
    let text = |name| typed.field(name).unwrap_or_default().to_owned();
    let page = Page::new(language, texts.t("home-title"), "/")
        .described(texts.t("home-description"))
        .in_city(&intake.city.name);
    Ok(page_response(
        status,
        &HomePage {
            page,
            first,
            other_chosen: others.iter().any(|chip| chip.chosen),
            others,
            typed: Typed { place: text("place"), words: text("words"), email: text("email") },
            key: new_key(typed),
            simplified: intake.city.simplified,
            attribution: intake.city.attribution.clone(),
            most_photos: MOST_PHOTOS,
            most_words: MOST_WORDS,
            errors: errors(texts, wrong),
        },
    ))
}

/// The key of a form stays the same while it is corrected: nothing was written under it.
fn new_key(typed: &Submission) -> Uuid {
    typed.field("idempotency_key").and_then(|key| key.parse().ok()).unwrap_or_else(Uuid::new_v4)
}

fn chip<'a>(intake: &Intake, category: &'a Category, chosen: &str, language: Language) -> Chip<'a> {
    let texts = Texts::of(language);
    let partner = category
        .partner
        .as_ref()
        .map(|partner| texts.t1("home-partner", "partner", store::said(partner, language)));
    let danger = category.danger.then(|| store::said(&intake.city.emergency, language).to_owned());
    Chip {
        id: &category.id,
        short: store::said(&category.short, language),
        icon: &category.icon,
        chosen: category.id == chosen,
        note: danger.into_iter().chain(partner).collect::<Vec<_>>().join(" "),
    }
}

fn errors(texts: &Texts, wrong: &[Wrong]) -> Errors {
    let mut errors = Errors { count: wrong.len(), ..Errors::default() };
    for wrong in wrong {
        let (what, remedy) = words(texts, wrong);
        let line = format!("{what} {remedy}");
        *match wrong.field() {
            "photo" => &mut errors.photo,
            "category" => &mut errors.category,
            "place" => &mut errors.place,
            "words" => &mut errors.words,
            "email" => &mut errors.email,
            _ => &mut errors.other,
        } = line;
    }
    errors
}

/// What is wrong, and what to do.
pub(crate) fn words(texts: &Texts, wrong: &Wrong) -> (String, String) {
    let facts = wrong.facts();
    let facts: Vec<_> = facts.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    let name = wrong.name();
    (texts.with(&format!("wrong-{name}"), &facts), texts.with(&format!("wrong-{name}-do"), &facts))
}
