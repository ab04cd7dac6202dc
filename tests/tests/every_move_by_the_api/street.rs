//! A street with reports in every state, and the people who move them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::ensure;
use harness::{Member, Stack, paris, wrong};
use model::moves::{Move, State};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;

pub(crate) struct Street {
    pub(crate) stack: Stack,
    pub(crate) clock: Arc<SetClock>,
    /// Who takes and closes.
    pub(crate) crew: Member,
    /// Of the same team.
    pub(crate) colleague: Member,
    /// Of every sector.
    pub(crate) referent: Member,
    count: AtomicUsize,
}

/// The address of a move.
pub(crate) fn made(report: Uuid, step: Move) -> String {
    format!("/api/v1/jobs/{report}/moves/{step}")
}

impl Street {
    /// On a Tuesday at one, when the pair of the 11th works. No letter leaves.
    pub(crate) async fn new(undo_seconds: u64) -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = Stack::start_without_letters(clock.clone(), undo_seconds).await?;
        Ok(Self { clock, ..Self::with(stack).await? })
    }

    /// With services that run already.
    pub(crate) async fn with(stack: Stack) -> anyhow::Result<Self> {
        Ok(Self {
            crew: stack.member("crew", Some("up-11"), None).await?,
            colleague: stack.member("crew", Some("up-11"), None).await?,
            referent: stack.member("referent", None, None).await?,
            clock: SetClock::at(paris(13, 0)),
            count: AtomicUsize::new(0),
            stack,
        })
    }

    /// Everybody who sees the reports of this street.
    pub(crate) fn insiders(&self) -> [(&'static str, &Member); 3] {
        [("crew", &self.crew), ("colleague", &self.colleague), ("referent", &self.referent)]
    }

    /// A new report that a team has.
    pub(crate) async fn report(&self) -> anyhow::Result<Uuid> {
        let key = format!("street-{}", self.count.fetch_add(1, Ordering::Relaxed));
        let fields = [("category", "bags"), ("place", "48.8646, 2.3783"), ("email", "marie@example.org")];
        let sent = self.stack.resident()?.report(&key, &fields, &[]).await?;
        let reference = &sent.reference;
        let given = format!("SELECT state = 'dispatched' FROM report WHERE reference = '{reference}'");
        self.stack.eventually(&given).await?;
        let id = "SELECT id FROM report WHERE reference = $1";
        Ok(sqlx::query_scalar(id).bind(reference).fetch_one(&self.stack.pool).await?)
    }

    /// A new report in a state, by the moves that lead there.
    pub(crate) async fn stand(&self, state: State) -> anyhow::Result<Uuid> {
        let report = self.report().await?;
        let (crew, referent) = (&self.crew, &self.referent);
        let partner = json!({ "partner": { "fr": "le bailleur", "en": "the landlord" } });
        match state {
            State::Dispatched => {}
            State::InProgress => go(crew, report, Move::Take, json!({})).await?,
            State::Scheduled => go(crew, report, Move::Schedule, json!({ "on": "2026-12-01" })).await?,
            State::ToRequalify => go(crew, report, Move::SendBack, json!({ "reason": "wrong_team" })).await?,
            State::Transferred => go(crew, report, Move::Transfer, partner).await?,
            State::Monitored => {
                go(referent, report, Move::Watch, json!({ "review_on": "2026-12-01" })).await?;
            }
            State::Done => {
                let photo = [wrong::jpeg(64, 48)];
                let (status, answer) =
                    crew.ask(&made(report, Move::Close), &json!({ "reply": "done-cleaned" }), &photo).await?;
                ensure!(status == 200, "{answer}");
            }
            State::Rejected => go(crew, report, Move::Refuse, other()).await?,
            State::Duplicate => {
                let main = self.report().await?;
                go(crew, report, Move::Merge, json!({ "main": main })).await?;
            }
            State::Archived => {
                go(crew, report, Move::Refuse, other()).await?;
                self.set(report, "ended_at = ended_at - interval '366 days'").await?;
                ensure!(self.stack.dispatch.tick().await? == 1, "a year has passed");
            }
            // The dispatcher leaves them within milliseconds: as it finds them.
            State::Received => self.set(report, "state = 'received', team_id = NULL").await?,
            State::Reopened => self.set(report, "state = 'reopened'").await?,
        }
        Ok(report)
    }

    async fn set(&self, report: Uuid, what: &str) -> anyhow::Result<()> {
        let update = format!("UPDATE report SET {what} WHERE id = $1");
        sqlx::query(&update).bind(report).execute(&self.stack.pool).await?;
        Ok(())
    }
}

fn other() -> Value {
    json!({ "reason": "other", "words": "Chantier en cours." })
}

async fn go(member: &Member, report: Uuid, step: Move, body: Value) -> anyhow::Result<()> {
    let (status, answer) = member.ask(&made(report, step), &body, &[]).await?;
    ensure!(status == 200, "{step}: {answer}");
    Ok(())
}
