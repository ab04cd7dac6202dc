//! "Erase my address". Only a POST does it: mail scanners open links.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use crate::Intake;
use crate::error::Failed;
use crate::store::{self, Cause};
use crate::track::Follower;

/// At once and for good; the page then says so, however often it is asked.
pub(crate) async fn erase(State(intake): State<Intake>, follower: Follower) -> Result<Response, Failed> {
    let erased = store::erase(&intake.pool, follower.recipient, Cause::Wish, intake.clock.now()).await;
    if erased.map_err(|error| Failed(follower.language, error.into()))? {
        tracing::info!("an address is erased, as its owner wants");
    }
    Ok(Redirect::to(&format!("/r/{}#yours", follower.token)).into_response())
}
