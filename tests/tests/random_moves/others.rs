//! Time, people without an account, and people who send twice.

use ::model::moves::{Actor, Move, State};
use anyhow::{Context, ensure};
use chrono::Duration;
use harness::Sent as Accepted;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::json;
use service_kit::clock::Clock;
use uuid::Uuid;

use crate::checks;
use crate::model::{Expected, Report, Sent};
use crate::wishes::{self, Wish};
use crate::world::World;

impl World {
    /// Time passes, and moves what is due.
    pub(crate) async fn pass(&mut self, time: Duration) -> anyhow::Result<()> {
        self.clock.advance(time);
        let now = self.clock.now();
        let due: Vec<(usize, Move)> =
            (0..self.reports.len()).filter_map(|at| Some((at, self.reports[at].due(now)?))).collect();
        let made = self.stack.dispatch.tick().await?;
        ensure!(made == due.len(), "time moved {made}, not {due:?}");
        ensure!(self.stack.dispatch.tick().await? == 0, "time moves once");
        for (at, step) in due {
            let to = self.reports[at].leads_to(step);
            self.went(at, step, to, &Sent::default());
            let history = checks::last(&self.stack.pool, self.reports[at].id).await?;
            self.reports[at].last = (history, None, now);
            self.told(at, step, history).await?;
            self.made(step, to, Actor::Clock);
            checks::report(&self.stack.pool, &self.reports[at]).await?;
        }
        Ok(())
    }

    /// "It is not clean", by a reporter's link.
    pub(crate) async fn contest(&mut self, random: &mut StdRng) -> anyhow::Result<()> {
        let ended = |report: &&Report| matches!(report.state, State::Done | State::Rejected);
        let ended: Vec<_> = self.reports.iter().filter(ended).map(|report| report.id).collect();
        let any: Vec<_> = self.reports.iter().filter(|report| report.merged_into.is_none()).collect();
        let id = match ended.choose(random) {
            Some(id) if random.random_bool(0.8) => *id,
            _ => any.choose(random).context("a report")?.id,
        };
        let at = self.reports.iter().position(|report| report.id == id).context("it")?;
        let (report, now) = (&self.reports[at], self.clock.now());
        let words = if random.random_bool(0.8) { "Il reste un matelas." } else { " " };
        let in_time = report.ended_at.is_some_and(|ended| now - ended <= Duration::days(14));
        let contested = ::model::moves::allowed(report.state, Move::Contest, Actor::Resident).is_ok();
        let expected = match (words.trim().is_empty(), contested && in_time) {
            (true, _) => 422,
            (false, true) => 303,
            (false, false) => 409,
        };
        let before = self.stack.snapshot().await?;
        let sent = Accepted { reference: String::new(), tracking_url: format!("/r/{}", report.token) };
        let answer = self.stack.resident()?.answer(&sent, false, words).await?;
        ensure!(answer.status() == expected, "{expected}, not {}: contest on {report:?}", answer.status());
        if expected != 303 {
            ensure!(before == self.stack.snapshot().await?, "a refused contest changed something");
            return Ok(());
        }
        let history = checks::contest(&self.stack.pool, id).await?;
        self.went(at, Move::Contest, State::Reopened, &Sent::default());
        self.reports[at].last = (history, None, now);
        self.told(at, Move::Contest, history).await?;
        self.made(Move::Contest, State::Reopened, Actor::Resident);
        self.assigned(at, history, None).await
    }

    /// The holder of a link, good or over, closes or declines.
    pub(crate) async fn contractor(&mut self, random: &mut StdRng) -> anyhow::Result<()> {
        let linked: Vec<_> =
            (0..self.reports.len()).filter(|at| self.reports[*at].contractor_url.is_some()).collect();
        let good = |at: &usize| self.reports[*at].state == State::Transferred;
        let good: Vec<_> = linked.iter().copied().filter(good).collect();
        let any = if good.is_empty() || random.random_bool(0.3) { &linked } else { &good };
        let (Some(at), now) = (any.choose(random).copied(), self.clock.now()) else { return Ok(()) };
        let report = &self.reports[at];
        let url = report.contractor_url.clone().context("a link")?;
        let close = random.random_bool(0.5);
        let (good, some) = (random.random_bool(0.75), random.random_range(0..4));
        let (step, wish) = if close {
            (Move::Close, wishes::close(good, some, &self.photo))
        } else {
            (Move::ComeBack, wishes::wish(random, Move::ComeBack, now, &self.photo))
        };
        let expected = match (report.transfer_until, wish.sent.lacks) {
            (Some(until), None) if until > now => Expected::To(report.leads_to(step)),
            (Some(until), Some(lacks)) if until > now => Expected::Refused(422, lacks),
            _ => Expected::Refused(410, "link"),
        };
        let path = format!("{url}/{}", if close { "close" } else { "decline" });
        let key = Uuid::new_v4().to_string();
        let answer = self.post(&path, None, &key, &wish).await?;
        if matches!(expected, Expected::To(_)) {
            self.sent.push((path, None, key, wish.clone()));
        }
        self.came((at, step, None), &expected, answer, &wish.sent).await
    }

    /// A move again under its key, the last one or one of those before, with its photo: the same answer, and nothing more,
    /// whatever happened since.
    pub(crate) async fn again(&self, random: &mut StdRng) -> anyhow::Result<()> {
        let newest = self.sent.len().saturating_sub(if random.random_bool(0.5) { 1 } else { 20 });
        let Some((path, who, key, wish)) = self.sent[newest..].choose(random).cloned() else { return Ok(()) };
        let cookie = who.as_ref().map(|who| who.cookie.as_str());
        let before = self.stack.snapshot().await?;
        let (status, answer) = self.post(&path, cookie, &key, &wish).await?;
        // A contractor's link ends with the next transfer: then it opens nothing, not even an old answer.
        let over = who.is_none() && status == 410;
        ensure!(status == 200 || over, "again: {answer}");
        if over {
            return Ok(());
        }
        ensure!(before == self.stack.snapshot().await?, "the same move twice changed something");
        let other = Wish { body: json!({ "words": "autre chose" }), ..wish };
        let (status, answer) = self.post(&path, cookie, &key, &other).await?;
        ensure!(status == 422 && answer["type"] == "/problems/key-reused", "another body: {answer}");
        Ok(())
    }
}
