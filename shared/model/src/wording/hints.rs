//! How a text reads to somebody who does not work for the city: hints, never a refusal.

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// French.
    Fr,
    /// English.
    En,
}

/// Something that could be said better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// More words than people read in one breath: how many, and the first of them.
    LongSentence {
        /// Words of the sentence.
        words: usize,
        /// How it begins.
        begins: String,
    },
    /// It does not begin with a greeting.
    NoGreeting,
    /// It does not say what happens next, or what the reader can do.
    NoNext,
    /// A word in capitals, or several exclamation marks.
    Shouting(String),
    /// An abbreviation that only the city's staff knows.
    Abbreviation(String),
    /// Words of an office.
    Jargon(String),
}

/// Words of a sentence beyond which it is long.
const MOST_WORDS: usize = 20;

/// How each language greets, looks ahead, and sounds like an office; all in small letters.
struct Words {
    greetings: &'static [&'static str],
    next: &'static [&'static str],
    jargon: &'static [&'static str],
    /// In capitals, and known to everybody.
    known: &'static [&'static str],
}

const FR: Words = Words {
    greetings: &["bonjour", "bonsoir", "madame", "monsieur", "chère", "cher"],
    next: &[
        "ensuite",
        "demain",
        "prochain",
        "bientôt",
        "repass",
        "reviend",
        "d’ici",
        "d'ici",
        "à partir d",
        "sera",
        "seront",
        "passera",
        "allons",
        "pouvez",
        "si le",
        "si la",
        "s’il",
        "s'il",
        "si vous",
        "si quelque",
        "dites-",
        "appelez",
        "signalez",
        "écrivez",
        "adressez",
    ],
    jargon: &[
        "susmentionné",
        "susvisé",
        "afférent",
        "nonobstant",
        "diligent",
        "dans les meilleurs délais",
        "procéder à",
        "procédé à",
        "pris en compte",
        "prise en charge",
        "prestation",
        "nos services",
        "le service compétent",
        "veuillez agréer",
        "suite à",
        "ledit",
        "ladite",
        "au droit de",
        "enlèvement des encombrants",
        "traité",
        "résorb",
    ],
    known: &["SOS", "RATP", "SNCF", "OK"],
};

const EN: Words = Words {
    greetings: &["hello", "dear", "good morning", "good afternoon", "good evening", "hi"],
    next: &[
        "next",
        "then",
        "tomorrow",
        "soon",
        "will",
        "come back",
        "going to",
        "until",
        "you can",
        "please call",
        "if ",
        "tell us",
        "report it",
        "write to",
    ],
    jargon: &[
        "aforementioned",
        "herewith",
        "hereby",
        "pursuant",
        "in due course",
        "at your earliest convenience",
        "utilis",
        "utiliz",
        "with regard to",
        "in respect of",
        "service provider",
        "actioned",
        "remediat",
        "please be advised",
        "processed",
        "at this time",
    ],
    known: &["SOS", "OK", "UK", "EU"],
};

/// What could be said better in a text, in the order in which it reads.
pub fn hints(text: &str, tongue: Tongue) -> Vec<Hint> {
    let words = match tongue {
        Tongue::Fr => &FR,
        Tongue::En => &EN,
    };
    let small = text.to_lowercase();
    let mut hints = Vec::new();
    if text.trim().is_empty() {
        return hints;
    }
    let begins = |greeting: &str| {
        let rest = small.trim_start().strip_prefix(greeting);
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    if !words.greetings.iter().any(|greeting| begins(greeting)) {
        hints.push(Hint::NoGreeting);
    }
    hints.extend(sentences(text).filter_map(long));
    hints.extend(loud(text, words));
    hints.extend(
        words.jargon.iter().filter(|phrase| has(&small, phrase)).map(|phrase| Hint::Jargon((*phrase).into())),
    );
    if !words.next.iter().any(|next| has(&small, next)) {
        hints.push(Hint::NoNext);
    }
    hints
}

/// Whether a phrase begins a word of the text.
fn has(small: &str, phrase: &str) -> bool {
    small.match_indices(phrase).any(|(at, _)| !small[..at].ends_with(char::is_alphanumeric))
}

/// Sentences, by the marks that end them before a space or the end.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.trim().is_empty() {
            return None;
        }
        let ends = rest.char_indices().find(|(at, character)| {
            let behind = &rest[at + character.len_utf8()..];
            *character == '\n'
                || matches!(character, '.' | '!' | '?' | '…')
                    && (behind.is_empty() || behind.starts_with(char::is_whitespace))
        });
        let end = ends.map_or(rest.len(), |(at, character)| at + character.len_utf8());
        let (sentence, behind) = rest.split_at(end);
        rest = behind;
        Some(sentence.trim())
    })
}

