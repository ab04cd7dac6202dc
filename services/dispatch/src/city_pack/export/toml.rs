//! TOML as people write packs: a text's languages on one line, hours below each other, keys in an order that reads well.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

/// A file that is one thing. Lists of things come last, as TOML wants it.
pub(super) fn whole(value: &Value, order: &[&str]) -> String {
    let mut text = String::new();
    let empty = Map::new();
    let table = value.as_object().unwrap_or(&empty);
    keys(&mut text, table, order);
    for (name, value) in table.iter().filter(|(_, value)| is_list_of_things(value)) {
        text.push('\n');
        text.push_str(entries(name, value, &["name"]).trim_end());
        text.push('\n');
    }
    text
}

/// Things of one kind, each below its `[[name]]`.
pub(super) fn entries(name: &str, things: &Value, order: &[&str]) -> String {
    let mut text = String::new();
    for thing in things.as_array().into_iter().flatten() {
        _ = writeln!(text, "[[{name}]]");
        keys(&mut text, thing.as_object().unwrap_or(&Map::new()), order);
        text.push('\n');
    }
    text
}

fn keys(text: &mut String, table: &Map<String, Value>, order: &[&str]) {
    let first = order.iter().filter_map(|key| Some((*key, table.get(*key)?)));
    let rest = table.iter().map(|(key, value)| (key.as_str(), value));
    let rest: BTreeMap<_, _> =
        rest.filter(|(key, value)| !order.contains(key) && !is_list_of_things(value)).collect();
    // In TOML what is not there is nothing.
    for (key, value) in first.chain(rest).filter(|(_, value)| !value.is_null()) {
        match value.as_array() {
            Some(lines) if lines.iter().any(Value::is_object) => {
                _ = writeln!(text, "{key} = [");
                for line in lines {
                    _ = writeln!(text, "    {},", inline(line));
                }
                text.push_str("]\n");
            }
            _ => _ = writeln!(text, "{key} = {}", inline(value)),
        }
    }
}

/// `neighbours`: a thing of a whole file that is a table of its own. `hours` are of one thing, in lines.
fn is_list_of_things(value: &Value) -> bool {
    let things = value.as_array().filter(|all| !all.is_empty());
    things.is_some_and(|all| all.iter().all(|one| one.get("points").is_some()))
}

fn inline(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => quoted(text),
        Value::Array(all) => {
            let all: Vec<_> = all.iter().map(inline).collect();
            format!("[{}]", all.join(", "))
        }
        Value::Object(table) => {
            const FIRST: [&str; 4] = ["fr", "en", "days", "from"];
            let first = FIRST.iter().filter_map(|key| Some((*key, table.get(*key)?)));
            let rest = table.iter().map(|(key, value)| (key.as_str(), value));
            let rest: BTreeMap<_, _> = rest.filter(|(key, _)| !FIRST.contains(key)).collect();
            let pairs = first.chain(rest).filter(|(_, value)| !value.is_null());
            let pairs: Vec<_> = pairs.map(|(key, value)| format!("{key} = {}", inline(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
    }
}

/// A basic string (TOML 1.0): what can't be seen is written by its number, so that it is not lost in an editor.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || c.is_whitespace() && c != ' ' => {
                _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_character_comes_back_from_a_quoted_text() -> Result<(), toml::de::Error> {
        let odd = "a\"b\\c\nd\te\rf\u{a0}g\u{202f}h\u{7f}\u{85}\u{2028}’ « é » 🧹 '''\"\"\" # = [x]";
        let every: String = (1..0xD7FF_u32).filter_map(char::from_u32).collect();
        for text in ["", odd, every.as_str()] {
            let read: toml::Table = format!("text = {}", quoted(text)).parse()?;
            assert_eq!(read["text"].as_str(), Some(text));
        }
        Ok(())
    }

    #[test]
    fn a_thing_is_written_as_people_write_it() {
        let thing = json!([{ "id": "x", "name": { "en": "b", "fr": "a" }, "none": null, "n": 1.50,
            "hours": [{ "until": "24:00", "from": "06:00", "days": ["mon"] }] }]);
        let expected = "[[thing]]\nid = \"x\"\nname = { fr = \"a\", en = \"b\" }\nhours = [\n    { days = [\"mon\"], \
                        from = \"06:00\", until = \"24:00\" },\n]\nn = 1.5\n\n";
        assert_eq!(entries("thing", &thing, &["id", "name"]), expected);
    }
}
