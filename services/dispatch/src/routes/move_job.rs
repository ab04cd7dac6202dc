//! `/api/v1/jobs/{report}/moves/{move}`: a member of the staff moves a report.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use model::ids::ReportId;
use model::moves::{Actor, Move};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Service;
use crate::meanwhile::Meanwhile;
use crate::moves::{self, Asked, By, Moved, NotMoved};
use crate::outbox::Acting;
use crate::refused::{MoveProblem, Refused};
use crate::routes::closings::ProofRead;
use crate::store::moves::Key;
use crate::store::proofs;
use crate::wish::{MoveBody, Wish};

/// A move that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MoveMade {
    /// The report.
    report: Uuid,
    /// The row of its history.
    history: Uuid,
    /// The move.
    #[serde(rename = "move")]
    step: &'static str,
    /// The state it led to.
    state: &'static str,
    /// When it counts.
    occurred_at: DateTime<Utc>,
    /// Of a close: how sure it is, as far as is known at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    proof: Option<ProofRead>,
}

impl From<Moved> for MoveMade {
    fn from(moved: Moved) -> Self {
        Self {
            report: moved.report.0,
            history: moved.history.0,
            step: moved.step.as_str(),
            state: moved.state.as_str(),
            occurred_at: moved.occurred_at,
            proof: None,
        }
    }
}

/// Moves a report. The same `Idempotency-Key` with the same content is the same move, and gives the same answer.
#[utoipa::path(
    post,
    path = "/api/v1/jobs/{report}/moves/{move}",
    security(("session" = []), ("token" = ["jobs:move"])),
    params(
        ("report" = Uuid, Path),
        ("move" = String, Path, description = "`take`, `release`, `schedule`, `close`, `undo`, `refuse`, `send_back`, \
            `requalify`, `transfer`, `watch`, `resume`, `merge`."),
        ("Idempotency-Key" = String, Header, description = "Made by the client, the same on every retry."),
        ("Acting-As" = Option<Uuid>, Header, description = "A phone that several people use: whose action it is. Without \
            their session, it needs their seal."),
        ("Action-Seal" = Option<String>, Header, description = "What our own pages sealed such an action with."),
    ),
    request_body(content(
        (MoveBody = "application/json"),
        (MoveBody = "multipart/form-data"),
    ), description = "`close` and `refuse` with photos: a form, up to three parts named `photo`."),
    responses(
        (status = 200, body = MoveMade),
        (status = 401, description = "Nobody is signed in, or the token is none, is over or was taken back.", body = MoveProblem),
        (status = 403, description = "The table gives this move to somebody else, or a colleague has it; or the token lacks \
            `jobs:move`.", body = MoveProblem),
        (status = 404, description = "No such report, or not theirs; `meanwhile` says where it went, if it was.",
            body = MoveProblem),
        (status = 409, description = "The report's state does not allow it; `state` and `move` say which, and \
            `meanwhile` tells a crew who was faster.",
            body = MoveProblem),
        (status = 422, description = "What the move needs: `field`, and the remedy.", body = MoveProblem),
    )
)]
pub(super) async fn move_job(
    State(service): State<Service>,
    acting: Acting,
    Path((report, step)): Path<(ReportId, String)>,
    headers: HeaderMap,
    wish: Wish,
) -> Result<Json<MoveMade>, Refused> {
    tracing::Span::current().record("report", tracing::field::display(report));
    let step: Move = step.parse().map_err(|_| Refused::not_found())?;
    let staff = acting.proven(&service, &headers, &wish, &fingerprint(report, step, &wish))?;
    let by = By::Staff { id: staff.id, actor: staff.actor() };
    match made(&service, (report, step, by), format!("staff {}", staff.id), &headers, &wish).await {
        Err(refused) if staff.actor() == Actor::Crew && refused.may_be_overtaken() => {
            let who = (staff.id, staff.language);
            Err(refused.after(Meanwhile::find(&service, who, report, step).await?))
        }
        made => made,
    }
}

/// Makes a move by its key.
pub(super) async fn made(
    service: &Service,
    (report, step, by): (ReportId, Move, By),
    scope: String,
    headers: &HeaderMap,
    wish: &Wish,
) -> Result<Json<MoveMade>, Refused> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::trim);
    let key = key.filter(|key| (1..=200).contains(&key.len())).ok_or_else(Refused::no_key)?;
    let key = Key { scope, given: key.to_owned(), fingerprint: fingerprint(report, step, wish) };
    let occurred_at = wish.occurred_at().map_err(NotMoved::from)?;
    let asked = Asked { report, step, by, key: Some(key), occurred_at, seen: None };
    match moves::make(service, &asked, wish).await {
        Ok(moved) | Err(NotMoved::Before(moved)) => {
            let proof = match moved.step {
                Move::Close => proofs::last(&service.database, report).await?,
                _ => None,
            };
            Ok(Json(MoveMade { proof: proof.map(ProofRead::from), ..moved.into() }))
        }
        Err(not_moved) => Err(not_moved.into()),
    }
}

/// SHA-256 of the move and of what was sent with it.
pub(super) fn fingerprint(report: ReportId, step: Move, wish: &Wish) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(report.0.as_bytes());
    hash.update(step.as_str());
    hash.update(wish.sent.fingerprint());
    hash.finalize().into()
}
