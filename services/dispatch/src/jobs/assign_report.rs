//! A report needs a team: its sector by its place, its team by the rules.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use database::history;
use database::letters::{self, Told};
use messages::ReportMessage;
use model::calendar;
use model::ids::HistoryId;
use model::moves::{self, Actor, Move, State};
use model::rules::{Facts, Rule, named_teams};
use queue::{Delivery, Done, Failure, OrFail};
use serde_json::json;
use sqlx::PgConnection;

use crate::Service;
use crate::choice::{by_referent, choose};
use crate::store::assignments::{self, Decision};

/// Decides once for each cause, and writes down why.
///
/// # Errors
/// Buried when the report does not exist; retried when the database fails or holds no rules.
pub(crate) async fn handle(service: &Service, delivery: &Delivery<ReportMessage>) -> Result<Done, Failure> {
    let report = delivery.message.report;
    tracing::Span::current().record("report", tracing::field::display(report));
    let mut transaction = service.database.begin().await.retry()?;
    let state = assignments::lock(&mut transaction, report).await.retry()?;
    let from = state.ok_or_else(|| anyhow::anyhow!("there is no report {report}")).bury()?;
    if assignments::is_decided(&mut transaction, delivery.message.history).await.retry()? {
        return delivery.commit(transaction).await;
    }
    if let Err(forbidden) = moves::allowed(from, Move::Assign, Actor::Dispatcher) {
        // Somebody decided meanwhile: a later decision must not be overturned by an older wish.
        tracing::info!(%forbidden, "needs no team any more");
        return delivery.commit(transaction).await;
    }
    if assignments::is_superseded(&mut transaction, report, delivery.message.history).await.retry()? {
        // A referent changed it meanwhile: the newer message decides.
        tracing::info!("a newer wish decides");
        return delivery.commit(transaction).await;
    }
    let now = service.clock.now();
    let rule = assign(service, &mut transaction, &delivery.message, from, now).await.retry()?;
    let done = delivery.commit(transaction).await?;

    let waited = (now - delivery.message.occurred_at).as_seconds_f64().max(0.0);
    metrics::histogram!("dispatch_wait_seconds").record(waited);
    let rule = rule.unwrap_or_else(|| "none".to_owned());
    metrics::counter!("dispatch_decisions_total", "rule" => rule.clone()).increment(1);
    tracing::info!(rule, "decided");
    Ok(done)
}

/// Chooses and writes the decision down; the rule that chose.
async fn assign(
    service: &Service,
    transaction: &mut PgConnection,
    message: &ReportMessage,
    from: State,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<String>> {
    let known = assignments::known(transaction, message.report).await?;
    let teams = assignments::teams(transaction, &known.sector).await?;
    let (version, rules) = service.rules.in_force(transaction).await?;
    let named = assignments::named_load(transaction, &named_teams(&rules)).await?;
    let (day, minute) = calendar::local_day_and_minute(now, known.zone);
    let facts = Facts {
        category: &known.category,
        sector: &known.sector,
        day,
        minute,
        followers: known.followers,
        load: teams.load,
        named: &named,
    };
    let wished = assignments::wished_team(transaction, message.history).await?;
    let choice = match wished.as_deref() {
        Some(team) => by_referent(team),
        None => choose(&facts, known.partner.as_ref(), &teams, &rules),
    };
    // Whoever requalifies may have moved the pin.
    let address = match message.step {
        Move::Requalify => {
            Some(database::addresses::in_words(transaction, known.place, &known.sector).await?)
        }
        _ => None,
    };
    let to = if choice.team.is_some() { State::Dispatched } else { State::ToRequalify };
    let decision = Decision {
        report: message.report,
        history: HistoryId(service.clock.id()),
        cause: message.history,
        state: to,
        facts: &facts,
        address: address.as_deref(),
        team: choice.team,
        rule: choice.rule,
        rule_set_version: version,
        sentence: &choice.sentence,
        decided_at: now,
    };
    let row = history::Row {
        id: decision.history,
        report: message.report,
        step: Move::Assign,
        from: Some(from),
        to,
        actor: Actor::Dispatcher,
        actor_id: None,
        occurred_at: now,
        recorded_at: now,
        words: None,
        detail: json!({ "team": choice.team, "rule": choice.rule, "rule_set_version": version }),
    };
    history::record(transaction, &row).await?;
    assignments::decide(transaction, &decision).await?;
    if to == State::ToRequalify {
        let told = Told { report: row.report, history: row.id, step: row.step, occurred_at: row.occurred_at };
        letters::tell_referents(transaction, told, now, || service.clock.id()).await?;
    }
    Ok(choice.rule.map(ToOwned::to_owned))
}

/// The rules in force, parsed once for each version.
#[derive(Debug, Default)]
pub(crate) struct RulesInForce(Mutex<Option<(i32, Arc<Vec<Rule>>)>>);

impl RulesInForce {
    /// The newest version and its rules. Each decision asks for the version: another copy of the service may have saved one.
    pub(crate) async fn in_force(
        &self,
        connection: &mut PgConnection,
    ) -> anyhow::Result<(i32, Arc<Vec<Rule>>)> {
        let newest = assignments::rule_version(connection).await?;
        let newest = newest.ok_or_else(|| anyhow::anyhow!("no rules: load a city pack"))?;
        let parsed = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((version, rules)) = parsed
            && version == newest
        {
            return Ok((version, rules));
        }
        let rules = Arc::new(assignments::rules(connection, newest).await?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((newest, rules.clone()));
        Ok((newest, rules))
    }
}
