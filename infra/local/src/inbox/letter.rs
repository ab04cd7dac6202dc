use std::borrow::Cow;

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

/// Image formats that a browser shows without running anything that came with the letter.
const SHOWN_TYPES: [&str; 5] = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"];

/// A letter taken apart for looking at.
pub(super) struct Letter<'a> {
    id: u64,
    message: Message<'a>,
}

/// A file that came with a letter, beside the pictures its HTML shows.
pub(super) struct Attachment {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) kilobytes: usize,
}

/// A stretch of a text letter.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Words(&'a str),
    Link(&'a str),
}

impl<'a> Letter<'a> {
    /// Anything can be taken apart: what is not a letter has no subject, no sender and no parts.
    pub(super) fn parse(id: u64, raw: &'a [u8]) -> Self {
        Self { id, message: MessageParser::default().parse(raw).unwrap_or_default() }
    }

    pub(super) fn subject(&self) -> String {
        self.message
            .subject()
            .map(str::trim)
            .filter(|subject| !subject.is_empty())
            .unwrap_or("(sans objet)")
            .into()
    }

    pub(super) fn sender(&self) -> Option<String> {
        self.message.from().and_then(Address::first).map(|from| match (from.name(), from.address()) {
            (Some(name), Some(address)) => format!("{name} <{address}>"),
            (name, address) => name.or(address).unwrap_or_default().into(),
        })
    }

    /// The sender in one short word or two: the name, or else the address.
    pub(super) fn sender_short(&self) -> Option<String> {
        let from = self.message.from().and_then(Address::first)?;
        from.name().or(from.address()).map(Into::into)
    }

    /// The HTML part, its `cid:` pictures pointing at this inbox and its links opening beside it.
    ///
    /// Still the sender's HTML: only for the sandboxed frame.
    pub(super) fn html(&self) -> Option<String> {
        let html = self.message.html_bodies().find_map(|part| match &part.body {
            PartType::Html(html) => Some(html),
            _ => None,
        })?;
        Some(links_open_beside(&self.with_pictures(html)))
    }

    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        self.message.text_bodies().find_map(|part| match &part.body {
            PartType::Text(text) => Some(Cow::Borrowed(text.as_ref())),
            _ => None,
        })
    }

    /// A part's type and bytes; the type is `application/octet-stream` unless a browser may show it.
    pub(super) fn part(&self, number: usize) -> Option<(&'static str, &[u8])> {
        let part = self.message.parts.get(number)?;
        let bytes: &[u8] = match &part.body {
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
            PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
            PartType::Message(_) | PartType::Multipart(_) => return None,
        };
        let said = part.content_type().map(|said| {
            let (kind, subtype) = (said.ctype(), said.subtype().unwrap_or_default());
            format!("{kind}/{subtype}").to_ascii_lowercase()
        });
        let shown = SHOWN_TYPES.into_iter().find(|shown| Some(*shown) == said.as_deref());
        Some((shown.unwrap_or("application/octet-stream"), bytes))
    }

    pub(super) fn attachments(&self) -> Vec<Attachment> {
        let has_html = self.message.html_bodies().any(|part| matches!(part.body, PartType::Html(_)));
        let numbers = self.message.attachments.iter().map(|&number| number as usize);
        numbers
            .filter_map(|number| self.message.parts.get(number).map(|part| (number, part)))
            .filter(|(_, part)| !(has_html && part.content_id().is_some()))
            .map(|(number, part)| Attachment {
                name: part.attachment_name().unwrap_or("sans nom").into(),
                url: self.part_url(number),
                kilobytes: part.len().div_ceil(1000),
            })
            .collect()
    }

    fn part_url(&self, number: usize) -> String {
        format!("/messages/{}/parts/{number}", self.id)
    }

    fn with_pictures(&self, html: &str) -> String {
        let mut pictures: Vec<(String, String)> = Vec::new();
        for (number, part) in self.message.parts.iter().enumerate() {
            if let Some(id) = part.content_id() {
                let url = self.part_url(number);
                pictures.push((format!("cid:{id}"), url.clone()));
                pictures.push((format!("cid:{}", id.replace('@', "%40")), url));
            }
        }
        // The longest first: one picture's name may begin with another's.
        pictures.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        pictures.iter().fold(html.to_owned(), |html, (name, url)| html.replace(name, url))
    }
}

fn links_open_beside(html: &str) -> String {
    const BASE: &str = "<base target=\"_blank\">";
    let lower = html.to_ascii_lowercase();
    let head_ends = lower
        .match_indices("<head")
        .find(|(at, tag)| {
            lower[at + tag.len()..].starts_with(|next: char| next == '>' || next.is_whitespace())
        })
        .and_then(|(at, _)| lower[at..].find('>').map(|end| at + end + 1));
    match head_ends {
        Some(at) => format!("{}{BASE}{}", &html[..at], &html[at..]),
        None => format!("<!doctype html>{BASE}{html}"),
    }
}

/// Finds the web addresses in a text letter, so that they can be clicked.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = [rest.find("https://"), rest.find("http://")].into_iter().flatten().min() {
        let address = &rest[at..];
        let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '«' | '»');
        let address = &address[..address.find(ends).unwrap_or(address.len())];
        // A sentence's own full stop or bracket is not part of the address.
        let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
        if at > 0 {
            pieces.push(Piece::Words(&rest[..at]));
        }
        pieces.push(Piece::Link(address));
        rest = &rest[at + address.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_in_a_sentence_is_a_link_without_its_full_stop() {
        assert_eq!(
            pieces("Voir http://a.example/x?y=1. Merci."),
            [Piece::Words("Voir "), Piece::Link("http://a.example/x?y=1"), Piece::Words(". Merci.")]
        );
        assert_eq!(pieces("(http://a)"), [Piece::Words("("), Piece::Link("http://a"), Piece::Words(")")]);
        assert!(pieces("").is_empty());
    }

    #[test]
    fn links_open_beside_whatever_the_letters_head_looks_like() {
        assert_eq!(
            links_open_beside("<!DOCTYPE html><HTML><HEAD lang=fr><title>é</title>"),
            "<!DOCTYPE html><HTML><HEAD lang=fr><base target=\"_blank\"><title>é</title>"
        );
        assert_eq!(
            links_open_beside("<header>x</header>"),
            "<!doctype html><base target=\"_blank\"><header>x</header>"
        );
    }

    #[test]
    fn a_picture_is_found_though_its_name_begins_like_another_ones() {
        let raw =
            b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n\
            <img src=\"cid:photo1\"><img src=\"cid:photo12\">\r\n\
            --b\r\nContent-Type: image/png\r\nContent-ID: <photo1>\r\n\r\n1\r\n\
            --b\r\nContent-Type: image/png\r\nContent-ID: <photo12>\r\n\r\n12\r\n--b--\r\n";
        let html = Letter::parse(7, raw).html().unwrap();
        assert!(
            html.contains("<img src=\"/messages/7/parts/2\"><img src=\"/messages/7/parts/3\">"),
            "{html}"
        );
    }

    #[test]
    fn a_part_that_could_run_in_the_browser_is_never_given_its_own_type() {
        let raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: image/svg+xml\r\n\r\n\
            <svg onload=alert(1)>\r\n--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n\
            <script>1</script>\r\n--b--\r\n";
        let letter = Letter::parse(1, raw);
        assert_eq!(letter.part(1).unwrap().0, "application/octet-stream");
        assert_eq!(letter.part(2).unwrap().0, "application/octet-stream");
        assert!(letter.part(0).is_none() && letter.part(9).is_none());
    }
}
