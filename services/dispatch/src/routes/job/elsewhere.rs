//! Somebody was faster, or the job went to others: which team has it now, in words.

use model::ids::ReportId;
use model::moves::State as Stands;
use web::{Texts, time};

use super::{link, taken_words};
use crate::Service;
use crate::error::Problem;
use crate::routes::round::said;
use crate::session::Crew;
use crate::store::jobs;

/// Why a move is no longer possible, and what that means: the text with the key `then`.
pub(in crate::routes) async fn overtaken(
    service: &Service,
    crew: &Crew,
    report: ReportId,
    then: &str,
) -> Result<Problem, Problem> {
    let texts = Texts::of(crew.language);
    let team = jobs::team(&service.database, &crew.team).await?;
    let Some(job) = jobs::job(&service.database, &crew.team, report).await? else {
        return gone(service, crew, report).await;
    };
    let words = match (job.state, &job.close, &job.taken) {
        (Stands::Done, Some(close), _) => {
            let time = time::clock_time(texts, close.recorded_at, team.zone);
            let by = close.by.clone().unwrap_or_else(|| texts.t("somebody"));
            texts.with("job-closed", &[("time", time.into()), ("name", by.into())])
        }
        (Stands::InProgress, _, Some(taken)) => {
            taken_words(texts, taken, said(crew.language, &team.name), team.zone)
        }
        (state, _, _) => texts.t1("job-elsewhere", "state", texts.t(&format!("state-{state}"))),
    };
    Ok(Problem::Overtaken { words: format!("{words} {}", texts.t(then)), back: link(report) })
}

/// A job that is not this team's: which team has it, if it was this team's before; else there is no such page.
pub(in crate::routes) async fn gone(
    service: &Service,
    crew: &Crew,
    report: ReportId,
) -> Result<Problem, Problem> {
    let texts = Texts::of(crew.language);
    let gone = jobs::gone(&service.database, &crew.team, report).await?.ok_or(Problem::NotFound)?;
    let words = match gone.team {
        Some(team) => texts.t1("job-other-team", "team", said(crew.language, &team).to_owned()),
        None => texts.t1("job-elsewhere", "state", texts.t(&format!("state-{}", gone.state))),
    };
    let words = format!("{words} {}", texts.t("take-nothing-lost"));
    Ok(Problem::Overtaken { words, back: "/crew".to_owned() })
}
