//! `/closings`: the closes of a referent's sectors that somebody should look at, with their photos.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono_tz::Tz;
use model::moves::Actor;
use model::proof::Proof;
use serde::Deserialize;
use web::{Page, Texts, time};

use super::closings::doubts;
use crate::Service;
use crate::error::{Problem, rendered};
use crate::session::Member;
use crate::store::jobs;
use crate::store::proofs::{self, Listed};

#[derive(Template)]
#[template(path = "closings.html")]
struct ClosingsPage {
    page: Page,
    kinds: Vec<Kind>,
    items: Vec<Item>,
}

/// A kind of closes to choose.
struct Kind {
    link: String,
    words: String,
    chosen: bool,
}

/// A close.
struct Item {
    address: String,
    reference: String,
    closed: String,
    doubts: Vec<String>,
    photos: Vec<Shot>,
}

/// A photo that can be shown.
struct Shot {
    small: String,
    large: String,
    words: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    proof: Option<String>,
}

pub(super) async fn show(
    State(service): State<Service>,
    member: Member,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if member.actor() != Actor::Referent {
        return Err(Problem::NotReferent);
    }
    let chosen = asked.proof.as_deref().unwrap_or(Proof::Doubtful.as_str());
    let chosen: Proof = chosen.parse().map_err(|_| Problem::NotFound)?;
    let zone = jobs::zone(&service.database).await?;
    let texts = Texts::of(member.language);
    let kinds = [Proof::Doubtful, Proof::Unsure].map(|kind| Kind {
        link: format!("/closings?proof={kind}"),
        words: web::texts::capital(&texts.t(&format!("proof-{kind}"))),
        chosen: kind == chosen,
    });
    let listed = proofs::list(&service.database, member.id, chosen).await?;
    let page = ClosingsPage {
        page: Page::new(member.language, texts.t("closings-title"), format!("/closings?proof={chosen}"))
            .with_home("/closings")
            .private()
            .wide(),
        kinds: kinds.into(),
        items: listed.into_iter().map(|close| item(&service, texts, close, zone)).collect(),
    };
    Ok(rendered(StatusCode::OK, &page))
}

fn item(service: &Service, texts: &Texts, close: Listed, zone: Tz) -> Item {
    let moment = time::moment(texts, close.recorded_at, zone, service.clock.now());
    let team = close.team.unwrap_or_default();
    Item {
        closed: texts.with("closings-closed", &[("moment", moment.into()), ("team", team.into())]),
        doubts: doubts(texts, &close.proven.doubts),
        photos: close
            .photos
            .into_iter()
            .map(|(photo, after)| Shot {
                small: format!("/crew/photos/{photo}/small"),
                large: format!("/crew/photos/{photo}/large"),
                words: texts.t(if after { "photo-after" } else { "photo-before" }),
            })
            .collect(),
        address: close.address,
        reference: texts.t1("reference", "reference", close.reference),
    }
}
