//! The form as it stands: empty, refused, or with a question before it is sent.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;
use web::{Language, Page, Texts};

use super::near::{self, NearList};
use crate::Intake;
use crate::error::{Failed, page_response};
use crate::routes::home::{Errors, KeptPhoto, PlaceChoice, Typed, errors, keep, key, places, typed};
use crate::store::{self, Category, said};
use crate::submission::{MOST_PHOTOS, MOST_WORDS, Submission};
use crate::wrong::Wrong;

/// What is said beside the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Told {
    #[default]
    Nothing,
    /// Nobody is signed in any more; what was typed is still there.
    SignedOut,
    /// Something is already reported here: is it the same?
    Near,
}

/// Everything that the page is made of.
pub(super) struct Shown<'a> {
    pub(super) language: Language,
    pub(super) sent: &'a Submission,
    pub(super) wrong: &'a [Wrong],
    pub(super) told: Told,
    /// Who is signed in; empty: nobody is.
    pub(super) agent: &'a str,
}

impl<'a> Shown<'a> {
    pub(super) fn of(language: Language, sent: &'a Submission) -> Self {
        Self { language, sent, wrong: &[], told: Told::Nothing, agent: "" }
    }

    pub(super) fn by(self, agent: &'a str) -> Self {
        Self { agent, ..self }
    }
}

#[derive(Template)]
#[template(path = "assist.html")]
struct AssistPage<'a> {
    page: Page,
    agent: &'a str,
    told: Told,
    sign_in: String,
    groups: Vec<Group>,
    /// Of the chosen kind; empty where it is none or there is nothing to say.
    danger: String,
    note: String,
    typed: Typed,
    places: Vec<PlaceChoice>,
    place_chosen: bool,
    kept: Vec<KeptPhoto>,
    near: NearList,
    by_desk: bool,
    caller_reads: Language,
    photos_open: bool,
    key: Uuid,
    most_photos: usize,
    most_words: usize,
    errors: Errors,
}

/// Kinds of one branch of the tree.
struct Group {
    name: String,
    kinds: Vec<Kind>,
}

struct Kind {
    id: String,
    name: String,
    chosen: bool,
    /// The emergency number, where it is dangerous.
    danger: String,
    /// Whom it is passed to, where the city's own teams don't do it, or whom to tell.
    note: String,
}

pub(super) async fn show(intake: &Intake, shown: Shown<'_>) -> Result<Response, Failed> {
    let Shown { language, sent, wrong, told, agent } = shown;
    let failed = |error: anyhow::Error| Failed(language, error);
    let texts = Texts::of(language);
    let categories = store::categories(&intake.pool).await.map_err(|error| failed(error.into()))?;
    let near = if agent.is_empty() {
        NearList::empty(language)
    } else {
        near::list(intake, sent, language).await.map_err(failed)?
    };
    let groups = groups(intake, &categories, sent.field("category").unwrap_or_default(), language);
    let chosen = groups.iter().flat_map(|group| &group.kinds).find(|kind| kind.chosen);
    let (danger, note) = chosen.map(|kind| (kind.danger.clone(), kind.note.clone())).unwrap_or_default();
    let kept = keep(intake, texts, sent);
    let errors = errors(texts, wrong);
    let page = AssistPage {
        page: Page::new(language, texts.t("assist-title"), "/assist")
            .in_city(&intake.city.name)
            .with_home("/assist")
            .wide()
            .private(),
        agent,
        told,
        sign_in: intake.sign_in_url(),
        danger,
        note,
        groups,
        typed: typed(sent, wrong),
        places: places(sent),
        place_chosen: sent.chosen_place().is_some(),
        photos_open: !kept.is_empty() || !errors.photo.is_empty(),
        kept,
        near,
        by_desk: sent.field("channel") == Some("desk"),
        caller_reads: sent.language(Language::Fr).unwrap_or_default(),
        key: key(sent, wrong),
        most_photos: MOST_PHOTOS,
        most_words: MOST_WORDS,
        errors,
    };
    let status = match told {
        Told::SignedOut => StatusCode::UNAUTHORIZED,
        Told::Near => StatusCode::CONFLICT,
        Told::Nothing => wrong.first().map_or(StatusCode::OK, Wrong::status),
    };
    // Signing out leads to the staff's own site, which may be another origin.
    let policy = web::csp::with_forms_to(&intake.staff_url.origin().ascii_serialization());
    let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, "no-store".to_owned())];
    Ok((headers, page_response(status, &page)).into_response())
}

/// Kinds under their branches, in the order in which people need them.
fn groups(intake: &Intake, categories: &[Category], chosen: &str, language: Language) -> Vec<Group> {
    let texts = Texts::of(language);
    let mut groups: Vec<Group> = Vec::new();
    for category in categories {
        let name = said(&category.group, language);
        let emergency = said(&intake.city.emergency, language);
        let partner = category.partner.as_ref().map(|partner| said(partner, language));
        let tell = category.tell.as_ref().map(|tell| said(tell, language).to_owned());
        let kind = Kind {
            id: category.id.clone(),
            name: said(&category.name, language).to_owned(),
            chosen: category.id == chosen,
            danger: if category.danger { emergency.to_owned() } else { String::new() },
            note: partner
                .map(|partner| texts.t1("home-partner", "partner", partner))
                .or(tell)
                .unwrap_or_default(),
        };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.kinds.push(kind),
            None => groups.push(Group { name: name.to_owned(), kinds: vec![kind] }),
        }
    }
    groups
}
