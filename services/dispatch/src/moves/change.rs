//! One move in one transaction: what all of them do alike.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use database::history;
use database::letters::{self, Told};
use messages::ReportMessage;
use model::ids::{HistoryId, ReportId, StaffId};
use model::moves::needs::Unmet;
use model::moves::{Actor, Forbidden, Move, State, allowed};
use model::turnaround::closing_time;
use serde_json::Value;
use sqlx::{Postgres, Transaction};

use crate::Service;
use crate::store::moves::{self, Key, Locked, Reach, Standing};

/// Who moves a report.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    /// A member of the staff, as a crew or a referent.
    Staff { id: StaffId, actor: Actor },
    /// The holder of the link to one transfer.
    Contractor { generation: i32 },
    /// Time.
    Clock,
}

impl By {
    /// The kind of actor in the table.
    pub(crate) fn actor(self) -> Actor {
        match self {
            Self::Staff { actor, .. } => actor,
            Self::Contractor { .. } => Actor::Contractor,
            Self::Clock => Actor::Clock,
        }
    }

    /// The member of the staff.
    pub(crate) fn staff(self) -> Option<StaffId> {
        match self {
            Self::Staff { id, .. } => Some(id),
            _ => None,
        }
    }

    fn reach(self) -> Reach {
        match self {
            Self::Staff { id, .. } => Reach::Staff(id),
            Self::Contractor { generation } => Reach::Contractor(generation),
            Self::Clock => Reach::Clock,
        }
    }
}

/// A move that somebody asks for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) report: ReportId,
    pub(crate) step: Move,
    pub(crate) by: By,
    /// The same key with the same content is the same move; time needs none.
    pub(crate) key: Option<Key>,
    /// When it happened, as the phone says.
    pub(crate) occurred_at: Option<DateTime<Utc>>,
    /// The newest of what was done, as who asks saw it; anything newer stops the move. None: whatever was done.
    pub(crate) seen: Option<HistoryId>,
}

/// A move that was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    pub(crate) report: ReportId,
    pub(crate) history: HistoryId,
    pub(crate) step: Move,
    /// The state it led to.
    pub(crate) state: State,
    pub(crate) occurred_at: DateTime<Utc>,
}

/// Why a move was not made. Nothing was written.
#[derive(Debug)]
pub(crate) enum NotMoved {
    /// It was made before, under the same key.
    Before(Moved),
    /// There is no such report, or it is not theirs.
    NotFound,
    /// The table does not allow it.
    Forbidden(Forbidden),
    /// Something was done since who asks looked.
    Overtaken,
    /// A colleague of the same team has it.
    Colleague,
    /// Something that it needs is missing.
    Unmet(Unmet),
    /// A photo that was not taken: the name of its texts, and its kind.
    Photo { name: &'static str, kind: &'static str },
    /// The key was used for something else.
    KeyReused,
    /// Something of ours.
    Failed(anyhow::Error),
}

impl From<Forbidden> for NotMoved {
    fn from(forbidden: Forbidden) -> Self {
        Self::Forbidden(forbidden)
    }
}

impl From<Unmet> for NotMoved {
    fn from(unmet: Unmet) -> Self {
        Self::Unmet(unmet)
    }
}

impl From<sqlx::Error> for NotMoved {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<anyhow::Error> for NotMoved {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

/// A move that the table allows, on a locked report; dropped, it leaves no trace.
pub(crate) struct Change<'a> {
    pub(crate) service: &'a Service,
    pub(crate) asked: &'a Asked,
    pub(crate) transaction: Transaction<'static, Postgres>,
    /// The report as it stands before.
    pub(crate) report: Locked,
    /// The row of the history that this move will be.
    pub(crate) history: HistoryId,
    /// Now, by the server's clock.
    pub(crate) now: DateTime<Utc>,
    /// When it counts: as the phone says, but not in the future and not before the dispatch.
    pub(crate) occurred_at: DateTime<Utc>,
    state: State,
}

impl<'a> Change<'a> {
    /// Begins a transaction, locks the report, and asks the table.
    pub(crate) async fn begin(service: &'a Service, asked: &'a Asked) -> Result<Self, NotMoved> {
        Self::within(service, asked, service.database.begin().await?).await
    }

