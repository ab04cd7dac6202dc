//! Durations, counted so that counts can be added up: any percentile of any sum of them, wrong by less than 2 %.
//!
//! Durations lie in [`BINS`] bins with fixed edges, so that the histograms of days, teams or categories can be merged
//! and nothing is lost. Bin 0 is everything under a minute; from there each bin is 4 % longer than the one before, up to
//! more than eleven years; the last bin is everything longer. The middle of a bin is wrong by less than 2 % for
//! everything in it: durations of whole minutes under 25 come back exactly, once they are rounded to minutes. In bin 0
//! it is wrong by 30 seconds at most, and in the last bin it says "this long, or longer".

mod bytes;

use chrono::Duration;

pub use bytes::BadBytes;

/// How many bins there are. Their edges are part of what is stored: other edges need a new version of the bytes.
pub const BINS: usize = 400;

/// Where each bin begins, in milliseconds.
const EDGES: [i64; BINS] = {
    let mut edges = [0; BINS];
    edges[1] = 60_000;
    let mut bin = 2;
    while bin < BINS {
        edges[bin] = edges[bin - 1] * 26 / 25;
        bin += 1;
    }
    edges
};

/// One of the [`BINS`] bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bin(i16);

/// A number that no bin has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no bin {0}: they are numbered from 0 to {last}", last = BINS - 1)]
pub struct NoBin(i16);

impl Bin {
    /// The bin of a duration; a negative one counts as none.
    pub fn of(duration: Duration) -> Self {
        let milliseconds = duration.num_milliseconds();
        let longer = EDGES.partition_point(|edge| *edge <= milliseconds);
        Self(i16::try_from(longer.saturating_sub(1)).unwrap_or_default())
    }

    /// Its number, from 0 on, in the order of durations: as it is stored.
    pub fn number(self) -> i16 {
        self.0
    }

    /// The duration that stands for all in the bin: wrong by the same factor for the shortest and for the longest.
    pub fn middle(self) -> Duration {
        let from = EDGES[self.index()];
        Duration::milliseconds(match EDGES.get(self.index() + 1) {
            Some(until) if from == 0 => until / 2,
            // from × 1.04 × 2 / 2.04, the harmonic mean of both edges.
            Some(until) => from + (until - from) * 25 / 51,
            None => from,
        })
    }

    fn index(self) -> usize {
        usize::from(self.0.cast_unsigned())
    }
}

impl TryFrom<i16> for Bin {
    type Error = NoBin;

    fn try_from(number: i16) -> Result<Self, NoBin> {
        match usize::try_from(number) {
            Ok(index) if index < BINS => Ok(Self(number)),
            _ => Err(NoBin(number)),
        }
    }
}

/// How many durations lie in each bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram(Box<[u64; BINS]>);

/// What is taken out of a histogram was never put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no duration of about {} minutes was ever added", .0.middle().num_minutes())]
pub struct NeverAdded(Bin);

impl Default for Histogram {
    fn default() -> Self {
        Self(Box::new([0; BINS]))
    }
}

impl Histogram {
    /// Counts a duration.
    pub fn add(&mut self, duration: Duration) {
        self.add_many(Bin::of(duration), 1);
    }

    /// Counts many durations that lie in one bin.
    pub fn add_many(&mut self, bin: Bin, count: u64) {
        let there = &mut self.0[bin.index()];
        *there = there.saturating_add(count);
    }

    /// Takes a duration back that was counted: its close was undone, or contested.
    ///
    /// # Errors
    /// [`NeverAdded`]: its bin is empty, and nothing is changed.
    pub fn remove(&mut self, duration: Duration) -> Result<(), NeverAdded> {
        self.remove_many(Bin::of(duration), 1)
    }

    /// Takes many durations of one bin back.
    ///
    /// # Errors
    /// [`NeverAdded`]: its bin has fewer, and nothing is changed.
    pub fn remove_many(&mut self, bin: Bin, count: u64) -> Result<(), NeverAdded> {
        let there = &mut self.0[bin.index()];
        *there = there.checked_sub(count).ok_or(NeverAdded(bin))?;
        Ok(())
    }

    /// Adds all that another histogram has counted.
    pub fn merge(&mut self, other: &Self) {
        for (bin, count) in other.bins() {
            self.add_many(bin, count);
        }
    }

    /// The bins that are not empty, with their counts, in the order of durations.
    pub fn bins(&self) -> impl Iterator<Item = (Bin, u64)> {
        (0..).map(Bin).zip(self.0.iter().copied()).filter(|(_, count)| *count > 0)
    }

    /// How many durations are counted.
    pub fn count(&self) -> u64 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// A percentile by nearest rank: of all durations in order, the first that at least `p` % of them do not exceed,
    /// as `percentile_disc` has it in SQL; for 0 the shortest. What is returned is the middle of its bin, or none where
    /// nothing is counted.
    pub fn percentile(&self, p: u8) -> Option<Duration> {
        let rank = (u128::from(self.count()) * u128::from(p.min(100))).div_ceil(100);
        let mut passed = 0;
        self.bins().find_map(|(bin, count)| {
            passed += u128::from(count);
            (passed >= rank).then(|| bin.middle())
        })
    }
}

#[cfg(test)]
mod tests;
