//! "C'est propre" or "Ce n'est pas propre". Only a POST says it: mail scanners open links.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use web::Texts;

use super::follow_report::{self, Hindered, Visit};
use crate::Intake;
use crate::answer::{self, NotAnswered};
use crate::error::Failed;
use crate::submission::Submission;
use crate::track::Follower;
use crate::wrong::{Said, Wrong};

pub(crate) async fn answer(
    State(intake): State<Intake>,
    follower: Follower,
    request: Request,
) -> Result<Response, Failed> {
    let failed = |error: anyhow::Error| Failed(follower.language, error);
    let mut sent = Submission::of(request, &intake).await.map_err(|error| failed(error.into()))?;
    match answer::answer(&intake, &follower, &mut sent).await {
        Ok(()) => Ok(Redirect::to(&format!("/r/{}#answer", follower.token)).into_response()),
        Err(NotAnswered::Wrong(wrong)) => again(&intake, &follower, &sent, &wrong).await,
        Err(NotAnswered::Failed(error)) => Err(failed(error)),
    }
}

/// The page once more, with what is wrong and what was typed.
async fn again(
    intake: &Intake,
    follower: &Follower,
    sent: &Submission,
    wrong: &[Wrong],
) -> Result<Response, Failed> {
    let first = wrong.first().unwrap_or(&Wrong::Broken);
    let Said { what, remedy } = first.said(Texts::of(follower.language));
    // Without what nobody sees: sending it again accepts it.
    let suggested = wrong.iter().find(|wrong| wrong.field() == "words").and_then(Wrong::suggestion);
    let words = suggested.or_else(|| sent.field("words").map(str::to_owned)).unwrap_or_default();
    let hindered = Hindered { answer: format!("{what} {remedy}"), words, ..Hindered::default() };
    follow_report::show(intake, follower, &Visit::not_clean(), first.status(), hindered).await
}
