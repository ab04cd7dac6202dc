//! `/desk/letters/{letter}/resend` and `/desk/letters/resend`: a letter leaves anew, or all of one reason.

use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use database::letters::send_anew;
use model::ids::LetterId;
use serde::Deserialize;

use super::back;
use crate::Service;
use crate::error::Problem;
use crate::session::Referent;
use crate::store::letters::{self, Reason};

/// Which list the button stood on, or all of which reason are meant.
#[derive(Debug, Deserialize)]
pub(in crate::routes) struct Wish {
    reason: String,
}

pub(in crate::routes) async fn resend(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(letter): Path<LetterId>,
    form: Result<Form<Wish>, FormRejection>,
) -> Result<Response, Problem> {
    let reason = form.ok().map(|Form(wish)| wish.reason);
    let mut transaction = service.database.begin().await?;
    letters::standing(&mut transaction, staff.id, letter).await?.ok_or(Problem::NotFound)?;
    let left = send_anew(&mut transaction, &[letter], service.clock.now()).await?;
    transaction.commit().await?;
    if !left.is_empty() {
        tracing::info!(%letter, "a letter leaves anew");
        return Ok(back(reason.as_deref(), "left", left.len()));
    }
    // Read again: it may have been accepted, or sent anew by a colleague, since it was looked at.
    let mut connection = service.database.acquire().await?;
    let state = letters::standing(&mut connection, staff.id, letter).await?.ok_or(Problem::NotFound)?;
    Ok(back(reason.as_deref(), &state, 1))
}

pub(in crate::routes) async fn resend_all(
    State(service): State<Service>,
    Referent(staff): Referent,
    form: Result<Form<Wish>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(wish) = form.map_err(|_| Problem::NotRead(None))?;
    let reason = Reason::named(&wish.reason).ok_or(Problem::NotFound)?;
    let now = service.clock.now();
    let mut transaction = service.database.begin().await?;
    let letters = letters::of_reason(&mut transaction, staff.id, reason, now).await?;
    let left = send_anew(&mut transaction, &letters, now).await?;
    transaction.commit().await?;
    tracing::info!(reason = reason.as_str(), count = left.len(), "letters leave anew");
    let said = if left.is_empty() { "nothing" } else { "left" };
    Ok(back(None, said, left.len()))
}
