//! Reports of five years, drawn by a seed: as they are counted, straight into the desk's tables, with the reports themselves.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{Datelike, Days, Duration, NaiveDate, Weekday};
use model::histogram::{Bin, Histogram};
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sqlx::PgPool;
use sqlx::postgres::PgPoolCopyExt;

use super::reports::{Drawn, HISTORY, Known, REPORT};

/// A sector, its two teams, and how many of all reports lie in it.
const SECTORS: [(&str, [&str; 2], u32); 20] = [
    ("75101", ["dpe-centre", "up-centre"], 12),
    ("75102", ["dpe-centre", "up-centre"], 15),
    ("75103", ["dpe-centre", "up-centre"], 18),
    ("75104", ["dpe-centre", "up-centre"], 14),
    ("75105", ["dpe-05-06", "up-05-06"], 28),
    ("75106", ["dpe-05-06", "up-05-06"], 22),
    ("75107", ["dpe-07-08", "up-07-08"], 20),
    ("75108", ["dpe-07-08", "up-07-08"], 24),
    ("75109", ["dpe-09-10", "up-09-10"], 45),
    ("75110", ["dpe-09-10", "up-09-10"], 80),
    ("75111", ["dpe-11", "up-11"], 95),
    ("75112", ["dpe-12", "up-12"], 60),
    ("75113", ["dpe-13", "up-13"], 65),
    ("75114", ["dpe-14", "up-14"], 55),
    ("75115", ["dpe-15", "up-15"], 75),
    ("75116", ["dpe-16", "up-16"], 50),
    ("75117", ["dpe-17", "up-17"], 70),
    ("75118", ["dpe-18", "up-18"], 110),
    ("75119", ["dpe-19", "up-19"], 85),
    ("75120", ["dpe-20", "up-20"], 90),
];
/// Groups of categories, how many of all reports they have, and hours at the median.
const GROUPS: [(&str, u32, f64); 7] = [
    ("dumped-objects", 52, 9.0),
    ("dirty-ground", 14, 20.0),
    ("bins", 12, 12.0),
    ("graffiti-posters", 11, 90.0),
    ("plants-animals", 4, 60.0),
    ("streets", 4, 110.0),
    ("lighting", 3, 80.0),
];
const CHANNELS: [(&str, u32); 4] = [("web", 83), ("call_centre", 11), ("api", 4), ("desk", 2)];
/// How many come in each hour of the day.
const HOURS: [u32; 24] =
    [3, 2, 1, 1, 1, 3, 10, 25, 45, 60, 65, 60, 50, 50, 55, 55, 55, 60, 60, 45, 30, 20, 12, 6];
/// Five years, and a month before.
const DAYS: u64 = 1_826 + 31;

pub(super) fn sector(number: usize) -> &'static str {
    SECTORS[number % SECTORS.len()].0
}

pub(super) fn team(number: usize) -> &'static str {
    SECTORS[number % SECTORS.len()].1[number % 2]
}

pub(super) fn group(number: usize) -> &'static str {
    GROUPS[number % GROUPS.len()].0
}

pub(super) fn channel(number: usize) -> &'static str {
    CHANNELS[number % CHANNELS.len()].0
}

