//! A partner's part in a job: the link to hand on while they have it, and what they said when they gave it back.

use chrono_tz::Tz;
use model::moves::{Actor, State as Stands};
use web::{Texts, time};

use super::{Shot, shots};
use crate::Service;
use crate::routes::read_job::{contractor_link, may_pass_on};
use crate::routes::round::said;
use crate::session::Crew;
use crate::store::jobs::{Job, Shows};

/// What the page shows of it.
#[derive(Default)]
pub(super) struct Partner {
    /// While a partner has it.
    pub(super) has_it: Option<HasIt>,
    /// A partner had it before.
    pub(super) gave_back: Option<GaveBack>,
}

/// The link to hand on.
pub(super) struct HasIt {
    /// Who has it, and until when.
    pub(super) who: String,
    /// What whoever has the link can do.
    pub(super) may: String,
    pub(super) link: String,
}

/// A partner's "not ours".
pub(super) struct GaveBack {
    pub(super) who: String,
    pub(super) words: String,
    pub(super) photos: Vec<Shot>,
}

impl Partner {
    pub(super) fn of(service: &Service, crew: &Crew, job: &Job, zone: Tz) -> Self {
        let (texts, now) = (Texts::of(crew.language), service.clock.now());
        // The link is derived from the report and its transfer, and stands nowhere but here: whoever has it moves the report.
        let passed_on = job.passed_on.as_ref().filter(|_| may_pass_on(Actor::Crew));
        let has_it = passed_on.map(|passed| {
            let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&zone).date_naive();
            let day = time::date(texts, day(passed.until), day(now));
            let partner = said(crew.language, &passed.partner);
            HasIt {
                who: texts
                    .with("job-passed-on", &[("partner", partner.into()), ("day", day.as_str().into())]),
                may: texts.t1("contractor-pass-on-do", "day", day),
                link: contractor_link(service, "/contractor", job.report, passed.generation),
            }
        });
        let open = matches!(job.state, Stands::Dispatched | Stands::InProgress | Stands::Scheduled);
        let gave_back = job.given_back.as_ref().filter(|_| open).map(|back| {
            let partner = back.partner.as_ref().map(|partner| said(crew.language, partner).to_owned());
            let partner = partner.unwrap_or_else(|| texts.t("somebody-outside"));
            let moment = time::moment(texts, back.at, zone, now);
            GaveBack {
                who: texts.with("job-given-back", &[("partner", partner.into()), ("moment", moment.into())]),
                words: back.words.clone().unwrap_or_default(),
                photos: shots(texts, job, Shows::GivenBack, zone, now),
            }
        });
        Self { has_it, gave_back }
    }
}
