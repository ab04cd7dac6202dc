//! "Get my data": all that is held about a link's owner, to read and to take away. Reading it changes nothing.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use web::{Page, Texts, time};

use crate::Intake;
use crate::error::{Failed, page_response};
use crate::store::{self, OwnData};
use crate::track::Follower;

/// Others must not find it in a shared cache, or in the browser's after the person has left.
const NOT_KEPT: (header::HeaderName, &str) = (header::CACHE_CONTROL, "no-store");

#[derive(Template)]
#[template(path = "own_data.html")]
struct OwnDataPage {
    page: Page,
    path: String,
    data: OwnData,
    zone: chrono_tz::Tz,
    now: DateTime<Utc>,
}

impl OwnDataPage {
    fn at(&self, at: &DateTime<Utc>) -> String {
        time::moment(self.page.texts, *at, self.zone, self.now)
    }

    /// A fact's words: `data-part-follower`, or the fact itself where there are none.
    fn named(&self, prefix: &str, name: &str) -> String {
        let key = format!("{prefix}-{name}");
        if self.page.texts.has(&key) { self.page.texts.t(&key) } else { name.to_owned() }
    }
}

async fn read(intake: &Intake, follower: &Follower) -> Result<OwnData, Failed> {
    let page = super::follow_report::address(intake, &follower.token);
    let data = store::own_data(&intake.pool, follower.recipient, &page).await;
    data.map_err(|error| Failed(follower.language, error.into()))
}

/// To read.
pub(crate) async fn page(State(intake): State<Intake>, follower: Follower) -> Result<Response, Failed> {
    let data = read(&intake, &follower).await?;
    let path = format!("/r/{}", follower.token);
    let title = Texts::of(follower.language).t("data-title");
    let page = Page::new(follower.language, title, format!("{path}/data"));
    let page = page.in_city(&intake.city.name).private();
    let page = OwnDataPage { page, path, data, zone: intake.city.zone, now: intake.clock.now() };
    Ok(([NOT_KEPT], page_response(StatusCode::OK, &page)).into_response())
}

/// To take away: JSON under the report's number.
pub(crate) async fn json(State(intake): State<Intake>, follower: Follower) -> Result<Response, Failed> {
    let data = read(&intake, &follower).await?;
    let name = format!("attachment; filename=\"rue-nette-{}.json\"", data.report.reference);
    Ok(([NOT_KEPT], [(header::CONTENT_DISPOSITION, name)], Json(data)).into_response())
}
