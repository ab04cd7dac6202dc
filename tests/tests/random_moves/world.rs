//! The services, the people who use them, and what the test thinks of every report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ::model::city::Hours;
use ::model::moves::{Actor, Move, State};
use anyhow::{Context, ensure};
use chrono::{DateTime, Duration, Utc};
use chrono_tz::Europe::Paris;
use harness::{Sent as Accepted, Stack, paris};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use reqwest::Client;
use serde_json::{Value, json};
use service_kit::clock::{Clock, SetClock};
use sqlx::types::Json;
use uuid::Uuid;

use crate::checks;
use crate::model::{ELEVENTH, Expected, Main, Person, Report, Sent, TWELFTH, is_told};
use crate::phones::{Late, Waiting};
use crate::wishes::{self, Wish};

pub(crate) struct World {
    pub(crate) stack: Stack,
    pub(crate) people: Vec<Person>,
    pub(crate) reports: Vec<Report>,
    /// Every move that was made, with the state it led to.
    pub(crate) made: BTreeSet<(Move, State)>,
    /// Every move that was made, with who made it.
    pub(crate) by: BTreeSet<(Move, Actor)>,
    /// Moves of which somebody was told by letter.
    with_letters: BTreeSet<Uuid>,
    /// Closes that were undone while letters about them waited.
    pub(crate) undone_with_letters: usize,
    /// Every kind of refusal, and how often.
    pub(crate) refused: BTreeMap<(u16, String), usize>,
    pub(crate) count: usize,
    pub(crate) clock: Arc<SetClock>,
    client: Client,
    pub(crate) photo: Vec<u8>,
    shifts: BTreeMap<String, Hours>,
    /// Moves that were made by the API, by whom (none: by a link) and under which key, to be sent again: a phone that
    /// was offline sends all it kept, in any order of jobs.
    pub(crate) sent: Vec<(String, Option<Person>, String, Wish)>,
    /// What waits in phones without signal.
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) late: Late,
}

