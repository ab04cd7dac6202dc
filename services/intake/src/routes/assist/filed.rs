//! What is read out at the end: the report's number, in groups, and what comes next.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::reference::groups;
use web::{Page, Texts};

use super::Asked;
use crate::Intake;
use crate::agent::Agent;
use crate::error::{Failed, page_response, problem_page};
use crate::store::{self, said};

/// Characters of a reference, at most.
const LONGEST: usize = 24;

#[derive(Template)]
#[template(path = "assist_filed.html")]
struct FiledPage {
    page: Page,
    /// `S`, `2026`, `K`, `004`, `217`.
    groups: Vec<String>,
    /// "S comme Suzanne", for each letter.
    spelled: Vec<String>,
    address: String,
    category: String,
    /// Whether letters go to the person.
    has_email: bool,
    /// Whether somebody reported it before.
    same: bool,
    /// Where the next form is.
    next: String,
}

pub(crate) async fn filed(
    State(intake): State<Intake>,
    agent: Agent,
    Path(reference): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failed> {
    let language = agent.language;
    let is_one = reference.len() <= LONGEST && reference.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let known = if is_one { store::filed(&intake.pool, &reference).await } else { Ok(None) };
    let Some(known) = known.map_err(|error| Failed(language, error.into()))? else {
        return Ok(problem_page(language, StatusCode::NOT_FOUND, "page"));
    };
    let texts = Texts::of(language);
    let channel = if asked.channel.as_deref() == Some("desk") { "desk" } else { "call_centre" };
    let groups: Vec<_> = groups(&reference).into_iter().map(str::to_owned).collect();
    let letters = groups.iter().filter(|group| group.starts_with(|first: char| first.is_ascii_uppercase()));
    let page = FiledPage {
        page: Page::new(
            language,
            texts.t1("assist-filed-title", "reference", reference.as_str()),
            format!("/assist/filed/{reference}?channel={channel}"),
        )
        .in_city(&intake.city.name)
        .with_home("/assist")
        .wide()
        .private(),
        spelled: letters.map(|letter| texts.t(&format!("assist-letter-{letter}"))).collect(),
        groups,
        address: known.address,
        category: said(&known.category, language).to_owned(),
        has_email: asked.letters.is_some(),
        same: asked.same.is_some(),
        next: format!("/assist?channel={channel}"),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], page_response(StatusCode::OK, &page)).into_response())
}
