use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;

fn paris() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/cities/paris")
}

/// Paris with one word replaced in one file; what its reading says.
fn with(file: &str, old: &str, new: &str) -> String {
    let folder = TempDir::new().unwrap();
    for name in
        ["city.toml", "sectors.geojson", "categories.toml", "teams.toml", "rules.toml", "replies.toml"]
    {
        let text = fs::read_to_string(paris().join(name)).unwrap();
        assert!(name != file || text.contains(old), "{old} is not in {file}");
        let text = if name == file { text.replacen(old, new, 1) } else { text };
        fs::write(folder.path().join(name), text).unwrap();
    }
    Pack::read(folder.path()).expect_err("a broken pack").to_string()
}

#[test]
fn paris_is_a_sound_pack() {
    let pack = Pack::read(&paris()).unwrap();
    assert_eq!((pack.sectors.len(), pack.teams.len(), pack.categories.len()), (20, 28, 33));
}

#[test]
fn a_broken_pack_is_refused_in_words_that_name_the_file_and_the_entry() {
    for (file, old, new, words) in [
        ("city.toml", "Europe/Paris", "Europe/Lutetia", "city.toml: TOML parse error at line 5"),
        ("city.toml", "country", "contry", "contry"),
        (
            "city.toml",
            "2.2190, 48.8120",
            "48.8120, 2.2190",
            "city.toml: bounds must be west, south, east, north",
        ),
        ("categories.toml", "group = \"bins\"", "group = \"tins\"", "the group `tins` is not defined"),
        (
            "categories.toml",
            "icon = \"bag\"",
            "icon = \"bagg\"",
            "category `bags`: nobody drew the icon `bagg`",
        ),
        ("categories.toml", "target_hours = 24", "target_hours = 0", "category `bags`: target_hours is 0"),
        ("categories.toml", "danger = false", "colour = 1", "unknown field `colour`"),
        ("categories.toml", "id = \"furniture\"", "id = \"bags\"", "category `bags` is there twice"),
        ("teams.toml", "\"75101\", ", "", "the sector `75101` has 0 teams of the kind `dpe`"),
        (
            "teams.toml",
            "\"75101\"",
            "\"75199\"",
            "team `dpe-centre`: the sector `75199` is not in sectors.geojson",
        ),
        ("rules.toml", "from = \"20:15\"", "from = \"25:15\"", "rules.toml: TOML parse error"),
        ("rules.toml", "\"bags\"", "\"bogs\"", "rules.toml: rule `up-afternoon` names the category `bogs`"),
        (
            "replies.toml",
            "outcome = \"done\"",
            "outcome = \"fine\"",
            "reply `done-cleaned`: the outcome is `fine`",
        ),
        ("sectors.geojson", "\"number\": 1,", "", "sector number 1: missing field `number`"),
        ("sectors.geojson", "[2.320903, 48.863057]", "[48.863057, 2.320903]", "sector `75101`"),
        ("sectors.geojson", "[2.326102, 48.861478]", "[2.7, 48.86]", "sector `75101`"),
    ] {
        let said = with(file, old, new);
        assert!(said.contains(words), "{file}, {old} → {new}: {said}");
    }
}

#[test]
fn rules_with_a_hole_or_a_dead_rule_are_refused() {
    let last = "[[rule]]\nid = \"dpe-always\"\ncategories = []";
    let hole = with("rules.toml", last, "[[rule]]\nid = \"dpe-always\"\ncategories = [\"bags\"]");
    assert!(hole.contains("no rule for category"), "{hole}");
    let dead = with("rules.toml", "from = \"12:30\"", "from = \"20:15\"");
    assert!(dead.contains("rule `up-afternoon` can never match"), "{dead}");
}

#[test]
fn outlines_are_checked_before_they_are_loaded() {
    let swapped = |text: &str| outlines::read(text, [2.2, 48.8, 2.5, 49.0]).unwrap_err().to_string();
    let ring = |ring: &str| {
        swapped(&format!(
            r#"{{"type": "FeatureCollection", "features": [{{"type": "Feature", "properties": {{"id": "1",
            "kind": "zone", "number": 1, "name_fr": "a", "name_en": "a", "short_fr": "a", "short_en": "a"}},
            "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}]}}"#
        ))
    };
    for (corners, words) in [
        ("[[2.3,48.8],[2.4,48.8],[2.4,48.9]]", "a ring is not closed"),
        ("[[48.8,2.3],[48.8,2.4],[48.9,2.4],[48.8,2.3]]", "longitude comes first"),
        ("[[2.3,48.8],[2.4,48.9],[2.4,48.8],[2.3,48.9],[2.3,48.8]]", "self-intersection"),
    ] {
        let said = ring(corners);
        assert!(said.contains(words) && said.contains("sector `1`"), "{corners}: {said}");
    }
    assert!(swapped("{}").starts_with("sectors.geojson"), "{}", swapped("{}"));
}
