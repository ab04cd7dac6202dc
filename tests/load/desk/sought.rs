//! What referents seek among all reports, page by page as their browsers do.

use anyhow::{Context, ensure};
use reqwest::Client;
use reqwest::header::COOKIE;
use reqwest::redirect::Policy;
use tokio::time::Instant;

use super::{Took, city};
use crate::stage::Stage;

/// The milliseconds that 95 of 100 pages may take.
pub(super) const MOST_MS: f64 = 150.0;

/// A way of seeking: its name, and what its address says on a page of that number.
type Way = (&'static str, fn(usize) -> String);

const FREQUENT: [&str; 4] = ["sacs", "trottoir", "cartons", "matelas"];
const RARE: [&str; 4] = ["baignoire", "lavabo", "aquarium", "réfrigérateur"];

pub(super) const WAYS: [Way; 20] = [
    ("the newest of a month", |_| "days=30".to_owned()),
    ("the newest of five years", |_| "days=1826".to_owned()),
    ("a later page of five years", |page| {
        let year = 2022 + page % 4;
        format!("days=1826&after={year}-05-0{}_00000000-0000-0000-0000-000000000000", 1 + page % 9)
    }),
    ("a sector and a group", |page| {
        format!("days=1826&sector={}&group={}", city::sector(page), city::group(page))
    }),
    ("a group, a channel and a kind of team", |page| {
        format!("days=1826&kind=dpe&group={}&channel={}", city::group(page), city::channel(page))
    }),
    ("a sector, a group and a channel", |page| {
        let (sector, group, channel) = (city::sector(page), city::group(page), city::channel(page));
        format!("days=1826&sector={sector}&group={group}&channel={channel}")
    }),
    ("rejected by a team", |page| format!("days=1826&show=rejected&team={}", city::team(page))),
    ("late", |_| "days=1826&show=late".to_owned()),
    ("contested", |_| "days=1826&show=contested".to_owned()),
    ("doubtful, in a sector", |page| format!("days=1826&show=doubtful&sector={}", city::sector(page))),
    ("open longer than three days", |_| "days=1826&age=4".to_owned()),
    ("to be requalified", |_| "days=1826&state=to_requalify".to_owned()),
    ("a frequent word in a month", |page| format!("days=30&q={}", FREQUENT[page % 4])),
    ("a frequent word in five years", |page| format!("days=1826&q={}", FREQUENT[page % 4])),
    ("a rare word in five years", |page| format!("days=1826&q={}", RARE[page % 4])),
    ("two words in five years", |page| format!("days=1826&q={}+{}", FREQUENT[page % 4], RARE[page / 4 % 4])),
    ("an address in five years", |page| format!("days=1826&q={}+rue+Oberkampf", 1 + page % 150)),
    ("a word in a sector and a group, in five years", |page| {
        let (sector, group) = (city::sector(page), city::group(page));
        format!("days=1826&sector={sector}&group={group}&q={}", FREQUENT[page % 4])
    }),
    ("a word among the doubtful of a team", |page| {
        format!("days=1826&show=doubtful&team={}&q={}", city::team(page), FREQUENT[page % 4])
    }),
    ("a number", |page| format!("q=S2025K{:08}", 1 + page)),
];

/// Reads so many pages of each way.
pub(super) async fn measure(stage: &Stage, cookie: &str, pages: usize) -> anyhow::Result<Vec<Took>> {
    let http = Client::builder().redirect(Policy::none()).build()?;
    let url = &stage.dispatch.as_ref().context("dispatch does not run")?.url;
    let mut measured = Vec::new();
    for (name, query) in WAYS {
        let mut times = Vec::new();
        for page in 0..pages + 2 {
            let address = format!("{url}/desk/reports?{}", query(page));
            let started = Instant::now();
            let answer = http.get(&address).header(COOKIE, cookie).send().await?;
            let status = answer.status();
            answer.bytes().await?;
            times.push(started.elapsed());
            ensure!(status.is_success() || status.is_redirection(), "{name}: {address}: {status}");
        }
        measured.push(Took::of(times.split_off(2)));
    }
    Ok(measured)
}
