//! The JSON API's answer where a move is not made: `application/problem+json` (RFC 9457), in the asker's language.

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderName};
use model::moves::needs::{CONTESTED_WITHIN, MOST_WORDS, Unmet};
use model::moves::{Forbidden, Move, State};
use serde::Serialize;
use service_kit::body::NotRead;
use service_kit::problem::{FieldError, Problem, status_of};
use utoipa::ToSchema;
use web::limits::{patience, size};
use web::texts::Value;
use web::{Lang, Texts};

use crate::closing::MOST_BYTES;
use crate::meanwhile::Meanwhile;
use crate::moves::NotMoved;

/// A problem, with the state and the move where the table of moves is what hinders.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MoveProblem {
    #[serde(flatten)]
    problem: Problem,
    /// Where the report stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    /// What was asked.
    #[serde(rename = "move", skip_serializing_if = "Option::is_none")]
    step: Option<&'static str>,
    /// To a crew whose team has, or had, the report: what happened to it before this move came.
    #[serde(skip_serializing_if = "Option::is_none")]
    meanwhile: Option<Box<Meanwhile>>,
}

/// Why a request is refused; its words are found by [`in_words`].
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    status: StatusCode,
    /// `refused-move-{name}` and `refused-move-{name}-do` are its texts.
    name: &'static str,
    field: Option<&'static str>,
    facts: Vec<(&'static str, String)>,
    state: Option<State>,
    step: Option<Move>,
    /// The limit that a body broke.
    limit: Option<NotRead>,
    meanwhile: Option<Box<Meanwhile>>,
}

impl Refused {
    /// Every name, for the pages that explain them.
    pub(crate) const NAMES: [&'static str; 40] = [
        "signed-out",
        "token",
        "scope",
        "not-found",
        "not-yours",
        "link",
        "other-site",
        "no-key",
        "key-reused",
        "malformed",
        "no-such-list",
        "request-too-large",
        "request-too-slow",
        "request-too-long",
        "state",
        "actor",
        "colleague",
        "missing",
        "photo-missing",
        "reply-missing",
        "unreadable",
        "too-early",
        "too-far",
        "words-too-long",
        "too-many-photos",
        "no-team",
        "undo-too-late",
        "letter-left",
        "contest-too-late",
        "main-itself",
        "main-not-open",
        "nothing-new",
        "place-outside",
        "photo-not-a-picture",
        "photo-kind",
        "photo-too-large",
        "photo-too-many-pixels",
        "photo-truncated",
        "photo-damaged",
        "failed",
    ];

    const fn new(status: StatusCode, name: &'static str) -> Self {
        Self {
            status,
            name,
            field: None,
            facts: Vec::new(),
            state: None,
            step: None,
            limit: None,
            meanwhile: None,
        }
    }

