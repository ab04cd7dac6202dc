//! `/closings/grades`: how content people are with a close, and why, in their words.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use web::Page;

use super::{Entry, Head, Looking, Tab, cut};
use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::desk::Nav;
use crate::routes::desk::asked::Asked;
use crate::session::Referent;
use crate::store::quality::{self, Graded, Grades};

#[derive(Template)]
#[template(path = "graded.html")]
struct GradesPage {
    page: Page,
    nav: Nav,
    head: Head,
    grades: Vec<Tab>,
    silent: Vec<Tab>,
    items: Vec<Item>,
}

/// What somebody says.
struct Item {
    about: Entry,
    grade: String,
    low: bool,
    /// Empty: a grade alone.
    words: String,
    said: String,
    closed: String,
    reply: String,
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::routes) struct Own {
    grade: Option<String>,
    /// Those without words, too.
    silent: Option<String>,
}

pub(in crate::routes) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
    own: Result<Query<Own>, QueryRejection>,
) -> Result<Response, Problem> {
    const PATH: &str = "/closings/grades";
    let looking = Looking::at(&service, &staff, asked).await?;
    let Query(own) = own.map_err(|_| Problem::NotFound)?;
    let given = own.grade.filter(|grade| !grade.is_empty());
    let grade = given.map(|grade| grade.parse().ok().filter(|grade| (1..=5).contains(grade)));
    let grade = grade.map(|grade| grade.ok_or(Problem::NotFound)).transpose()?;
    let silent = own.silent.is_some_and(|silent| !silent.is_empty());
    let grades = Grades { grade, with_words: !silent };
    let ((count, mut found), counts) = quality::graded(&service.database, &looking.wanted(), grades).await?;
    let last = cut(&mut found, |graded| &graded.about);
    let chosen = grade.map(|grade| grade.to_string()).unwrap_or_default();
    let silent = if silent { "1" } else { "" };
    let own = [("grade", chosen.as_str()), ("silent", silent)];
    let page = GradesPage {
        page: looking.page(PATH, &own),
        nav: looking.nav(),
        head: looking.head(PATH, &own, count, last),
        grades: looking.grades(counts, grade, silent),
        silent: looking.silent(silent, &chosen),
        items: found.into_iter().map(|graded| looking.graded(graded)).collect(),
    };
    Ok(rendered(StatusCode::OK, &page))
}

impl Looking<'_> {
    /// How many gave each grade, each a choice.
    fn grades(&self, counts: [i64; 5], chosen: Option<i16>, silent: &str) -> Vec<Tab> {
        let link = |grade: &str| {
            format!("/closings/grades{}", self.look.query(&[("grade", grade), ("silent", silent)]))
        };
        let all = Tab {
            link: link(""),
            words: self.texts.t1("quality-all-grades", "count", counts.iter().sum::<i64>()),
            here: chosen.is_none(),
        };
        let each = (1_i16..).zip(counts).map(|(grade, count)| Tab {
            link: link(&grade.to_string()),
            words: self
                .texts
                .with("quality-grade-count", &[("grade", grade.into()), ("count", count.into())]),
            here: chosen == Some(grade),
        });
        std::iter::once(all).chain(each).collect()
    }

    fn silent(&self, silent: &str, grade: &str) -> Vec<Tab> {
        let tab = |value: &str, key: &str| Tab {
            link: format!("/closings/grades{}", self.look.query(&[("grade", grade), ("silent", value)])),
            words: self.texts.t(key),
            here: value == silent,
        };
        vec![tab("", "quality-with-words"), tab("1", "quality-also-silent")]
    }

    fn graded(&self, graded: Graded) -> Item {
        Item {
            about: self.entry(&graded.about),
            grade: self.texts.t1("quality-grade", "grade", graded.grade),
            low: graded.grade <= 2,
            words: graded.words.unwrap_or_default(),
            said: self.texts.t1("quality-said", "moment", self.moment(graded.about.after.at)),
            closed: self.texts.t1("quality-closed", "moment", self.moment(graded.closed_at)),
            reply: self.reply(graded.texts.as_ref(), graded.reply),
        }
    }
}
