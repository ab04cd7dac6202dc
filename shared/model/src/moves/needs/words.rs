use super::{MOST_WORDS, Unmet};

/// Somebody's own words: 1 to [`MOST_WORDS`] characters, a line end counting as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// None for nothing but blanks.
    ///
    /// # Errors
    /// [`Unmet::WordsTooLong`] names how many characters there are.
    pub fn new(text: &str) -> Result<Option<Self>, Unmet> {
        let text = text.trim().replace("\r\n", "\n").replace('\0', "");
        match text.chars().count() {
            0 => Ok(None),
            count if count > MOST_WORDS => Err(Unmet::WordsTooLong(count)),
            _ => Ok(Some(Self(text))),
        }
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_characters_and_a_line_end_is_one() {
        assert_eq!(Words::new(" \n "), Ok(None));
        assert!(Words::new(&"é\r\n".repeat(500)).is_ok());
        assert_eq!(Words::new(&"é".repeat(1001)), Err(Unmet::WordsTooLong(1001)));
    }
}
