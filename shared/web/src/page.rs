//! What the base template of every page needs to know.

use crate::language::Language;
use crate::texts::Texts;

/// A page's frame. A template struct that extends `base.html` has a field `page: Page`.
#[derive(Clone, Debug)]
pub struct Page {
    /// The language of every word on the page.
    pub language: Language,
    /// The words, for the template: `page.texts.t("…")`.
    pub texts: &'static Texts,
    /// What the page is called in the browser's tab and by a screen reader, without the product's name.
    pub title: String,
    /// One sentence for search engines and link previews; empty for none.
    pub description: String,
    /// Where this page is, with its query but without `lang`: the language switch leads there.
    pub path: String,
    /// Where the plaque leads.
    pub home: String,
    /// The city's name, the small line of the plaque; empty for none.
    pub city: String,
    /// A desk page: uses a wide screen instead of one calm column.
    pub wide: bool,
    /// Search engines stay away: secret links, staff pages.
    pub private: bool,
    /// Read in the sun and touched with gloves: more contrast, larger targets.
    pub gloves: bool,
}

impl Page {
    /// A public page in one column.
    pub fn new(language: Language, title: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            language,
            texts: Texts::of(language),
            title: title.into(),
            description: String::new(),
            path: path.into(),
            home: "/".to_owned(),
            city: String::new(),
            wide: false,
            private: false,
            gloves: false,
        }
    }

    /// With one sentence for search engines and link previews.
    #[must_use]
    pub fn described(self, description: impl Into<String>) -> Self {
        Self { description: description.into(), ..self }
    }

    /// With the city's name on the plaque.
    #[must_use]
    pub fn in_city(self, city: impl Into<String>) -> Self {
        Self { city: city.into(), ..self }
    }

    /// With another page behind the plaque.
    #[must_use]
    pub fn with_home(self, home: impl Into<String>) -> Self {
        Self { home: home.into(), ..self }
    }

    /// Hidden from search engines.
    #[must_use]
    pub fn private(self) -> Self {
        Self { private: true, ..self }
    }

    /// For crews: more contrast, larger targets.
    #[must_use]
    pub fn for_gloves(self) -> Self {
        Self { gloves: true, ..self }
    }

    /// As wide as the screen allows.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }

    /// This page's address in the other language.
    pub fn switch_link(&self) -> String {
        let joint = if self.path.contains('?') { '&' } else { '?' };
        format!("{}{joint}lang={}", self.path, self.language.other())
    }

    /// What the language switch says to a screen reader, in the language that it leads to.
    pub fn switch_words(&self) -> String {
        Texts::of(self.language.other()).t("language-switch")
    }
}

/// What a pill's colour says besides its words. Green is for clean alone, red for late alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Cleaned.
    Clean,
    /// Somebody waits, work goes on.
    Wait,
    /// Later than promised.
    Late,
    /// Nothing to do.
    Plain,
}

impl std::fmt::Display for Tone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Clean => "clean",
            Self::Wait => "wait",
            Self::Late => "late",
            Self::Plain => "plain",
        })
    }
}

/// The tone of a report's state, by the state's name in the database (`in_progress`). Lateness is no state:
/// a page that knows the term chooses [`Tone::Late`] itself.
pub fn tone(state: &str) -> Tone {
    match state {
        "done" => Tone::Clean,
        "rejected" | "duplicate" | "archived" => Tone::Plain,
        _ => Tone::Wait,
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;

    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% extends "base.html" %}{% import "parts.html" as parts %}
{% block main %}{% call parts::pill(page.texts, "done") %}{% endcall %}
{% call parts::field("mail", "email", "E-mail", "optional", "<a@b>", "Wrong", "email") %}{% endcall %}
{% call parts::photo("/p/1?size=400", "/p/1?size=1600", "A street", "Before") %}{% endcall %}
{% call parts::compare(page.texts, "/b4", "/b16", "12 h 45", "/a4", "/a16", "16 h 05") %}{% endcall %}
{% call parts::photo_form_words(page.texts, 3) %}{% endcall %}{% call parts::place_fields(page.texts) %}{% endcall %}
{% endblock %}"#
    )]
    struct Sample {
        page: Page,
    }

    fn sample(language: Language) -> String {
        Sample { page: Page::new(language, "Suivi <1>", "/suivi?a=1").in_city("Paris").private() }
            .render()
            .unwrap()
    }

    #[test]
    fn a_page_says_its_language_and_links_to_itself_in_the_other() {
        let html = sample(Language::Fr);
        assert!(html.contains("<html lang=\"fr\">"), "{html}");
        assert!(html.contains("href=\"/suivi?a=1&#38;lang=en\""), "{html}");
        assert!(sample(Language::En).contains("lang=fr"));
    }

    #[test]
    fn what_people_wrote_is_escaped_and_icons_are_not() {
        let html = sample(Language::Fr);
        assert!(html.contains("Suivi &#60;1&#62;"), "{html}");
        assert!(html.contains("value=\"&#60;a@b&#62;\""), "{html}");
        assert!(html.contains("<svg class=\"ic\""), "{html}");
    }

    #[test]
    fn a_wrong_field_names_its_error_to_a_screen_reader() {
        let html = sample(Language::En);
        assert!(html.contains("aria-invalid=\"true\""), "{html}");
        assert!(html.contains("id=\"mail-error\""), "{html}");
        assert!(html.contains("aria-describedby=\"mail-hint mail-error\""), "{html}");
    }

    #[test]
    fn nothing_on_a_page_is_inline_and_no_text_is_missing() {
        for language in Language::ALL {
            let html = sample(language);
            for inline in ["<style", " style=", " onclick", "javascript:", "<script>"] {
                assert!(!html.contains(inline), "{inline} in {html}");
            }
            assert!(!html.contains('['), "a text is missing in {html}");
        }
    }

    #[test]
    fn an_unused_actions_bar_is_truly_empty_so_that_it_takes_no_room() {
        assert!(sample(Language::Fr).contains("<div class=\"actions\"></div>"));
    }
}