impl World {
    pub(crate) async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = Stack::start_without_letters(clock.clone(), 30).await?;
        let shifts: Vec<(String, Json<Hours>)> =
            sqlx::query_as("SELECT id, shift FROM team").fetch_all(&stack.pool).await?;
        let mut world = Self {
            people: Vec::new(),
            reports: Vec::new(),
            made: BTreeSet::new(),
            by: BTreeSet::new(),
            with_letters: BTreeSet::new(),
            undone_with_letters: 0,
            refused: BTreeMap::new(),
            count: 0,
            client: Client::builder().build()?,
            photo: small_photo()?,
            shifts: shifts.into_iter().map(|(team, shift)| (team, shift.0)).collect(),
            sent: Vec::new(),
            waiting: Vec::new(),
            late: Late::default(),
            clock,
            stack,
        };
        for team in ["up-11", "up-11", "dpe-11", "dpe-11", "up-12", "dpe-12"] {
            world.hire("crew", Actor::Crew, Some(team), None).await?;
        }
        world.hire("referent", Actor::Referent, None, None).await?;
        world.hire("referent", Actor::Referent, None, Some(TWELFTH)).await?;
        world.hire("call_centre", Actor::CallCentre, None, None).await?;
        Ok(world)
    }

    /// A member of the staff with a session that lasts longer than the walk.
    async fn hire(
        &mut self,
        role: &str,
        actor: Actor,
        team: Option<&'static str>,
        sector: Option<&'static str>,
    ) -> anyhow::Result<()> {
        let member = self.stack.member(role, team, sector).await?;
        let (id, cookie) = (member.id, member.cookie.context("signed in")?);
        self.people.push(Person { id, actor, team, sector, cookie });
        Ok(())
    }

    /// Somebody reports; the dispatcher decides.
    pub(crate) async fn receive(&mut self, random: &mut StdRng) -> anyhow::Result<()> {
        let number = self.reports.len();
        let partner = random.random_bool(0.2);
        let email = match random.random_range(0..4) {
            0 => None,
            1 => Some("Same@example.org".to_owned()),
            _ => Some(format!("resident{number}@example.org")),
        };
        let category = if partner { "graffiti-building" } else { "bags" };
        let mut fields = vec![("category", category), ("place", "48.8646, 2.3783")];
        fields.extend(email.as_deref().map(|email| ("email", email)));
        let accepted: Accepted =
            self.stack.resident()?.report(&format!("walk-{number}"), &fields, &[]).await?;
        let (id, history): (Uuid, Uuid) = sqlx::query_as(
            "SELECT report.id, h.id FROM report JOIN report_history h ON h.report_id = report.id
             WHERE reference = $1 AND move = 'receive'",
        )
        .bind(&accepted.reference)
        .fetch_one(&self.stack.pool)
        .await?;
        self.reports.push(Report {
            id,
            token: accepted.token().to_owned(),
            email,
            state: State::Received,
            team: None,
            sector: ELEVENTH.to_owned(),
            partner,
            taken_by: None,
            taken_until: None,
            transfer_until: None,
            contractor_url: None,
            review_on: None,
            merged_into: None,
            ended_at: None,
            received_at: self.clock.now(),
            dispatched_at: None,
            rows: 1,
            last: (history, None, self.clock.now()),
        });
        self.told(number, Move::Receive, history).await?;
        self.made(Move::Receive, State::Received, Actor::Resident);
        self.assigned(number, history, None).await
    }

    /// Waits until the dispatcher has decided, and checks what it decided.
    pub(crate) async fn assigned(
        &mut self,
        at: usize,
        cause: Uuid,
        wished: Option<&str>,
    ) -> anyhow::Result<()> {
        let id = self.reports[at].id;
        let decided = format!("SELECT EXISTS (SELECT FROM assignment WHERE cause_id = '{cause}')");
        self.stack.eventually(&decided).await?;
        let (history, team): (Uuid, Option<String>) = sqlx::query_as(
            "SELECT history_id, team_id FROM assignment WHERE cause_id = $1 AND report_id = $2",
        )
        .bind(cause)
        .bind(id)
        .fetch_one(&self.stack.pool)
        .await?;
        let report = &mut self.reports[at];
        ensure!(team.is_some() == (wished.is_some() || !report.partner), "a team, or a referent: {team:?}");
        ensure!(wished.is_none() || team.as_deref() == wished, "the wished team: {team:?}");
        let to = if team.is_some() { State::Dispatched } else { State::ToRequalify };
        report.go(Move::Assign, to, self.clock.now());
        if team.is_some() {
            report.dispatched_at = Some(self.clock.now());
        }
        report.team = team;
        report.last = (history, None, self.clock.now());
        self.made(Move::Assign, to, Actor::Dispatcher);
        self.told(at, Move::Assign, history).await?;
        checks::report(&self.stack.pool, &self.reports[at]).await
    }

    /// A member of the staff asks for a move.
    pub(crate) async fn ask(
        &mut self,
        random: &mut StdRng,
        at: usize,
        who: &Person,
        step: Move,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        let mut wish = wishes::wish(random, step, now, &self.photo);
        if step == Move::Merge {
            self.choose_main(random, who, &mut wish);
        }
        if step == Move::Undo && self.reports[at].state == State::Done {
            wish.sent.letter_read =
                self.letters_are_read(self.reports[at].last.0, random.random_bool(0.2)).await?;
        }
        let expected = self.reports[at].expect(who, step, &wish.sent, now);
        let key = Uuid::new_v4().to_string();
        let path = format!("/api/v1/jobs/{}/moves/{step}", self.reports[at].id);
        let answer = self.post(&path, Some(&who.cookie), &key, &wish).await?;
        if matches!(expected, Expected::To(_)) {
            self.sent.push((path, Some(who.clone()), key, wish.clone()));
        }
        self.came((at, step, Some(who)), &expected, answer, &wish.sent).await
    }

    fn choose_main(&self, random: &mut StdRng, who: &Person, wish: &mut Wish) {
        if random.random_bool(0.1) {
            wish.sent.lacks = Some("missing");
            return;
        }
        let reachable: Vec<_> = self.reports.iter().filter(|report| report.in_reach(who)).collect();
        let main = match reachable.choose(random) {
            Some(main) if random.random_bool(0.8) => *main,
            _ => self.reports.choose(random).expect("some"),
        };
        wish.body = json!({ "main": main.id });
        wish.sent.main = Some(Main { id: main.id, state: main.state, in_reach: main.in_reach(who) });
    }

    /// Whether a letter of a move was read, by this wish or by one before that was refused for another reason: `now`
    /// is as if notification had just read them.
    async fn letters_are_read(&self, history: Uuid, now: bool) -> anyhow::Result<bool> {
        let letters = "WHERE message -> 'message' ->> 'history' = $1::text";
        if now {
            let read = format!("UPDATE pgmq.q_letters SET read_ct = 1 {letters}");
            sqlx::query(&read).bind(history.to_string()).execute(&self.stack.pool).await?;
        }
        let read = format!("SELECT EXISTS (SELECT FROM pgmq.q_letters {letters} AND read_ct > 0)");
        Ok(sqlx::query_scalar(&read).bind(history.to_string()).fetch_one(&self.stack.pool).await?)
    }

    pub(crate) async fn post(
        &self,
        path: &str,
        cookie: Option<&str>,
        key: &str,
        wish: &Wish,
    ) -> anyhow::Result<(u16, Value)> {
        let url =
            if path.starts_with('/') { format!("{}{path}", self.stack.staff_url) } else { path.to_owned() };
        let request = self.client.post(url).header("Idempotency-Key", key);
        let request = match cookie {
            Some(cookie) => request.header("Cookie", cookie),
            None => request,
        };
        let request = match wish.form() {
            Some(form) => request.multipart(form),
            None => request.json(&wish.body),
        };
        let before = self.stack.snapshot().await?;
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let body: Value = answer.json().await.with_context(|| format!("{path}: {status}"))?;
        if status != 200 {
            let after = self.stack.snapshot().await?;
            ensure!(before == after, "{path} was refused with {body}, and changed {before} to {after}");
        }
        Ok((status, body))
    }

    /// Compares what came with what was expected, and follows the report.
    pub(crate) async fn came(
        &mut self,
        (at, step, who): (usize, Move, Option<&Person>),
        expected: &Expected,
        (status, body): (u16, Value),
        sent: &Sent,
    ) -> anyhow::Result<()> {
        let what = format!("{step} on {:?} by {who:?} with {sent:?}: {body}", self.reports[at]);
        let to = match *expected {
            Expected::Refused(refused, kind) => {
                let said = (status, body["type"].as_str().unwrap_or_default());
                ensure!(said == (refused, format!("/problems/{kind}").as_str()), "{expected:?}, not {what}");
                let words = body["detail"].as_str().unwrap_or("[");
                ensure!(!words.starts_with('['), "no remedy in {body}");
                *self.refused.entry((refused, kind.to_owned())).or_default() += 1;
                return Ok(());
            }
            Expected::To(to) => to,
        };
        ensure!(status == 200 && body["state"] == to.as_str(), "{to}, not {what}");
        let history: Uuid = body["history"].as_str().unwrap_or_default().parse()?;
        let now = self.clock.now();
        let (said, counts) = (body["occurred_at"].as_str(), self.reports[at].counts_at(sent, now));
        let said: Option<DateTime<Utc>> = said.and_then(|said| said.parse().ok());
        ensure!(said == Some(counts), "counts at {said:?}, not {counts}: {what}");
        let undone = (step == Move::Undo).then_some(self.reports[at].last.0);
        self.went(at, step, to, sent);
        self.reports[at].last = (history, who.map(|who| who.id), now);
        self.follow(at, step, who, sent).await?;
        self.told(at, step, history).await?;
        self.made(step, to, who.map_or(Actor::Contractor, |who| who.actor));
        if undone.is_some_and(|close| self.with_letters.contains(&close)) {
            self.undone_with_letters += 1;
        }
        match step {
            Move::Requalify => self.assigned(at, history, sent.new_team).await,
            _ => checks::report(&self.stack.pool, &self.reports[at]).await,
        }
    }

    pub(crate) fn went(&mut self, at: usize, step: Move, to: State, sent: &Sent) {
        let now = self.clock.now();
        let report = &mut self.reports[at];
        report.go(step, to, now);
        if let Some(main) = &sent.main {
            report.merged_into = Some(main.id);
        }
        if let Some(partner) = sent.new_partner {
            report.partner = partner;
        }
        if let Some(sector) = sent.new_sector {
            sector.clone_into(&mut report.sector);
        }
    }

    /// What belongs to the new state.
    async fn follow(
        &mut self,
        at: usize,
        step: Move,
        who: Option<&Person>,
        sent: &Sent,
    ) -> anyhow::Result<()> {
        let now = self.clock.now();
        let report = &mut self.reports[at];
        match report.state {
            State::InProgress => {
                let team = report.team.as_ref().context("a team")?;
                report.taken_by = who.map(|who| who.id);
                report.taken_until = Some(self.shifts[team].next_end(now, Paris));
            }
            State::Transferred => {
                report.transfer_until = Some(now + Duration::days(14));
                let referent = self.people.iter().find(|who| who.actor == Actor::Referent).expect("one");
                let read = self.client.get(format!("{}/api/v1/jobs/{}", self.stack.staff_url, report.id));
                let read: Value = read.header("Cookie", &referent.cookie).send().await?.json().await?;
                report.contractor_url = read["contractor_url"].as_str().map(str::to_owned);
                ensure!(report.contractor_url.is_some(), "the referent sees the link: {read}");
            }
            State::Monitored => {
                report.review_on = sqlx::query_scalar(
                    "SELECT (detail ->> 'review_on')::date FROM report_history WHERE id = $1",
                )
                .bind(report.last.0)
                .fetch_one(&self.stack.pool)
                .await?;
            }
            _ => {}
        }
        if step == Move::Undo {
            checks::no_letters_of_undone(&self.stack.pool, report.id).await?;
        }
        ensure!(sent.lacks.is_none(), "a move without what it needs");
        Ok(())
    }

    pub(crate) fn made(&mut self, step: Move, to: State, by: Actor) {
        self.count += 1;
        self.made.insert((step, to));
        self.by.insert((step, by));
    }

    /// Exactly the right people are told of a move, once for each address, in the ledger and in the queue.
    pub(crate) async fn told(&mut self, at: usize, step: Move, history: Uuid) -> anyhow::Result<()> {
        let report = &self.reports[at];
        let mut addresses = BTreeSet::new();
        if is_told(step) {
            let mut reports = vec![report];
            while let Some(told) = reports.pop() {
                addresses.extend(told.email.as_ref().map(|email| email.to_lowercase()));
                reports.extend(self.reports.iter().filter(|other| other.merged_into == Some(told.id)));
            }
        }
        let referents = self.people.iter().filter(|who| who.actor == Actor::Referent && report.in_reach(who));
        let referents = if report.state == State::ToRequalify { referents.count() } else { 0 };
        checks::letters(&self.stack.pool, history, &addresses, referents)
            .await
            .with_context(|| format!("{step} of {report:?}"))?;
        if !addresses.is_empty() {
            self.with_letters.insert(history);
        }
        Ok(())
    }

    /// Whoever has a report in hand, for the moves that only they make.
    pub(crate) fn in_hand(&self, at: usize, step: Move) -> Option<Person> {
        let report = &self.reports[at];
        let id = match step {
            Move::Release => report.taken_by,
            Move::Undo => report.last.1,
            _ => None,
        };
        self.people.iter().find(|who| Some(who.id) == id).cloned()
    }
}

/// A photo of a few hundred bytes: what is proven here is not pixels.
fn small_photo() -> anyhow::Result<Vec<u8>> {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(64, 48, image::Rgb([90, 120, 90]))
        .write_to(&mut jpeg, image::ImageFormat::Jpeg)?;
    Ok(jpeg.into_inner())
}
