use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, iter};

use super::*;

/// Each message's variables, by key.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, source) in sources(language) {
        let mut key = String::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|first: char| first.is_ascii_lowercase())
                && let Some((name, _)) = line.split_once('=')
            {
                name.trim().clone_into(&mut key);
                found.entry(key.clone()).or_default();
            }
            for variable in line.split('$').skip(1) {
                let name =
                    variable.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-');
                found.entry(key.clone()).or_default().insert(name.collect());
            }
        }
    }
    found
}

#[test]
fn every_file_parses_and_no_key_is_there_twice() {
    for language in Language::ALL {
        let mut bundle = FluentBundle::new_concurrent(vec![langid!("fr")]);
        let mut files = 0;
        for (name, source) in sources(language) {
            let resource = FluentResource::try_new(source).map_err(|(_, errors)| errors);
            let resource = resource.unwrap_or_else(|errors| panic!("{name} does not parse: {errors:?}"));
            bundle.add_resource(resource).unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
            files += 1;
        }
        assert!(files > 0, "no texts in {language}");
    }
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_variables() {
    let (fr, en) = (messages(Language::Fr), messages(Language::En));
    let only = |these: &BTreeMap<String, _>, those: &BTreeMap<String, _>| -> Vec<String> {
        these.keys().filter(|key| !those.contains_key(*key)).cloned().collect()
    };
    assert_eq!(only(&fr, &en), [""; 0], "only in French");
    assert_eq!(only(&en, &fr), [""; 0], "only in English");
    for (key, variables) in &fr {
        assert_eq!(variables, &en[key], "variables of {key}, French and English");
    }
}

#[test]
fn a_high_sign_in_french_always_has_its_fixed_space() {
    for (name, source) in sources(Language::Fr) {
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let signs: Vec<char> = iter::once(' ').chain(line.chars()).collect();
            for pair in signs.windows(2) {
                let glued = "?!;»".contains(pair[1]) && !"\u{a0}\u{202f}?!".contains(pair[0]);
                assert!(!glued, "{name}: no space before {} in: {line}", pair[1]);
            }
        }
    }
}

#[test]
fn a_key_that_no_file_has_is_shown_in_brackets() {
    assert_eq!(Texts::of(Language::Fr).t("no-such-key"), "[no-such-key]");
}

#[test]
fn a_sentence_begins_with_a_capital() {
    assert_eq!(capital("l’équipe"), "L’équipe");
    assert_eq!(capital("équipe"), "Équipe");
    assert_eq!(capital(""), "");
}

#[test]
fn a_variable_is_printed_without_invisible_marks() {
    let words = Texts::of(Language::En).t1("date-today", "time", "12:45");
    assert_eq!(words, "today at 12:45");
}

fn files_under(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_under(&path, endings, found);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            found.push(path);
        }
    }
}

/// The keys that a source names in `t("…")`, `t1("…"` and `.with("…", &[`.
fn keys_named_in(source: &str) -> Vec<&str> {
    let mut keys = Vec::new();
    for call in ["t(", "t1(", "with("] {
        for (at, _) in source.match_indices(call) {
            let method = source[..at].ends_with('.');
            let rest = source[at + call.len()..].trim_start();
            let Some((key, after)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
                continue;
            };
            let like_a_key =
                key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c));
            if method
                && like_a_key
                && !key.is_empty()
                && (call != "with(" || after.trim_start().starts_with(", &["))
            {
                keys.push(key);
            }
        }
    }
    keys
}

#[test]
fn every_key_that_a_page_or_a_program_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["shared", "services"] {
        for part in fs::read_dir(root.join(folder)).unwrap().flatten() {
            files_under(&part.path().join("src"), &["rs"], &mut files);
            files_under(&part.path().join("templates"), &["html", "mjml", "txt"], &mut files);
        }
    }
    let mut missing = Vec::new();
    let mut named = 0;
    for file in files.iter().filter(|file| !file.ends_with("texts/tests.rs") && !file.ends_with("texts.rs")) {
        let source = fs::read_to_string(file).unwrap();
        for key in keys_named_in(&source) {
            named += 1;
            if !Texts::of(Language::Fr).has(key) {
                missing.push(format!("{key} in {}", file.strip_prefix(&root).unwrap().display()));
            }
        }
    }
    assert_eq!(missing, [""; 0], "texts that no file has");
    assert!(named > 10, "the search found only {named} keys: it no longer sees how pages name them");
}
