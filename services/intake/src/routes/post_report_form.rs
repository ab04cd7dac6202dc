//! A report by the residents' form. A browser without JavaScript gets pages; our own script, which sends the form without
//! leaving it, is told where the report is, or gets the same page to take the words from.

use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use web::{Lang, Language};

use super::{already, home};
use crate::Intake;
use crate::accept::{Channel, NotAccepted, accept};
use crate::error::Failed;
use crate::submission::Submission;
use crate::wrong::Wrong;

pub(crate) async fn post_report(
    State(intake): State<Intake>,
    Lang(language): Lang,
    headers: HeaderMap,
    body: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failed> {
    let by_script = sent_by_script(&headers);
    let mut submission = match Submission::read(&headers, body, &intake.kept).await {
        Ok(submission) => submission,
        Err(error) => return Err(Failed(language, error.into())),
    };
    let language = submission.speaks(language);
    if submission.unread() {
        let wrong = std::mem::take(&mut submission.wrong);
        return refused(&intake, by_script, language, &submission, &wrong).await;
    }
    submission.attended = true;
    match accept(&intake, &mut submission, Channel::Web, language).await {
        Ok(accepted) => {
            let came = if submission.field("same_as").is_some() { "same" } else { "new" };
            let page = format!("/r/{}?{came}=1", accepted.token);
            Ok(if by_script {
                let answer = json!({ "page": page, "reference": accepted.reference });
                (StatusCode::CREATED, Json(answer)).into_response()
            } else {
                Redirect::to(&page).into_response()
            })
        }
        Err(NotAccepted::Failed(error)) => Err(Failed(language, error)),
        Err(NotAccepted::Near(near)) if by_script => {
            home::ask_script(&intake, language, &submission, near).await
        }
        Err(NotAccepted::Near(near)) => Ok(already::ask(&intake, language, &submission, near)),
        Err(NotAccepted::Wrong(wrong)) => refused(&intake, by_script, language, &submission, &wrong).await,
    }
}

fn sent_by_script(headers: &HeaderMap) -> bool {
    headers.get("sent-by").is_some_and(|by| by == "script")
}

/// The script keeps its own files; a page comes back with the photos that the server keeps for it.
async fn refused(
    intake: &Intake,
    by_script: bool,
    language: Language,
    typed: &Submission,
    wrong: &[Wrong],
) -> Result<Response, Failed> {
    if by_script {
        home::show_to_script(intake, language, typed, wrong).await
    } else {
        home::show(intake, language, typed, wrong).await
    }
}
