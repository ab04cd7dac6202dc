//! "C'est propre" or "Ce n'est pas propre". Only a POST says it: mail scanners open links.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use service_kit::body::NotRead;
use web::Texts;

use super::follow_report::{self, Hindered, Visit};
use crate::Intake;
use crate::error::Failed;
use crate::store::{self, AnswerError};
use crate::submission::{MOST_WORDS, invisible};
use crate::track::Follower;

/// What the page's forms send.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    /// `yes` or `no`.
    clean: String,
    /// What is still dirty.
    #[serde(default)]
    words: String,
}

pub(crate) async fn answer(
    State(intake): State<Intake>,
    follower: Follower,
    answer: Result<Form<Answer>, FormRejection>,
) -> Result<Response, Failed> {
    let texts = Texts::of(follower.language);
    let answer = match answer {
        Ok(Form(answer)) => answer,
        Err(rejected) => {
            let status = NotRead::among(&rejected).map_or(StatusCode::BAD_REQUEST, NotRead::status);
            return again(&intake, &follower, status, &texts.t("answer-words-missing")).await;
        }
    };
    let clean = answer.clean == "yes";
    // What nobody sees is nothing that the team could read.
    let words = answer.words.replace("\r\n", "\n").replace(invisible, "");
    let words = words.trim();
    let hindered = if clean {
        None
    } else if words.is_empty() {
        Some("answer-words-missing")
    } else if words.chars().count() > MOST_WORDS {
        Some("answer-words-too-long")
    } else {
        None
    };
    if let Some(hindered) = hindered {
        return again(&intake, &follower, StatusCode::UNPROCESSABLE_ENTITY, &texts.t(hindered)).await;
    }
    let (recipient, own, now) = (follower.recipient, follower.report, intake.clock.now());
    let said = store::Answer { recipient, own, clean, words: (!clean).then_some(words), now };
    match store::answer(&intake.pool, said, || intake.clock.id()).await {
        Ok(()) => Ok(Redirect::to(&format!("/r/{}#answer", follower.token)).into_response()),
        Err(AnswerError::Forbidden(_)) => {
            again(&intake, &follower, StatusCode::CONFLICT, &texts.t("answer-not-closed")).await
        }
        Err(AnswerError::TooLate) => {
            again(&intake, &follower, StatusCode::CONFLICT, &texts.t("answer-too-late")).await
        }
        Err(error) => Err(Failed(follower.language, error.into())),
    }
}

async fn again(
    intake: &Intake,
    follower: &Follower,
    status: StatusCode,
    words: &str,
) -> Result<Response, Failed> {
    let hindered = Hindered { answer: words.to_owned(), ..Hindered::default() };
    follow_report::show(intake, follower, &Visit::not_clean(), status, hindered).await
}
