//! Forms of other sites are refused: beside `SameSite=Lax`, by what the browser says of where a form comes from.

use axum::http::{HeaderMap, header};
use url::Url;

/// Whether a form that would change something comes from our own pages, or from a program. Browsers send
/// `Sec-Fetch-Site` to secure addresses and `Origin` with every form; programs send neither.
pub fn is_ours(headers: &HeaderMap, site: &Url) -> bool {
    let said =
        |name| headers.get(name).map(|value: &axum::http::HeaderValue| value.to_str().unwrap_or("null"));
    if let Some(site) = said(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = said(header::ORIGIN) else { return true };
    let host = origin.split_once("://").map(|(_, host)| host);
    host.is_some() && (host == said(header::HOST) || origin == site.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_another_site_is_refused() {
        let staff = Url::parse("https://crew.example").unwrap();
        for (headers, ours) in [
            (vec![], true),
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "none")], true),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "https://crew.example")], false),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("origin", "https://crew.example"), ("host", "10.0.0.1:8080")], true),
            (vec![("origin", "http://192.168.1.2:8081"), ("host", "192.168.1.2:8081")], true),
            (vec![("origin", "https://evil.example"), ("host", "crew.example")], false),
            (vec![("origin", "null"), ("host", "crew.example")], false),
        ] {
            let map = headers
                .iter()
                .map(|&(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect();
            assert_eq!(is_ours(&map, &staff), ours, "{headers:?}");
        }
    }
}
