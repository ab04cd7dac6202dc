use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use serde::{Deserialize, Serialize};

/// The name of the query parameter and of the cookie that hold the language.
const NAME: &str = "lang";
/// How long a browser remembers the language: one year, in seconds.
const REMEMBERED: u32 = 31_536_000;

/// A language that every text exists in. French comes first, and is what unknown wishes get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Français.
    #[default]
    Fr,
    /// English.
    En,
}

/// A language tag that no text exists in.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownLanguage(pub String);

impl Language {
    /// Every language, French first.
    pub const ALL: [Self; 2] = [Self::Fr, Self::En];

    /// The tag as in `<html lang>`, the cookie and the database: `fr` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// The language that the switch at the top of a page leads to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }

    /// The language's own name, as its speakers look for it: `Français`, `English`.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::Fr => "Français",
            Self::En => "English",
        }
    }

    /// The language that an `Accept-Language` header wants most (RFC 9110, 12.5.4). French when it names
    /// neither, or makes no sense.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0_f32, Self::default());
        for wish in header.split(',') {
            let mut parts = wish.split(';').map(str::trim);
            let Some(Ok(language)) = parts.next().map(|tag| tag.split('-').next().unwrap_or(tag).parse())
            else {
                continue;
            };
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Ok(1.0), str::parse);
            if let Ok(weight) = weight
                && weight > best.0
            {
                best = (weight, language);
            }
        }
        best.1
    }

    fn from_query(uri: &Uri) -> Option<Self> {
        uri.query()?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(|tag| tag.parse().ok())
    }

    fn from_cookie(headers: &HeaderMap) -> Option<Self> {
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .find_map(|(name, tag)| (name == NAME).then(|| tag.parse().ok()).flatten())
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(tag))
            .ok_or_else(|| UnknownLanguage(tag.to_owned()))
    }
}

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown language {:?}, expected fr or en", self.0)
    }
}

impl std::error::Error for UnknownLanguage {}

/// The reader's language, as an axum extractor: `?lang=`, else the `lang` cookie, else `Accept-Language`.
/// It never refuses a request.
#[derive(Clone, Copy, Debug)]
pub struct Lang(pub Language);

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let accepted = || {
            let header = parts.headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            Some(Language::from_accept_language(header))
        };
        let chosen = Language::from_query(&parts.uri)
            .or_else(|| Language::from_cookie(&parts.headers))
            .or_else(accepted)
            .unwrap_or_default();
        Ok(Self(chosen))
    }
}

/// Middleware that remembers a language chosen by `?lang=` in the `lang` cookie.
pub async fn remember(request: Request, next: Next) -> Response {
    let chosen = Language::from_query(request.uri());
    let mut response = next.run(request).await;
    if let Some(language) = chosen {
        let cookie = format!("{NAME}={language}; Path=/; Max-Age={REMEMBERED}; SameSite=Lax; HttpOnly");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    async fn chosen(uri: &str, cookie: &str, accept: &str) -> Language {
        let request = Request::builder()
            .uri(uri)
            .header(header::COOKIE, cookie)
            .header(header::ACCEPT_LANGUAGE, accept);
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let Ok(Lang(language)) = Lang::from_request_parts(&mut parts, &()).await;
        language
    }

    #[test]
    fn accept_language_is_weighed_and_nonsense_is_french() {
        for (header, language) in [
            ("en-GB,en;q=0.9,fr;q=0.8", Language::En),
            ("de-DE,fr;q=0.5,en;q=0.7", Language::En),
            ("fr-FR,fr;q=0.9,en;q=0.8", Language::Fr),
            ("en;q=0", Language::Fr),
            ("de, *;q=0.5", Language::Fr),
            ("en;q=much", Language::Fr),
            ("", Language::Fr),
        ] {
            assert_eq!(Language::from_accept_language(header), language, "{header}");
        }
    }

    #[tokio::test]
    async fn the_link_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        assert_eq!(chosen("/?a=1&lang=en", "lang=fr", "fr").await, Language::En);
        assert_eq!(chosen("/", "session=x; lang=en", "fr").await, Language::En);
        assert_eq!(chosen("/", "", "en-US").await, Language::En);
        assert_eq!(chosen("/?lang=xx", "lang=yy", "").await, Language::Fr);
    }
}
