//! What strangers look at, with 100,000 reports in the city and with a million: the open ones and those of the last month are
//! the same, what grows is the past. CPU of intake and PostgreSQL for each answer.

use anyhow::{Context, ensure};
use clap::Args;
use reqwest::header::ACCEPT_ENCODING;

use crate::stage::Stage;

/// How much dearer an answer may become while the city's reports grow tenfold.
const MOST_GROWTH: f64 = 1.5;
/// Open reports and those closed in the last month.
const SEEN: u32 = 40_000;
const FEW: u32 = 100_000;
const MANY: u32 = 1_000_000;

#[derive(Debug, Args)]
pub(crate) struct Map {
    /// Answers of each kind, at each size.
    #[arg(long, default_value_t = 2_000)]
    answers: u32,
}

/// A kind of address; the point is somewhere in the city.
struct Kind {
    name: &'static str,
    address: fn(longitude: f64, latitude: f64) -> String,
}

const KINDS: [Kind; 5] = [
    Kind { name: "tile, zoom 15: each report by itself", address: |lon, lat| tile(15, lon, lat) },
    Kind { name: "tile, zoom 16", address: |lon, lat| tile(16, lon, lat) },
    Kind { name: "tile, zoom 12: cells with counts", address: |lon, lat| tile(12, lon, lat) },
    Kind { name: "a page of the list", address: |_, _| "/map?view=list&state=all".to_owned() },
    Kind {
        name: "already reported nearby?",
        address: |lon, lat| format!("/api/v1/reports/nearby?latitude={lat}&longitude={lon}&category=bags"),
    },
];

/// Reports from number `$1` to `$2`: the first 20,000 open, the next 20,000 closed in the last month, all others before, and
/// archived where they ended more than a year ago.
const REPORTS: &str = "
    INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel,
                        received_at, closed_at, first_closed_at, ended_at, due_at)
    SELECT gen_random_uuid(), 'L' || number, CASE WHEN ended_at < now() - interval '1 year' THEN 'archived' ELSE state END,
           kind.id,
           ST_SetSRID(ST_MakePoint(2.25 + 0.16 * random(), 48.82 + 0.08 * random()), 4326)::geography, 'phone', '75111',
           'Paris 11e', 'fr', 'web', received_at, ended_at, ended_at, ended_at, received_at + interval '3 days'
    FROM (SELECT number, (random() * (SELECT count(*) - 1 FROM category))::int AS kind,
                 CASE WHEN number <= 20000 THEN 'received' ELSE 'done' END AS state,
                 now() - CASE WHEN number <= 40000 THEN random() * interval '29 days'
                              ELSE interval '32 days' + random() * interval '5 years' END AS received_at
          FROM generate_series($1, $2) number) drawn
    JOIN (SELECT id, row_number() OVER (ORDER BY position, id) - 1 AS rank FROM category) kind ON kind.rank = drawn.kind,
    LATERAL (SELECT CASE WHEN state = 'done' THEN received_at + interval '12 hours' END AS ended_at) ended";

impl Map {
    /// Prints the table; fails where an answer grows by more than half.
    pub(crate) async fn run(&self) -> anyhow::Result<()> {
        let mut stage = Stage::start(false).await?;
        // Its clockwork would be counted: no stranger asks for it.
        stage.stop_dispatch().await?;
        add(&stage, 1, FEW).await?;
        let few = self.measure(&stage).await?;
        add(&stage, FEW + 1, MANY).await?;
        let many = self.measure(&stage).await?;
        println!(
            "CPU ms of intake and PostgreSQL for each answer; {SEEN} reports are open or of the last month"
        );
        println!("{:40} {:>9} {:>9} {:>7} {:>9}", "", "100,000", "1,000,000", "growth", "bytes");
        let mut grown = Vec::new();
        for ((kind, few), many) in KINDS.iter().zip(&few).zip(&many) {
            let growth = many.cpu_ms / few.cpu_ms;
            println!(
                "{:40} {:>9.2} {:>9.2} {growth:>7.2} {:>9}",
                kind.name, few.cpu_ms, many.cpu_ms, many.bytes
            );
            if growth > MOST_GROWTH {
                grown.push(kind.name);
            }
        }
        stage.stop().await?;
        ensure!(grown.is_empty(), "more than {MOST_GROWTH} times as dear: {}", grown.join("; "));
        Ok(())
    }

    async fn measure(&self, stage: &Stage) -> anyhow::Result<Vec<Cost>> {
        let mut costs = Vec::new();
        for kind in &KINDS {
            // Pages are read from the disk before, not while it is measured.
            self.ask(stage, kind, self.answers / 4).await?;
            let before = stage.cpu()?;
            let bytes = self.ask(stage, kind, self.answers).await?;
            let spent = stage.cpu()?.with(&before, |after, before| after - before);
            let cpu_ms = (spent.intake + spent.postgres) / f64::from(self.answers);
            costs.push(Cost { cpu_ms, bytes });
        }
        Ok(costs)
    }

    /// Asks from places all over the city; bytes of an answer at the mean, as they travel.
    async fn ask(&self, stage: &Stage, kind: &Kind, times: u32) -> anyhow::Result<usize> {
        let url = &stage.intake.as_ref().context("intake does not run")?.url;
        let mut bytes = 0;
        for time in 0..times {
            // The fraction's multiples lie evenly (golden ratio), the same ones each time.
            let (east, north) =
                ((f64::from(time) * 0.618_034).fract(), (f64::from(time) * 0.754_878).fract());
            let address = (kind.address)(2.27 + 0.12 * east, 48.83 + 0.06 * north);
            let ask = stage.http.get(format!("{url}{address}")).header(ACCEPT_ENCODING, "gzip");
            let answer = ask.send().await?;
            ensure!(answer.status() == 200, "{address}: {}", answer.status());
            bytes += answer.bytes().await?.len();
        }
        Ok(bytes / usize::try_from(times.max(1))?)
    }
}

struct Cost {
    cpu_ms: f64,
    bytes: usize,
}

async fn add(stage: &Stage, from: u32, to: u32) -> anyhow::Result<()> {
    eprintln!("· reports up to {to}");
    for setting in ["SET session_replication_role = replica", "SET synchronous_commit = off"] {
        sqlx::query(setting).execute(&stage.owner).await?;
    }
    let (from, to) = (i64::from(from), i64::from(to));
    sqlx::query(REPORTS).bind(from).bind(to).execute(&stage.owner).await?;
    for tidy in ["VACUUM ANALYZE report", "CHECKPOINT"] {
        sqlx::query(tidy).execute(&stage.owner).await?;
    }
    Ok(())
}

/// The address of the tile that shows a point.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "tiles are counted from 0")]
fn tile(zoom: u8, longitude: f64, latitude: f64) -> String {
    let side = f64::from(1_u32 << zoom);
    let x = ((longitude + 180.0) / 360.0 * side) as u32;
    let from_north = 1.0 - latitude.to_radians().tan().asinh() / std::f64::consts::PI;
    let y = (from_north / 2.0 * side) as u32;
    format!("/tiles/reports/{zoom}/{x}/{y}?state=all")
}
