//! An e-mail address: whether it is one, and how much of it is shown.

use email_address::{EmailAddress, Options};

/// What stands for the hidden part.
const HIDDEN: char = '…';

/// The address, if it is one that letters can be sent to.
pub fn checked(text: &str) -> Option<String> {
    let options = Options::default().with_required_tld().without_display_text();
    if text.contains(|c: char| c.is_control() || turns_writing(c)) {
        return None;
    }
    EmailAddress::parse_with_options(text, options).ok().map(|address| address.to_string())
}

/// A character that changes the direction of what is written behind it.
fn turns_writing(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// As much of an address as is shown: its first letter and its domain.
pub fn masked(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((name, domain)) => format!("{}@{domain}", first(name)),
        None => first(address),
    }
}

fn first(name: &str) -> String {
    name.chars().take(1).chain([HIDDEN]).collect()
}

/// Somebody else's words with every address in them masked, and the name of `own` where it stands alone.
pub fn masked_in(words: &str, own: Option<&str>) -> String {
    let name = own.and_then(|own| own.rsplit_once('@')).map(|(name, _)| name.to_lowercase());
    let mut shown = String::with_capacity(words.len());
    let mut rest = words;
    while !rest.is_empty() {
        let end = rest.find(between).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        let trimmed = word.trim_end_matches('.');
        match (trimmed.contains('@'), &name) {
            (true, _) => shown.push_str(&masked(trimmed)),
            (false, Some(name)) if trimmed.to_lowercase() == *name => shown.push_str(&first(trimmed)),
            _ => shown.push_str(trimmed),
        }
        shown.push_str(&word[trimmed.len()..]);
        let next = behind.chars().next();
        shown.extend(next);
        rest = &behind[next.map_or(0, char::len_utf8)..];
    }
    shown
}

fn between(character: char) -> bool {
    character.is_whitespace() || "<>()[]{}\"',;:".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_must_be_one() {
        for good in ["marie@example.org", "m.l+rue@mairie.paris.fr"] {
            assert_eq!(checked(good).as_deref(), Some(good));
        }
        for bad in [
            "marie",
            "@example.org",
            "a b@example.org",
            "Marie <marie@example.org>",
            "a@b",
            "a@b.org\r\nBcc: c@d.org",
        ] {
            assert_eq!(checked(bad), None, "{bad}");
        }
        assert_eq!(checked("\u{202e}marie@example.org"), None);
    }

    #[test]
    fn an_address_is_shown_by_its_first_letter_and_its_domain() {
        assert_eq!(masked("lou.martin@example.org"), "l…@example.org");
        assert_eq!(masked("élodie@example.org"), "é…@example.org");
        assert_eq!(masked("\"a@b\"@example.org"), "\"…@example.org");
        assert_eq!(masked("nobody"), "n…");
        assert_eq!(masked("@"), "…@");
    }

    #[test]
    fn a_servers_words_keep_everything_but_addresses() {
        let own = Some("lou.martin@example.org");
        assert_eq!(
            masked_in(
                "550 5.1.1 <Lou.Martin@example.org>: Recipient address rejected: no lou.martin here.",
                own
            ),
            "550 5.1.1 <L…@example.org>: Recipient address rejected: no l… here."
        );
        assert_eq!(
            masked_in("550 no such user: a@b.org, c@d.org.", None),
            "550 no such user: a…@b.org, c…@d.org."
        );
        assert_eq!(masked_in("452 4.2.2 mailbox full", own), "452 4.2.2 mailbox full");
        assert_eq!(masked_in("", own), "");
    }
}
