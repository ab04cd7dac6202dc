//! `/desk/letters/{letter}`: one letter that did not arrive; its address is put right, and it leaves anew.

use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use database::letters::send_anew;
use model::email;
use model::ids::LetterId;
use serde::Deserialize;
use web::{Page, time};

use super::{Item, Seen, back};
use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::desk::Nav;
use crate::session::{Referent, Staff};
use crate::store::letters::{self, Addressed, Which};

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage {
    page: Page,
    nav: Nav,
    item: Item,
    reason: &'static str,
    heading: String,
    words: String,
    /// Who put the address right before; empty: nobody.
    corrected: String,
    filled: Filled,
}

/// The form as it is shown.
#[derive(Debug, Default)]
struct Filled {
    email: String,
    error: String,
    /// How many corrections its reader knows of.
    seen: i64,
}

#[derive(Debug, Deserialize)]
pub(in crate::routes) struct Wish {
    email: String,
    seen: i64,
}

pub(in crate::routes) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(letter): Path<LetterId>,
) -> Result<Response, Problem> {
    page(&service, &staff, letter, (StatusCode::OK, None)).await
}

pub(in crate::routes) async fn correct(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(letter): Path<LetterId>,
    form: Result<Form<Wish>, FormRejection>,
) -> Result<Response, Problem> {
    let mut transaction = service.database.begin().await?;
    letters::standing(&mut transaction, staff.id, letter).await?.ok_or(Problem::NotFound)?;
    let Form(wish) = form.map_err(|_| Problem::NotRead(None))?;
    let Some(there) = letters::addressed(&mut transaction, staff.id, letter).await? else {
        return Ok(back(None, "not_wanted", 1));
    };
    let email = match checked(&wish, &there) {
        Ok(email) => email,
        Err(Amiss::Already) => return Ok(back(None, "already", 1)),
        Err(Amiss::Field(key)) => {
            drop(transaction);
            let filled = Some((wish.email, key));
            let status = if key == "untold-address-meanwhile" {
                StatusCode::CONFLICT
            } else {
                StatusCode::UNPROCESSABLE_ENTITY
            };
            return page(&service, &staff, letter, (status, filled)).await;
        }
    };
    let (now, correction) = (service.clock.now(), service.clock.id());
    letters::correct(&mut transaction, (there.recipient, &email), (correction, staff.id), now).await?;
    let stuck = letters::stuck(&mut transaction, there.recipient).await?;
    let left = send_anew(&mut transaction, &stuck, now).await?;
    transaction.commit().await?;
    tracing::info!(%letter, letters = left.len(), "an address was put right");
    Ok(back(None, "corrected", left.len()))
}

/// Why an address is not taken.
enum Amiss {
    /// It was put right so already.
    Already,
    /// The key of what is said at the field.
    Field(&'static str),
}

fn checked(wish: &Wish, there: &Addressed) -> Result<String, Amiss> {
    let email = email::checked(wish.email.trim()).ok_or(Amiss::Field("untold-address-none"))?;
    match (email.eq_ignore_ascii_case(&there.email), wish.seen == there.corrections) {
        (true, false) => Err(Amiss::Already),
        (true, true) => Err(Amiss::Field("untold-address-same")),
        (false, false) => Err(Amiss::Field("untold-address-meanwhile")),
        (false, true) => Ok(email),
    }
}

/// The page of a letter, with what is wrong at its field; of one that arrived meanwhile, the list that says so.
async fn page(
    service: &Service,
    staff: &Staff,
    letter: LetterId,
    (status, amiss): (StatusCode, Option<(String, &'static str)>),
) -> Result<Response, Problem> {
    let now = service.clock.now();
    let mut connection = service.database.acquire().await?;
    let state = letters::standing(&mut connection, staff.id, letter).await?.ok_or(Problem::NotFound)?;
    let mut found = letters::untold(&service.database, staff.id, Which::One(letter), now).await?;
    let Some(untold) = found.pop() else {
        return Ok(back(None, &state, 1));
    };
    let there = letters::corrections(&mut connection, letter).await?;
    drop(connection);
    let seen = Seen::of(service, staff, now).await?;
    let texts = seen.texts;
    let (who, when) = there.last.clone().unzip();
    let when = when.map(|when| time::moment(texts, when, seen.city.zone, now)).unwrap_or_default();
    let by = [("name", who.unwrap_or_default().into()), ("moment", when.into())];
    let (email, key) = amiss.unzip();
    let reason = untold.reason.as_str();
    let page = LetterPage {
        page: seen.page("untold-letter-title", &format!("/desk/letters/{letter}")),
        nav: Nav::of(service, staff, "letters").await?,
        item: seen.item(untold),
        reason,
        heading: texts.t(&format!("untold-reason-{reason}")),
        words: texts.t(&format!("untold-reason-{reason}-do")),
        corrected: there.last.map(|_| texts.with("untold-corrected", &by)).unwrap_or_default(),
        filled: Filled {
            email: email.unwrap_or_default(),
            error: key.map(|key| texts.with(key, &by)).unwrap_or_default(),
            seen: there.count,
        },
    };
    Ok(rendered(status, &page))
}
