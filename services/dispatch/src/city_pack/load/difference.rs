//! What the pack says against what the database says.

use std::fmt;

use serde_json::{Map, Value};

/// One value of the database that differs from the pack's. It stays.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// "category `bags`".
    pub entry: String,
    /// `target_hours`; empty: the whole entry.
    pub key: String,
    /// What the pack says, as JSON; none: it does not have it.
    pub pack: Option<String>,
    /// What the database says, as JSON; none: it does not have it.
    pub database: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.entry)?;
        if !self.key.is_empty() {
            write!(f, ", {}", self.key)?;
        }
        match (&self.pack, &self.database) {
            (None, _) if self.key.is_empty() => write!(f, ": only the database has it"),
            (_, None) if self.key.is_empty() => write!(f, ": only the pack has it"),
            (pack, database) => {
                let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "nothing".to_owned());
                write!(f, ": the pack says {}, the database says {}", said(pack), said(database))
            }
        }
    }
}

/// Key by key of the pack; an empty list: they are the same. What else a row has is not the pack's.
pub(super) fn differences(entry: &str, pack: &Value, database: &Value) -> Vec<Difference> {
    let nothing = Map::new();
    let (pack, database) = (pack.as_object().unwrap_or(&nothing), database.as_object().unwrap_or(&nothing));
    pack.keys()
        .filter_map(|key| {
            let said = |side: &Map<String, Value>| side.get(key).filter(|value| !value.is_null()).cloned();
            let (pack, database) = (said(pack), said(database));
            (pack != database).then(|| Difference {
                entry: entry.to_owned(),
                key: key.clone(),
                pack: pack.map(|value| value.to_string()),
                database: database.map(|value| value.to_string()),
            })
        })
        .collect()
}

/// Ordered entries with ids, such as rules: each against the one of the same id, and their order.
pub(super) fn of_lists(entry: &str, pack: &Value, database: &Value) -> Vec<Difference> {
    let nothing = Vec::new();
    let (pack, database) = (pack.as_array().unwrap_or(&nothing), database.as_array().unwrap_or(&nothing));
    let id = |one: &Value| one["id"].as_str().unwrap_or_default().to_owned();
    let (ours, theirs): (Vec<_>, Vec<_>) = (pack.iter().map(id).collect(), database.iter().map(id).collect());
    let whole = |id: &String, pack: Option<&str>, database: Option<&str>| Difference {
        entry: format!("{entry} `{id}`"),
        key: String::new(),
        pack: pack.map(ToOwned::to_owned),
        database: database.map(ToOwned::to_owned),
    };
    let mut found = Vec::new();
    for (one, called) in pack.iter().zip(&ours) {
        match theirs.iter().position(|id| id == called) {
            None => found.push(whole(called, Some("it"), None)),
            Some(at) => found.extend(differences(&format!("{entry} `{called}`"), one, &database[at])),
        }
    }
    found.extend(theirs.iter().filter(|id| !ours.contains(id)).map(|id| whole(id, None, Some("it"))));
    let shared = |all: &[String], other: &[String]| -> Vec<String> {
        all.iter().filter(|id| other.contains(id)).cloned().collect()
    };
    let (ours, theirs) = (shared(&ours, &theirs), shared(&theirs, &ours));
    if ours != theirs {
        found.push(Difference {
            entry: format!("{entry}s"),
            key: "order".to_owned(),
            pack: Some(ours.join(", ")),
            database: Some(theirs.join(", ")),
        });
    }
    found
}
