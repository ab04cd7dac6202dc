//! Plain forms of the city: what was sent, what is wrong with it, and the fields that show both.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use model::city::Localized;
use web::{Page, Texts};

use super::Here;
use super::edit::{Editable, Shown};
use super::words::Told;
use crate::error::rendered;
use crate::routes::desk::Nav;

/// What a form holds, by the names of its fields.
#[derive(Clone, Debug, Default)]
pub(super) struct Values(BTreeMap<String, Vec<String>>);

impl Values {
    pub(super) fn sent(pairs: Vec<(String, String)>) -> Self {
        let mut values = Self::default();
        for (name, value) in pairs {
            values.0.entry(name).or_default().push(value);
        }
        values
    }

    #[must_use]
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.entry(name.to_owned()).or_default().push(value.into());
        self
    }

    #[must_use]
    pub(super) fn with_text(self, name: &str, text: Option<&Localized>) -> Self {
        let Some(text) = text else { return self };
        self.with(&format!("{name}-fr"), &text.fr).with(&format!("{name}-en"), &text.en)
    }

    #[must_use]
    pub(super) fn with_all<'s>(self, name: &str, values: impl IntoIterator<Item = &'s String>) -> Self {
        values.into_iter().fold(self, |form, value| form.with(name, value))
    }

    /// What a field holds, without blanks around it; empty: nothing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(|all| all.first()).map_or("", |value| value.trim())
    }

    pub(super) fn all(&self, name: &str) -> BTreeSet<String> {
        self.0.get(name).into_iter().flatten().cloned().collect()
    }

    /// The newest change that who sent the form had seen.
    pub(super) fn seen(&self) -> i64 {
        self.text("seen").parse().unwrap_or_default()
    }
}

/// What is wrong, by field, in words.
pub(super) type Errors = BTreeMap<String, String>;

/// Characters in one line.
const LINE: usize = 200;

/// Reads what was sent, and notes what is wrong with it.
pub(super) struct Reading<'v> {
    pub(super) texts: &'static Texts,
    values: &'v Values,
    errors: Errors,
}

impl<'v> Reading<'v> {
    pub(super) fn new(texts: &'static Texts, values: &'v Values) -> Self {
        Self { texts, values, errors: Errors::new() }
    }

    pub(super) fn wrong(&mut self, field: &str, words: String) {
        self.errors.entry(field.to_owned()).or_insert(words);
    }

    fn says(&mut self, field: &str, key: &str) {
        let words = self.texts.t(key);
        self.wrong(field, words);
    }

    /// One line that must be there.
    pub(super) fn line(&mut self, name: &str) -> String {
        let text = self.values.text(name).to_owned();
        if text.is_empty() {
            self.says(name, "city-wrong-empty");
        }
        self.sound(name, &text);
        text
    }

    fn sound(&mut self, name: &str, text: &str) {
        if text.chars().any(char::is_control) {
            self.says(name, "city-wrong-invisible");
        }
        if text.chars().count() > LINE {
            let words = self.texts.t1("city-wrong-long", "most", LINE);
            self.wrong(name, words);
        }
    }

    /// A text in both languages.
    pub(super) fn localized(&mut self, name: &str) -> Localized {
        Localized { fr: self.line(&format!("{name}-fr")), en: self.line(&format!("{name}-en")) }
    }

    /// A text in both languages or in none.
    pub(super) fn perhaps_localized(&mut self, name: &str) -> Option<Localized> {
        let given = ["fr", "en"].iter().any(|tag| !self.values.text(&format!("{name}-{tag}")).is_empty());
        given.then(|| self.localized(name))
    }

    pub(super) fn number(&mut self, name: &str, within: &RangeInclusive<i32>) -> i32 {
        let number = self.values.text(name).parse::<i32>().ok().filter(|number| within.contains(number));
        if number.is_none() {
            let facts = [("from", (*within.start()).into()), ("until", (*within.end()).into())];
            let words = self.texts.with("city-wrong-number", &facts);
            self.wrong(name, words);
        }
        number.unwrap_or_default()
    }

