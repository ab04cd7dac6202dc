//! `dispatch import addresses`: the national address base's CSV, as published for a département.

mod line;
mod write;

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context;
use flate2::read::MultiGzDecoder;
use sqlx::PgPool;

use line::{Columns, Fault};
use write::Incoming;

/// Broken lines that are named one by one; of more, the number.
const NAMED: usize = 50;

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// House numbers that are new.
    pub added: u64,
    /// House numbers with another street or place than before.
    pub changed: u64,
    /// House numbers that are as they were.
    pub same: u64,
    /// House numbers that the file no longer has.
    pub removed: u64,
    /// Lines outside the city's bounds: a file covers a whole département.
    pub outside: u64,
    /// Further positions of a house number that was there already (entrance, building, parcel).
    pub further: u64,
    /// Lines that could not be read.
    pub broken: u64,
    /// The first of them: "line 7, column lon: `abc` is not a number".
    pub named: Vec<String>,
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { added, changed, same, removed, .. } = self;
        write!(f, "Addresses: {added} added, {changed} changed, {same} the same, {removed} removed.")?;
        if self.further > 0 {
            write!(f, "\n{} further positions of the same house numbers were left out.", self.further)?;
        }
        if self.outside > 0 {
            write!(f, "\n{} lines lie outside the city's bounds and were left out.", self.outside)?;
        }
        if self.broken > 0 {
            write!(f, "\n{} lines could not be read and were skipped:", self.broken)?;
        }
        for line in &self.named {
            write!(f, "\n- {line}")?;
        }
        let more = self.broken - self.named.len() as u64;
        if more > 0 {
            write!(f, "\n- and {more} more")?;
        }
        Ok(())
    }
}

/// Loads a file in one transaction: new house numbers are added, those that are there are brought up to date, and with
/// `replace` those that the file does not have are removed. A broken line is named and skipped; with `replace`, the
/// house number that it speaks of stays.
///
/// # Errors
/// When the file can't be read to its end or is not the address base's, or no line of it can be used, or the database
/// fails; nothing is then written.
pub async fn import(database: &PgPool, path: &Path, replace: bool) -> anyhow::Result<Imported> {
    let bounds = super::sectors::bounds(database).await?;
    let mut lines = Lines::open(path).with_context(|| format!("{}: can't be read", path.display()))?;
    let header = lines.next().with_context(|| format!("{}", path.display()))?.unwrap_or_default();
    let columns = Columns::read(&header).with_context(|| format!("{}, line 1", path.display()))?;
    let mut imported = Imported::default();
    let mut incoming = Incoming::begin(database).await?;
    let mut seen = std::collections::HashSet::new();
    for number in 2_u64.. {
        let Some(text) = lines.next().with_context(|| format!("{}, line {number}", path.display()))? else {
            break;
        };
        if text.is_empty() {
            continue;
        }
        match columns.house(&text, bounds) {
            Ok(house) if seen.contains(&house.id) => imported.further += 1,
            Ok(house) => {
                incoming.push(&house).await?;
                seen.insert(house.id);
            }
            Err(Fault::Outside) => imported.outside += 1,
            Err(Fault::Broken { id, column, why }) => {
                imported.broken += 1;
                if imported.named.len() < NAMED {
                    imported.named.push(format!("line {number}, column {column}: {why}"));
                }
                if let Some(id) = id {
                    incoming.keep(id);
                }
            }
        }
    }
    anyhow::ensure!(
        !seen.is_empty(),
        "{}: no line of it can be used, so nothing was changed.\n{imported}",
        path.display()
    );
    incoming.finish(replace, &mut imported).await?;
    Ok(imported)
}

/// The lines of a file, unpacked if it is compressed.
struct Lines(Box<dyn BufRead + Send>);

impl Lines {
    fn open(path: &Path) -> std::io::Result<Self> {
        let mut file = BufReader::new(File::open(path)?);
        let packed = file.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let unpacked: Box<dyn Read + Send> =
            if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        Ok(Self(Box::new(BufReader::with_capacity(1 << 16, unpacked))))
    }

    /// The bytes of the next line: one that is not UTF-8 is a broken line, not the end of the import.
    fn next(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        if self.0.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some(line))
    }
}