/// A bucket's place: level, first day, sector, team, group, channel.
type Place = (&'static str, NaiveDate, &'static str, &'static str, &'static str, &'static str);

/// Received, open, done, rejected, merged, within, beyond, contested, doubtful, graded, grades, their sum, at a partner, its
/// seconds; and the four histograms.
#[derive(Default)]
struct Sums {
    counts: [i64; 14],
    histograms: [Histogram; 4],
}

/// What chance draws from.
struct Chance {
    random: StdRng,
    sectors: WeightedIndex<u32>,
    groups: WeightedIndex<u32>,
    channels: WeightedIndex<u32>,
    hours: WeightedIndex<u32>,
    drawn: Drawn,
    number: u128,
    lean: bool,
}

/// Rows to copy.
#[derive(Default)]
struct Rows {
    counted: String,
    reports: String,
    history: String,
}

/// Tables that are filled as large as they become, and get their indexes then: that is faster.
const LARGE: [&str; 3] = ["desk_report", "report", "report_history"];

/// Fills the desk's tables anew with so many reports of the last five years; a lean city has only sums and what is open.
pub(super) async fn fill(owner: &PgPool, today: NaiveDate, reports: u64, lean: bool) -> anyhow::Result<()> {
    eprintln!("· {reports} reports of five years");
    // No trigger notes that they are to be counted: they are.
    for prepare in [
        "SET session_replication_role = replica",
        "SET synchronous_commit = off",
        "TRUNCATE desk_report, turnaround, desk_stale, report CASCADE",
    ] {
        sqlx::query(prepare).execute(owner).await?;
    }
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY($1)
             AND NOT EXISTS (SELECT FROM pg_constraint WHERE conname = indexname)",
    )
    .bind(LARGE)
    .fetch_all(owner)
    .await?;
    for (name, _) in &indexes {
        sqlx::query(&format!("DROP INDEX {name}")).execute(owner).await?;
    }
    let mut chance = Chance {
        random: StdRng::seed_from_u64(20_261_124),
        sectors: WeightedIndex::new(SECTORS.map(|(_, _, weight)| weight))?,
        groups: WeightedIndex::new(GROUPS.map(|(_, weight, _)| weight))?,
        channels: WeightedIndex::new(CHANNELS.map(|(_, weight)| weight))?,
        hours: WeightedIndex::new(HOURS)?,
        drawn: Drawn::read(owner).await?,
        number: 0,
        lean,
    };
    let (mut rows, mut buckets) = (Rows::default(), String::new());
    let (mut days, mut months) = (BTreeMap::new(), BTreeMap::new());
    for ago in (0..DAYS).rev() {
        let day = today - Days::new(ago);
        let factor = if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) { 12 } else { 23 };
        for _ in 0..reports * factor / 20 / DAYS {
            chance.report(day, ago, &mut rows, [&mut days, &mut months])?;
        }
        drain(&mut buckets, &mut days)?;
        let next = day + Days::new(1);
        if next.month() != day.month() || ago == 0 {
            drain(&mut buckets, &mut months)?;
            for (table, rows) in [
                ("desk_report", &mut rows.counted),
                (REPORT, &mut rows.reports),
                (HISTORY, &mut rows.history),
                ("turnaround", &mut buckets),
            ] {
                copy(owner, table, rows).await?;
                rows.clear();
            }
        }
    }
    // As the trigger of the history would have.
    sqlx::query(
        "UPDATE report SET said = said_words(later.words) FROM report_history AS later WHERE later.report_id = report.id",
    )
    .execute(owner)
    .await?;
    for (_, definition) in &indexes {
        sqlx::query(definition).execute(owner).await?;
    }
    for table in LARGE.into_iter().chain(["turnaround"]) {
        sqlx::query(&format!("VACUUM ANALYZE {table}")).execute(owner).await?;
    }
    for settle in ["CHECKPOINT", "RESET session_replication_role", "RESET synchronous_commit"] {
        sqlx::query(settle).execute(owner).await?;
    }
    let (buckets, size): (i64, String) = sqlx::query_as(
        "SELECT count(*), pg_size_pretty(pg_total_relation_size('turnaround')) FROM turnaround",
    )
    .fetch_one(owner)
    .await?;
    eprintln!("· {} reports, {buckets} sums in {size}", chance.number);
    Ok(())
}

async fn copy(owner: &PgPool, table: &str, rows: &str) -> anyhow::Result<()> {
    let mut copy = owner.copy_in_raw(&format!("COPY {table} FROM STDIN")).await?;
    copy.send(rows.as_bytes()).await?;
    copy.finish().await?;
    Ok(())
}

