//! `/desk/rules/draft`: rules that an admin is changing: kept until they are saved or thrown away, seen by nobody else.

use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::rules::{self, Rule};
use serde::Deserialize;
use web::{Page, Texts};

use super::changes::Changed;
use super::words::{Card, Words};
use super::{Asked, DRAFT, Nav, RULES, Tabs, desk_page, saved};
use crate::Service;
use crate::error::{Problem, rendered};
use crate::session::{Admin, Staff};
use crate::store::assignments;
use crate::store::jobs;
use crate::store::rules::{self as store, Draft};

/// Characters of the sentence that says why, at most.
const MOST_WHY: usize = 300;

#[derive(Template)]
#[template(path = "rules_draft.html")]
struct DraftPage {
    page: Page,
    nav: Nav,
    tabs: Tabs,
    notice: String,
    /// Which version was changed.
    based_on: String,
    revision: i32,
    cards: Vec<Card>,
    /// How many flaws there are, in words; empty: none.
    flawed: String,
    /// What was changed so far.
    changes: Vec<Changed>,
    newer: Option<Newer>,
    why: String,
    why_error: String,
    most_why: usize,
    /// What is wrong with saving it, beside its flaws.
    refused: String,
}

/// A version that somebody saved meanwhile.
struct Newer {
    saved: String,
    why: String,
    changes: Vec<Changed>,
}

/// What was sent to be saved, and why it is not.
#[derive(Default)]
struct Sent {
    why: String,
    why_error: String,
    refused: String,
}

/// A change of the draft as a whole.
#[derive(Debug, Default, Deserialize)]
pub(in crate::routes) struct Change {
    #[serde(default)]
    rule: String,
    /// `up` or `down`.
    #[serde(default)]
    to: String,
    /// The draft that its author saw.
    #[serde(default)]
    revision: i32,
    #[serde(default)]
    why: String,
}

/// What was just done with a draft, as an address says it.
const DID: [&str; 6] = ["changed", "added", "moved", "removed", "merged", "stale"];

pub(in crate::routes) async fn show(
    State(service): State<Service>,
    Admin(staff): Admin,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let did = asked.did.as_deref().and_then(|did| DID.into_iter().find(|known| *known == did));
    let mut connection = service.database.acquire().await?;
    let Some(draft) = store::draft(&mut connection, staff.id).await? else {
        return Ok(to(RULES, "no-draft"));
    };
    drop(connection);
    page(&service, &staff, &draft, (did, Sent::default()), StatusCode::OK).await
}

async fn page(
    service: &Service,
    staff: &Staff,
    draft: &Draft,
    (did, sent): (Option<&str>, Sent),
    status: StatusCode,
) -> Result<Response, Problem> {
    let texts = Texts::of(staff.language);
    let newest = store::versions(&service.database, None, 1).await?.into_iter().next();
    let city = jobs::city(&service.database).await?;
    let mut connection = service.database.acquire().await?;
    let choices = store::choices(&mut connection).await?;
    let words = Words { texts, choices: &choices };
    let base = assignments::rules(&mut connection, draft.based_on).await?;
    let newer = match newest.filter(|version| version.number != draft.based_on) {
        None => None,
        Some(version) => {
            let theirs = assignments::rules(&mut connection, version.number).await?;
            Some(Newer {
                saved: saved(service, texts, &version, &city),
                changes: words.changes(&base, &theirs),
                why: version.why.unwrap_or_default(),
            })
        }
    };
    drop(connection);
    let mut cards = words.cards(&draft.rules);
    let flaws = rules::check(&draft.rules, &choices.known()).err().unwrap_or_default();
    let flawed = words.mark(&mut cards, &draft.rules, &flaws);
    let page = DraftPage {
        page: desk_page(staff, texts.t("rules-draft-title"), DRAFT, city),
        nav: Nav::of(service, staff, "rules").await?,
        tabs: Tabs { here: "draft", draft: true, admin: true },
        notice: did.map(|did| texts.t(&format!("rules-draft-did-{did}"))).unwrap_or_default(),
        based_on: texts.t1("rules-draft-based-on", "version", draft.based_on.to_string()),
        revision: draft.revision,
        flawed: if flawed == 0 { String::new() } else { texts.t1("rules-flawed", "count", flawed) },
        changes: words.changes(&base, &draft.rules),
        cards,
        newer,
        why: sent.why,
        why_error: sent.why_error,
        most_why: MOST_WHY,
        refused: sent.refused,
    };
    Ok(rendered(status, &page))
}

/// Begins a draft from the rules in force; whoever has one goes on with it.
pub(in crate::routes) async fn begin(
    State(service): State<Service>,
    Admin(staff): Admin,
) -> Result<Response, Problem> {
    let mut transaction = service.database.begin().await?;
    let version = assignments::rule_version(&mut transaction).await?;
    let version = version.ok_or_else(|| anyhow::anyhow!("no rules: load a city pack"))?;
    let rules = assignments::rules(&mut transaction, version).await?;
    store::begin(&mut transaction, staff.id, (version, &rules), service.clock.now()).await?;
    transaction.commit().await?;
    Ok(Redirect::to(DRAFT).into_response())
}

