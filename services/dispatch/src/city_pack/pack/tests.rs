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
    for name in FILES {
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
    assert_eq!((pack.sectors.len(), pack.teams.len(), pack.categories.len()), (20, 28, 34));
    // A category that names no calendar has the first.
    let calendar =
        |id| pack.categories.iter().find(|one| one.id == id).and_then(|one| one.calendar.as_deref());
    assert_eq!([calendar("bags"), calendar("tree-dangerous")], [Some("cleaning"), Some("office")]);
}

/// A file, what is replaced in it, by what, and what is then said.
type Broken<'a> = (&'a str, &'a str, &'a str, &'a str);

fn each_is_said(cases: &[Broken<'_>]) {
    let said = cases.iter().map(|(file, old, new, words)| (words, with(file, old, new)));
    let unsaid: Vec<String> = said
        .filter(|(words, said)| !said.contains(**words))
        .map(|(words, said)| format!("{words}\n  is not in {said}"))
        .collect();
    assert!(unsaid.is_empty(), "{}", unsaid.join("\n"));
}

#[test]
fn bad_values_and_unknown_keys_are_refused_with_file_line_and_key() {
    each_is_said(&[
        ("city.toml", "Europe/Paris", "Europe/Lutetia", "city.toml:5: timezone: "),
        ("city.toml", "country", "contry", "city.toml:6: contry: there is no such key here"),
        (
            "city.toml",
            "2.2190, 48.8120",
            "48.8120, 2.2190",
            "city.toml:14: bounds: bounds must be west, south, east, north",
        ),
        ("city.toml", "country = \"FR\"", "country = \"BE\"", "city.toml:6: country: no public holidays"),
        (
            "city.toml",
            "[[2.4411, 48.8619]",
            "[[48.8619, 2.4411]",
            "neighbours number 11, points: 48.8619, 2.4411 is not near the city",
        ),
        (
            "city.toml",
            "points = [[2.2900, 48.8210]]",
            "points = []",
            "neighbours number 24, points: `Vanves` has no points",
        ),
        ("city.toml", "name = \"Vanves\"", "name = \"Malakoff\"", "name: `Malakoff` is there twice"),
        (
            "categories.toml",
            "danger = false",
            "colour = 1",
            "categories.toml:52: category `bags`, colour: there is no",
        ),
        ("categories.toml", "[[group]]", "[[grup]]", "categories.toml:5: grup: there is no such key"),
        (
            "teams.toml",
            "kind = \"dpe\"",
            "kind = \"dep\"",
            "teams.toml:5: team `dpe-centre`, kind: unknown variant",
        ),
        (
            "rules.toml",
            "from = \"20:15\"",
            "from = \"25:15\"",
            "rule `dpe-evening`, from: `25:15` is not a time of day between 00:00 and 24:00",
        ),
        ("rules.toml", "team_kind = ", "team_kind == ", "rules.toml:13: this is no TOML"),
    ]);
}

#[test]
fn hours_that_are_no_calendar_are_refused() {
    let every_day = "{ days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\", \"holiday\"], from = \"06:00\", until = \"20:15\" },";
    each_is_said(&[
        (
            "calendars.toml",
            "from = \"06:00\"",
            "from = \"21:00\"",
            "calendars.toml:9: calendar `cleaning`, hours: 21:00 to 20:15 must end after it begins",
        ),
        (
            "calendars.toml",
            "from = \"08:00\"",
            "from = \"25:00\"",
            "calendar `office`, hours: `25:00` is not a time of day between 00:00 and 24:00",
        ),
        (
            "calendars.toml",
            every_day,
            &every_day.repeat(2),
            "calendars.toml:9: calendar `cleaning`, hours: 06:00 to 20:15 and 06:00 to 20:15 overlap on Mon",
        ),
        ("calendars.toml", every_day, "", "calendar `cleaning`, hours: it has no hour at all"),
        (
            "calendars.toml",
            "\"Cleaning, every day\"",
            "\"\"",
            "calendar `cleaning`, name: the text in English",
        ),
        (
            "calendars.toml",
            "id = \"office\"",
            "id = \"cleaning\"",
            "calendar `cleaning`, id: it is there twice",
        ),
        (
            "categories.toml",
            "calendar = \"office\"",
            "calendar = \"offices\"",
            "calendar: the calendar `offices` is not in calendars.toml",
        ),
    ]);
}

#[test]
fn texts_that_a_language_lacks_are_refused() {
    each_is_said(&[
        (
            "categories.toml",
            "short = { fr = \"Sacs, vrac\", en = \"Bags\" }",
            "short = { fr = \"Sacs, vrac\" }",
            "categories.toml:45: category `bags`, short: the text in English (`en`) is missing",
        ),
        (
            "categories.toml",
            "en = \"Bags\"",
            "en = \" \"",
            "categories.toml:45: category `bags`, short: the text in English (`en`) is empty",
        ),
        (
            "replies.toml",
            "{ fr = \"Nettoyé\",",
            "{ fr = \"\",",
            "reply `done-cleaned`, title: the text in French",
        ),
    ]);
}

#[test]
fn names_that_nobody_defined_or_that_are_there_twice_are_refused() {
    each_is_said(&[
        (
            "categories.toml",
            "group = \"bins\"",
            "group = \"tins\"",
            "category `street-bin-overflowing`, group: the group `tins` is not defined",
        ),
        ("categories.toml", "icon = \"bag\"", "icon = \"bagg\"", "bags`, icon: nobody drew the icon `bagg`"),
        ("categories.toml", "id = \"furniture\"", "id = \"bags\"", "category `bags`, id: it is there twice"),
        ("categories.toml", "id = \"bins\"", "id = \"streets\"", "group `streets`, id: it is there twice"),
        (
            "teams.toml",
            "id = \"up-centre\"",
            "id = \"dpe-centre\"",
            "teams.toml:12: team `dpe-centre`, id: it is",
        ),
        (
            "teams.toml",
            "\"75101\"",
            "\"75199\"",
            "teams.toml:8: team `dpe-centre`, sectors: the sector `75199` is not in sectors.geojson",
        ),
        (
            "rules.toml",
            "\"bags\"",
            "\"bogs\"",
            "rules.toml:7: rule `up-afternoon`, categories: rule `up-afternoon` \
          names the category `bogs`",
        ),
        (
            "rules.toml",
            "sectors = []",
            "sectors = [\"75199\"]",
            "rules.toml:8: rule `up-afternoon`, sectors: rule",
        ),
        (
            "replies.toml",
            "[\"urine\"]",
            "[\"urin\"]",
            "categories: the category `urin` is not in categories.toml",
        ),
        ("replies.toml", "outcome = \"done\"", "outcome = \"fine\"", "outcome: the outcome is `fine`"),
    ]);
}

#[test]
fn what_can_t_be_is_refused() {
    each_is_said(&[
        (
            "categories.toml",
            "target_hours = 24",
            "target_hours = 0",
            "bags`, target_hours: target_hours is 0",
        ),
        (
            "categories.toml",
            "handled_by = \"cleaning\"",
            "handled_by = \"elsewhere\"",
            "bags`, handled_by: it is handled elsewhere, but `tell` does not say whom to tell",
        ),
        (
            "categories.toml",
            "handled_by = \"elsewhere\"",
            "handled_by = \"cleaning\"",
            "letter-box`, tell: it says whom to `tell`, but is handled here",
        ),
        (
            "teams.toml",
            "\"75101\", ",
            "",
            "the sector `75101` has 0 teams of the kind `dpe`, it must have one",
        ),
        (
            "teams.toml",
            "[\"75105\"",
            "[\"75101\", \"75105\"",
            "`75101` has 2 teams of the kind `dpe` (`dpe-centre`, ",
        ),
        (
            "teams.toml",
            "until = \"20:15\"",
            "until = \"05:00\"",
            "team `dpe-centre`, shift: it must begin before",
        ),
        (
            "sectors.geojson",
            "\"number\": 1,",
            "",
            "sectors.geojson:5: sector `75101`: missing field `number`",
        ),
        ("sectors.geojson", "\"1st\"", "\"\"", "sectors.geojson:5: sector `75101`: a name is missing"),
        (
            "sectors.geojson",
            "[2.320903, 48.863057]",
            "[48.863057, 2.320903]",
            "sectors.geojson:5: sector `75101`",
        ),
        ("sectors.geojson", "[2.326102, 48.861478]", "[2.7, 48.86]", "sectors.geojson:5: sector `75101`"),
        (
            "sectors.geojson",
            "\"id\": \"75102\"",
            "\"id\": \"75101\"",
            "sectors.geojson:6: sector `75101`: it is there twice",
        ),
    ]);
}

#[test]
fn all_flaws_are_told_at_once() {
    let folder = TempDir::new().unwrap();
    for name in FILES {
        let text = fs::read_to_string(paris().join(name)).unwrap();
        let text = match name {
            "city.toml" => text.replace("[\"fr\", \"en\"]", "[\"de\"]"),
            "categories.toml" => text
                .replace("icon = \"bag\"", "icon = \"bagg\"\ncolor = 1")
                .replacen("radius_m = 25", "radius_m = \"x\"", 1)
                .replacen("group = \"bins\"", "group = \"tins\"", 1),
            "replies.toml" => text.replacen("outcome = \"done\"", "outcome = \"fine\"", 1),
            _ => text,
        };
        fs::write(folder.path().join(name), text).unwrap();
    }
    let BadPack(flaws) = Pack::read(folder.path()).expect_err("a broken pack");
    let said: Vec<String> = flaws.iter().map(ToString::to_string).collect();
    for words in [
        "city.toml:7: languages",
        "`bags`, color: there is no such key here",
        "`bags`, radius_m: ",
        "group: the group `tins` is not defined",
        "outcome: the outcome is `fine`",
    ] {
        assert!(said.iter().any(|flaw| flaw.contains(words)), "{words}: {said:#?}");
    }
    // The broken category is defined all the same: nothing that names it is called wrong.
    assert!(!said.iter().any(|flaw| flaw.contains("names the category")), "{said:#?}");
    assert_eq!(said.len(), 5, "{said:#?}");
    fs::remove_file(folder.path().join("teams.toml")).unwrap();
    let said = Pack::read(folder.path()).expect_err("a file is missing").to_string();
    assert!(said.contains("teams.toml: it can't be read"), "{said}");
}

#[test]
fn the_tree_of_categories_has_two_levels_and_no_circle() {
    let own = with("categories.toml", "group = \"bins\"", "group = \"street-bin-overflowing\"");
    assert!(own.contains("the category `street-bin-overflowing` can't be its own group"), "{own}");
    let deep = with("categories.toml", "group = \"bins\"", "group = \"bags\"");
    assert!(deep.contains("`bags` is a category, not a group: the tree has two levels"), "{deep}");
    let parent = with("categories.toml", "id = \"bins\"", "id = \"bins\"\ngroup = \"bins\"");
    assert!(parent.contains("group `bins`, group: there is no such key here"), "{parent}");
    let empty = with(
        "categories.toml",
        "[[category]]",
        "[[group]]\nid = \"void\"\nname = { fr = \"Vide\", en = \"Void\" }\nposition = 8\n\n[[category]]",
    );
    assert!(empty.contains("group `void`, id: no category is in this group"), "{empty}");
}

#[test]
fn rules_with_a_hole_a_dead_rule_or_an_overlap_are_refused() {
    let last = "[[rule]]\nid = \"dpe-always\"\ncategories = []";
    let hole = with("rules.toml", last, "[[rule]]\nid = \"dpe-always\"\ncategories = [\"bags\"]");
    assert!(hole.contains("rules.toml:73: rule `dpe-always`, categories: no rule for category"), "{hole}");
    let dead = with("rules.toml", "from = \"12:30\"", "from = \"20:15\"");
    assert!(
        dead.contains("rules.toml:6: rule `up-afternoon`, id: rule `up-afternoon` can never match"),
        "{dead}"
    );
    // The pair's first rule now reaches into the evening of the division.
    let overlap = with("rules.toml", "until = \"20:15\"", "until = \"21:00\"");
    assert!(overlap.contains("rule `dpe-evening` overlaps rule `up-afternoon`"), "{overlap}");
}

#[test]
fn outlines_are_checked_before_they_are_loaded() {
    let read = |text: &str| {
        let mut flaws = Vec::new();
        outlines::read(text, Some([2.2, 48.8, 2.5, 49.0]), &mut flaws);
        BadPack(flaws).to_string()
    };
    let feature = |id: &str, ring: &str| {
        format!(
            r#"{{"type": "Feature", "properties": {{"id": "{id}", "kind": "zone", "number": 1, "name_fr": "a",
            "name_en": "a", "short_fr": "a", "short_en": "a"}}, "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}"#
        )
    };
    let all = |features: &[String]| {
        read(&format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(",\n")))
    };
    for (corners, words) in [
        ("[[2.3,48.8],[2.4,48.8],[2.4,48.9]]", "a ring is not closed"),
        ("[[48.8,2.3],[48.8,2.4],[48.9,2.4],[48.8,2.3]]", "longitude comes first"),
        ("[[2.3,48.8],[2.4,48.9],[2.4,48.8],[2.3,48.9],[2.3,48.8]]", "self-intersection"),
    ] {
        let said = all(&[feature("1", corners)]);
        assert!(said.contains(words) && said.contains("sector `1`"), "{corners}: {said}");
    }
    let square = "[[2.3,48.8],[2.4,48.8],[2.4,48.9],[2.3,48.9],[2.3,48.8]]";
    let said = all(&[feature("1", square), feature("2", square)]);
    assert!(said.contains("the sectors `1` and `2` overlap by 81"), "{said}");
    assert!(read("{}").contains("sectors.geojson: this is no GeoJSON"), "{}", read("{}"));
}