fn long(sentence: &str) -> Option<Hint> {
    // A dash, or a mark that French sets apart, is no word; a placeholder is one.
    let words: Vec<_> =
        sentence.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).collect();
    let begins = || words.iter().take(4).copied().collect::<Vec<_>>().join(" ");
    (words.len() > MOST_WORDS).then(|| Hint::LongSentence { words: words.len(), begins: begins() })
}

/// Capitals, and exclamation marks in a row.
fn loud(text: &str, words: &Words) -> Vec<Hint> {
    let mut hints: Vec<_> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1)
        .filter(|word| {
            word.chars().all(|c| !c.is_alphabetic() || c.is_uppercase()) && !words.known.contains(word)
        })
        .map(|word| {
            let long = word.chars().count() > 4;
            if long { Hint::Shouting(word.to_owned()) } else { Hint::Abbreviation(word.to_owned()) }
        })
        .collect();
    if text.contains("!!") {
        hints.push(Hint::Shouting("!!".to_owned()));
    }
    hints.dedup();
    hints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_text_has_no_hint() {
        for (text, tongue) in [
            ("Bonjour, notre équipe a enlevé les sacs. S’il en reste un, dites-le-nous.", Tongue::Fr),
            (
                "Bonjour,\n{team} est passée le {date}. Nous repasserons demain : vous n’avez rien à faire.",
                Tongue::Fr,
            ),
            ("Hello, our team took the bags away. If one is left, tell us.", Tongue::En),
            ("Dear neighbour, {team} came on {date}. It will come back on Monday.", Tongue::En),
            ("", Tongue::Fr),
        ] {
            assert_eq!(hints(text, tongue), [], "{text}");
        }
    }

    #[test]
    fn a_long_sentence_is_counted_and_named() {
        let twenty = "Bonjour un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize si le dix-neuf vingt";
        assert_eq!(
            hints(&format!("{twenty}."), Tongue::Fr),
            [Hint::LongSentence { words: 21, begins: "Bonjour un deux trois".into() }]
        );
        let short = twenty.replace(" vingt", ". Vingt");
        assert_eq!(hints(&short, Tongue::Fr), []);
        assert_eq!(
            hints(&twenty.replace(" vingt", " :"), Tongue::Fr),
            [],
            "a colon that stands apart is no word"
        );
        assert_eq!(
            hints(&twenty.replace(" dix onze", ".5 onze"), Tongue::Fr),
            [],
            "a number's point ends nothing"
        );
    }

    #[test]
    fn who_does_not_greet_or_look_ahead_is_told_so() {
        assert_eq!(hints("Nettoyé. Merci.", Tongue::Fr), [Hint::NoGreeting, Hint::NoNext]);
        assert_eq!(hints("Cleaned. Thank you.", Tongue::En), [Hint::NoGreeting, Hint::NoNext]);
        assert_eq!(hints("Bonjourno, c’est propre demain.", Tongue::Fr), [Hint::NoGreeting]);
        assert_eq!(hints("Hello, nothing was there.", Tongue::En), [Hint::NoNext]);
        assert_eq!(
            hints("Hello, the goodwill was there.", Tongue::En),
            [Hint::NoNext],
            "`will` within a word"
        );
    }

    #[test]
    fn capitals_and_office_words_are_named() {
        let said = hints("Bonjour, URGENT !! La DPE va procéder à l’enlèvement demain. SOS.", Tongue::Fr);
        assert_eq!(
            said,
            [
                Hint::Shouting("URGENT".into()),
                Hint::Abbreviation("DPE".into()),
                Hint::Shouting("!!".into()),
                Hint::Jargon("procéder à".into()),
            ]
        );
        let said = hints("Hello, your report was actioned. The HGV will be back.", Tongue::En);
        assert_eq!(said, [Hint::Abbreviation("HGV".into()), Hint::Jargon("actioned".into())]);
        assert_eq!(hints("Bonjour, le 11E et le 3. Demain.", Tongue::Fr), [], "a number is no capital");
    }
}
