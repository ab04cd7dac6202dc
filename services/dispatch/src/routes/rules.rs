//! `/desk/rules`: the rules in force and older versions, in plain words. Referents read them, an admin changes them.

mod changes;
mod draft;
mod flaws;
mod form;
mod places;
mod replay;
mod simulator;
mod words;

use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use web::{Page, Texts, time};

use self::changes::Changed;
use self::words::{Card, Words};
use super::desk::Nav;
use crate::Service;
use crate::error::{Problem, rendered};
use crate::session::{Referent, Staff};
use crate::store::assignments;
use crate::store::jobs::{self, City};
use crate::store::rules::{self as store, MOST, Version};

pub(super) use draft::{begin, discard, merge, remove, save, shift, show as show_draft};
pub(super) use form::{add, change, new, one};
pub(super) use places::{addresses, place};
pub(super) use replay::show as show_replay;
pub(super) use simulator::show as show_simulator;

/// The page of the rules.
pub(super) const RULES: &str = "/desk/rules";
/// The page of one's own draft.
pub(super) const DRAFT: &str = "/desk/rules/draft";

#[derive(Template)]
#[template(path = "rules.html")]
struct RulesPage {
    page: Page,
    nav: Nav,
    notice: String,
    tabs: Tabs,
    /// Which version, who saved it, when.
    saved: String,
    why: String,
    in_force: bool,
    may_change: bool,
    has_draft: bool,
    cards: Vec<Card>,
    /// The version before, in words; empty: there is none.
    before: String,
    changes: Vec<Changed>,
    versions: Vec<Listed>,
}

/// The parts of the rules' pages.
struct Tabs {
    /// `rules`, `draft`, `simulator` or `replay`.
    here: &'static str,
    /// Whether there is a draft of one's own, and rules can be tried.
    draft: bool,
    admin: bool,
}

/// A version to open.
struct Listed {
    link: String,
    words: String,
    why: String,
    chosen: bool,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// What was just done.
    did: Option<String>,
}

/// What was just done, as an address says it.
const DID: [&str; 4] = ["saved", "discarded", "no-draft", "same"];

pub(super) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let did = asked.did.as_deref().and_then(|did| DID.into_iter().find(|known| *known == did));
    page(&service, &staff, None, did).await
}

pub(super) async fn version(
    State(service): State<Service>,
    Referent(staff): Referent,
    version: Result<Path<i32>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(version) = version.map_err(|_| Problem::NotFound)?;
    page(&service, &staff, Some(version), None).await
}

async fn page(
    service: &Service,
    staff: &Staff,
    asked: Option<i32>,
    did: Option<&str>,
) -> Result<Response, Problem> {
    let texts = Texts::of(staff.language);
    let all = store::versions(&service.database, None, MOST).await?;
    let newest = all.first().map(|version| version.number);
    let two = store::versions(&service.database, asked, 2).await?;
    let shown = two.first().filter(|version| asked.is_none_or(|asked| asked == version.number));
    let shown = shown.ok_or(Problem::NotFound)?;
    let mut connection = service.database.acquire().await?;
    let choices = store::choices(&mut connection).await?;
    let words = Words { texts, choices: &choices };
    let rules = assignments::rules(&mut connection, shown.number).await?;
    let (before, changes) = match two.get(1) {
        None => (String::new(), Vec::new()),
        Some(before) => {
            let old = assignments::rules(&mut connection, before.number).await?;
            (texts.t1("rules-changes", "version", before.number), words.changes(&old, &rules))
        }
    };
    let has_draft = store::draft(&mut connection, staff.id).await?.is_some();
    drop(connection);
    let city = jobs::city(&service.database).await?;
    let path = asked.map_or_else(|| RULES.to_owned(), |version| format!("{RULES}/{version}"));
    let page = RulesPage {
        saved: saved(service, texts, shown, &city),
        why: shown.why.clone().unwrap_or_default(),
        in_force: newest == Some(shown.number),
        tabs: Tabs { here: "rules", draft: has_draft, admin: staff.is_admin() },
        versions: all
            .iter()
            .map(|version| Listed {
                link: format!("{RULES}/{}", version.number),
                words: saved(service, texts, version, &city),
                why: version.why.clone().unwrap_or_default(),
                chosen: version.number == shown.number,
            })
            .collect(),
        page: desk_page(staff, texts.t("rules-title"), path, city),
        nav: Nav::of(service, staff, "rules").await?,
        notice: did.map(|did| texts.t(&format!("rules-did-{did}"))).unwrap_or_default(),
        may_change: staff.is_admin(),
        has_draft,
        cards: words.cards(&rules),
        before,
        changes,
    };
    Ok(rendered(StatusCode::OK, &page))
}

/// A version in words: its number, who saved it, and when.
fn saved(service: &Service, texts: &Texts, version: &Version, city: &City) -> String {
    let moment = time::moment(texts, version.created_at, city.zone, service.clock.now());
    let facts = [
        ("version", version.number.to_string().into()),
        ("author", version.author.as_str().into()),
        ("moment", moment.into()),
    ];
    texts.with(if version.author_id.is_some() { "rules-saved" } else { "rules-loaded" }, &facts)
}

fn desk_page(staff: &Staff, title: String, path: impl Into<String>, city: City) -> Page {
    Page::new(staff.language, title, path).in_city(city.name).with_home("/desk").private().wide()
}