    /// Locks the report and asks the table, in a transaction that has begun.
    pub(crate) async fn within(
        service: &'a Service,
        asked: &'a Asked,
        mut transaction: Transaction<'static, Postgres>,
    ) -> Result<Self, NotMoved> {
        let now = service.clock.now();
        let locked = moves::lock(&mut transaction, asked.report, asked.by.reach(), now).await?;
        // After the lock: a request that came at the same time has then committed. Before the answer that the report
        // is not theirs: the move may have made it so.
        if let Some(key) = &asked.key
            && let Some(earlier) = moves::earlier(&mut transaction, key).await?
        {
            return Err(before(asked, key, &earlier));
        }
        let report = locked.ok_or(NotMoved::NotFound)?;
        if let Some(seen) = asked.seen
            && moves::newest(&mut transaction, asked.report).await? != seen
        {
            return Err(NotMoved::Overtaken);
        }
        allowed(report.state, asked.step, asked.by.actor())?;
        let dispatched_at = report.dispatched_at.unwrap_or(report.received_at);
        Ok(Self {
            occurred_at: closing_time(asked.occurred_at.unwrap_or(now), now, dispatched_at),
            history: HistoryId(service.clock.id()),
            state: report.state,
            service,
            asked,
            transaction,
            report,
            now,
        })
    }

    /// Today, in the city.
    pub(crate) fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.report.zone).date_naive()
    }

    /// Writes the move down, with the state it leads to and everything that belongs to it, and keeps the key.
    pub(crate) async fn record(
        &mut self,
        standing: Standing<'_>,
        words: Option<&str>,
        detail: Value,
    ) -> Result<(), NotMoved> {
        let to = standing.state();
        let Asked { report, step, by, key, .. } = self.asked;
        if !allowed(self.state, *step, by.actor())?.contains(&to) {
            return Err(NotMoved::Failed(anyhow::anyhow!("`{step}` does not lead to `{to}`")));
        }
        let row = history::Row {
            id: self.history,
            report: *report,
            step: *step,
            from: Some(self.state),
            to,
            actor: by.actor(),
            actor_id: by.staff().map(|staff| staff.0),
            occurred_at: self.occurred_at,
            recorded_at: self.now,
            words,
            detail,
        };
        history::record(&mut self.transaction, &row).await?;
        moves::stand(&mut self.transaction, *report, standing, self.now).await?;
        self.state = to;
        if let Some(key) = key
            && !moves::keep(&mut self.transaction, key, *report, self.history, self.now).await?
        {
            return Err(NotMoved::KeyReused);
        }
        Ok(())
    }

    fn told(&self) -> Told {
        Told {
            report: self.asked.report,
            history: self.history,
            step: self.asked.step,
            occurred_at: self.occurred_at,
        }
    }

    /// Announces the move to everybody who follows the report; the letters leave after `delay`.
    pub(crate) async fn tell(&mut self, delay: Duration) -> Result<(), NotMoved> {
        let (told, clock) = (self.told(), &self.service.clock);
        letters::announce(&mut self.transaction, told, self.now, delay, || clock.id()).await?;
        Ok(())
    }

    /// Tells the referents that the report waits for one of them.
    pub(crate) async fn tell_referents(&mut self) -> Result<(), NotMoved> {
        let (told, clock) = (self.told(), &self.service.clock);
        letters::tell_referents(&mut self.transaction, told, self.now, || clock.id()).await?;
        Ok(())
    }

    /// Back to the team that had it; without one, a referent decides.
    pub(crate) async fn back_to_team(&mut self, words: Option<&str>, detail: Value) -> Result<(), NotMoved> {
        if self.report.team.is_some() {
            return self.record(Standing::Dispatched, words, detail).await;
        }
        self.record(Standing::ToRequalify, words, detail).await?;
        self.tell_referents().await
    }

    /// Asks the dispatcher for a team.
    pub(crate) async fn ask_for_team(&mut self) -> Result<(), NotMoved> {
        let Told { report, history, step, occurred_at } = self.told();
        let message = ReportMessage { report, history, step, occurred_at };
        queue::publish(&mut self.transaction, &message, Duration::ZERO).await?;
        Ok(())
    }

    /// Makes it true.
    pub(crate) async fn commit(self) -> Result<Moved, NotMoved> {
        let (report, step, by) = (self.asked.report, self.asked.step, self.asked.by);
        self.transaction.commit().await?;
        metrics::counter!("moves_total", "move" => step.as_str(), "actor" => by.actor().as_str())
            .increment(1);
        tracing::info!(%step, from = %self.report.state, to = %self.state, "moved");
        Ok(Moved { report, history: self.history, step, state: self.state, occurred_at: self.occurred_at })
    }
}

/// What a key was used for before: this move, or something else.
fn before(asked: &Asked, key: &Key, earlier: &moves::Earlier) -> NotMoved {
    let moves::Earlier { report, history, step, state, occurred_at, .. } = *earlier;
    if earlier.fingerprint == key.fingerprint && report == asked.report && step == asked.step {
        NotMoved::Before(Moved { report, history, step, state, occurred_at })
    } else {
        NotMoved::KeyReused
    }
}
