use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// Who sent a letter to whom, as the SMTP client said it. The letter's own From and To may differ.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Where failures are reported to; empty for a letter that is itself such a report.
    pub from: String,
    /// Everybody the server accepted the letter for, in the order given; never empty.
    pub to: Vec<String>,
}

/// One letter as it came in.
#[derive(Debug, Clone)]
pub struct Received {
    /// 1 for the first letter of the folder, then counting up; never given twice.
    pub id: u64,
    /// Sender and recipients as the SMTP client named them.
    pub envelope: Envelope,
    /// When the letter was written to disk.
    pub at: DateTime<Utc>,
    /// The letter's bytes, headers and body, as sent (without SMTP's dots).
    pub raw: Arc<[u8]>,
}

/// What is kept in memory of a letter.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) envelope: Envelope,
    pub(super) at: DateTime<Utc>,
}

/// Letters as files: `000017.eml`, and who it was for in `000017.json`.
///
/// The letter's own file is renamed into place last: a letter without it was never accepted.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
    entries: RwLock<Vec<Entry>>,
    writing: Mutex<()>,
    newest: watch::Sender<u64>,
}

impl Store {
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let context = || format!("opening the inbox in {}", folder.display());
        fs::create_dir_all(folder).with_context(context)?;
        let mut entries = Vec::new();
        for file in fs::read_dir(folder).with_context(context)? {
            let path = file.with_context(context)?.path();
            let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            let is_letter = path.extension().is_some_and(|extension| extension == "eml");
            if let (Some(id), true) = (number, is_letter) {
                entries.push(read_entry(id, &path)?);
            }
        }
        entries.sort_by_key(|entry| entry.id);
        let newest = watch::Sender::new(entries.last().map_or(0, |entry| entry.id));
        Ok(Self { folder: folder.to_owned(), entries: RwLock::new(entries), writing: Mutex::new(()), newest })
    }

    /// Writes the letter so that it survives a power cut, then announces it. Blocks on the disk.
    pub(super) fn keep(&self, envelope: Envelope, raw: &[u8]) -> anyhow::Result<u64> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let id = *self.newest.borrow() + 1;
        write_durably(&self.envelope_path(id), &serde_json::to_vec(&envelope)?)?;
        let path = self.letter_path(id);
        write_durably(&path, raw)?;
        File::open(&self.folder)?.sync_all()?;
        let at = fs::metadata(&path)?.modified()?.into();
        self.entries.write().unwrap_or_else(PoisonError::into_inner).push(Entry { id, envelope, at });
        self.newest.send_replace(id);
        Ok(id)
    }

    /// Entries with an id above `after`, oldest first.
    pub(super) fn entries_after(&self, after: u64) -> Vec<Entry> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let first = entries.partition_point(|entry| entry.id <= after);
        entries[first..].to_vec()
    }

    pub(super) fn entry(&self, id: u64) -> Option<Entry> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        entries.binary_search_by_key(&id, |entry| entry.id).ok().map(|at| entries[at].clone())
    }

    /// Reads a letter's bytes. Blocks on the disk.
    pub(super) fn read(&self, entry: Entry) -> anyhow::Result<Received> {
        let path = self.letter_path(entry.id);
        let raw = fs::read(&path).with_context(|| format!("reading the letter {}", path.display()))?;
        Ok(Received { id: entry.id, envelope: entry.envelope, at: entry.at, raw: raw.into() })
    }

    /// The newest letter's id, 0 when there is none; changes when a letter has come in.
    pub(super) fn newest(&self) -> watch::Receiver<u64> {
        self.newest.subscribe()
    }

    fn letter_path(&self, id: u64) -> PathBuf {
        self.folder.join(format!("{id:06}.eml"))
    }

    fn envelope_path(&self, id: u64) -> PathBuf {
        self.folder.join(format!("{id:06}.json"))
    }
}

fn read_entry(id: u64, letter: &Path) -> anyhow::Result<Entry> {
    let context = || format!("reading the letter {}", letter.display());
    let at = fs::metadata(letter).and_then(|metadata| metadata.modified()).with_context(context)?.into();
    let envelope = match fs::read(letter.with_extension("json")) {
        Ok(json) => serde_json::from_slice(&json).with_context(context)?,
        // A letter that somebody put into the folder by hand is shown too.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Envelope::default(),
        Err(error) => return Err(error).with_context(context),
    };
    Ok(Entry { id, envelope, at })
}

fn write_durably(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let unfinished = path.with_extension("part");
    let write = || {
        let mut file = File::create(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(address: &str) -> Envelope {
        Envelope { from: "ville@example.org".into(), to: vec![address.into()] }
    }

    #[test]
    fn letters_and_their_envelopes_are_there_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        assert_eq!(store.keep(to("a@example.org"), b"one").unwrap(), 1);
        assert_eq!(store.keep(to("b@example.org"), b"two").unwrap(), 2);
        drop(store);

        let store = Store::open(folder.path()).unwrap();
        let second = store.read(store.entry(2).unwrap()).unwrap();
        assert_eq!((&*second.raw, second.envelope), (&b"two"[..], to("b@example.org")));
        assert_eq!(store.keep(to("c@example.org"), b"three").unwrap(), 3);
    }

    #[test]
    fn a_letter_cut_off_while_writing_is_not_a_letter() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("000001.json"), b"{\"from\":\"\",\"to\":[]}").unwrap();
        fs::write(folder.path().join("000001.part"), b"half").unwrap();
        let store = Store::open(folder.path()).unwrap();
        assert!(store.entries_after(0).is_empty());
        store.keep(to("a@example.org"), b"whole").unwrap();
        assert_eq!(&*store.read(store.entry(1).unwrap()).unwrap().raw, b"whole");
    }
}
