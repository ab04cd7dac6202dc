//! `POST /desk/reports`: the same with several reports of a list, each in a transaction of its own. What was done and what was
//! refused, and why, stands on a page for each of them.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::ids::HistoryId;
use uuid::Uuid;
use web::{Page, Texts};

use super::Nav;
use super::list::{Amiss, again};
use crate::Service;
use crate::closing::Sent;
use crate::error::{Problem, rendered};
use crate::moves::NotMoved;
use crate::routes::desk_report::{Act, Held, Way, done, link, read, why_not};
use crate::session::{Referent, Staff};
use crate::store::{jobs, search, sheet};
use crate::wish::Wish;

#[derive(Template)]
#[template(path = "desk_together.html")]
struct DonePage {
    page: Page,
    nav: Nav,
    what: String,
    done: Vec<Outcome>,
    refused: Vec<Outcome>,
    back: String,
}

/// What became of one report.
struct Outcome {
    reference: String,
    link: String,
    address: String,
    /// Why nothing was done; empty: it was done.
    why: String,
}

/// A form's first button, which none of its fields means: somebody pressed Enter.
const NONE: &str = "none";

/// What was sent for several reports.
struct Together {
    way: Way,
    action: Uuid,
    sent: Sent,
    /// Numbers, and the newest of what was done with each as it was seen.
    chosen: Vec<(String, HistoryId)>,
}

impl Together {
    fn of(sent: Sent) -> Option<Self> {
        let way = Way::named(sent.field("way")).filter(|way| way.together)?;
        Some(Self { way, action: sent.action()?, chosen: chosen(&sent), sent })
    }

    fn wish(&self) -> Wish {
        Wish { sent: self.sent.only(self.way.name) }
    }

    fn held(&self) -> Held {
        Held::new(self.way, self.action, &self.wish())
    }
}

fn chosen(sent: &Sent) -> Vec<(String, HistoryId)> {
    let chosen = sent.names().filter_map(|name| {
        let reference = name.strip_prefix("chosen-")?;
        Some((reference.to_owned(), HistoryId(Uuid::try_parse(sent.field(name)).ok()?)))
    });
    chosen.take(search::MOST).collect()
}

pub(in crate::routes) async fn together(
    State(service): State<Service>,
    Referent(staff): Referent,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let sent = read(form).await?;
    let query = sent.field("query").to_owned();
    let texts = Texts::of(staff.language);
    let numbers: Vec<_> = chosen(&sent).into_iter().map(|(reference, _)| reference).collect();
    if sent.field("way") == NONE {
        let amiss = Amiss { chosen: numbers, wrong: texts.t("bulk-no-way"), ..Amiss::default() };
        return again(&service, &staff, &query, &amiss).await;
    }
    let together = Together::of(sent).ok_or(Problem::NotRead(None))?;
    if numbers.is_empty() {
        let wrong = texts.t("bulk-none-chosen");
        let amiss = Amiss { held: Some(together.held()), wrong, ..Amiss::default() };
        return again(&service, &staff, &query, &amiss).await;
    }
    let mut outcomes = Vec::new();
    for (reference, seen) in &together.chosen {
        outcomes.push(one(&service, &staff, &together, (reference, *seen)).await?);
    }
    // What is wrong with the form itself is wrong for all of them: nothing was done, and it can be put right.
    let same = outcomes.iter().all(|(_, field)| !field.is_empty() && *field == outcomes[0].1);
    if same {
        let (outcome, field) = &outcomes[0];
        let held = Some(together.held().wrong(field, outcome.why.clone()));
        let amiss = Amiss { held, chosen: numbers, ..Amiss::default() };
        return again(&service, &staff, &query, &amiss).await;
    }
    page(&service, &staff, (together.way, &query), outcomes).await
}

/// One of them; why nothing was done, and the field that it is about.
async fn one(
    service: &Service,
    staff: &Staff,
    together: &Together,
    (reference, seen): (&str, HistoryId),
) -> Result<(Outcome, &'static str), Problem> {
    let way = together.way;
    let found = sheet::named(&service.database, reference, staff.id).await?;
    let (made, address) = match found {
        None => (Err(NotMoved::NotFound), String::new()),
        Some((report, address)) => {
            let act = Act { report, way, action: together.action, seen };
            (done(service, staff, act, together.wish()).await, address)
        }
    };
    let (field, why) = match made {
        Ok(()) => ("", String::new()),
        Err(why) => why_not(service, staff, way, why).await?,
    };
    Ok((Outcome { reference: reference.to_owned(), link: link(reference), address, why }, field))
}

async fn page(
    service: &Service,
    staff: &Staff,
    (way, query): (Way, &str),
    outcomes: Vec<(Outcome, &'static str)>,
) -> Result<Response, Problem> {
    let texts = Texts::of(staff.language);
    let city = jobs::city(&service.database).await?;
    let (refused, done): (Vec<_>, Vec<_>) =
        outcomes.into_iter().map(|(outcome, _)| outcome).partition(|outcome| !outcome.why.is_empty());
    let back =
        if query.starts_with('?') { format!("/desk/reports{query}") } else { "/desk/reports".to_owned() };
    let facts = [("done", done.len().into()), ("all", (done.len() + refused.len()).into())];
    let page = DonePage {
        page: Page::new(staff.language, texts.with("bulk-title", &facts), back.clone())
            .in_city(city.name)
            .with_home("/desk")
            .private()
            .wide(),
        nav: Nav::of(service, staff, "reports").await?,
        what: texts.t(&format!("bulk-did-{}", way.name)),
        done,
        refused,
        back,
    };
    Ok(rendered(StatusCode::OK, &page))
}
