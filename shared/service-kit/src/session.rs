//! The session's cookie. It holds a random token; the database holds its SHA-256, so that reading the table signs
//! nobody in. A cookie belongs to a host, whatever the port: services behind one host name share it.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::Duration;
use hmac::{Hmac, Mac};
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use url::Url;

/// A cookie that holds a session's token.
#[derive(Clone, Copy, Debug)]
pub struct Cookie {
    /// Its name.
    pub name: &'static str,
    /// How long the session lasts.
    pub lasts: Duration,
}

/// The staff's: longer than any shift.
pub const STAFF: Cookie = Cookie { name: "session", lasts: Duration::hours(12) };

/// A session's token, as its cookie holds it.
pub struct Token([u8; 32]);

impl Token {
    /// A new one from the system's randomness.
    ///
    /// # Errors
    /// When the system has none.
    pub fn new() -> anyhow::Result<Self> {
        let mut token = [0; 32];
        OsRng.try_fill_bytes(&mut token)?;
        Ok(Self(token))
    }

    /// Another secret that only who has the token can know: 43 letters, digits, `-` and `_`.
    pub fn derived(&self, purpose: &str) -> String {
        // HMAC takes keys of any length (RFC 2104): this can't fail.
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).unwrap_or_else(|_| unreachable!("HMAC takes any key"));
        mac.update(purpose.as_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }

    /// As the database keeps it.
    pub fn sha256(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

impl Cookie {
    /// The token in a request's cookies.
    pub fn token(self, headers: &HeaderMap) -> Option<Token> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        let text = cookies
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find_map(|(name, token)| (name == self.name).then_some(token))?;
        Some(Token(BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?))
    }

    /// The header that signs in, at the site of `url`.
    pub fn set(self, token: &Token, url: &Url) -> String {
        let text = BASE64_URL_SAFE_NO_PAD.encode(token.0);
        format!("{}={text}; Max-Age={}{}", self.name, self.lasts.num_seconds(), attributes(url))
    }

    /// The header that takes the cookie away.
    pub fn none(self, url: &Url) -> String {
        format!("{}=; Max-Age=0{}", self.name, attributes(url))
    }
}

fn attributes(url: &Url) -> &'static str {
    if url.scheme() == "https" {
        "; Path=/; HttpOnly; SameSite=Lax; Secure"
    } else {
        "; Path=/; HttpOnly; SameSite=Lax"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_from_its_cookie_and_nothing_else_is_one() {
        let token = Token::new().expect("randomness");
        let site = Url::parse("https://crew.example").expect("an address");
        let cookie = STAFF.set(&token, &site);
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
        let sent = |text: &str| HeaderMap::from_iter([(header::COOKIE, text.parse().expect("a header"))]);
        let back = STAFF.token(&sent(&format!("lang=fr; {}", cookie.split(';').next().unwrap_or_default())));
        assert_eq!(back.expect("the token").sha256(), token.sha256());
        for none in ["session=", "session=AAAA", "sessions=x", "lang=fr"] {
            assert!(STAFF.token(&sent(none)).is_none(), "{none}");
        }
    }
}
