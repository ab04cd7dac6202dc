//! A house number's address in words, and words made comparable.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// French typography: nothing that belongs together is parted by the end of a line.
const FIXED: &str = "\u{a0}";

/// One house number of the address base.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// 14.
    pub number: u32,
    /// bis, ter, a; empty for most.
    pub suffix: String,
    /// As published: Rue Oberkampf.
    pub street: String,
    /// 75011.
    pub postcode: String,
    /// Paris.
    pub town: String,
}

impl Address {
    /// As on an envelope: "14 rue Oberkampf, 75011 Paris".
    pub fn in_words(&self) -> String {
        let number = match self.suffix.as_str() {
            "" => self.number.to_string(),
            letter if letter.chars().count() == 1 => format!("{}{letter}", self.number),
            suffix => format!("{}{FIXED}{suffix}", self.number),
        };
        format!("{number}{FIXED}{}, {}", in_sentence(&self.street), self.town_in_words())
    }

    /// The street alone: "Rue Oberkampf, 75011 Paris".
    pub fn street_in_words(&self) -> String {
        format!("{}, {}", self.street, self.town_in_words())
    }

    fn town_in_words(&self) -> String {
        if self.postcode.is_empty() {
            self.town.clone()
        } else {
            format!("{}{FIXED}{}", self.postcode, self.town)
        }
    }
}

/// A place without a house number near it: "Paris 11e".
pub fn sector_in_words(city: &str, short: &str) -> String {
    format!("{city}{FIXED}{short}")
}

/// The kind of street is a common noun: small behind a number, whatever the address base writes.
fn in_sentence(street: &str) -> String {
    const KINDS: [&str; 32] = [
        "allée",
        "avenue",
        "boulevard",
        "carrefour",
        "chaussée",
        "chemin",
        "cité",
        "cour",
        "cours",
        "esplanade",
        "galerie",
        "hameau",
        "impasse",
        "jardin",
        "mail",
        "parvis",
        "passage",
        "passerelle",
        "péristyle",
        "place",
        "pont",
        "port",
        "porte",
        "promenade",
        "quai",
        "rond-point",
        "route",
        "rue",
        "ruelle",
        "sentier",
        "square",
        "villa",
    ];
    let end = street.find(' ').unwrap_or(street.len());
    let (kind, name) = street.split_at(end);
    let kind = kind.to_lowercase();
    if KINDS.contains(&kind.as_str()) { kind + name } else { street.to_owned() }
}

/// Words without accents, capitals and punctuation, for comparing: "Rue de l’Abbé-Groult" is "rue de l abbe groult".
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.nfkd().filter(|character| !is_combining_mark(*character)) {
        match character {
            'œ' | 'Œ' => folded.push_str("oe"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            character if character.is_alphanumeric() => folded.extend(character.to_lowercase()),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// What somebody typed to find a place: a house number, and the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// The number at the beginning, if there is one.
    pub number: Option<u32>,
    /// bis, ter, quater, or one letter behind the number.
    pub suffix: String,
    /// Everything else, folded.
    pub words: String,
}

impl Sought {
    /// Takes apart "14 bis, rue Oberkampf 75011" or "14bis rue Oberkampf".
    pub fn read(text: &str) -> Self {
        let folded = folded(text);
        let digits = folded.find(|c: char| !c.is_ascii_digit()).unwrap_or(folded.len());
        let number = folded[..digits].parse().ok().filter(|_| digits <= 4);
        let Some(number) = number else { return Self { number: None, suffix: String::new(), words: folded } };
        let rest = folded[digits..].trim_start();
        let (first, behind) = rest.split_once(' ').unwrap_or((rest, ""));
        let is_suffix = ["bis", "ter", "quater"].contains(&first) || first.chars().count() == 1;
        let (suffix, words) = if is_suffix && !behind.is_empty() { (first, behind) } else { ("", rest) };
        Self { number: Some(number), suffix: suffix.to_owned(), words: words.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_on_an_envelope() {
        let mut address = Address {
            number: 14,
            suffix: String::new(),
            street: "Rue Oberkampf".into(),
            postcode: "75011".into(),
            town: "Paris".into(),
        };
        assert_eq!(address.in_words(), "14\u{a0}rue Oberkampf, 75011\u{a0}Paris");
        address.suffix = "bis".into();
        assert_eq!(address.in_words(), "14\u{a0}bis\u{a0}rue Oberkampf, 75011\u{a0}Paris");
        address.suffix = "b".into();
        assert_eq!(address.in_words(), "14b\u{a0}rue Oberkampf, 75011\u{a0}Paris");
        "Les Mathurins".clone_into(&mut address.street);
        address.postcode.clear();
        assert_eq!(address.in_words(), "14b\u{a0}Les Mathurins, Paris");
        assert_eq!(sector_in_words("Paris", "11e"), "Paris\u{a0}11e");
    }

    #[test]
    fn words_are_compared_without_accents_capitals_and_punctuation() {
        assert_eq!(folded("  Rue de l’Abbé-Groult "), "rue de l abbe groult");
        assert_eq!(folded("Rue du Bœuf, ÎLE"), "rue du boeuf ile");
        assert_eq!(folded("…"), "");
    }

    #[test]
    fn what_somebody_types_is_a_number_and_words() {
        let sought = |text| {
            let Sought { number, suffix, words } = Sought::read(text);
            (number, suffix, words)
        };
        assert_eq!(sought("14, rue Oberkampf"), (Some(14), String::new(), "rue oberkampf".into()));
        assert_eq!(sought("14bis Rue X 75011"), (Some(14), "bis".into(), "rue x 75011".into()));
        assert_eq!(sought("3 B rue X"), (Some(3), "b".into(), "rue x".into()));
        assert_eq!(sought("75011 Paris"), (None, String::new(), "75011 paris".into()));
        assert_eq!(sought("rue du 8 mai 1945"), (None, String::new(), "rue du 8 mai 1945".into()));
    }
}
