//! Spaces and apostrophes as printers set them, so that whoever writes a text types it as on any keyboard.

/// Space that does not break a line.
const FIXED: &str = "\u{a0}";

/// Sets the text of a French Fluent file: a fixed space before `; : ? !` and inside `« »`, and curly apostrophes.
/// Fluent's own syntax never has these signs after a space, so a whole file can be set at once.
pub(crate) fn french(source: &str) -> String {
    let mut set = english(source);
    for sign in [";", ":", "?", "!", "»"] {
        set = set.replace(&format!(" {sign}"), &format!("{FIXED}{sign}"));
    }
    set.replace("« ", &format!("«{FIXED}"))
}

/// Sets the text of an English Fluent file: curly apostrophes.
pub(crate) fn english(source: &str) -> String {
    source.replace('\'', "’")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_question_mark_never_starts_a_line() {
        assert_eq!(
            super::french("Où l'on attend ? « Ici » : oui !"),
            "Où l’on attend\u{a0}? «\u{a0}Ici\u{a0}»\u{a0}: oui\u{a0}!"
        );
    }
}
