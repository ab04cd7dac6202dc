//! `/desk/views`: what somebody looks for again and again, under a name of their own.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use uuid::Uuid;
use web::Texts;

use super::list::{Amiss, again, of_query};
use crate::Service;
use crate::error::Problem;
use crate::session::Referent;
use crate::store::views::{self, View};

/// Characters of a name, at most.
const LONGEST: usize = 60;
/// Bytes of an address, at most.
const LONGEST_QUERY: usize = 1000;

#[derive(Debug, Deserialize)]
pub(in crate::routes) struct Kept {
    #[serde(default)]
    name: String,
    /// Of the list that is kept.
    #[serde(default)]
    query: String,
}

/// Keeps a list under a name; one of the same name is replaced.
pub(in crate::routes) async fn keep(
    State(service): State<Service>,
    Referent(staff): Referent,
    form: Result<Form<Kept>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(kept) = form.map_err(|_| Problem::NotRead(None))?;
    let name = kept.name.trim().replace('\0', "");
    let wrong = match name.chars().count() {
        0 => "view-no-name",
        1..=LONGEST => "",
        _ => "view-name-too-long",
    };
    if !wrong.is_empty() {
        let error = Texts::of(staff.language).t1(wrong, "most", LONGEST);
        let amiss = Amiss { view: (name, error), ..Amiss::default() };
        return again(&service, &staff, &kept.query, &amiss).await;
    }
    // As the page writes it: whatever else an address may have is no part of what is looked for.
    let (_, look, wanted) = of_query(&service, &kept.query).await?;
    let query = wanted.query(&look, "");
    if query.len() > LONGEST_QUERY {
        return Err(Problem::NotRead(None));
    }
    let view = View { id: service.clock.id(), name, query };
    views::keep(&service.database, staff.id, &view, service.clock.now()).await?;
    let joint = if view.query.is_empty() { '?' } else { '&' };
    Ok(Redirect::to(&format!("/desk/reports{}{joint}did=kept", view.query)).into_response())
}

/// Forgets a view of one's own.
pub(in crate::routes) async fn forget(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(view): Path<Uuid>,
) -> Result<Response, Problem> {
    views::forget(&service.database, staff.id, view).await?;
    Ok(Redirect::to("/desk/reports?did=forgotten").into_response())
}
