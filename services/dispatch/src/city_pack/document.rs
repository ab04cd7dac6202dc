//! A TOML file of a pack that remembers where each key stands, so that every flaw has its line.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::flaw::{Flaw, line_at};

/// A file that was parsed, as far as it can be.
pub(super) struct Document<'t> {
    pub(super) file: &'static str,
    text: &'t str,
    root: Spanned<DeTable<'t>>,
    /// It is not whole: what is missing in it may be there.
    pub(super) torn: bool,
}

/// One `[[entry]]` of a file.
#[derive(Debug)]
pub(super) struct Entry<T> {
    /// Which of its kind, from 0.
    pub(super) at: usize,
    pub(super) value: T,
}

/// The entries of one kind.
#[derive(Debug)]
pub(super) struct Entries<T> {
    pub(super) name: &'static str,
    pub(super) sound: Vec<Entry<T>>,
    /// Ids of entries that can't be read: they are defined all the same.
    pub(super) broken: BTreeSet<String>,
    /// Every entry could be read.
    pub(super) complete: bool,
}

impl<T> Entries<T> {
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.sound.iter().map(|entry| &entry.value)
    }

    pub(super) fn into_values(self) -> Vec<T> {
        self.sound.into_iter().map(|entry| entry.value).collect()
    }
}

impl<'t> Document<'t> {
    /// Parses a file; what is no TOML in it becomes flaws.
    pub(super) fn parse(file: &'static str, text: &'t str, flaws: &mut Vec<Flaw>) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let torn = !errors.is_empty();
        flaws.extend(errors.into_iter().map(|error| {
            let line = error.span().map(|span| line_at(text, span.start));
            Flaw { file, line, key: String::new(), reason: format!("this is no TOML: {}", error.message()) }
        }));
        Self { file, text, root, torn }
    }

    /// The whole file as one thing.
    pub(super) fn whole<T: DeserializeOwned>(&self, flaws: &mut Vec<Flaw>) -> Option<T> {
        self.read(self.root.get_ref().clone(), self.root.span(), "", flaws)
    }

    /// The entries of a kind. A file has no other top-level keys than `kinds`.
    pub(super) fn entries<T: DeserializeOwned>(
        &self,
        name: &'static str,
        flaws: &mut Vec<Flaw>,
    ) -> Entries<T> {
        let mut entries = Entries { name, sound: Vec::new(), broken: BTreeSet::new(), complete: !self.torn };
        let Some(tables) = self.tables(name) else {
            if !self.torn {
                let key = format!("[[{name}]]");
                flaws.push(Flaw { file: self.file, line: None, key, reason: "there is none".into() });
            }
            entries.complete = false;
            return entries;
        };
        for (at, table) in tables.iter().enumerate() {
            let Some(content) = table.get_ref().as_table() else { continue };
            let id = content
                .iter()
                .find(|(key, _)| key.get_ref() == "id")
                .and_then(|(_, id)| id.get_ref().as_str());
            let called =
                format!("{name} {}", id.map_or_else(|| format!("number {}", at + 1), |id| format!("`{id}`")));
            if let Some(value) = self.read(content.clone(), table.span(), &called, flaws) {
                entries.sound.push(Entry { at, value });
            } else {
                entries.complete = false;
                entries.broken.extend(id.map(ToOwned::to_owned));
            }
        }
        entries
    }

    /// Top-level keys that nobody reads.
    pub(super) fn only(&self, names: &[&str], flaws: &mut Vec<Flaw>) {
        for (key, _) in self.root.get_ref() {
            if !names.contains(&key.get_ref().as_ref()) {
                let reason = format!("there is no such key here; expected {}", names.join(", "));
                flaws.push(self.at_span(key.span(), key.get_ref().to_string(), reason));
            }
        }
    }

    /// A flaw of an entry's key.
    pub(super) fn flaw(&self, (name, at): (&str, usize), key: &str, reason: String) -> Flaw {
        let entry = self.tables(name).and_then(|tables| tables.get(at));
        let table = entry.and_then(|entry| entry.get_ref().as_table());
        let id = table.and_then(|table| {
            table.iter().find(|(key, _)| key.get_ref() == "id").and_then(|(_, id)| id.get_ref().as_str())
        });
        let called =
            format!("{name} {}", id.map_or_else(|| format!("number {}", at + 1), |id| format!("`{id}`")));
        let span = table
            .and_then(|table| table.iter().find(|(one, _)| one.get_ref() == key))
            .map(|(key, _)| key.span())
            .or_else(|| entry.map(Spanned::span));
        let key = format!("{called}, {key}");
        self.at_span(span.unwrap_or_default(), key, reason)
    }

    /// A flaw of a top-level key.
    pub(super) fn flaw_of_key(&self, key: &str, reason: String) -> Flaw {
        let found = self.root.get_ref().iter().find(|(one, _)| one.get_ref() == key);
        let span = found.map(|(key, _)| key.span()).unwrap_or_default();
        self.at_span(span, key.to_owned(), reason)
    }

    fn tables(&self, name: &str) -> Option<&[Spanned<DeValue<'t>>]> {
        let found = self.root.get_ref().iter().find(|(key, _)| key.get_ref() == name);
        found.and_then(|(_, value)| value.get_ref().as_array()).map(|array| &array[..])
    }

    fn at_span(&self, span: Range<usize>, key: String, reason: String) -> Flaw {
        Flaw { file: self.file, line: Some(line_at(self.text, span.start)), key, reason }
    }

    /// Reads a table. A key that is unknown or has a wrong value is noted and left out, and reading begins again: so all
    /// that is wrong is found, not the first thing only.
    fn read<T: DeserializeOwned>(
        &self,
        mut table: DeTable<'t>,
        span: Range<usize>,
        called: &str,
        flaws: &mut Vec<Flaw>,
    ) -> Option<T> {
        let mut is_flawed = false;
        let mut left_out = BTreeSet::new();
        loop {
            let spanned = Spanned::new(span.clone(), DeValue::Table(table.clone()));
            let error = match T::deserialize(ValueDeserializer::from(spanned)) {
                Ok(value) => return (!is_flawed).then_some(value),
                Err(error) => error,
            };
            is_flawed = true;
            let place = error.span().unwrap_or_else(|| span.clone());
            let wrong = table
                .iter()
                .find(|(key, value)| within(&place, &key.span()) || within(&place, &value.span()))
                .map(|(key, _)| (key.get_ref().to_string(), key.span()));
            let named =
                |key: &str| if called.is_empty() { key.to_owned() } else { format!("{called}, {key}") };
            let Some((key, key_span)) = wrong else {
                let missing = missing_field(error.message()).unwrap_or_default();
                if !left_out.contains(missing) {
                    flaws.push(self.at_span(place, named(missing), in_words(error.message())));
                }
                return None;
            };
            // Its own line where a value goes over several.
            let at = if within(&place, &key_span) { key_span } else { place };
            flaws.push(self.at_span(at, named(&key), in_words(error.message())));
            table.remove(key.as_str());
            left_out.insert(key);
        }
    }
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn missing_field(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.strip_suffix('`')
}

/// What serde says, for people who write packs.
fn in_words(message: &str) -> String {
    match missing_field(message) {
        Some("fr") => "the text in French (`fr`) is missing".into(),
        Some("en") => "the text in English (`en`) is missing".into(),
        Some(_) => "this key is missing".into(),
        None => message.replace("unknown field", "there is no such key here:").trim_end().to_owned(),
    }
}
