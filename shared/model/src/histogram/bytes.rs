//! A histogram in a few bytes: a version, then for each bin that is not empty how many empty ones lie before it, and
//! its count. Numbers are LEB128: seven bits in a byte, the lowest first, the highest bit says that more follow. Equal
//! histograms have equal bytes.

use super::{BINS, Bin, Histogram};

const VERSION: u8 = 1;

/// Why bytes are no histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadBytes {
    /// Not one byte; a histogram of nothing has one.
    #[error("there are no bytes, not even a version")]
    Nothing,
    /// Written by a program with other bins.
    #[error("version {0} of a histogram's bytes can't be read, only {known}", known = VERSION)]
    Version(u8),
    /// The bytes end within a number, or between a bin and its count.
    #[error("the bytes end too early")]
    Cut,
    /// A number that is longer than it needs to be, or than 64 bits.
    #[error("the number at byte {0} is not written as a number must be")]
    Number(usize),
    /// More bins than there are.
    #[error("a bin after the last one, {last}", last = BINS - 1)]
    Bin,
    /// A bin that is there though nothing is in it.
    #[error("bin {0} is there, but empty")]
    Empty(i16),
    /// More durations than 64 bits can count.
    #[error("too many durations to count")]
    TooMany,
}

impl Histogram {
    /// The bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        let mut next = 0;
        for (bin, count) in self.bins() {
            write(&mut bytes, (bin.index() - next) as u64);
            write(&mut bytes, count);
            next = bin.index() + 1;
        }
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`BadBytes`]: anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadBytes> {
        let mut histogram = Self::default();
        histogram.merge_bytes(bytes)?;
        Ok(histogram)
    }

    /// Adds all that another histogram has counted, as [`Self::to_bytes`] wrote it: many are added up without making each.
    ///
    /// # Errors
    /// [`BadBytes`]: anything else; what lies before the flaw is added.
    pub fn merge_bytes(&mut self, bytes: &[u8]) -> Result<(), BadBytes> {
        match bytes.first() {
            None => return Err(BadBytes::Nothing),
            Some(&VERSION) => {}
            Some(&other) => return Err(BadBytes::Version(other)),
        }
        let (mut at, mut next, mut all) = (1, 0, 0_u64);
        while at < bytes.len() {
            let gap = read(bytes, &mut at)?;
            let index = usize::try_from(gap).ok().and_then(|gap| gap.checked_add(next));
            let bin = index
                .and_then(|index| Bin::try_from(i16::try_from(index).ok()?).ok())
                .ok_or(BadBytes::Bin)?;
            let count = read(bytes, &mut at)?;
            if count == 0 {
                return Err(BadBytes::Empty(bin.number()));
            }
            all = all.checked_add(count).ok_or(BadBytes::TooMany)?;
            self.add_many(bin, count);
            next = bin.index() + 1;
        }
        Ok(())
    }
}

fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// The number at `at`, which is left behind it.
fn read(bytes: &[u8], at: &mut usize) -> Result<u64, BadBytes> {
    let (begin, mut number) = (*at, 0_u64);
    for shift in (0..u64::BITS).step_by(7) {
        let byte = *bytes.get(*at).ok_or(BadBytes::Cut)?;
        *at += 1;
        let bits = u64::from(byte & 0x7f);
        if bits << shift >> shift != bits || (byte == 0 && shift > 0) {
            return Err(BadBytes::Number(begin));
        }
        number |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(BadBytes::Number(begin))
}