    /// Nobody is signed in.
    pub(crate) const fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed-out")
    }

    /// A token that is none, is over, or was taken back.
    pub(crate) const fn token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "token")
    }

    /// A token for something else.
    pub(crate) const fn scope() -> Self {
        Self::new(StatusCode::FORBIDDEN, "scope")
    }

    /// Whether that is why.
    pub(crate) fn is_signed_out(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED
    }

    /// No such report, or not theirs.
    pub(crate) const fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found")
    }

    /// Whether that is why.
    pub(crate) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// Whether it may be because the report has moved meanwhile.
    pub(crate) fn may_be_overtaken(&self) -> bool {
        matches!(self.name, "not-found" | "state" | "colleague")
    }

    /// With what happened meanwhile.
    pub(crate) fn after(self, meanwhile: Option<Meanwhile>) -> Self {
        Self { meanwhile: meanwhile.map(Box::new), ..self }
    }

    /// For referents.
    pub(crate) const fn not_yours() -> Self {
        Self::new(StatusCode::FORBIDDEN, "not-yours")
    }

    /// The contractor's link is over, or never was one.
    pub(crate) const fn link() -> Self {
        Self::new(StatusCode::GONE, "link")
    }

    /// No idempotency key.
    pub(crate) fn no_key() -> Self {
        Self { field: Some("Idempotency-Key"), ..Self::new(StatusCode::BAD_REQUEST, "no-key") }
    }

    /// A body that is neither JSON nor a form.
    pub(crate) const fn malformed() -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed")
    }

    /// The list of another state.
    pub(crate) fn no_such_list() -> Self {
        Self { field: Some("state"), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "no-such-list") }
    }

    /// A body that broke off, or a limit.
    pub(crate) fn unread(limit: Option<NotRead>) -> Self {
        let Some(reason) = limit else { return Self::malformed() };
        let name = match reason {
            NotRead::TooSlow { .. } => "request-too-slow",
            NotRead::TooLong { .. } => "request-too-long",
            NotRead::TooLarge { .. } => "request-too-large",
        };
        Self { limit, ..Self::new(reason.status(), name) }
    }

    /// Something of ours.
    pub(crate) fn failed(error: impl Into<anyhow::Error>) -> Self {
        let error = error.into();
        tracing::error!(error = format!("{error:#}"), "a request failed");
        Self::new(status_of(&error), "failed")
    }

    fn unmet(unmet: &Unmet) -> Self {
        let facts = match unmet {
            Unmet::Missing(field) => vec![("field", (*field).to_owned())],
            Unmet::Unreadable { field, value } => {
                vec![("field", (*field).to_owned()), ("value", value.clone())]
            }
            Unmet::TooEarly { first: day, .. } | Unmet::TooFar { last: day, .. } => {
                vec![("day", day.to_string())]
            }
            Unmet::WordsTooLong(count) => {
                vec![("count", count.to_string()), ("most", MOST_WORDS.to_string())]
            }
            Unmet::ContestTooLate => vec![("days", CONTESTED_WITHIN.num_days().to_string())],
            Unmet::MainNotOpen(state) => vec![("state", state.to_string())],
            _ => Vec::new(),
        };
        let refused = Self::new(StatusCode::UNPROCESSABLE_ENTITY, unmet.name());
        Self { field: unmet.field(), facts, ..refused }
    }
}

impl From<Forbidden> for Refused {
    fn from(forbidden: Forbidden) -> Self {
        match forbidden {
            Forbidden::State { from, step } => {
                let refused = Self::new(StatusCode::CONFLICT, "state");
                Self { state: Some(from), step: Some(step), ..refused }
            }
            Forbidden::Actor { step, .. } => {
                Self { step: Some(step), ..Self::new(StatusCode::FORBIDDEN, "actor") }
            }
        }
    }
}

impl From<NotMoved> for Refused {
    fn from(not_moved: NotMoved) -> Self {
        match not_moved {
            NotMoved::NotFound => Self::not_found(),
            NotMoved::Forbidden(forbidden) => forbidden.into(),
            // No address of the API says what it has seen.
            NotMoved::Overtaken => Self::failed(anyhow::anyhow!("overtaken without having seen anything")),
            NotMoved::Colleague => Self::new(StatusCode::FORBIDDEN, "colleague"),
            NotMoved::Unmet(unmet) => Self::unmet(&unmet),
            NotMoved::Photo { name, kind } => Self {
                field: Some("photo"),
                facts: vec![("kind", kind.to_owned())],
                ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, name)
            },
            NotMoved::KeyReused => Self {
                field: Some("Idempotency-Key"),
                ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "key-reused")
            },
            NotMoved::Failed(error) => Self::failed(error),
            NotMoved::Before(moved) => Self::failed(anyhow::anyhow!("an earlier answer got lost: {moved:?}")),
        }
    }
}

