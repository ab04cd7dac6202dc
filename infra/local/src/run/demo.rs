//! One sample report through everything, by public HTTP, as people do it.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use chrono::Offset;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Paris;
use local::inbox::{Inbox, Received};
use local::samples::{Shot, clean_street, dirty_street};
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use service_kit::clock::{Clock, SystemClock};
use tokio::time::Instant;

use super::letter::{Letter, upright_and_bare};
use super::pages::Visitor;
use super::parts::Parts;
use super::state::Sample;
use super::steps::{Steps, quiet, seconds};
use super::{CREWS, Crew, UNDO_SECONDS};

/// Whose letters go to the inbox.
const RESIDENT: &str = "camille@rue-nette.example";
/// 82 rue Oberkampf: degrees east and north.
const PLACE: (f64, f64) = (2.3783, 48.8646);
/// How long anything but the closing letter may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks at a page.
const PACE: Duration = Duration::from_millis(100);

/// The sample report's way.
pub(crate) struct Demo<'a> {
    parts: &'a Parts,
    resident: Visitor,
    crew: Visitor,
    steps: Steps,
}

/// What the API answers to a report.
#[derive(Deserialize)]
struct Accepted {
    reference: String,
    tracking_url: String,
}

/// What the API says of a report; only what is looked at.
#[derive(Deserialize)]
struct Report {
    state: String,
    address: String,
    team: Option<String>,
    steps: Vec<Step>,
    photos_ready: usize,
}

#[derive(Deserialize)]
struct Step {
    r#move: String,
    words: Option<String>,
}

/// The report that was sent.
struct Sent {
    reference: String,
    token: String,
}

impl<'a> Demo<'a> {
    pub(crate) fn new(parts: &'a Parts) -> anyhow::Result<Self> {
        let resident = Visitor::new(&parts.here.residents)?;
        let crew = Visitor::new(&parts.here.crews)?;
        Ok(Self { parts, resident, crew, steps: Steps::default() })
    }

    /// Sends the report and follows it to the closing letter. Where letters can't be read, it stays open, and says so.
    ///
    /// # Errors
    /// Names the step that failed.
    pub(crate) async fn run(mut self) -> anyhow::Result<Sample> {
        println!("\n▸ One sample report, from a phone's photo to the letter with the clean street");
        let began = Instant::now();
        let photo = quiet("Drawing its photo", draw(Picture::Dirty)).await?;
        let inbox = self.parts.inbox.as_ref();
        let before = inbox.map_or(0, Inbox::newest);
        let sent = self.send(photo).await?;
        let team = self.dispatched(&sent).await?;
        self.photographed(&sent).await?;
        let crew = crew_of(&team)?;
        let sample =
            Sample { path: sent.path(), reference: sent.reference.clone(), crew: crew.email.to_owned() };
        let Some(inbox) = inbox else {
            println!(
                "  Its letters would go to the given SMTP_URL, so nobody is written to, and it stays open."
            );
            return Ok(sample);
        };
        self.confirmed(inbox, before, &sent).await?;
        self.sign_in(inbox, crew).await?;
        let before = inbox.newest();
        self.close(&sent).await?;
        self.told(inbox, before, &sent).await?;
        println!("  All of it took {}.", seconds(began.elapsed()));
        Ok(sample)
    }

    async fn send(&mut self, photo: Vec<u8>) -> anyhow::Result<Sent> {
        let has_inbox = self.parts.inbox.is_some();
        let resident = &self.resident;
        #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
        let megabytes = photo.len() as f64 / 1e6;
        let words = format!("A resident sends a photo ({megabytes:.1} MB, 12 megapixels, taken sideways)");
        let send = async {
            let mut form = Form::new().text("category", "bags").text("language", "fr").text("channel", "web");
            if has_inbox {
                form = form.text("email", RESIDENT);
            }
            let form = form.part("photo", Part::bytes(photo).file_name("photo.jpg").mime_str("image/jpeg")?);
            let key = uuid::Uuid::new_v4().to_string();
            let request = resident.post("/api/v1/reports")?.header("Idempotency-Key", key).multipart(form);
            let answer = request.send().await?;
            let status = answer.status();
            if !status.is_success() {
                bail!("intake answered {status}: {}", answer.text().await?);
            }
            let Accepted { reference, tracking_url } = answer.json().await?;
            let token = tracking_url.rsplit('/').next().unwrap_or_default().to_owned();
            Ok((Sent { reference: reference.clone(), token }, reference))
        };
        self.steps.step(&words, send).await
    }

