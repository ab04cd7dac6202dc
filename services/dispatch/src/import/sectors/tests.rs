use super::*;

const PARIS: [f64; 4] = [2.2190, 48.8120, 2.4750, 48.9060];
const SQUARE: &str = "[[2.30,48.85],[2.31,48.85],[2.31,48.86],[2.30,48.86],[2.30,48.85]]";

fn feature(properties: &str, rings: &str) -> String {
    format!(
        r#"{{"type": "Feature", "properties": {{{properties}}},
            "geometry": {{"type": "Polygon", "coordinates": [{rings}]}}}}"#
    )
}

fn collection(features: &[String], more: &str) -> String {
    format!(r#"{{"type": "FeatureCollection"{more}, "features": [{}]}}"#, features.join(","))
}

/// One arrondissement with these rings.
fn outline(rings: &str) -> Result<SectorsFile, Flawed> {
    let text = collection(&[feature(r#""c_ar": 7, "c_arinsee": 75107"#, rings)], "");
    SectorsFile::parse(&text, None, PARIS)
}

fn said(result: Result<SectorsFile, Flawed>) -> String {
    result.expect_err("a flawed file").to_string()
}

#[test]
fn an_outline_that_can_t_be_mended_is_refused_in_words() {
    for (rings, words) in [
        ("[[2.30,48.85],[2.31,48.85],[2.31,48.86]]", "a ring is not closed"),
        ("[[48.85,2.30],[48.85,2.31],[48.86,2.31],[48.85,2.30]]", "latitude and longitude are swapped"),
        ("[[650000,6860000],[651000,6860000],[651000,6861000],[650000,6860000]]", "another projection"),
        (
            "[[2.30,48.85],[2.31,48.86],[2.31,48.85],[2.30,48.86],[2.30,48.85]]",
            "self-intersection; repairing",
        ),
        ("[[2.30,48.85],[2.31,48.85],[3.31,48.86],[2.30,48.86],[2.30,48.85]]", "outside the city's bounds"),
    ] {
        let said = said(outline(rings));
        assert!(said.contains("feature 1 (`75107`)") && said.contains(words), "{rings}: {said}");
    }
    let point = r#"{"type": "Feature", "properties": {"c_ar": 7, "c_arinsee": 75107},
                    "geometry": {"type": "Point", "coordinates": [2.3, 48.85]}}"#;
    let said = said(SectorsFile::parse(&collection(&[point.to_owned()], ""), None, PARIS));
    assert!(said.contains("its outline is a Point, not a Polygon"), "{said}");
}

#[test]
fn what_can_be_mended_is_and_says_so() {
    // Clockwise; a loop of a few square metres at a corner; a hole that is real, and one that is a speck.
    let clockwise = "[[2.30,48.85],[2.30,48.86],[2.31,48.86],[2.31,48.85],[2.30,48.85]]";
    let file = outline(clockwise).unwrap();
    assert_eq!(file.notes, ["1 outlines ran clockwise and were turned (RFC 7946, 3.1.6)"]);
    let loops = "[[2.30,48.85],[2.31,48.85],[2.31,48.86],[2.30001,48.86],[2.29999,48.85999],[2.29999,48.86],\
                 [2.30001,48.85999],[2.30,48.85]]";
    let file = outline(loops).unwrap();
    assert!(file.notes[0].contains("was repaired; its area changed by"), "{:?}", file.notes);
    let holes = format!(
        "{SQUARE},[[2.304,48.854],[2.304,48.856],[2.306,48.856],[2.306,48.854],[2.304,48.854]],\
         [[2.302,48.852],[2.302,48.852001],[2.302001,48.852001],[2.302001,48.852],[2.302,48.852]]"
    );
    let file = outline(&holes).unwrap();
    assert!(
        file.notes.iter().any(|note| note.contains("a hole of 32") && note.contains("stays")),
        "{:?}",
        file.notes
    );
    assert!(
        file.notes.iter().any(|note| note.contains("1 holes of less than 1 m² were filled")),
        "{:?}",
        file.notes
    );
}

#[test]
fn sectors_may_touch_but_not_overlap() {
    let beside = "[[2.31,48.85],[2.32,48.85],[2.32,48.86],[2.31,48.86],[2.31,48.85]]";
    let across = "[[2.305,48.85],[2.32,48.85],[2.32,48.86],[2.305,48.86],[2.305,48.85]]";
    let two = |other: &str| {
        let features = [
            feature(r#""c_ar": 7, "c_arinsee": 75107"#, SQUARE),
            feature(r#""c_ar": 8, "c_arinsee": "75108""#, other),
        ];
        SectorsFile::parse(&collection(&features, ""), None, PARIS)
    };
    assert_eq!(two(beside).unwrap().sectors.len(), 2);
    let said = said(two(across));
    assert!(said.contains("`75107` and `75108` overlap by 408040 m²"), "{said}");
}

#[test]
fn properties_that_are_missing_or_wrong_are_named_with_their_feature() {
    let parse = |properties: &str, kind| {
        let features = [feature(properties, SQUARE)];
        SectorsFile::parse(&collection(&features, ""), kind, PARIS)
    };
    for (properties, kind, words) in [
        (r#""name": "x""#, None, "which kind of sector is it? Say --kind"),
        (r#""name": "x""#, None, "feature 1 has `name`"),
        (r#""c_arinsee": 75107"#, None, "feature 1: the property `c_ar` is missing"),
        (
            r#""c_arinsee": 75107, "c_ar": "seven""#,
            None,
            "the property `c_ar` is \"seven\", expected a number",
        ),
        (r#""c_arinsee": null, "c_ar": 7"#, None, "the property `c_arinsee` is missing"),
        (
            r#""c_qu": "23", "c_quinsee": "7510603", "l_qu": """#,
            None,
            "the property `l_qu` is \"\", expected a text",
        ),
        (r#""c_arinsee": 75107, "c_ar": 7"#, Some(Kind::Quartier), "the property `c_quinsee` is missing"),
        (r#""id": "Z 1", "number": 1, "kind": "zone""#, None, "its id is `Z 1`"),
        (r#""id": "z", "number": 1, "kind": "zone""#, None, "the property `name_fr` is missing"),
    ] {
        let said = said(parse(properties, kind));
        assert!(said.contains(words), "{properties}: {said}");
    }
    let twice = [(); 2].map(|()| feature(r#""c_ar": 7, "c_arinsee": 75107"#, SQUARE));
    let said = said(SectorsFile::parse(&collection(&twice, ""), None, PARIS));
    assert!(said.contains("feature 2 (`75107`): feature 1 has the same id"), "{said}");
}

#[test]
fn names_are_made_where_none_are_published() {
    let first = feature(r#""c_ar": 1, "c_arinsee": 75101, "l_ar": "1er Ardt""#, SQUARE);
    let file = SectorsFile::parse(&collection(&[first], ""), None, PARIS).unwrap();
    let sector = &file.sectors[0];
    assert_eq!(
        (sector.name.fr.as_str(), sector.name.en.as_str()),
        ("1er arrondissement", "1st arrondissement")
    );
    let quartier =
        feature(r#""c_qu": "1", "c_quinsee": "7510101", "l_qu": "Saint-Germain-l'Auxerrois""#, SQUARE);
    let file = SectorsFile::parse(&collection(&[quartier], ""), None, PARIS).unwrap();
    assert_eq!(file.sectors[0].short.fr, "Saint-Germain-l’Auxerrois");
}

#[test]
fn another_coordinate_system_is_refused_and_names_what_to_do() {
    let text = |crs: &str| collection(&[feature(r#""c_ar": 7, "c_arinsee": 75107"#, SQUARE)], crs);
    let named = |name: &str| format!(r#", "crs": {{"type": "name", "properties": {{"name": "{name}"}}}}"#);
    for good in ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"] {
        assert!(SectorsFile::parse(&text(&named(good)), None, PARIS).is_ok(), "{good}");
    }
    let said = said(SectorsFile::parse(&text(&named("urn:ogc:def:crs:EPSG::2154")), None, PARIS));
    assert!(said.contains("EPSG::2154") && said.contains("ogr2ogr -t_srs EPSG:4326"), "{said}");
}

#[test]
fn what_is_no_geojson_is_refused() {
    for text in ["", "{}", r#"{"type": "Point", "coordinates": [2, 48]}"#] {
        assert!(said(SectorsFile::parse(text, None, PARIS)).contains("it is no GeoJSON"), "{text}");
    }
    assert!(said(SectorsFile::parse(&collection(&[], ""), None, PARIS)).contains("it has no features"));
}