impl From<anyhow::Error> for Refused {
    fn from(error: anyhow::Error) -> Self {
        Self::failed(error)
    }
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::failed(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A fact in words: a state has its name.
fn fact<'a>(texts: &Texts, name: &str, value: &'a str) -> Value<'a> {
    if name == "state" { texts.t(&format!("state-{value}")).into() } else { value.into() }
}

/// What is wrong and what to do, by the name of the problem.
fn words(texts: &Texts, name: &str, facts: &[(&str, Value<'_>)]) -> (String, String) {
    let own = format!("refused-move-{name}");
    let key = if texts.has(&own) { own } else { format!("wrong-{name}") };
    (texts.with(&key, facts), texts.with(&format!("{key}-do"), facts))
}

/// What a body may be and was not.
pub(crate) fn limits(texts: &Texts, reason: NotRead) -> Vec<(&'static str, Value<'static>)> {
    match reason {
        NotRead::TooSlow { bytes, seconds } => {
            vec![("size", size(texts, bytes).into()), ("time", patience(texts, seconds).into())]
        }
        NotRead::TooLong { seconds } => vec![("time", patience(texts, seconds).into())],
        NotRead::TooLarge { most } => vec![("size", size(texts, most).into())],
    }
}

/// The words of a kind of problem, with examples for the facts of one.
pub(crate) fn explained(texts: &Texts, name: &str) -> (String, String) {
    let large = name == "request-too-large";
    let facts: [(&str, Value<'_>); 11] = [
        ("field", "words".into()),
        ("value", "???".into()),
        ("day", "2026-12-01".into()),
        ("count", (MOST_WORDS + 200).into()),
        ("most", MOST_WORDS.into()),
        ("kind", "HEIC".into()),
        ("days", CONTESTED_WITHIN.num_days().into()),
        ("state", texts.t("state-done").into()),
        ("move", texts.t("move-take").into()),
        ("size", size(texts, if large { MOST_BYTES as u64 } else { 8192 }).into()),
        ("time", patience(texts, if name == "request-too-long" { 3600 } else { 60 }).into()),
    ];
    words(texts, name, &facts)
}

const JSON: [&str; 2] = ["application/json", "application/problem+json"];

/// Gives every refusal its words, also what axum itself refuses.
pub(crate) async fn in_words(Lang(language): Lang, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let ready = kind.is_some_and(|kind| JSON.contains(&kind));
    if ready || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let refused = response.extensions().get::<Refused>().cloned().unwrap_or_else(|| by_axum(status));
    refused.said(Texts::of(language))
}

fn by_axum(status: StatusCode) -> Refused {
    let name = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => "not-found",
        StatusCode::FORBIDDEN => "other-site",
        status if status.is_client_error() => "malformed",
        _ => "failed",
    };
    Refused::new(status, name)
}

impl Refused {
    fn said(&self, texts: &Texts) -> Response {
        let mut facts: Vec<_> =
            self.facts.iter().map(|(name, value)| (*name, fact(texts, name, value))).collect();
        let state = self.state.map(|state| texts.t(&format!("state-{state}"))).unwrap_or_default();
        let step = self.step.map(|step| texts.t(&format!("move-{step}"))).unwrap_or_default();
        if self.step.is_some() {
            facts.extend([("state", state.into()), ("move", step.into())]);
        }
        facts.extend(self.limit.into_iter().flat_map(|limit| limits(texts, limit)));
        let (what, remedy) = words(texts, self.name, &facts);
        let mut problem = Problem::new(self.status, self.name, what.clone()).detail(remedy.clone());
        problem.errors.extend(self.field.map(|field| FieldError::new(field, self.name, what, remedy)));
        let (state, step) = (self.state.map(State::as_str), self.step.map(Move::as_str));
        let body = MoveProblem { problem, state, step, meanwhile: self.meanwhile.clone() };
        let kind: (HeaderName, HeaderValue) =
            (header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let mut response = (self.status, Json(body)).into_response();
        response.headers_mut().insert(kind.0, kind.1);
        response
    }
}
