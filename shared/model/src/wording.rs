//! Prepared answers to residents: what may stand in one, and how well it reads. Pure, and no language to program in: a
//! placeholder is replaced once, and what replaces it is never read again.

mod hints;

pub use hints::{Hint, Tongue, hints};

use std::fmt;

/// Characters of an answer, at most.
pub const MOST_BODY: usize = 1000;
/// Characters of a title, at most: it stands on a button.
pub const MOST_TITLE: usize = 60;

/// What a placeholder stands for. No other names mean anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Placeholder {
    /// Where the report is.
    Address,
    /// What was reported.
    Category,
    /// Who was there, as in a sentence.
    Team,
    /// The day on which they were there.
    Date,
    /// The report's public number.
    Reference,
}

impl Placeholder {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::Address, Self::Category, Self::Team, Self::Date, Self::Reference];

    /// As it stands between braces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Category => "category",
            Self::Team => "team",
            Self::Date => "date",
            Self::Reference => "reference",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{{}}}", self.name())
    }
}

/// What is wrong with a text's placeholders.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// No such placeholder.
    #[error("there is no placeholder {{{0}}}")]
    Unknown(String),
    /// An opening brace without its end: what stands behind it.
    #[error("a brace is not closed before `{0}`")]
    Unclosed(String),
    /// A closing brace without its beginning: what stands before it.
    #[error("a brace is closed that was not opened, behind `{0}`")]
    Unopened(String),
}

/// A text whose placeholders are all known and closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Placeholder(Placeholder),
}

/// Characters of a flaw's surroundings that are shown.
const SHOWN: usize = 20;

impl Wording {
    /// Reads a text.
    ///
    /// # Errors
    /// The first flaw.
    pub fn read(text: &str) -> Result<Self, Flaw> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (before, behind) = rest.split_at(at);
            if behind.starts_with('}') {
                let from = before.char_indices().rev().nth(SHOWN - 1).map_or(0, |(at, _)| at);
                return Err(Flaw::Unopened(before[from..].to_owned()));
            }
            let behind = &behind[1..];
            let end = behind.find(['{', '}']).filter(|end| behind[*end..].starts_with('}'));
            let end = end.ok_or_else(|| Flaw::Unclosed(behind.chars().take(SHOWN).collect()))?;
            let name = behind[..end].trim();
            let placeholder = Placeholder::named(name);
            let placeholder = placeholder.ok_or_else(|| Flaw::Unknown(name.chars().take(SHOWN).collect()))?;
            pieces.extend((!before.is_empty()).then(|| Piece::Words(before.to_owned())));
            pieces.push(Piece::Placeholder(placeholder));
            rest = &behind[end + 1..];
        }
        pieces.extend((!rest.is_empty()).then(|| Piece::Words(rest.to_owned())));
        Ok(Self(pieces))
    }

    /// The text with every placeholder replaced, with a capital where a sentence begins. Braces in what replaces them are
    /// plain characters.
    pub fn filled(&self, value: impl Fn(Placeholder) -> String) -> String {
        let mut filled = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => filled.push_str(words),
                Piece::Placeholder(placeholder) if begins_sentence(&filled) => {
                    let value = value(*placeholder);
                    let mut rest = value.chars();
                    filled.extend(rest.next().into_iter().flat_map(char::to_uppercase));
                    filled.push_str(rest.as_str());
                }
                Piece::Placeholder(placeholder) => filled.push_str(&value(*placeholder)),
            }
        }
        filled
    }
}

/// What comes behind these words begins a sentence.
fn begins_sentence(before: &str) -> bool {
    let said = before.trim_end();
    said.is_empty()
        || before.ends_with('\n')
        || said.len() < before.len() && said.ends_with(['.', '!', '?', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, Flaw> {
        Wording::read(text).map(|wording| wording.filled(|placeholder| placeholder.name().to_uppercase()))
    }

    #[test]
    fn every_placeholder_is_replaced_wherever_it_stands() {
        assert_eq!(
            filled("{team}: {address}, {category}; { date }{reference}").unwrap(),
            "TEAM: ADDRESS, CATEGORY; DATEREFERENCE"
        );
        assert_eq!(filled("Nettoyé, merci.").unwrap(), "Nettoyé, merci.");
        assert_eq!(filled("").unwrap(), "");
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        let team = |text| Wording::read(text).unwrap().filled(|_| "l’équipe".into());
        assert_eq!(team("{team} est passée."), "L’équipe est passée.");
        assert_eq!(team("Bonjour. {team}, et {team}"), "Bonjour. L’équipe, et l’équipe");
        assert_eq!(team("Bonjour,\n{team}"), "Bonjour,\nL’équipe");
        assert_eq!(team("n.{team}"), "n.l’équipe");
    }

    #[test]
    fn an_unknown_or_broken_placeholder_is_named() {
        assert_eq!(filled("le {jour}"), Err(Flaw::Unknown("jour".into())));
        assert_eq!(filled("{Team}"), Err(Flaw::Unknown("Team".into())));
        assert_eq!(filled("{}"), Err(Flaw::Unknown(String::new())));
        assert_eq!(filled("à {address, le {date}"), Err(Flaw::Unclosed("address, le {date}".into())));
        assert_eq!(filled("passé {team"), Err(Flaw::Unclosed("team".into())));
        assert_eq!(filled("fini } ici"), Err(Flaw::Unopened("fini ".into())));
        assert_eq!(filled("{{team}}"), Err(Flaw::Unclosed("{team}}".into())));
    }

    #[test]
    fn what_looks_like_code_runs_nothing_and_what_was_filled_in_is_never_read_again() {
        for text in ["{{ 7 * 7 }}", "{% include \"x\" %}", "{team.name}", "${team}{"] {
            assert!(filled(text).is_err(), "{text}");
        }
        let wording = Wording::read("à {address} : {category}").unwrap();
        let said = wording.filled(|placeholder| match placeholder {
            Placeholder::Address => "{team} <b>".into(),
            _ => "{address}".into(),
        });
        assert_eq!(said, "à {team} <b> : {address}");
    }
}