    /// A time of day in minutes; none: there is none, or it is wrong and that is noted.
    pub(super) fn minute(&mut self, name: &str, noted_at: &str) -> Option<u16> {
        let text = self.values.text(name);
        if text.is_empty() {
            return None;
        }
        let minute = text.replace(['h', 'H'], ":").split_once(':').and_then(|(hour, minute)| {
            let hour = hour.trim().parse::<u16>().ok()?;
            let minute = if minute.trim().is_empty() { 0 } else { minute.trim().parse::<u16>().ok()? };
            (hour < 24 && minute < 60 || hour == 24 && minute == 0).then_some(hour * 60 + minute)
        });
        if minute.is_none() {
            self.says(noted_at, "city-wrong-time");
        }
        minute
    }

    /// One of what can be chosen.
    pub(super) fn chosen(&mut self, name: &str, known: impl IntoIterator<Item = impl AsRef<str>>) -> String {
        let text = self.values.text(name);
        if !known.into_iter().any(|one| one.as_ref() == text) {
            self.says(name, "city-wrong-choice");
        }
        text.to_owned()
    }

    /// Some of what can be chosen.
    pub(super) fn some(
        &mut self,
        name: &str,
        known: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> BTreeSet<String> {
        let mut strangers = self.values.all(name);
        let all = strangers.clone();
        for one in known {
            strangers.remove(one.as_ref());
        }
        if !strangers.is_empty() {
            self.says(name, "city-wrong-choice");
        }
        all
    }

    /// A new thing's id.
    pub(super) fn id(&mut self) -> String {
        let id = self.line("id");
        let clean = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id == "new" || !id.chars().all(clean) {
            self.says("id", "city-wrong-id");
        }
        id
    }

    /// What was read, or all that is wrong.
    pub(super) fn done<T>(self, read: T) -> Result<T, Errors> {
        if self.errors.is_empty() { Ok(read) } else { Err(self.errors) }
    }
}

/// One field.
struct Field {
    name: String,
    label: String,
    hint: String,
    value: String,
    error: String,
    input: Input,
}

enum Input {
    Line(&'static str),
    Choice(Vec<Choice>),
    Checks(Vec<Choice>),
    Tick,
    /// The hours of one kind of day.
    Day(Vec<Slot>),
}

/// Something that can be chosen.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) words: String,
    pub(super) chosen: bool,
}

/// From when until when.
struct Slot {
    from: (String, String),
    until: (String, String),
    from_says: String,
    until_says: String,
}

/// The fields of a form, one after the other.
pub(super) struct Fields<'a> {
    texts: &'static Texts,
    values: &'a Values,
    errors: &'a Errors,
    all: Vec<Field>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(texts: &'static Texts, values: &'a Values, errors: &'a Errors) -> Self {
        Self { texts, values, errors, all: Vec::new() }
    }

    fn push(&mut self, name: &str, label: String, input: Input) {
        let hint = format!("city-field-{name}-hint");
        self.all.push(Field {
            label,
            hint: if self.texts.has(&hint) { self.texts.t(&hint) } else { String::new() },
            value: self.values.text(name).to_owned(),
            error: self.errors.get(name).cloned().unwrap_or_default(),
            name: name.to_owned(),
            input,
        });
    }

    fn label(&self, name: &str) -> String {
        self.texts.t(&format!("city-field-{name}"))
    }

    pub(super) fn line(&mut self, name: &str) {
        self.push(name, self.label(name), Input::Line("text"));
    }

    pub(super) fn email(&mut self, name: &str) {
        self.push(name, self.label(name), Input::Line("email"));
    }

    pub(super) fn number(&mut self, name: &str) {
        self.push(name, self.label(name), Input::Line("number"));
    }

    /// A text in both languages.
    pub(super) fn localized(&mut self, name: &str) {
        for tag in ["fr", "en"] {
            let label = self.texts.t1(&format!("city-in-{tag}"), "what", self.label(name));
            self.push(&format!("{name}-{tag}"), label, Input::Line("text"));
        }
    }

