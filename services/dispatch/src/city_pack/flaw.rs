//! What is wrong in a pack, and where.

use std::fmt;

/// One flaw, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The file's name in the folder.
    pub file: &'static str,
    /// Its line, from 1; none: the file as a whole.
    pub line: Option<usize>,
    /// The entry and its key: "category `bags`, group".
    pub key: String,
    /// What is wrong, and what is expected.
    pub reason: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Why a pack is refused: every flaw of all its files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the city pack has {} flaws:\n{}", .0.len(), .0.iter().map(Flaw::to_string).collect::<Vec<_>>().join("\n"))]
pub struct BadPack(pub Vec<Flaw>);

/// The line of a byte, from 1.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    1 + text.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count()
}
