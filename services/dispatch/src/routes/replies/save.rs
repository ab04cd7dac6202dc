//! Saving an answer: a new version each time; of two who save at once, the second sees what the first one wrote.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use web::Texts;

use super::edit::{Shown, page};
use super::form::{Sent, storable};
use crate::Service;
use crate::error::Problem;
use crate::session::Referent;
use crate::store::replies::Outcome;
use crate::store::wordings;

type Fields = Result<Form<Vec<(String, String)>>, FormRejection>;

/// Answers whose ids may begin alike.
const MOST_ALIKE: usize = 20;

pub(in crate::routes) async fn save(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(reply): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let Form(fields) = fields.map_err(|_| Problem::NotRead(None))?;
    let known = wordings::categories(&service.database).await?;
    let mut transaction = service.database.begin().await?;
    if !storable(&reply) || !wordings::lock(&mut transaction, &reply).await? {
        return Err(Problem::NotFound);
    }
    let there = wordings::wording(&mut transaction, &reply).await?.ok_or(Problem::NotFound)?;
    let sent = Sent { outcome: there.outcome.as_str().to_owned(), ..Sent::of(fields) };
    let errors = sent.checked(&known, Texts::of(staff.language));
    if !errors.none() {
        drop(transaction);
        let shown = Shown { errors, status: StatusCode::UNPROCESSABLE_ENTITY, ..Shown::of(sent) };
        return page(&service, &staff, Some(there), shown).await;
    }
    let (before, after) = (Sent::standing(&there).text(there.retired), sent.text(there.retired));
    if before == after {
        return Ok(Redirect::to(&format!("/desk/replies/{reply}?said=same")).into_response());
    }
    if sent.version != there.version {
        drop(transaction);
        let shown = Shown { status: StatusCode::CONFLICT, ..Shown::of(sent) };
        return page(&service, &staff, Some(there), shown).await;
    }
    let by = (staff.id, service.clock.now());
    let version = wordings::save(&mut transaction, &reply, &after, by).await?;
    transaction.commit().await?;
    tracing::info!(reply, version, "an answer was saved");
    Ok(Redirect::to(&format!("/desk/replies/{reply}?said=saved")).into_response())
}

pub(in crate::routes) async fn add(
    State(service): State<Service>,
    Referent(staff): Referent,
    fields: Fields,
) -> Result<Response, Problem> {
    let Form(fields) = fields.map_err(|_| Problem::NotRead(None))?;
    let sent = Sent::of(fields);
    let known = wordings::categories(&service.database).await?;
    let errors = sent.checked(&known, Texts::of(staff.language));
    let outcome = Outcome::named(&sent.outcome).filter(|_| errors.none());
    let Some(outcome) = outcome else {
        let shown = Shown { errors, status: StatusCode::UNPROCESSABLE_ENTITY, ..Shown::of(sent) };
        return page(&service, &staff, None, shown).await;
    };
    let text = sent.text(false);
    let by = (staff.id, service.clock.now());
    let slug = slug(outcome, &sent.title.en);
    let mut transaction = service.database.begin().await?;
    for number in 1..=MOST_ALIKE {
        let id = if number == 1 { slug.clone() } else { format!("{slug}-{number}") };
        let added = wordings::add(&mut transaction, (&id, outcome), &text, by).await?;
        // The same form sent twice is one answer.
        let there = if added { None } else { wordings::wording(&mut transaction, &id).await? };
        let before = there.is_some_and(|there| Sent::standing(&there).text(false) == text);
        if added || before {
            transaction.commit().await?;
            tracing::info!(reply = id, added, "an answer was added");
            return Ok(Redirect::to(&format!("/desk/replies/{id}?said=saved")).into_response());
        }
    }
    Err(anyhow::anyhow!("{MOST_ALIKE} answers are called {slug}").into())
}

pub(in crate::routes) async fn retire(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(reply): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let Form(fields) = fields.map_err(|_| Problem::NotRead(None))?;
    let retired = fields.iter().any(|(name, value)| name == "retired" && value == "yes");
    let mut transaction = service.database.begin().await?;
    if !storable(&reply) || !wordings::lock(&mut transaction, &reply).await? {
        return Err(Problem::NotFound);
    }
    let there = wordings::wording(&mut transaction, &reply).await?.ok_or(Problem::NotFound)?;
    if there.retired != retired {
        let text = Sent::standing(&there).text(retired);
        wordings::save(&mut transaction, &reply, &text, (staff.id, service.clock.now())).await?;
        transaction.commit().await?;
        tracing::info!(reply, retired, "an answer is offered, or no longer");
    }
    let said = if retired { "retired" } else { "offered" };
    Ok(Redirect::to(&format!("/desk/replies/{reply}?said={said}")).into_response())
}

/// An id of a title's words: `done-bin-emptied`.
fn slug(outcome: Outcome, title: &str) -> String {
    let folded = model::address::folded(title);
    let words: Vec<_> = folded.split_whitespace().take(6).collect();
    format!("{}-{}", outcome.as_str(), words.join("-"))
}
