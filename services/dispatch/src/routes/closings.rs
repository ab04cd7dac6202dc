//! `/api/v1/closings?proof=doubtful`: closes that a referent may want to look at. Of teams, never of people.

use axum::Json;
use axum::extract::{Query, State};
use chrono::{DateTime, Utc};
use model::moves::Actor;
use model::moves::needs::Unmet;
use model::proof::{Proof, Reason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use web::Texts;

use crate::Service;
use crate::moves::NotMoved;
use crate::refused::{MoveProblem, Refused};
use crate::session::Staff;
use crate::store::proofs::{self, Listed, Proven};

/// How sure it is that a closed report was cleaned. Advice: it blocks nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProofRead {
    /// `sure`, `unsure` or `doubtful`: the worst of the reasons.
    result: &'static str,
    /// The reasons.
    doubts: Vec<DoubtRead>,
    /// Whether its photos were compared with others: a few seconds after the close.
    compared: bool,
}

/// One reason.
#[derive(Debug, Serialize, ToSchema)]
struct DoubtRead {
    /// `no_place`, `away`, `far`, `before_dispatch`, `old`, `used`, `resembles`, `same` or `unchanged`.
    doubt: &'static str,
    /// `away` and `far`: metres from the report.
    #[serde(skip_serializing_if = "Option::is_none")]
    metres: Option<u32>,
}

impl From<Proven> for ProofRead {
    fn from(proven: Proven) -> Self {
        let doubt = |reason: Reason| DoubtRead { doubt: reason.doubt.as_str(), metres: reason.metres };
        Self {
            result: proven.proof.as_str(),
            doubts: proven.doubts.into_iter().map(doubt).collect(),
            compared: proven.compared,
        }
    }
}

/// Reasons in words.
pub(super) fn doubts(texts: &Texts, reasons: &[Reason]) -> Vec<String> {
    let words = |reason: &Reason| {
        texts.t1(&format!("doubt-{}", reason.doubt), "metres", reason.metres.unwrap_or_default())
    };
    reasons.iter().map(words).collect()
}

/// A close, with the team whose it is.
#[derive(Debug, Serialize, ToSchema)]
struct ClosingRead {
    /// The report.
    report: Uuid,
    /// Its public number.
    reference: String,
    /// Its place in words.
    address: String,
    /// The team that had it.
    team: Option<String>,
    /// When the server recorded the close.
    closed_at: DateTime<Utc>,
    /// How sure it is.
    proof: ProofRead,
}

/// Closes of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ClosingList {
    /// The newest first, at most 200.
    closings: Vec<ClosingRead>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    proof: Option<String>,
}

/// The newest closes of one kind in the referent's sectors. A close that was undone is on no list.
#[utoipa::path(
    get,
    path = "/api/v1/closings",
    security(("session" = []), ("token" = ["jobs:read"])),
    params(("proof" = String, Query, description = "`doubtful`, `unsure` or `sure`.")),
    responses(
        (status = 200, body = ClosingList),
        (status = 401, description = "Nobody is signed in, or the token is none, is over or was taken back.", body = MoveProblem),
        (status = 403, description = "For referents; or the token lacks `jobs:read`.", body = MoveProblem),
        (status = 422, description = "No such kind.", body = MoveProblem),
    )
)]
pub(super) async fn list(
    State(service): State<Service>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Json<ClosingList>, Refused> {
    if staff.actor() != Actor::Referent {
        return Err(Refused::not_yours());
    }
    let asked = asked.proof.ok_or(NotMoved::Unmet(Unmet::Missing("proof")))?;
    let proof: Proof =
        asked.parse().map_err(|_| NotMoved::Unmet(Unmet::Unreadable { field: "proof", value: asked }))?;
    let closings = proofs::list(&service.database, staff.id, proof).await?;
    Ok(Json(ClosingList { closings: closings.into_iter().map(ClosingRead::from).collect() }))
}

impl From<Listed> for ClosingRead {
    fn from(listed: Listed) -> Self {
        Self {
            report: listed.report.0,
            reference: listed.reference,
            address: listed.address,
            team: listed.team,
            closed_at: listed.recorded_at,
            proof: listed.proven.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::proof::Doubt;
    use web::Language;

    use super::*;

    #[test]
    fn every_doubt_and_every_result_has_its_words_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::of(language);
            for doubt in Doubt::ALL {
                let words = doubts(texts, &[Reason { doubt: *doubt, metres: Some(412) }]);
                assert!(words.iter().all(|words| !words.contains(['[', '{', '$'])), "{doubt}: {words:?}");
            }
            for proof in Proof::ALL {
                assert!(texts.has(&format!("proof-{proof}")), "{proof}");
            }
        }
    }
}
