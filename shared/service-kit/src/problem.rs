//! Errors of the JSON API: `application/problem+json` (RFC 9457), naming every field and its remedy.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use storage::StorageError;
use utoipa::ToSchema;

/// A problem as a client reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// A stable name of the kind of problem, as a relative URI with a page behind it: `/problems/place-missing`. The
    /// first one's, where several fields are wrong.
    #[serde(rename = "type")]
    pub kind: String,
    /// The HTTP status again.
    pub status: u16,
    /// What is wrong, in the reporter's language.
    pub title: String,
    /// What to do, in the reporter's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Every field that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// One field that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Its name in the request; `request` where it is about the request as a whole.
    pub field: String,
    /// The stable name of this kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// What is wrong, in the reporter's language.
    pub detail: String,
    /// What to do, in the reporter's language.
    pub remedy: String,
    /// A value that would be taken, where we can guess what was meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl FieldError {
    /// What is wrong with a field, and what to do; `kind` as in `/problems/{kind}`.
    pub fn new(field: &str, kind: &str, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            kind: address(kind),
            detail: detail.into(),
            remedy: remedy.into(),
            suggestion: None,
        }
    }

    /// With a value that would be taken.
    #[must_use]
    pub fn suggesting(self, suggestion: Option<String>) -> Self {
        Self { suggestion, ..self }
    }
}

fn address(kind: &str) -> String {
    format!("/problems/{kind}")
}

impl Problem {
    /// A problem of a kind, with a title.
    pub fn new(status: StatusCode, kind: &str, title: impl Into<String>) -> Self {
        Self {
            kind: address(kind),
            status: status.as_u16(),
            title: title.into(),
            detail: None,
            errors: Vec::new(),
        }
    }

    /// With what to do.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// With the fields that are wrong.
    #[must_use]
    pub fn errors(self, errors: Vec<FieldError>) -> Self {
        Self { errors, ..self }
    }
}

/// The status of a failure of ours: 503 when a part that the service needs does not answer, which passes and leaves
/// nothing half done; else 500.
pub fn status_of(error: &anyhow::Error) -> StatusCode {
    let away = error.chain().any(|cause| {
        cause.downcast_ref::<sqlx::Error>().is_some_and(database_is_away)
            || cause.downcast_ref::<StorageError>().is_some_and(store_is_away)
    });
    if away { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR }
}

/// By its kind, or by PostgreSQL's code: class 08 (no connection), 53 (no room for one), 57P (the server stops or
/// starts).
fn database_is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| ["08", "53", "57P"].iter().any(|class| code.starts_with(class)))
        }
        _ => false,
    }
}

fn store_is_away(error: &StorageError) -> bool {
    matches!(error, StorageError::Failed { .. } | StorageError::NoBucket { .. })
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        response
    }
}