    /// Values with their words; an empty value stands for none.
    pub(super) fn choice(&mut self, name: &str, options: Vec<(String, String)>) {
        let chosen = self.values.text(name).to_owned();
        let options = options.into_iter().map(|(value, words)| {
            let chosen = value == chosen;
            Choice { value, words, chosen }
        });
        let options = options.collect();
        self.push(name, self.label(name), Input::Choice(options));
    }

    pub(super) fn checks(&mut self, name: &str, options: Vec<(String, String)>) {
        let chosen = self.values.all(name);
        let options = options.into_iter().map(|(value, words)| {
            let chosen = chosen.contains(&value);
            Choice { value, words, chosen }
        });
        let options = options.collect();
        self.push(name, self.label(name), Input::Checks(options));
    }

    pub(super) fn tick(&mut self, name: &str) {
        self.push(name, self.label(name), Input::Tick);
    }

    /// Some spans of hours of a day, whose fields are called `mon-from-1` and so on.
    pub(super) fn day(&mut self, day: &str, spans: usize) {
        let label = self.texts.t(&format!("city-day-{day}"));
        let slots = (1..=spans).map(|at| {
            let field = |end: &str| {
                let name = format!("{day}-{end}-{at}");
                let value = self.values.text(&name).to_owned();
                (name, value)
            };
            let facts = [("day", label.as_str().into()), ("at", at.into())];
            Slot {
                from: field("from"),
                until: field("until"),
                from_says: self.texts.with("city-day-from", &facts),
                until_says: self.texts.with("city-day-until", &facts),
            }
        });
        let slots = slots.collect();
        self.push(day, label, Input::Day(slots));
    }
}

#[derive(Template)]
#[template(path = "city_form.html")]
struct FormPage {
    page: Page,
    nav: Nav,
    back: String,
    back_says: String,
    says: String,
    did: String,
    /// What a whole form lacks; empty: nothing.
    error: String,
    /// What somebody else changed meanwhile.
    newer: Vec<Told>,
    action: String,
    fields: Vec<Field>,
    seen: i64,
    /// Other things that can be done.
    others: Vec<Other>,
    /// The log of this thing; empty: it is new.
    log: String,
}

/// A button beside the form.
pub(super) struct Other {
    pub(super) action: String,
    pub(super) words: String,
    pub(super) says: String,
    pub(super) error: String,
}

/// What a form's page is about.
#[derive(Default)]
pub(super) struct About {
    pub(super) title: String,
    /// What can't be changed, in words.
    pub(super) says: String,
    /// None: it is new.
    pub(super) id: Option<String>,
    pub(super) others: Vec<Other>,
}

impl Here<'_> {
    /// Another thing has the id that a new one should have.
    pub(super) fn taken(&self) -> Errors {
        Errors::from([("id".to_owned(), self.texts.t("city-wrong-id-taken"))])
    }

    /// The page of a form, with what is wrong with it, or what was changed meanwhile.
    pub(super) fn form<E: Editable>(&self, about: About, fields: Fields<'_>, shown: &Shown) -> Response {
        let texts = self.texts;
        let others = about.others.iter().filter(|other| !other.error.is_empty()).count();
        let count = fields.errors.len() + others;
        let status = match (count, shown.newer.is_empty()) {
            (0, true) => StatusCode::OK,
            (0, false) => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let path = format!("/desk/city/{}/{}", E::NAME, about.id.as_deref().unwrap_or("new"));
        let log = about.id.map(|id| format!("/desk/city/log?kind={}&entry={id}", E::KIND.as_str()));
        let page = FormPage {
            page: self.page(about.title, path.clone()),
            nav: self.nav(),
            back: format!("/desk/city/{}", E::NAME),
            back_says: texts.t(&format!("city-{}", E::NAME)),
            says: about.says,
            did: shown.did.clone(),
            error: if count == 0 { String::new() } else { texts.t1("city-wrong", "count", count) },
            newer: shown.newer.iter().map(|logged| self.told(logged)).collect(),
            action: path,
            fields: fields.all,
            seen: shown.seen,
            others: about.others,
            log: log.unwrap_or_default(),
        };
        rendered(status, &page)
    }
}
