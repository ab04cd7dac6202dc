//! The job has moved meanwhile, or went to others: what happened, who did it, and where to go on, as a page.

use model::ids::ReportId;
use model::moves::Move;

use super::link;
use crate::Service;
use crate::error::Problem;
use crate::meanwhile::Meanwhile;
use crate::session::Crew;

/// Why `step` is no longer possible; a job that never was this team's has no page.
pub(in crate::routes) async fn overtaken(
    service: &Service,
    crew: &Crew,
    report: ReportId,
    step: Move,
) -> Result<Problem, Problem> {
    let found = Meanwhile::find(service, (crew.staff, crew.language), report, step).await?;
    let Meanwhile { heading, words, theirs, .. } = found.ok_or(Problem::NotFound)?;
    let back = if theirs { link(report) } else { "/crew".to_owned() };
    Ok(Problem::Overtaken { heading, words, back })
}
