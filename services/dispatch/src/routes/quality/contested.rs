//! `/closings/contested`: what people say is not clean, in their words, beside what the crew had answered.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use web::Page;

use super::{Entry, Head, Looking, Shot, cut};
use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::desk::Nav;
use crate::routes::desk::asked::Asked;
use crate::session::Referent;
use crate::store::quality::{self, Contested};

#[derive(Template)]
#[template(path = "contested.html")]
struct ContestedPage {
    page: Page,
    nav: Nav,
    head: Head,
    items: Vec<Item>,
}

/// A contest.
struct Item {
    about: Entry,
    contested: String,
    /// Empty: photos alone.
    words: String,
    ended: String,
    reply: String,
    photos: Vec<Shot>,
}

pub(in crate::routes) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    const PATH: &str = "/closings/contested";
    let looking = Looking::at(&service, &staff, asked).await?;
    let (count, mut found) = quality::contested(&service.database, &looking.wanted()).await?;
    let last = cut(&mut found, |contest| &contest.about);
    let page = ContestedPage {
        page: looking.page(PATH, &[]),
        nav: looking.nav(),
        head: looking.head(PATH, &[], count, last),
        items: found.into_iter().map(|contest| looking.contest(contest)).collect(),
    };
    Ok(rendered(StatusCode::OK, &page))
}

impl Looking<'_> {
    fn contest(&self, contest: Contested) -> Item {
        let mut photos = self.shots(&contest.before, "photo-before");
        photos.extend(self.shots(&contest.afters, "photo-after"));
        photos.extend(self.shots(&contest.shown, "quality-shown"));
        let ended = if contest.ended_by == "close" { "quality-closed" } else { "quality-refused" };
        Item {
            about: self.entry(&contest.about),
            contested: self.texts.t1("quality-contested-at", "moment", self.moment(contest.about.after.at)),
            words: contest.words.unwrap_or_default(),
            ended: self.texts.t1(ended, "moment", self.moment(contest.ended_at)),
            reply: self.reply(contest.texts.as_ref(), contest.reply),
            photos,
        }
    }
}