/// Moves a rule one place up or down.
pub(in crate::routes) async fn shift(
    State(service): State<Service>,
    Admin(staff): Admin,
    form: Result<Form<Change>, FormRejection>,
) -> Result<Response, Problem> {
    let change = sent(form)?;
    changed(&service, &staff, "moved", |draft| {
        let at = draft.rules.iter().position(|rule| rule.id == change.rule);
        let other = at.and_then(|at| if change.to == "up" { at.checked_sub(1) } else { Some(at + 1) });
        match at.zip(other.filter(|other| *other < draft.rules.len())) {
            // Sent twice it would go two places, or come back.
            Some((at, other)) if change.revision == draft.revision => {
                draft.rules.swap(at, other);
                true
            }
            _ => false,
        }
    })
    .await
}

/// Takes a rule out.
pub(in crate::routes) async fn remove(
    State(service): State<Service>,
    Admin(staff): Admin,
    form: Result<Form<Change>, FormRejection>,
) -> Result<Response, Problem> {
    let change = sent(form)?;
    changed(&service, &staff, "removed", |draft| {
        let stays = |rule: &Rule| rule.id != change.rule;
        let gone = !draft.rules.iter().all(stays);
        draft.rules.retain(stays);
        gone
    })
    .await
}

/// Brings what was saved meanwhile into the draft.
pub(in crate::routes) async fn merge(
    State(service): State<Service>,
    Admin(staff): Admin,
) -> Result<Response, Problem> {
    let mut transaction = service.database.begin().await?;
    let Some(mut draft) = store::lock_draft(&mut transaction, staff.id).await? else {
        return Ok(to(RULES, "no-draft"));
    };
    let newest = assignments::rule_version(&mut transaction).await?.unwrap_or(draft.based_on);
    if newest != draft.based_on {
        let base = assignments::rules(&mut transaction, draft.based_on).await?;
        let theirs = assignments::rules(&mut transaction, newest).await?;
        // What both have changed shows as one's own change of the newer version.
        draft.rules = rules::merge(&base, &theirs, &draft.rules).rules;
        draft.based_on = newest;
        store::keep(&mut transaction, staff.id, &draft, service.clock.now()).await?;
    }
    transaction.commit().await?;
    Ok(to(DRAFT, "merged"))
}

/// Throws the draft away.
pub(in crate::routes) async fn discard(
    State(service): State<Service>,
    Admin(staff): Admin,
) -> Result<Response, Problem> {
    let mut connection = service.database.acquire().await?;
    store::discard(&mut connection, staff.id).await?;
    Ok(to(RULES, "discarded"))
}

/// Makes the draft the rules in force, unless it has a flaw or somebody was faster.
pub(in crate::routes) async fn save(
    State(service): State<Service>,
    Admin(staff): Admin,
    form: Result<Form<Change>, FormRejection>,
) -> Result<Response, Problem> {
    let change = sent(form)?;
    let texts = Texts::of(staff.language);
    let why = change.why.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut transaction = service.database.begin().await?;
    let Some(draft) = store::lock_draft(&mut transaction, staff.id).await? else {
        // Sent twice: it was saved.
        return Ok(to(RULES, "same"));
    };
    store::one_saves(&mut transaction).await?;
    let newest = assignments::rule_version(&mut transaction).await?;
    let base = assignments::rules(&mut transaction, draft.based_on).await?;
    let known = store::choices(&mut transaction).await?.known();
    let why_error = match why.chars().count() {
        0 => texts.t("rules-why-missing"),
        count if count > MOST_WHY => texts.t1("rules-why-long", "most", MOST_WHY),
        _ if why.contains(char::is_control) => texts.t("rules-why-missing"),
        _ => String::new(),
    };
    let refused = if newest != Some(draft.based_on) {
        (StatusCode::CONFLICT, "rules-save-newer")
    } else if change.revision != draft.revision {
        (StatusCode::CONFLICT, "rules-save-stale")
    } else if rules::check(&draft.rules, &known).is_err() {
        (StatusCode::UNPROCESSABLE_ENTITY, "rules-save-flawed")
    } else if base == draft.rules {
        (StatusCode::UNPROCESSABLE_ENTITY, "rules-save-nothing")
    } else if !why_error.is_empty() {
        (StatusCode::UNPROCESSABLE_ENTITY, "rules-save-why")
    } else {
        store::save(&mut transaction, staff.id, (&draft.rules, &why), service.clock.now()).await?;
        store::discard(&mut transaction, staff.id).await?;
        transaction.commit().await?;
        return Ok(to(RULES, "saved"));
    };
    transaction.rollback().await?;
    let (status, refused) = refused;
    let sent = Sent { why: change.why, why_error, refused: texts.t(refused) };
    page(&service, &staff, &draft, (None, sent), status).await
}

/// Changes somebody's draft, where there is one and `change` finds something to do.
pub(super) async fn changed(
    service: &Service,
    staff: &Staff,
    did: &str,
    change: impl FnOnce(&mut Draft) -> bool,
) -> Result<Response, Problem> {
    let mut transaction = service.database.begin().await?;
    let Some(mut draft) = store::lock_draft(&mut transaction, staff.id).await? else {
        return Ok(to(RULES, "no-draft"));
    };
    if !change(&mut draft) {
        return Ok(to(DRAFT, "stale"));
    }
    store::keep(&mut transaction, staff.id, &draft, service.clock.now()).await?;
    transaction.commit().await?;
    Ok(to(DRAFT, did))
}

fn sent(form: Result<Form<Change>, FormRejection>) -> Result<Change, Problem> {
    form.map(|Form(change)| change).map_err(|_| Problem::NotRead(None))
}

pub(super) fn to(page: &str, did: &str) -> Response {
    Redirect::to(&format!("{page}?did={did}")).into_response()
}
