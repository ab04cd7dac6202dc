//! Secret links: one for each person and purpose, derived when it is sent, never stored.
//!
//! A token is the key's id, the subject's id (a recipient, a sign-in) and a MAC over key id, purpose, subject and
//! generation, in base64url: 44 characters. Counting a generation up makes all its earlier links void; a new first
//! key signs new links while the old one still opens its own.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Follow a report, and answer.
    Track,
    /// Stop letters.
    Unsubscribe,
    /// Sign a member of the staff in.
    SignIn,
    /// Take a photo again that the server kept from a refused form.
    KeptPhoto,
    /// See the list of all reports of an address; its subject is the link's own row.
    List,
    /// Close or decline one transferred report; its subject is the report, its generation the transfer.
    Contractor,
    /// Seal actions in a phone; its subject is the key's own row.
    Actions,
}

impl Purpose {
    const fn tag(self) -> u8 {
        match self {
            Self::Track => b't',
            Self::Unsubscribe => b'u',
            Self::SignIn => b's',
            Self::KeptPhoto => b'k',
            Self::List => b'l',
            Self::Contractor => b'c',
            Self::Actions => b'a',
        }
    }
}

/// The keys of the secret links. The first signs; all open.
#[derive(Clone)]
pub struct LinkKeys(Vec<(u8, Vec<u8>)>);

/// A token as somebody brought it: not proven yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    key: u8,
    /// The subject that it claims: look it up, then [`LinkKeys::proves`].
    pub subject: Uuid,
    mac: [u8; 16],
}

impl Token {
    /// Reads a token; none if it can't be one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 33] = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (key, rest) = bytes.split_first()?;
        let (subject, mac) = rest.split_first_chunk::<16>()?;
        Some(Self { key: *key, subject: Uuid::from_bytes(*subject), mac: mac.try_into().ok()? })
    }
}

impl LinkKeys {
    /// The token for a subject, signed with the first key.
    pub fn token(&self, purpose: Purpose, subject: Uuid, generation: i32) -> String {
        let Some((id, key)) = self.0.first() else { return String::new() };
        let mut bytes = vec![*id];
        bytes.extend_from_slice(subject.as_bytes());
        bytes.extend_from_slice(&mac(key, *id, purpose, subject, generation).finalize().into_bytes()[..16]);
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whether somebody who had the subject's token has sealed a message with it: base64url of the HMAC-SHA-256 under the
    /// token's text. The token itself does not travel with what it sealed.
    pub fn sealed(&self, purpose: Purpose, subject: Uuid, message: &[u8], seal: &str) -> bool {
        let Ok(seal) = BASE64_URL_SAFE_NO_PAD.decode(seal) else { return false };
        self.0.iter().any(|key| {
            let token = Self(vec![key.clone()]).token(purpose, subject, 0);
            // HMAC takes keys of any length (RFC 2104): this can't fail.
            let mac = Hmac::<Sha256>::new_from_slice(token.as_bytes());
            mac.is_ok_and(|mac| mac.chain_update(message).verify_slice(&seal).is_ok())
        })
    }

    /// Whether a token was signed by one of our keys for this purpose and generation. Takes the same time for
    /// every wrong MAC.
    pub fn proves(&self, token: &Token, purpose: Purpose, generation: i32) -> bool {
        self.0.iter().filter(|(id, _)| *id == token.key).any(|(id, key)| {
            mac(key, *id, purpose, token.subject, generation).verify_truncated_left(&token.mac).is_ok()
        })
    }
}

fn mac(key: &[u8], id: u8, purpose: Purpose, subject: Uuid, generation: i32) -> Hmac<Sha256> {
    // HMAC takes keys of any length (RFC 2104): this can't fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
    mac.update(&[id, purpose.tag()]);
    mac.update(subject.as_bytes());
    mac.update(&generation.to_be_bytes());
    mac
}

/// Why a text is no list of keys.
#[derive(Debug, thiserror::Error)]
pub enum BadKeys {
    /// Not `id:base64`.
    #[error("expected keys like `1:` and the base64 of at least 32 random bytes, comma-separated")]
    Shape,
    /// Too short to be a secret.
    #[error("key {0} has fewer than 32 bytes")]
    Short(u8),
    /// The same id twice.
    #[error("key {0} is there twice")]
    Twice(u8),
}

impl FromStr for LinkKeys {
    type Err = BadKeys;

