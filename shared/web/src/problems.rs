//! The pages behind `/problems`: what the `type` of each problem means (RFC 9457, 3.1.1: it should lead to words for people).

use askama::Template;

use crate::{Language, Page, Texts};

/// The page that explains some kinds of problems.
#[derive(Template)]
#[template(path = "problems.html")]
pub struct ProblemsPage {
    page: Page,
    problems: Vec<Explained>,
}

/// A kind of problem, in words.
pub struct Explained {
    /// The last part of its address.
    pub name: &'static str,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl ProblemsPage {
    /// All kinds at `/problems`, or one at its own address; `home` is where the plaque leads.
    pub fn new(language: Language, home: &str, problems: Vec<Explained>) -> Self {
        let path = match &problems[..] {
            [one] => format!("/problems/{}", one.name),
            _ => "/problems".to_owned(),
        };
        let page =
            Page::new(language, Texts::of(language).t("problems-title"), path).with_home(home).private();
        Self { page, problems }
    }
}