impl Chance {
    /// One report of a day, `ago` days before today: its row, and what it adds to its sums.
    fn report(
        &mut self,
        day: NaiveDate,
        ago: u64,
        rows: &mut Rows,
        [days, months]: [&mut BTreeMap<Place, Sums>; 2],
    ) -> anyhow::Result<()> {
        let random = &mut self.random;
        let (sector, teams, _) = SECTORS[self.sectors.sample(random)];
        let (group, _, median) = GROUPS[self.groups.sample(random)];
        let (channel, _) = CHANNELS[self.channels.sample(random)];
        let hour = u32::try_from(self.hours.sample(random))?;
        let received = day.and_hms_opt(hour, random.random_range(0..60), 0).unwrap_or_default();
        self.number += 1;
        // Of the last days half are open, of the others hardly one.
        let open = random.random_ratio(if ago < 3 { 50 } else { 1 }, if ago < 3 { 100 } else { 400 });
        let state = match random.random_range(0..100) {
            _ if open => 0,
            0..88 => 1,
            88..96 => 2,
            _ => 3,
        };
        let team = if open && random.random_ratio(1, 30) { "" } else { teams[random.random_range(0..2)] };
        // Long tails: the product of three.
        let spread = (0..3).map(|_| random.random_range(0.3..2.2)).product::<f64>();
        #[expect(clippy::cast_possible_truncation, reason = "seconds")]
        let plain = Duration::seconds((median * spread * 3_600.0) as i64);
        let (closed, contested) = (state == 1, random.random_ratio(1, 25));
        let number = |duration: Duration| Bin::of(duration).number();
        let first = closed.then_some(plain);
        let last = first.map(|first| if contested { first * 2 } else { first });
        let bins = [first, last, first.map(|first| first * 3 / 5), last.map(|last| last * 3 / 5)]
            .map(|duration| duration.map(number));
        let within = first.map(|first| first <= Duration::hours(48));
        let (contested, doubtful) = (closed && contested, closed && random.random_ratio(1, 20));
        let grade = if closed && random.random_ratio(1, 8) { random.random_range(1..=5) } else { 0 };
        let partner = if median > 50.0 && closed { 20_000 } else { 0 };
        let name = ["open", "done", "rejected", "merged"][state];
        let mut row = String::new();
        write!(
            row,
            "{}\t{day}\t{received}Z\t{}Z\t{sector}\t{team}\t{group}\t{channel}\t{name}",
            uuid::Uuid::from_u128(self.number),
            received + Duration::hours(48),
        )?;
        for bin in bins {
            match bin {
                Some(bin) => write!(row, "\t{bin}")?,
                None => row.push_str("\t\\N"),
            }
        }
        let within_said = within.map_or("\\N".to_owned(), |within| within.to_string());
        writeln!(
            row,
            "\t{within_said}\t{}\t{doubtful}\t{}\t{grade}\t{}\t{partner}",
            u8::from(contested),
            u8::from(grade > 0),
            partner > 0
        )?;
        if open || !self.lean {
            rows.counted.push_str(&row);
            let known = Known {
                number: self.number,
                received,
                sector,
                team,
                group,
                channel,
                state: name,
                closed_after: first,
                contested,
                // Dispatch would archive the others while pages are measured.
                archived: ago >= 364,
            };
            self.drawn.write(random, &known, [&mut rows.reports, &mut rows.history])?;
        }
        let mut counts = [0; 14];
        (counts[0], counts[state + 1]) = (1, 1);
        counts[5] = (within == Some(true)).into();
        counts[6] = (within == Some(false)).into();
        counts[7] = contested.into();
        counts[8] = doubtful.into();
        (counts[9], counts[10], counts[11]) = ((grade > 0).into(), (grade > 0).into(), grade);
        (counts[12], counts[13]) = ((partner > 0).into(), partner);
        let month = day.with_day(1).unwrap_or(day);
        for (level, start, sums) in [("day", day, days), ("month", month, months)] {
            for group in [group, "*"] {
                for channel in [channel, "*"] {
                    let sums = sums.entry((level, start, sector, team, group, channel)).or_default();
                    for (sum, count) in sums.counts.iter_mut().zip(counts) {
                        *sum += count;
                    }
                    for (histogram, bin) in sums.histograms.iter_mut().zip(bins) {
                        if let Some(bin) = bin {
                            histogram.add_many(Bin::try_from(bin)?, 1);
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

fn drain(rows: &mut String, sums: &mut BTreeMap<Place, Sums>) -> anyhow::Result<()> {
    std::mem::take(sums).into_iter().try_for_each(|(place, sums)| bucket(rows, place, &sums))
}

/// A row of the sums.
fn bucket(rows: &mut String, place: Place, sums: &Sums) -> anyhow::Result<()> {
    let (level, start, sector, team, group, channel) = place;
    write!(rows, "{level}\t{start}\t{sector}\t{team}\t{group}\t{channel}")?;
    for count in sums.counts {
        write!(rows, "\t{count}")?;
    }
    for histogram in &sums.histograms {
        rows.push_str("\t\\\\x");
        for byte in histogram.to_bytes() {
            write!(rows, "{byte:02x}")?;
        }
    }
    rows.push('\n');
    Ok(())
}
