//! What a start leaves for the next one.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::Context;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The state folder.
#[derive(Clone, Debug)]
pub(crate) struct State(PathBuf);

/// The sample report, once it went its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sample {
    pub(crate) reference: String,
    /// The path of its tracking page: the port before it may be another one tomorrow.
    pub(crate) path: String,
    /// Who has signed in for it.
    pub(crate) crew: String,
}

/// What listens on a port of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Door {
    Residents,
    Crews,
    Notification,
    Inbox,
    Mail,
    Photos,
    SecureResidents,
    SecureCrews,
}

/// The port behind each door.
pub(crate) type Ports = BTreeMap<Door, u16>;

impl Door {
    fn name(self) -> &'static str {
        match self {
            Self::Residents => "the residents' pages",
            Self::Crews => "the crews' pages",
            Self::Notification => "the notification service",
            Self::Inbox => "the inbox",
            Self::Mail => "letters by SMTP",
            Self::Photos => "the object store",
            Self::SecureResidents => "the residents' pages by HTTPS",
            Self::SecureCrews => "the crews' pages by HTTPS",
        }
    }

    /// Tried first, then every tenth above it: so no door ever wants another one's port.
    fn usual(self) -> u16 {
        8100 + self as u16
    }

    fn host(self) -> Ipv4Addr {
        match self {
            Self::SecureResidents | Self::SecureCrews => Ipv4Addr::UNSPECIFIED,
            _ => Ipv4Addr::LOCALHOST,
        }
    }

    fn is_free(self, port: u16) -> bool {
        TcpListener::bind((self.host(), port)).is_ok()
    }

    fn choose(self) -> anyhow::Result<u16> {
        let mut candidates = (self.usual()..=65_535).step_by(10);
        candidates
            .find(|port| self.is_free(*port))
            .with_context(|| format!("no free port for {}", self.name()))
    }
}

impl State {
    pub(crate) fn open(folder: &Path) -> anyhow::Result<Self> {
        let state = Self(folder.to_owned());
        fs::create_dir_all(state.logs()).with_context(|| format!("making {}", folder.display()))?;
        Ok(state)
    }

    pub(crate) fn photos(&self) -> PathBuf {
        self.0.join("photos")
    }

    pub(crate) fn letters(&self) -> PathBuf {
        self.0.join("letters")
    }

    pub(crate) fn certificates(&self) -> PathBuf {
        self.0.join("certificates")
    }

    pub(crate) fn logs(&self) -> PathBuf {
        self.0.join("log")
    }

    /// The key of the secret links, as `LINK_KEYS` takes it.
    pub(crate) fn link_keys(&self) -> anyhow::Result<String> {
        self.secret("link-keys", || format!("1:{}", BASE64_STANDARD.encode(rand::random::<[u8; 32]>())))
    }

    /// The local object store's access key and secret key.
    pub(crate) fn store_keys(&self) -> anyhow::Result<(String, String)> {
        // A signed request holds the access key between slashes.
        let make = || BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>());
        Ok((self.secret("s3-access-key", make)?, self.secret("s3-secret-key", make)?))
    }

    fn secret(&self, name: &str, make: impl FnOnce() -> String) -> anyhow::Result<String> {
        let path = self.0.join(name);
        if !path.exists() {
            write_private(&path, make().as_bytes())?;
        }
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    }

    /// A port for each of `doors`: the one of the last start, or another one where that is taken, and in words where
    /// it changed.
    pub(crate) fn ports(&self, doors: &[Door]) -> anyhow::Result<(Ports, Vec<String>)> {
        let kept: Ports = self.read("ports.json")?.unwrap_or_default();
        let mut ports = kept.clone();
        let mut changes = Vec::new();
        for &door in doors {
            let before = kept.get(&door).copied();
            if before.is_some_and(|port| door.is_free(port)) {
                continue;
            }
            let port = door.choose()?;
            ports.insert(door, port);
            if let Some(before) = before {
                let name = door.name();
                changes.push(format!("Port {before} is taken by another program: {name} moved to {port}."));
            }
        }
        if ports != kept {
            self.write("ports.json", &ports)?;
        }
        Ok((ports, changes))
    }

    /// The sample report of an earlier start.
    pub(crate) fn sample(&self) -> anyhow::Result<Option<Sample>> {
        self.read("sample.json")
    }

    pub(crate) fn keep_sample(&self, sample: &Sample) -> anyhow::Result<()> {
        self.write("sample.json", sample)
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> anyhow::Result<Option<T>> {
        let path = self.0.join(name);
        if !path.exists() {
            return Ok(None);
        }
        let read = || anyhow::Ok(serde_json::from_slice(&fs::read(&path)?)?);
        read().with_context(|| format!("reading {}", path.display())).map(Some)
    }

    fn write(&self, name: &str, what: &impl Serialize) -> anyhow::Result<()> {
        write_private(&self.0.join(name), &serde_json::to_vec_pretty(what)?)
    }
}

/// Whole or not at all, and readable by this user alone.
fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let unfinished = path.with_extension("part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        let mut file = options.open(&unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn keys_stay_the_same_and_are_readable_by_their_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let (links, store) = (state.link_keys().unwrap(), state.store_keys().unwrap());
        let again = State::open(folder.path()).unwrap();
        assert_eq!((again.link_keys().unwrap(), again.store_keys().unwrap()), (links.clone(), store.clone()));
        assert_ne!(store.0, store.1);
        let key = links.strip_prefix("1:").and_then(|key| BASE64_STANDARD.decode(key).ok());
        assert_eq!(key.map(|key| key.len()), Some(32));
        for name in ["link-keys", "s3-access-key", "s3-secret-key"] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_door_keeps_its_port_until_another_program_takes_it() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(folder.path()).unwrap();
        let doors = [Door::Residents, Door::Crews];
        // Ports that no other test and no running Rue Nette wants.
        let mine = [TcpListener::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap()];
        let kept: Ports =
            doors.into_iter().zip(&mine).map(|(door, on)| (door, on.local_addr().unwrap().port())).collect();
        state.write("ports.json", &kept).unwrap();

        let [taken, freed] = mine;
        drop(freed);
        let (ports, changes) = state.ports(&doors).unwrap();
        assert_eq!(ports[&Door::Crews], kept[&Door::Crews]);
        assert_ne!(ports[&Door::Residents], kept[&Door::Residents]);
        let said = format!(
            "Port {} is taken by another program: the residents' pages moved to {}.",
            taken.local_addr().unwrap().port(),
            ports[&Door::Residents]
        );
        assert_eq!(changes, [said]);
    }
}
