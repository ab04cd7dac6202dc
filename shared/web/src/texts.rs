//! Every word that people read, in French and English, from the Fluent files in `texts/`.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use rust_embed::RustEmbed;
use unic_langid::langid;

use crate::language::Language;
use crate::typography;

/// What a text's variable may hold: a word or a number. `"…".into()` and `3.into()` make one.
pub type Value<'a> = fluent_bundle::FluentValue<'a>;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/texts"]
struct Files;

/// All texts of one language.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The texts of a language, read once and kept for the life of the program.
    pub fn of(language: Language) -> &'static Self {
        static FR: LazyLock<Texts> = LazyLock::new(|| Texts::read(Language::Fr));
        static EN: LazyLock<Texts> = LazyLock::new(|| Texts::read(Language::En));
        match language {
            Language::Fr => &FR,
            Language::En => &EN,
        }
    }

    fn read(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![match language {
            Language::Fr => langid!("fr"),
            Language::En => langid!("en"),
        }]);
        // The marks around variables are invisible in a page, and garbage in a mail's subject.
        bundle.set_use_isolating(false);
        for (_, source) in sources(language) {
            // A file with a mistake still gives its sound messages; tests refuse both kinds of mistake.
            let resource = FluentResource::try_new(source).unwrap_or_else(|(sound, _)| sound);
            let _ = bundle.add_resource(resource);
        }
        Self { language, bundle }
    }

    /// The language that these texts are in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether a text has this key.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The text with this key; a key that no file has gives `[key]`.
    pub fn t(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The text with this key and its one variable.
    pub fn t1<'a>(&self, key: &str, name: &str, value: impl Into<Value<'a>>) -> String {
        self.with(key, &[(name, value.into())])
    }

    /// The text with this key and its variables.
    pub fn with(&self, key: &str, variables: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("[{key}]");
        };
        let variables: FluentArgs<'_> =
            variables.iter().map(|(name, value)| (*name, value.clone())).collect();
        // A variable that was not given is printed by its name, which tests and readers see.
        self.bundle.format_pattern(pattern, Some(&variables), &mut Vec::new()).into_owned()
    }
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Texts({})", self.language)
    }
}

/// With a capital: what stands within a sentence elsewhere, at the beginning of one.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The Fluent files of a language, by name, with spaces and apostrophes set.
fn sources(language: Language) -> impl Iterator<Item = (String, String)> {
    Files::iter().filter(move |name| name.starts_with(language.tag()) && name.ends_with(".ftl")).filter_map(
        move |name| {
            let file = Files::get(&name)?;
            let source = String::from_utf8_lossy(&file.data).into_owned();
            let set = match language {
                Language::Fr => typography::french(&source),
                Language::En => typography::english(&source),
            };
            Some((name.into_owned(), set))
        },
    )
}

#[cfg(test)]
mod tests;
