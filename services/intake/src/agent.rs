//! Who files reports for others: signed in with dispatch, recognised here by the same cookie.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::StaffId;
use service_kit::same_origin::is_ours;
use service_kit::session::STAFF;
use web::{Lang, Language};

use crate::Intake;
use crate::error::{Failed, problem_page};
use crate::store;

/// A call-centre agent, somebody at a town hall's desk, a referent or an admin.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    pub(crate) staff: StaffId,
    /// As colleagues see it.
    pub(crate) name: String,
    /// The language they read in now.
    pub(crate) language: Language,
}

/// Why somebody may not file for others.
pub(crate) enum NotAgent {
    /// Nobody is signed in, or not any more; where that is done.
    SignedOut(String),
    /// A crew: its work is elsewhere.
    OtherWork(Language),
    Failed(Language, anyhow::Error),
}

impl Agent {
    /// Whoever is signed in with a request.
    pub(crate) async fn of(
        intake: &Intake,
        headers: &HeaderMap,
        language: Language,
    ) -> Result<Self, NotAgent> {
        let token = STAFF.token(headers).ok_or_else(|| NotAgent::SignedOut(intake.sign_in_url()))?;
        let found = store::assistant(&intake.pool, &token.sha256(), intake.clock.now()).await;
        match found.map_err(|error| NotAgent::Failed(language, error.into()))? {
            None => Err(NotAgent::SignedOut(intake.sign_in_url())),
            Some(found) if !found.assists => Err(NotAgent::OtherWork(language)),
            Some(found) => Ok(Self { staff: StaffId(found.staff), name: found.name, language }),
        }
    }
}

impl FromRequestParts<Intake> for Agent {
    type Rejection = NotAgent;

    async fn from_request_parts(parts: &mut Parts, intake: &Intake) -> Result<Self, NotAgent> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, intake).await;
        Self::of(intake, &parts.headers, language).await
    }
}

impl IntoResponse for NotAgent {
    fn into_response(self) -> Response {
        match self {
            Self::SignedOut(address) => Redirect::to(&address).into_response(),
            Self::OtherWork(language) => problem_page(language, StatusCode::FORBIDDEN, "assist"),
            Self::Failed(language, error) => Failed(language, error).into_response(),
        }
    }
}

/// A form that comes from our own pages.
pub(crate) struct OurForm;

impl FromRequestParts<Intake> for OurForm {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, intake: &Intake) -> Result<Self, Response> {
        let Ok(Lang(language)) = Lang::from_request_parts(parts, intake).await;
        if is_ours(&parts.headers, &intake.staff_url) {
            Ok(Self)
        } else {
            Err(problem_page(language, StatusCode::FORBIDDEN, "other-site"))
        }
    }
}
