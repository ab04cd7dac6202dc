//! `/closings`: the closes of a referent's sectors that somebody should look at: before, after, where and when, and the photo
//! that one repeats.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::proof::{Doubt, Fix, Proof};
use serde::Deserialize;
use web::Page;

use super::{Entry, Head, Looking, Shot, Tab, cut, shot};
use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::closings::doubts;
use crate::routes::desk::Nav;
use crate::routes::desk::asked::Asked;
use crate::session::Referent;
use crate::store::quality::{self, Doubtful};

#[derive(Template)]
#[template(path = "closings.html")]
struct ClosingsPage {
    page: Page,
    nav: Nav,
    head: Head,
    kinds: Vec<Tab>,
    items: Vec<Item>,
}

/// A close.
struct Item {
    about: Entry,
    closed: String,
    doubts: Vec<String>,
    facts: Vec<(String, String)>,
    photos: Vec<Shot>,
    /// Of another report's photo that can't be shown here; empty: there is none.
    elsewhere: String,
}

#[derive(Debug, Default, Deserialize)]
pub(in crate::routes) struct Own {
    proof: Option<String>,
}

pub(in crate::routes) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
    own: Result<Query<Own>, QueryRejection>,
) -> Result<Response, Problem> {
    let looking = Looking::at(&service, &staff, asked).await?;
    let Query(own) = own.map_err(|_| Problem::NotFound)?;
    let proof = own.proof.filter(|proof| !proof.is_empty());
    let proof: Proof =
        proof.as_deref().unwrap_or(Proof::Doubtful.as_str()).parse().map_err(|_| Problem::NotFound)?;
    let (count, mut found) = quality::doubtful(&service.database, &looking.wanted(), proof).await?;
    let last = cut(&mut found, |close| &close.about);
    let mut items = Vec::new();
    for close in found {
        items.push(looking.close(close).await?);
    }
    let own = [("proof", proof.as_str())];
    let kinds = [Proof::Doubtful, Proof::Unsure].map(|kind| Tab {
        link: format!("/closings{}", looking.look.query(&[("proof", kind.as_str())])),
        words: web::texts::capital(&looking.texts.t(&format!("proof-{kind}"))),
        here: kind == proof,
    });
    let page = ClosingsPage {
        page: looking.page("/closings", &own),
        nav: looking.nav(),
        head: looking.head("/closings", &own, count, last),
        kinds: kinds.into(),
        items,
    };
    Ok(rendered(StatusCode::OK, &page))
}

impl Looking<'_> {
    async fn close(&self, close: Doubtful) -> Result<Item, Problem> {
        let mut photos = self.shots(&close.before, "photo-before");
        photos.extend(self.shots(&close.afters, "photo-after"));
        let mut elsewhere = String::new();
        let repeats = |doubt: &Doubt| matches!(doubt, Doubt::Used | Doubt::Same | Doubt::Resembles);
        if close.doubts.iter().any(|reason| repeats(&reason.doubt)) {
            for photo in &close.afters {
                let Some(alike) = quality::alike(&self.service.database, self.staff.id, *photo).await? else {
                    continue;
                };
                if alike.reached {
                    let caption = self.texts.t1("quality-alike", "reference", alike.reference);
                    photos.push(shot(alike.photo, caption.clone(), caption));
                } else {
                    elsewhere = self.texts.t("quality-alike-elsewhere");
                }
            }
        }
        Ok(Item {
            about: self.entry(&close.about),
            closed: self.texts.t1("quality-closed", "moment", self.moment(close.evidence.closed_at)),
            doubts: doubts(self.texts, &close.doubts),
            facts: self.facts(&close),
            photos,
            elsewhere,
        })
    }

    /// Where and when, as the devices say.
    fn facts(&self, close: &Doubtful) -> Vec<(String, String)> {
        let (texts, evidence) = (self.texts, &close.evidence);
        let mut facts = vec![
            (texts.t("quality-received"), self.moment(close.received_at)),
            (texts.t("quality-dispatched"), self.moment(evidence.dispatched_at)),
        ];
        for shot in &evidence.shots {
            if let Some(at) = shot.taken_at {
                facts.push((texts.t("quality-taken"), self.moment(at)));
            }
            if let Some(fix) = shot.place {
                facts.push((texts.t("quality-photo"), self.away(fix)));
            }
        }
        if let Some(fix) = evidence.phone {
            facts.push((texts.t("quality-phone"), self.away(fix)));
        }
        facts
    }

    fn away(&self, fix: Fix) -> String {
        let metres = |metres: f64| format!("{metres:.0}");
        match fix.accuracy_m {
            Some(accuracy) => {
                let facts =
                    [("metres", metres(fix.distance_m).into()), ("accuracy", metres(accuracy).into())];
                self.texts.with("quality-away-about", &facts)
            }
            None => self.texts.t1("quality-away", "metres", metres(fix.distance_m)),
        }
    }
}