    /// The team that has it, as letters name it.
    async fn dispatched(&mut self, sent: &Sent) -> anyhow::Result<String> {
        let resident = &self.resident;
        let wait = async {
            let report = watch(resident, sent, |report| report.state != "received").await?;
            let why =
                report.steps.iter().find(|step| step.r#move == "assign").and_then(|step| step.words.clone());
            let why = why.unwrap_or_default();
            let Some(team) = report.team else { bail!("no team got it: {why}") };
            let outcome = format!("{}, given to {team}: « {why} »", report.address);
            Ok((team, outcome))
        };
        self.steps.step("Its place was read in the photo", wait).await
    }

    async fn photographed(&mut self, sent: &Sent) -> anyhow::Result<()> {
        let resident = &self.resident;
        let look = async {
            watch(resident, sent, |report| report.photos_ready > 0).await?;
            let links = resident.open(&sent.path()).await?.links();
            let mut sizes = Vec::new();
            for (size, side) in [("large", 1600), ("small", 400)] {
                let link = links.iter().find(|link| link.ends_with(&format!("/{size}.jpg")));
                let jpeg =
                    resident.bytes(link.with_context(|| format!("no {size} photo on the page"))?).await?;
                let (width, height) = upright_and_bare(&jpeg)?;
                ensure!(width == side, "the {size} photo is {width} pixels wide, not {side}");
                sizes.push(format!("{width} × {height}"));
            }
            Ok(((), sizes.join(" and ")))
        };
        self.steps.step("On its page the photo stands upright, without metadata", look).await
    }

    async fn confirmed(&mut self, inbox: &Inbox, before: u64, sent: &Sent) -> anyhow::Result<()> {
        let wait = async {
            let path = sent.path();
            let wanted = |letter: &Letter| letter.link(&path).is_some();
            let letter = letter_to(inbox, RESIDENT, before, PATIENCE, wanted).await?;
            Ok(((), format!("« {} »", letter.subject)))
        };
        self.steps.step("\"We have received it\" is in the inbox", wait).await
    }

    async fn sign_in(&mut self, inbox: &Inbox, crew: Crew) -> anyhow::Result<()> {
        let visitor = &self.crew;
        let sign_in = async {
            let before = inbox.newest();
            let form = visitor.open("/sign-in").await?.form("/sign-in")?.with("email", crew.email);
            visitor.submit(form, None).await?;
            let wanted = |letter: &Letter| letter.link("/sign-in/").is_some();
            let letter = letter_to(inbox, crew.email, before, PATIENCE, wanted).await?;
            let link = letter.link("/sign-in/").context("no link in the letter")?;
            let path = visitor.address(link)?.path().to_owned();
            let form = visitor.open(&path).await?.form(&path)?;
            let page = visitor.submit(form, None).await?;
            ensure!(page.path == "/crew", "the link's button led to {}", page.path);
            Ok(((), crew.name.to_owned()))
        };
        self.steps.step("The crew signs in by the e-mailed link", sign_in).await
    }

    async fn close(&mut self, sent: &Sent) -> anyhow::Result<()> {
        let photo = draw(Picture::Clean).await?;
        let (visitor, resident) = (&self.crew, &self.resident);
        let work = async {
            let job = job_of(visitor, sent).await?;
            let take = visitor.open(&job).await?.form("/take")?;
            visitor.submit(take, None).await?;
            let page = visitor.open(&job).await?;
            let close = page.form("/close")?.with_first_choices();
            visitor.submit(close, Some(photo)).await?;
            watch(resident, sent, |report| report.state == "done").await?;
            Ok(((), "done".to_owned()))
        };
        self.steps.step("It takes the job, photographs the clean street and closes", work).await
    }

    async fn told(&mut self, inbox: &Inbox, before: u64, sent: &Sent) -> anyhow::Result<()> {
        let wait = async {
            let path = sent.path();
            let patience = PATIENCE + Duration::from_secs(UNDO_SECONDS);
            let wanted = |letter: &Letter| letter.link(&path).is_some() && !letter.pictures.is_empty();
            let letter = letter_to(inbox, RESIDENT, before, patience, wanted).await?;
            for stage in ["after", "before"] {
                let named = |(name, _): &&(String, Vec<u8>)| name.contains(stage);
                let found = letter.pictures.iter().find(named);
                let (_, jpeg) = found.with_context(|| format!("the letter has no {stage}-photo"))?;
                upright_and_bare(jpeg).with_context(|| format!("the {stage}-photo"))?;
            }
            let outcome = format!(
                "« {} »: after-photo and before-photo inside, upright, without metadata",
                letter.subject
            );
            Ok(((), outcome))
        };
        let words =
            format!("The closing letter waits {UNDO_SECONDS} s, so that the crew can undo; then it comes");
        self.steps.step(&words, wait).await
    }
}

impl Sent {
    fn path(&self) -> String {
        format!("/r/{}", self.token)
    }
}

/// The crew of this machine whose team letters call so.
fn crew_of(team: &str) -> anyhow::Result<Crew> {
    let found = CREWS.into_iter().find(|crew| crew.called == team);
    found.with_context(|| format!("the report went to {team}, and the sample has no crew there"))
}

/// Looks at the report until it is as wanted.
async fn watch(resident: &Visitor, sent: &Sent, wanted: impl Fn(&Report) -> bool) -> anyhow::Result<Report> {
    let address = format!("/api/v1/reports/{}", sent.token);
    let mut last = String::new();
    let looking = async {
        loop {
            let report: Report = resident.get(&address)?.send().await?.error_for_status()?.json().await?;
            if wanted(&report) {
                return anyhow::Ok(report);
            }
            last = report.state;
            tokio::time::sleep(PACE).await;
        }
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Ok(report) => report,
        Err(_) => bail!("after {} s the report is still {last}", PATIENCE.as_secs()),
    }
}

/// The page of the report's job, from the crew's list.
async fn job_of(crew: &Visitor, sent: &Sent) -> anyhow::Result<String> {
    let list = crew.open("/crew").await?;
    for link in list.links().into_iter().filter(|link| link.starts_with("/crew/jobs/")) {
        if crew.open(&link).await?.html.contains(&sent.reference) {
            return Ok(link);
        }
    }
    bail!("the crew's list does not lead to {}", sent.reference)
}

async fn letter_to(
    inbox: &Inbox,
    to: &str,
    after: u64,
    patience: Duration,
    wanted: impl Fn(&Letter) -> bool,
) -> anyhow::Result<Letter> {
    let is_wanted = |received: &Received| {
        received.envelope.to.iter().any(|address| address == to)
            && Letter::open(&received.raw).is_ok_and(|letter| wanted(&letter))
    };
    let received = inbox.wait_for(patience, Some(after), is_wanted).await?;
    Letter::open(&received.raw)
}

#[derive(Clone, Copy)]
enum Picture {
    Dirty,
    Clean,
}

/// A photo taken now, the phone held sideways: the residents' one way, the crew's the other.
async fn draw(picture: Picture) -> anyhow::Result<Vec<u8>> {
    let now = SystemClock.now();
    let take = move || match picture {
        Picture::Dirty => dirty_street(&shot(now - TimeDelta::minutes(2), 6)),
        Picture::Clean => clean_street(&shot(now, 8)),
    };
    tokio::task::spawn_blocking(take).await?
}

fn shot(at: DateTime<Utc>, orientation: u8) -> Shot {
    let local = at.with_timezone(&Paris);
    let (longitude, latitude) = PLACE;
    Shot {
        longitude,
        latitude,
        accuracy_m: 6.0,
        taken_at: local.naive_local(),
        offset_minutes: local.offset().fix().local_minus_utc() / 60,
        orientation,
        seed: u64::from(at.timestamp_subsec_micros()),
    }
}
