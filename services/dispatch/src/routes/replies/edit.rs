//! `/desk/replies/{reply}` and `/desk/replies/new`: the words of an answer, with hints, its past, and how it was heard.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::wording::{MOST_BODY, MOST_TITLE, Placeholder};
use web::{Language, Page};

use super::form::{Errors, Sent, storable};
use super::history::{Save, history};
use super::{Asked, Seen, hints_in_words, said};
use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::desk::Nav;
use crate::session::{Referent, Staff};
use crate::store::replies::Outcome;
use crate::store::wordings::{self, Known, Wording};

#[derive(Template)]
#[template(path = "reply.html")]
struct ReplyPage {
    page: Page,
    nav: Nav,
    notice: String,
    /// Where the form goes.
    action: String,
    /// A new answer: its end can be chosen.
    fresh: bool,
    /// The end that it announces, in words.
    end: String,
    sent: Sent,
    errors: Errors,
    /// A colleague has saved meanwhile; none: nobody has.
    meanwhile: Option<Meanwhile>,
    placeholders: Vec<(String, String)>,
    french: Vec<String>,
    english: Vec<String>,
    groups: Vec<Group>,
    chosen: String,
    retired: bool,
    saves: Vec<Save>,
    most_title: String,
    most_body: String,
}

/// What a colleague has made of it.
struct Meanwhile {
    who: String,
    /// What differs from what was sent: the field's name, and their words.
    theirs: Vec<(String, String)>,
}

struct Group {
    name: String,
    open: bool,
    categories: Vec<Choice>,
}

struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

pub(in crate::routes) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(reply): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let mut connection = service.database.acquire().await?;
    let there = if storable(&reply) { wordings::wording(&mut connection, &reply).await? } else { None };
    let there = there.ok_or(Problem::NotFound)?;
    drop(connection);
    let shown = Shown { said: asked.said, ..Shown::of(Sent::standing(&there)) };
    page(&service, &staff, Some(there), shown).await
}

pub(in crate::routes) async fn fresh(
    State(service): State<Service>,
    Referent(staff): Referent,
) -> Result<Response, Problem> {
    let sent = Sent { outcome: Outcome::Done.as_str().to_owned(), ..Sent::default() };
    page(&service, &staff, None, Shown::of(sent)).await
}

/// The form as it is shown.
pub(super) struct Shown {
    pub(super) sent: Sent,
    pub(super) errors: Errors,
    pub(super) status: StatusCode,
    pub(super) said: Option<String>,
}

impl Shown {
    pub(super) fn of(sent: Sent) -> Self {
        Self { sent, errors: Errors::default(), status: StatusCode::OK, said: None }
    }
}

/// The page of an answer, or of a new one.
pub(super) async fn page(
    service: &Service,
    staff: &Staff,
    there: Option<Wording>,
    shown: Shown,
) -> Result<Response, Problem> {
    let Shown { mut sent, errors, status, said: told } = shown;
    let seen = Seen::of(service, staff).await?;
    let texts = seen.texts;
    let known = wordings::categories(&service.database).await?;
    let title = match &there {
        Some(there) => said(texts.language(), &there.title).to_owned(),
        None => texts.t("replies-new"),
    };
    let saves = match &there {
        Some(there) => history(service, &seen, staff, &there.id).await?,
        None => Vec::new(),
    };
    let meanwhile = there.as_ref().filter(|there| there.version != sent.version);
    let meanwhile = meanwhile.map(|there| seen.meanwhile(there, &sent));
    let path = there.as_ref().map_or_else(|| "new".to_owned(), |there| there.id.clone());
    if let Some(there) = &there {
        // Whoever has read what a colleague saved, and sends again, means it.
        sent.version = there.version;
        there.outcome.as_str().clone_into(&mut sent.outcome);
    }
    let page = ReplyPage {
        page: seen.page(title, &format!("/desk/replies/{path}")),
        nav: Nav::of(service, staff, "replies").await?,
        notice: seen.notice(told.as_deref()),
        action: there
            .as_ref()
            .map_or_else(|| "/desk/replies".into(), |there| format!("/desk/replies/{}", there.id)),
        fresh: there.is_none(),
        end: there
            .as_ref()
            .map(|there| texts.t(&format!("replies-{}", there.outcome.as_str())))
            .unwrap_or_default(),
        placeholders: Placeholder::ALL
            .iter()
            .map(|placeholder| {
                (placeholder.to_string(), texts.t(&format!("replies-is-{}", placeholder.name())))
            })
            .collect(),
        french: hints_in_words(texts, &sent.body.fr, Language::Fr),
        english: hints_in_words(texts, &sent.body.en, Language::En),
        groups: seen.groups(&known, &sent),
        chosen: texts.t1("replies-fits", "count", sent.categories.len()),
        retired: there.is_some_and(|there| there.retired),
        saves,
        meanwhile,
        errors,
        sent,
        most_title: texts.t1("replies-most", "most", MOST_TITLE),
        most_body: texts.t1("replies-most", "most", MOST_BODY),
    };
    Ok(rendered(status, &page))
}

impl Seen {
    fn meanwhile(&self, there: &Wording, sent: &Sent) -> Meanwhile {
        let pairs = [
            ("replies-title-fr", &there.title.fr, &sent.title.fr),
            ("replies-title-en", &there.title.en, &sent.title.en),
            ("replies-body-fr", &there.body.fr, &sent.body.fr),
            ("replies-body-en", &there.body.en, &sent.body.en),
        ];
        let theirs = pairs.into_iter().filter(|(_, theirs, ours)| theirs != ours);
        let mut theirs: Vec<_> = theirs.map(|(key, theirs, _)| (self.texts.t(key), theirs.clone())).collect();
        if !there.categories.iter().eq(&sent.categories) {
            let count = self.texts.t1("replies-fits", "count", there.categories.len());
            theirs.push((self.texts.t("replies-categories"), count));
        }
        let who = self.saved(there.version, &there.author, there.saved_at);
        Meanwhile { who, theirs }
    }

    fn groups(&self, known: &[Known], sent: &Sent) -> Vec<Group> {
        let language = self.texts.language();
        let mut groups: Vec<Group> = Vec::new();
        for one in known {
            let name = said(language, &one.group);
            if groups.last().is_none_or(|group| group.name != name) {
                groups.push(Group { name: name.to_owned(), open: false, categories: Vec::new() });
            }
            let chosen = sent.categories.contains(&one.id);
            if let Some(group) = groups.last_mut() {
                group.open |= chosen;
                let name = said(language, &one.name).to_owned();
                group.categories.push(Choice { id: one.id.clone(), name, chosen });
            }
        }
        groups
    }
}
