//! `/desk/replies`: the answers that crews can choose, by the end that they announce, and how people answered them.

mod edit;
mod form;
mod history;
mod preview;
mod save;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Duration, Utc};
use model::wording::{self, Tongue};
use serde::Deserialize;
use web::{Language, Page, Texts, time};

pub(super) use self::edit::{fresh, show as show_one};
pub(super) use self::preview::{letter, preview};
pub(super) use self::save::{add, retire, save};
use super::desk::Nav;
use super::round::said;
use crate::Service;
use crate::error::{Problem, rendered};
use crate::session::{Referent, Staff};
use crate::store::jobs;
use crate::store::replies::Outcome;
use crate::store::wordings::{self, Heard, Wording};

/// The closes whose answers the list counts.
const COUNTED_FOR: Duration = Duration::days(30);

#[derive(Template)]
#[template(path = "replies.html")]
struct RepliesPage {
    page: Page,
    nav: Nav,
    notice: String,
    groups: Vec<Group>,
}

/// The answers of one end, or those that are no longer offered.
struct Group {
    id: &'static str,
    heading: String,
    rows: Vec<Row>,
}

struct Row {
    link: String,
    title: String,
    body: String,
    /// For which categories.
    fits: String,
    saved: String,
    /// What could be said better, in both languages; empty: nothing.
    hints: String,
    heard: Answered,
}

/// How people answered, as a table says it.
pub(super) struct Answered {
    letters: i64,
    clean: i64,
    not_clean: i64,
    contested: i64,
    grade: String,
    /// Of those who answered, too many say that it is not clean.
    annoys: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    said: Option<String>,
}

pub(super) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let seen = Seen::of(&service, &staff).await?;
    let since = seen.now - COUNTED_FOR;
    let heard = wordings::heard(&service.database, staff.id, None, since).await?;
    let mut sums: BTreeMap<String, Heard> = BTreeMap::new();
    for one in heard {
        sums.entry(one.reply.clone()).or_default().add(&one);
    }
    let all = wordings::wordings(&service.database).await?;
    let nobody = Heard::default();
    let row = |wording: &Wording| seen.row(wording, sums.get(&wording.id).unwrap_or(&nobody));
    let group = |id: &'static str, is: &dyn Fn(&Wording) -> bool| Group {
        id,
        heading: seen.texts.t(&format!("replies-{id}")),
        rows: all.iter().filter(|wording| is(wording)).map(row).collect(),
    };
    let page = RepliesPage {
        page: seen.page(seen.texts.t("replies-title"), "/desk/replies"),
        nav: Nav::of(&service, &staff, "replies").await?,
        notice: seen.notice(asked.said.as_deref()),
        groups: vec![
            group("done", &|one: &Wording| one.outcome == Outcome::Done && !one.retired),
            group("rejected", &|one: &Wording| one.outcome == Outcome::Rejected && !one.retired),
            group("retired", &|one: &Wording| one.retired),
        ],
    };
    Ok(rendered(StatusCode::OK, &page))
}

impl Heard {
    fn add(&mut self, other: &Self) {
        self.closes += other.closes;
        self.letters += other.letters;
        self.clean += other.clean;
        self.not_clean += other.not_clean;
        self.contested += other.contested;
        self.grades += other.grades;
        self.grade_sum += other.grade_sum;
    }
}

/// Who looks, and when.
pub(super) struct Seen {
    texts: &'static Texts,
    city: jobs::City,
    now: DateTime<Utc>,
}

impl Seen {
    async fn of(service: &Service, staff: &Staff) -> Result<Self, Problem> {
        let city = jobs::city(&service.database).await?;
        Ok(Self { texts: Texts::of(staff.language), city, now: service.clock.now() })
    }

    fn page(&self, title: String, path: &str) -> Page {
        Page::new(self.texts.language(), title, path)
            .in_city(self.city.name.clone())
            .with_home("/desk")
            .private()
            .wide()
    }

    /// What came of a save.
    fn notice(&self, said: Option<&str>) -> String {
        let known = ["saved", "same", "retired", "offered"];
        let said = said.and_then(|said| known.into_iter().find(|known| *known == said));
        said.map(|said| self.texts.t(&format!("replies-said-{said}"))).unwrap_or_default()
    }

    fn row(&self, there: &Wording, heard: &Heard) -> Row {
        let language = self.texts.language();
        let hints = wording::hints(&there.body.fr, Tongue::Fr).len();
        let hints = hints + wording::hints(&there.body.en, Tongue::En).len();
        Row {
            link: format!("/desk/replies/{}", there.id),
            title: said(language, &there.title).to_owned(),
            body: said(language, &there.body).to_owned(),
            fits: self.texts.t1("replies-fits", "count", there.categories.len()),
            saved: self.saved(there.version, &there.author, there.saved_at),
            hints: if hints == 0 { String::new() } else { self.texts.t1("replies-hints", "count", hints) },
            heard: self.answered(heard),
        }
    }

    /// Which version, by whom and when.
    fn saved(&self, version: i32, author: &str, at: DateTime<Utc>) -> String {
        let moment = time::moment(self.texts, at, self.city.zone, self.now);
        let facts = [("version", version.into()), ("author", author.into()), ("moment", moment.into())];
        self.texts.with("replies-saved", &facts)
    }

    fn answered(&self, heard: &Heard) -> Answered {
        let answers = heard.clean + heard.not_clean;
        let grade = (heard.grades > 0).then(|| (heard.grade_sum * 10 + heard.grades / 2) / heard.grades);
        let grade = grade.map(|tenths| {
            let facts =
                [("whole", (tenths / 10).to_string().into()), ("tenth", (tenths % 10).to_string().into())];
            self.texts.with("desk-tenths", &facts)
        });
        Answered {
            letters: heard.letters,
            clean: heard.clean,
            not_clean: heard.not_clean,
            contested: heard.contested,
            grade: grade.unwrap_or_else(|| self.texts.t("desk-none")),
            annoys: answers >= 10 && heard.not_clean * 5 > answers,
        }
    }
}

/// The hints of a text in words.
fn hints_in_words(texts: &Texts, text: &str, language: Language) -> Vec<String> {
    let tongue = match language {
        Language::Fr => Tongue::Fr,
        Language::En => Tongue::En,
    };
    let words = wording::hints(text, tongue).into_iter().map(|hint| match hint {
        wording::Hint::LongSentence { words, begins } => {
            texts.with("replies-hint-long", &[("words", words.into()), ("begins", begins.into())])
        }
        wording::Hint::NoGreeting => texts.t("replies-hint-greeting"),
        wording::Hint::NoNext => texts.t("replies-hint-next"),
        wording::Hint::Shouting(word) => texts.t1("replies-hint-shouting", "word", word),
        wording::Hint::Abbreviation(word) => texts.t1("replies-hint-abbreviation", "word", word),
        wording::Hint::Jargon(word) => texts.t1("replies-hint-jargon", "word", word),
    });
    words.collect()
}
