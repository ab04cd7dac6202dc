//! Which sector a feature is: as the City of Paris publishes it, or with our own names.

use geojson::Feature;
use model::city::Localized;
use serde_json::Value;

use super::Kind;
use crate::city_pack::Sector;

/// The kind that a feature's properties tell.
pub(super) fn guess(feature: &Feature) -> Option<Kind> {
    if is_our_own(feature) {
        let kind = feature.property("kind").and_then(Value::as_str)?;
        return [Kind::Arrondissement, Kind::Quartier, Kind::Zone]
            .into_iter()
            .find(|one| one.as_str() == kind);
    }
    if feature.contains_property("c_quinsee") {
        return Some(Kind::Quartier);
    }
    feature.contains_property("c_arinsee").then_some(Kind::Arrondissement)
}

/// What would have been recognised, and what is there.
pub(super) fn expected(feature: &Feature) -> String {
    let there: Vec<_> = feature.properties_iter().map(|(name, _)| format!("`{name}`")).collect();
    format!(
        "Arrondissements have the properties `c_ar` and `c_arinsee`, quartiers `c_qu`, `c_quinsee` and `l_qu`, zones \
         `id`, `number`, `name_fr`, `name_en`, `short_fr` and `short_en`; feature 1 has {}",
        if there.is_empty() { "none".to_owned() } else { there.join(", ") }
    )
}

/// Whether it has the properties of a city pack's own file.
pub(super) fn is_our_own(feature: &Feature) -> bool {
    feature.contains_property("id")
}

/// The sector, still without its outline; or every property that is missing or wrong.
pub(super) fn identity(feature: &Feature, kind: Kind) -> Result<Sector, Vec<String>> {
    let mut wrong = Vec::new();
    let named = if is_our_own(feature) || kind == Kind::Zone {
        our_own(feature, &mut wrong)
    } else if kind == Kind::Quartier {
        quartier(feature, &mut wrong)
    } else {
        arrondissement(feature, &mut wrong)
    };
    let Named { id, number, name, short } = named;
    let clean = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.is_empty() && !id.chars().all(clean) {
        wrong.push(format!("its id is `{id}`: an id has lower-case letters, digits and hyphens"));
    }
    let said = feature.property("kind").and_then(Value::as_str).filter(|said| *said != kind.as_str());
    if let Some(said) = said.filter(|_| is_our_own(feature)) {
        wrong.push(format!("its `kind` is `{said}`, expected `{}`", kind.as_str()));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Sector { id, kind: kind.as_str().to_owned(), number, name, short, geometry: String::new() })
}

struct Named {
    id: String,
    number: i32,
    name: Localized,
    short: Localized,
}

fn our_own(feature: &Feature, wrong: &mut Vec<String>) -> Named {
    let name = Localized { fr: text(feature, "name_fr", wrong), en: text(feature, "name_en", wrong) };
    let short = Localized { fr: text(feature, "short_fr", wrong), en: text(feature, "short_en", wrong) };
    Named { id: text(feature, "id", wrong), number: number(feature, "number", wrong), name, short }
}

fn quartier(feature: &Feature, wrong: &mut Vec<String>) -> Named {
    let name = text(feature, "l_qu", wrong).replace('\'', "’");
    let both = Localized { fr: name.clone(), en: name };
    let number = number(feature, "c_qu", wrong);
    Named { id: text(feature, "c_quinsee", wrong), number, name: both.clone(), short: both }
}

fn arrondissement(feature: &Feature, wrong: &mut Vec<String>) -> Named {
    let number = number(feature, "c_ar", wrong);
    let short = Localized { fr: french(number), en: english(number) };
    let name =
        Localized { fr: format!("{} arrondissement", short.fr), en: format!("{} arrondissement", short.en) };
    Named { id: text(feature, "c_arinsee", wrong), number, name, short }
}

/// A text, or a whole number as one.
fn text(feature: &Feature, name: &str, wrong: &mut Vec<String>) -> String {
    match feature.property(name) {
        Some(Value::String(text)) if !text.trim().is_empty() => text.trim().to_owned(),
        Some(Value::Number(number)) if number.is_u64() => number.to_string(),
        None | Some(Value::Null) => {
            wrong.push(format!("the property `{name}` is missing"));
            String::new()
        }
        Some(other) => {
            wrong.push(format!("the property `{name}` is {other}, expected a text"));
            String::new()
        }
    }
}

/// A whole number, or a text of digits.
fn number(feature: &Feature, name: &str, wrong: &mut Vec<String>) -> i32 {
    let value = feature.property(name).filter(|value| !value.is_null());
    let number = value.and_then(|value| match value {
        Value::String(text) => text.trim().parse().ok(),
        value => value.as_i64().and_then(|number| i32::try_from(number).ok()),
    });
    number.filter(|number| *number > 0).unwrap_or_else(|| {
        wrong.push(match value {
            None => format!("the property `{name}` is missing"),
            Some(value) => format!("the property `{name}` is {value}, expected a number from 1"),
        });
        0
    })
}

fn french(number: i32) -> String {
    if number == 1 { "1er".to_owned() } else { format!("{number}e") }
}

fn english(number: i32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}
