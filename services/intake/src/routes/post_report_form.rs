//! A report by the residents' form, with or without JavaScript.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use web::Lang;

use super::home;
use crate::Intake;
use crate::accept::{Channel, NotAccepted, accept};
use crate::error::Failed;
use crate::submission::{Submission, Unread, Wrong};

pub(crate) async fn post_report(
    State(intake): State<Intake>,
    Lang(language): Lang,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failed> {
    let broken = async |wrong| {
        home::show(&intake, language, StatusCode::BAD_REQUEST, &Submission::default(), &[wrong]).await
    };
    let Ok(body) = body else { return broken(Wrong::Broken).await };
    let mut wrong = Vec::new();
    let submission = match Submission::read(body, &mut wrong).await {
        Ok(submission) => submission,
        Err(Unread::Disk(error)) => return Err(Failed(language, error.into())),
        Err(Unread::Wrong(error)) => return broken(error).await,
    };
    match accept(&intake, &submission, Channel::Web, language, wrong).await {
        Ok(accepted) => Ok(Redirect::to(&format!("/r/{}?new=1", accepted.token)).into_response()),
        Err(NotAccepted::Failed(error)) => Err(Failed(language, error)),
        Err(NotAccepted::Wrong(wrong)) => {
            home::show(&intake, language, StatusCode::UNPROCESSABLE_ENTITY, &submission, &wrong).await
        }
    }
}
