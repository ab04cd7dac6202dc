//! A change of the city in words: who, when, what, from what, to what.

use chrono::{DateTime, Utc};
use serde_json::Value;
use web::{Texts, time};

use super::Here;
use crate::store::city::log::Logged;

/// A change as people read it.
pub(super) struct Told {
    pub(super) when: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) name: String,
    /// Where it is changed again.
    pub(super) link: String,
    pub(super) lines: Vec<Line>,
}

/// One value that changed.
pub(super) struct Line {
    pub(super) what: String,
    pub(super) from: String,
    pub(super) to: String,
}

impl Here<'_> {
    pub(super) fn told(&self, logged: &Logged) -> Told {
        let texts = self.texts;
        let part = match logged.kind.as_str() {
            "team" => "teams",
            "person" => "people",
            "category" => "categories",
            _ => "calendars",
        };
        let now = logged.after.as_ref().or(logged.before.as_ref());
        let name = now.map(|entry| named(texts, &entry["name"])).unwrap_or_default();
        Told {
            when: time::moment(texts, logged.changed_at, self.city.zone, self.now),
            who: logged.name.clone().unwrap_or_else(|| texts.t("city-log-command")),
            what: texts.t(&format!("city-log-{}-{}", logged.kind, logged.action)),
            name: if name.is_empty() { logged.entry.clone() } else { name },
            link: format!("/desk/city/{part}/{}", logged.entry),
            lines: self.lines(logged.before.as_ref(), logged.after.as_ref()),
        }
    }

    fn lines(&self, before: Option<&Value>, after: Option<&Value>) -> Vec<Line> {
        static NOTHING: Value = Value::Null;
        let object = |side: Option<&Value>| side.and_then(Value::as_object).cloned().unwrap_or_default();
        let (before, after) = (object(before), object(after));
        let mut lines = Vec::new();
        for key in after.keys().filter(|key| *key != "id") {
            let (was, is) = (before.get(key).unwrap_or(&NOTHING), &after[key]);
            if was == is {
                continue;
            }
            let label = self.texts.t(&format!("city-field-{key}"));
            if is_text(was) || is_text(is) {
                for tag in ["fr", "en"].into_iter().filter(|tag| was[tag] != is[tag]) {
                    lines.push(Line {
                        what: self.texts.t1(&format!("city-in-{tag}"), "what", label.clone()),
                        from: self.value(key, &was[tag]),
                        to: self.value(key, &is[tag]),
                    });
                }
            } else {
                lines.push(Line { what: label, from: self.value(key, was), to: self.value(key, is) });
            }
        }
        lines
    }

    /// A value as people read it.
    fn value(&self, key: &str, value: &Value) -> String {
        let texts = self.texts;
        match value {
            Value::Null => texts.t("city-none"),
            Value::Bool(yes) => texts.t(if *yes { "city-yes" } else { "city-no" }),
            Value::Number(number) => number.to_string(),
            Value::String(text) => {
                let named = format!("city-{key}-{text}");
                match text.parse::<DateTime<Utc>>() {
                    Ok(at) if key == "left_at" => time::moment(texts, at, self.city.zone, self.now),
                    _ if texts.has(&named) => texts.t(&named),
                    _ => text.clone(),
                }
            }
            Value::Array(all) if all.is_empty() => texts.t("city-none"),
            Value::Array(all) if key == "hours" => {
                let lines: Vec<_> = all.iter().map(|line| opening(texts, line)).collect();
                lines.join(" ; ")
            }
            Value::Array(all) => {
                let all: Vec<_> = all.iter().map(|one| self.value(key, one)).collect();
                all.join(", ")
            }
            Value::Object(hours) => {
                let end = |end: &str| hours.get(end).and_then(Value::as_str).unwrap_or_default().to_owned();
                format!("{} – {}", end("from"), end("until"))
            }
        }
    }
}

/// A text in both languages.
fn is_text(value: &Value) -> bool {
    value.get("fr").is_some()
}

/// A name, which people have in one language alone.
fn named(texts: &Texts, name: &Value) -> String {
    let name = name.as_str().or_else(|| name[texts.language().tag()].as_str());
    name.unwrap_or_default().to_owned()
}

/// One line of a calendar: `lun. mar. 08:00 – 18:00`.
pub(super) fn opening(texts: &Texts, line: &Value) -> String {
    let days = line["days"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let days: Vec<_> = days.map(|day| texts.t(&format!("city-short-{day}"))).collect();
    let end = |end: &str| line[end].as_str().unwrap_or_default().to_owned();
    format!("{} {} – {}", days.join(" "), end("from"), end("until"))
}