    fn from_str(text: &str) -> Result<Self, BadKeys> {
        let mut keys: Vec<(u8, Vec<u8>)> = Vec::new();
        for part in text.split(',') {
            let (id, key) = part.trim().split_once(':').ok_or(BadKeys::Shape)?;
            let id = id.parse().map_err(|_| BadKeys::Shape)?;
            let key = BASE64_STANDARD.decode(key).map_err(|_| BadKeys::Shape)?;
            if key.len() < 32 {
                return Err(BadKeys::Short(id));
            }
            if keys.iter().any(|(other, _)| *other == id) {
                return Err(BadKeys::Twice(id));
            }
            keys.push((id, key));
        }
        Ok(Self(keys))
    }
}

impl fmt::Debug for LinkKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKeys(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> LinkKeys {
        text.parse().expect("keys")
    }

    fn key(id: u8, byte: u8) -> String {
        format!("{id}:{}", BASE64_STANDARD.encode([byte; 32]))
    }

    #[test]
    fn a_link_is_good_for_its_person_purpose_and_generation_only() {
        let keys = keys(&key(1, 7));
        let subject = Uuid::from_u128(42);
        let token = Token::parse(&keys.token(Purpose::Track, subject, 0)).expect("a token");
        assert_eq!(token.subject, subject);
        assert!(keys.proves(&token, Purpose::Track, 0));
        assert!(!keys.proves(&token, Purpose::SignIn, 0));
        assert!(!keys.proves(&token, Purpose::Track, 1));
        assert!(!keys.proves(&Token { subject: Uuid::from_u128(43), ..token }, Purpose::Track, 0));
    }

    #[test]
    fn keys_rotate_without_breaking_links() {
        let old = keys(&key(1, 7));
        let both = keys(&format!("{},{}", key(2, 9), key(1, 7)));
        let subject = Uuid::from_u128(42);
        let token = Token::parse(&old.token(Purpose::Track, subject, 0)).expect("a token");
        assert!(both.proves(&token, Purpose::Track, 0));
        let token = Token::parse(&both.token(Purpose::Track, subject, 0)).expect("a token");
        assert!(!old.proves(&token, Purpose::Track, 0));
    }

    #[test]
    fn a_seal_is_good_for_its_message_and_key_only_also_after_a_rotation() {
        let (old, subject) = (keys(&key(1, 7)), Uuid::from_u128(42));
        let token = old.token(Purpose::Actions, subject, 0);
        let mac = Hmac::<Sha256>::new_from_slice(token.as_bytes()).expect("a key").chain_update("take");
        let seal = BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
        let both = keys(&format!("{},{}", key(2, 9), key(1, 7)));
        assert!(old.sealed(Purpose::Actions, subject, b"take", &seal));
        assert!(both.sealed(Purpose::Actions, subject, b"take", &seal));
        assert!(!both.sealed(Purpose::Actions, subject, b"close", &seal));
        assert!(!both.sealed(Purpose::Actions, Uuid::from_u128(43), b"take", &seal));
        assert!(!both.sealed(Purpose::Track, subject, b"take", &seal));
        assert!(!keys(&key(2, 9)).sealed(Purpose::Actions, subject, b"take", &seal));
        for garbage in ["", "x", "é", &seal[1..]] {
            assert!(!both.sealed(Purpose::Actions, subject, b"take", garbage), "{garbage}");
        }
    }

    #[test]
    fn garbage_is_no_token() {
        for text in ["", "x", "é", "AAAA", &"A".repeat(43), &"A".repeat(45), &"A".repeat(4000)] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }

    #[test]
    fn weak_keys_stop_the_program() {
        assert!(matches!("1:AAAA".parse::<LinkKeys>(), Err(BadKeys::Short(1))));
        assert!(matches!("nonsense".parse::<LinkKeys>(), Err(BadKeys::Shape)));
        assert!(matches!(format!("{},{}", key(1, 1), key(1, 2)).parse::<LinkKeys>(), Err(BadKeys::Twice(1))));
    }
}
