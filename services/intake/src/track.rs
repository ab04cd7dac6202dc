//! The secret link: who holds it, and what they may see.

use axum::extract::{FromRequestParts, Path};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use model::ids::{RecipientId, ReportId};
use service_kit::links::{Purpose, Token};
use std::collections::HashMap;
use web::{Lang, Language, Texts};

use crate::Intake;
use crate::error::{Failed, failed_problem, problem_page};
use crate::store;
use crate::wrong::{Wrong, problem};

/// Somebody with a link that our keys prove.
#[derive(Clone, Debug)]
pub(crate) struct Follower {
    pub(crate) recipient: RecipientId,
    pub(crate) report: ReportId,
    /// Who they are to it.
    pub(crate) person: store::Recipient,
    /// As it stands in the address.
    pub(crate) token: String,
    pub(crate) language: Language,
}

/// The holder of a link for one purpose; none: the link is wrong, or void.
pub(crate) async fn holder(
    intake: &Intake,
    token: &str,
    purpose: Purpose,
    language: Language,
) -> sqlx::Result<Option<Follower>> {
    let Some(proof) = Token::parse(token) else { return Ok(None) };
    let known = store::recipient(&intake.pool, proof.subject).await?;
    Ok(known.filter(|known| intake.keys.proves(&proof, purpose, known.generation)).map(|known| Follower {
        recipient: RecipientId(proof.subject),
        report: known.report,
        person: known,
        token: token.to_owned(),
        language,
    }))
}

impl FromRequestParts<Intake> for Follower {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, intake: &Intake) -> Result<Self, Response> {
        use axum::response::IntoResponse;
        let Ok(Lang(language)) = Lang::from_request_parts(parts, intake).await;
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, intake).await;
        let token = path.ok().and_then(|Path(mut path)| path.remove("token")).unwrap_or_default();
        let by_program = parts.uri.path().starts_with("/api/");
        let found = holder(intake, &token, Purpose::Track, language).await;
        let follower = found.map_err(|error| {
            if by_program {
                failed_problem(language, &error.into())
            } else {
                Failed(language, error.into()).into_response()
            }
        })?;
        let follower = follower.ok_or_else(|| {
            if by_program {
                problem(Texts::of(language), &[Wrong::LinkVoid]).into_response()
            } else {
                problem_page(language, StatusCode::NOT_FOUND, "link")
            }
        })?;
        tracing::Span::current().record("report", tracing::field::display(follower.report));
        Ok(follower)
    }
}
