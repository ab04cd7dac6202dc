use anyhow::Context;
use mail_parser::{MessageParser, MimeHeaders};

/// A letter as a mail program shows it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its subject.
    pub subject: String,
    /// `Message-ID`, without angle brackets.
    pub message_id: String,
    /// The text for programs without HTML.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// The pictures inside, in their order.
    pub pictures: Vec<Picture>,
}

/// A picture inside a letter.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its Content-ID: `cid:` in the HTML.
    pub id: String,
    /// The JPEG.
    pub bytes: Vec<u8>,
}

impl Letter {
    /// Reads a letter.
    ///
    /// # Errors
    /// When it is none, or lacks what every letter of ours has.
    pub fn parse(raw: &[u8]) -> anyhow::Result<Self> {
        let message = MessageParser::default().parse(raw).context("not a letter")?;
        let pictures = message.parts.iter().filter_map(|part| {
            let id = part.content_id()?.to_owned();
            Some(Picture { id, bytes: part.contents().to_vec() })
        });
        Ok(Self {
            subject: message.subject().context("no subject")?.to_owned(),
            message_id: message.message_id().context("no Message-ID")?.to_owned(),
            text: message.body_text(0).context("no text")?.into_owned(),
            html: message.body_html(0).context("no HTML")?.into_owned(),
            pictures: pictures.collect(),
        })
    }

    /// The first link whose address contains `part`.
    ///
    /// # Errors
    /// When there is none.
    pub fn link(&self, part: &str) -> anyhow::Result<String> {
        let found = links_in(&self.html).into_iter().find(|link| link.contains(part));
        found.with_context(|| format!("no link with {part} in the letter"))
    }
}

/// Every address that HTML links to.
pub(crate) fn links_in(html: &str) -> Vec<String> {
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.map(|link| link.replace("&amp;", "&").replace("&#38;", "&")).collect()
}
