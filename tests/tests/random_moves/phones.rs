//! Phones without signal: what their crews did waits in them, in its order for each job, and leaves later, under the time at
//! which it was done; an answer that got lost makes the phone send the same again.

use ::model::moves::{Actor, Move, State, allowed};
use anyhow::ensure;
use chrono::Duration;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::json;
use service_kit::clock::Clock;
use uuid::Uuid;

use crate::model::{Expected, Person};
use crate::wishes::{self, Wish};
use crate::world::World;

/// An action that waits in somebody's phone.
pub(crate) struct Waiting {
    who: Person,
    report: usize,
    step: Move,
    key: String,
    wish: Wish,
}

/// What came of actions that left a phone later than they were made.
#[derive(Debug, Default)]
pub(crate) struct Late {
    /// Made, though late.
    pub(crate) made: usize,
    /// Somebody was faster, or the job had gone.
    pub(crate) overtaken: usize,
    /// Made once, and sent again because the answer got lost.
    pub(crate) again: usize,
}

/// What a crew does beside taking and closing.
const WAYS: [Move; 4] = [Move::Close, Move::Close, Move::Refuse, Move::SendBack];

impl World {
    /// A crew without signal works on a job as it knows it: takes it, closes it or finds that it cannot. Nothing is sent.
    pub(crate) fn work_offline(&mut self, random: &mut StdRng) {
        let takes = |state| allowed(state, Move::Take, Actor::Crew).is_ok() || state == State::InProgress;
        let mut seen = Vec::new();
        for (at, report) in self.reports.iter().enumerate().filter(|(_, report)| takes(report.state)) {
            let crews = self.people.iter().filter(|who| who.actor == Actor::Crew && report.in_reach(who));
            seen.extend(crews.map(|who| (at, who.clone())));
        }
        let Some((report, who)) = seen.choose(random).cloned() else { return };
        let mut steps = Vec::new();
        if self.reports[report].state != State::InProgress && random.random_bool(0.7) {
            steps.push(Move::Take);
        }
        steps.push(*WAYS.choose(random).expect("some"));
        for step in steps {
            let now = self.clock.now();
            // A phone's clock may be wrong by hours, either way.
            let wrong = [0, 0, 0, -2 * 3600, 3600];
            let at = now + Duration::seconds(*wrong.choose(random).expect("some"));
            let mut wish = wishes::wish(random, step, now, &self.photo);
            wish.body["occurred_at"] = json!(at);
            wish.sent.occurred_at = Some(at);
            let key = Uuid::new_v4().to_string();
            self.waiting.push(Waiting { who: who.clone(), report, step, key, wish });
            self.clock.advance(Duration::seconds(40));
        }
    }

    /// A phone has signal again: everything in it leaves, the actions of each job in their order, jobs among one another as
    /// it comes. One that is refused is shown to its crew and holds nothing up.
    pub(crate) async fn signal(&mut self, random: &mut StdRng) -> anyhow::Result<()> {
        let Some(who) = self.waiting.choose(random).map(|waiting| waiting.who.id) else { return Ok(()) };
        let mut left: Vec<Waiting> = self.waiting.extract_if(.., |waiting| waiting.who.id == who).collect();
        while let Some(report) = left.choose(random).map(|waiting| waiting.report) {
            let next = left.iter().position(|waiting| waiting.report == report).expect("one");
            let action = left.remove(next);
            self.leaves(random, action).await?;
        }
        Ok(())
    }

    async fn leaves(&mut self, random: &mut StdRng, action: Waiting) -> anyhow::Result<()> {
        let Waiting { who, report, step, key, wish } = action;
        let expected = self.reports[report].expect(&who, step, &wish.sent, self.clock.now());
        let path = format!("/api/v1/jobs/{}/moves/{step}", self.reports[report].id);
        let (status, first) = self.post(&path, Some(&who.cookie), &key, &wish).await?;
        self.came((report, step, Some(&who)), &expected, (status, first.clone()), &wish.sent).await?;
        match expected {
            Expected::To(_) => self.late.made += 1,
            Expected::Refused(404 | 409, _) => self.late.overtaken += 1,
            Expected::Refused(..) => {}
        }
        if !matches!(expected, Expected::To(_)) || random.random_bool(0.5) {
            return Ok(());
        }
        // The answer got lost, and somebody may have moved the report since.
        let before = self.stack.snapshot().await?;
        let (status, again) = self.post(&path, Some(&who.cookie), &key, &wish).await?;
        let same = |field: &str| first[field] == again[field];
        ensure!(status == 200 && same("history") && same("occurred_at"), "again: {again}, not {first}");
        ensure!(before == self.stack.snapshot().await?, "an action that was sent again was made again");
        self.late.again += 1;
        self.sent.push((path, Some(who), key, wish));
        Ok(())
    }
}
