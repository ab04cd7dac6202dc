//! One row of the table `turnaround`: the sums of the reports of a day or a month, of one sector and team, and of one
//! group and channel or all of them.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use model::histogram::{Bin, Histogram};
use serde::{Serialize, Serializer};

use super::{ALL, Counted, Counts};

/// How long a bucket is, in the city's own time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Level {
    Day,
    Month,
}

impl Level {
    /// As it is stored.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The first day of the bucket that a day lies in.
    pub(crate) fn start(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Month => day.with_day(1).unwrap_or(day),
        }
    }
}

/// Which reports a bucket counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Key {
    pub(crate) level: Level,
    pub(crate) group_id: String,
    pub(crate) channel: String,
    pub(crate) start: NaiveDate,
    pub(crate) sector_id: String,
    pub(crate) team_id: String,
}

/// A bucket with its sums, as its row has them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Bucket {
    #[serde(flatten)]
    pub(crate) key: Key,
    #[serde(flatten)]
    pub(crate) counts: Counts,
    #[serde(serialize_with = "hex")]
    pub(crate) first_plain: Vec<u8>,
    #[serde(serialize_with = "hex")]
    pub(crate) last_plain: Vec<u8>,
    #[serde(serialize_with = "hex")]
    pub(crate) first_working: Vec<u8>,
    #[serde(serialize_with = "hex")]
    pub(crate) last_working: Vec<u8>,
}

/// As PostgreSQL reads bytes.
fn hex<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    let mut text = String::from("\\x");
    for digit in bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        text.extend(char::from_digit(digit.into(), 16));
    }
    to.serialize_str(&text)
}

impl Bucket {
    /// A bucket that counts nothing yet.
    pub(crate) fn empty(key: Key) -> Self {
        let nothing = Histogram::default().to_bytes();
        Self {
            key,
            counts: Counts::default(),
            first_plain: nothing.clone(),
            last_plain: nothing.clone(),
            first_working: nothing.clone(),
            last_working: nothing,
        }
    }

    /// Its histograms, in the order of [`Counted::bins`].
    fn histograms(&mut self) -> [&mut Vec<u8>; 4] {
        [&mut self.first_plain, &mut self.last_plain, &mut self.first_working, &mut self.last_working]
    }

    /// Brings it up to date.
    ///
    /// # Errors
    /// When it does not count what is to be taken back: somebody else has written it.
    pub(crate) fn change(&mut self, by: &Difference) -> anyhow::Result<()> {
        self.counts.add(&by.counts, 1);
        for (bytes, bins) in self.histograms().into_iter().zip(&by.bins) {
            if bins.is_empty() {
                continue;
            }
            let mut histogram = Histogram::from_bytes(bytes)?;
            for (bin, times) in bins {
                if *times >= 0 {
                    histogram.add_many(*bin, times.unsigned_abs());
                } else {
                    histogram.remove_many(*bin, times.unsigned_abs())?;
                }
            }
            *bytes = histogram.to_bytes();
        }
        Ok(())
    }
}

/// By what a bucket changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    counts: Counts,
    /// In the order of [`Counted::bins`]; none is zero.
    bins: [BTreeMap<Bin, i64>; 4],
}

impl Difference {
    fn add(&mut self, counted: &Counted, times: i64) -> anyhow::Result<()> {
        self.counts.add(&counted.counts(), times);
        for (bins, bin) in self.bins.iter_mut().zip(counted.bins()) {
            let Some(bin) = bin else { continue };
            let bin = Bin::try_from(bin).context("a bin that is counted")?;
            let there = bins.entry(bin).or_default();
            *there += times;
            if *there == 0 {
                bins.remove(&bin);
            }
        }
        Ok(())
    }
}

/// By what all buckets change when reports are counted otherwise than before.
#[derive(Debug, Default)]
pub(crate) struct Differences(BTreeMap<Key, Difference>);

impl Differences {
    /// A report is counted as `now`, no longer as `before`.
    pub(crate) fn note(&mut self, before: Option<&Counted>, now: &Counted) -> anyhow::Result<()> {
        for (counted, times) in before.map(|before| (before, -1)).into_iter().chain([(now, 1)]) {
            for key in keys(counted) {
                self.0.entry(key).or_default().add(counted, times)?;
            }
        }
        Ok(())
    }

    /// Which buckets change, and by what.
    pub(crate) fn into_changes(self) -> impl Iterator<Item = (Key, Difference)> {
        self.0.into_iter().filter(|(_, difference)| *difference != Difference::default())
    }
}

/// The buckets that count a report.
fn keys(counted: &Counted) -> impl Iterator<Item = Key> {
    let levels = [Level::Day, Level::Month];
    let groups = [&counted.group_id, ALL];
    let channels = [&counted.channel, ALL];
    levels.into_iter().flat_map(move |level| {
        groups.into_iter().flat_map(move |group| {
            channels.into_iter().map(move |channel| Key {
                level,
                group_id: group.to_owned(),
                channel: channel.to_owned(),
                start: level.start(counted.day),
                sector_id: counted.sector_id.clone(),
                team_id: counted.team_id.clone(),
            })
        })
    })
}
