//! `/desk/queues/{queue}/{number}/resend`: a buried message is tried again.

use axum::extract::{Path, State};
use axum::response::Response;

use super::back;
use crate::Service;
use crate::error::Problem;
use crate::session::Referent;
use crate::store::{graves, letters};

pub(in crate::routes) async fn bring_back(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path((queue, number)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let queue = messages::QUEUES.into_iter().find(|known| *known == queue).ok_or(Problem::NotFound)?;
    let mut transaction = service.database.begin().await?;
    if !graves::is_theirs(&mut transaction, staff.id, (queue, number)).await? {
        return Ok(back(None, "gone", 1));
    }
    let brought = queue::bring_back(&mut transaction, queue, number).await?;
    if let Some(envelope) = &brought {
        letters::waits_again(&mut transaction, envelope, service.clock.now()).await?;
    }
    transaction.commit().await?;
    tracing::info!(queue, number, brought = brought.is_some(), "a buried message is tried again");
    Ok(back(None, if brought.is_some() { "back" } else { "gone" }, 1))
}
