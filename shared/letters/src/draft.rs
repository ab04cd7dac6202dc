use askama::Template;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use mrml::prelude::render::RenderOptions;
use web::Texts;

/// A written letter: without sender, recipient or date.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The subject.
    pub subject: String,
    /// The text alternative.
    pub text: String,
    /// The HTML; its pictures are `cid:` addresses.
    pub html: String,
    /// Its pictures.
    pub pictures: Vec<Inline>,
}

impl Draft {
    /// The HTML with its pictures inside: a browser knows no `cid:` addresses.
    pub fn standalone(&self) -> String {
        self.pictures.iter().fold(self.html.clone(), |html, picture| {
            let data = format!("data:image/jpeg;base64,{}", BASE64_STANDARD.encode(&picture.jpeg));
            html.replace(&format!("cid:{}", picture.content_id), &data)
        })
    }
}

/// A picture within a letter.
#[derive(Clone, Debug)]
pub struct Inline {
    /// The `cid:` address without its scheme.
    pub content_id: String,
    /// The name under which a reader keeps it.
    pub file_name: String,
    /// The picture.
    pub jpeg: Vec<u8>,
}

/// A template that can't be rendered: a mistake in the program.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// Of Askama.
    #[error("a letter's template fails")]
    Template(#[from] askama::Error),
    /// Of MJML, when it is read.
    #[error("a letter is not MJML")]
    Mjml(#[from] mrml::prelude::parser::Error),
    /// Of MJML, when it is written.
    #[error("a letter can't be made HTML")]
    Html(#[from] mrml::prelude::render::Error),
}

/// What surrounds every letter.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) texts: &'static Texts,
    pub(super) subject: String,
    /// What a list of letters shows behind the subject.
    pub(super) preview: String,
    pub(super) city: String,
}

impl Frame {
    pub(super) fn t(&self, key: &str) -> String {
        self.texts.t(key)
    }

    /// A text with a colon behind it.
    pub(super) fn label(&self, key: &str) -> String {
        self.texts.t1("letter-label", "label", self.texts.t(key))
    }

    /// The subject, for the title: mrml repeats it in an attribute.
    pub(super) fn title(&self) -> String {
        plain(&self.subject)
    }

    pub(super) fn language(&self) -> &'static str {
        self.texts.language().tag()
    }

    /// Renders both alternatives.
    pub(super) fn draft(
        self,
        mjml: &impl Template,
        text: &impl Template,
        pictures: Vec<Inline>,
    ) -> Result<Draft, Unwritten> {
        let mjml = mrml::parse(mjml.render()?)?;
        // No fonts of others: a letter tells nobody that it was opened.
        let options = RenderOptions { fonts: std::collections::HashMap::new(), ..RenderOptions::default() };
        let html = mjml.element.render(&options)?;
        let text = format!("{}\n", text.render()?.trim());
        Ok(Draft { subject: self.subject, text, html, pictures })
    }
}

/// As an attribute can hold it: mrml writes attributes with Rust's escapes, so a fixed space would be read as `\u{a0}`.
pub(super) fn plain(words: &str) -> String {
    let kept = |c: char| matches!(c, '\'' | '"') || c.escape_debug().count() == 1;
    words.chars().map(|c| if kept(c) { c } else { ' ' }).collect()
}
