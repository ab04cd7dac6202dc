//! Reports that the staff files for somebody on the phone or at a town hall's desk: the address first, no photo needed.

mod filed;
mod near;
mod page;

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;
use service_kit::session::STAFF;
use web::{Lang, Language};

use crate::Intake;
use crate::accept::{Channel, NotAccepted, Reach, accept, find_place};
use crate::agent::{Agent, NotAgent, OurForm};
use crate::error::Failed;
use crate::store;
use crate::submission::Submission;
use crate::wrong::Wrong;

pub(crate) use filed::filed;
pub(crate) use near::near;
use page::{Shown, Told, show};

/// What an empty form begins with.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    /// How the last one came: the next one probably comes the same way.
    channel: Option<String>,
    /// After a report: letters go to the person.
    letters: Option<String>,
    /// After a report: it was there before.
    same: Option<String>,
}

/// The empty form.
pub(crate) async fn form(
    State(intake): State<Intake>,
    agent: Agent,
    Query(asked): Query<Asked>,
) -> Result<Response, Failed> {
    let mut empty = Submission::default();
    empty.fields.extend(asked.channel.map(|channel| ("channel", channel)));
    show(&intake, Shown::of(agent.language, &empty).by(&agent.name)).await
}

/// Files a report. Who was signed out meanwhile gets the form back as it was, with the way to sign in.
pub(crate) async fn file(
    State(intake): State<Intake>,
    Lang(language): Lang,
    _ours: OurForm,
    request: Request,
) -> Result<Response, Failed> {
    let failed = |error: anyhow::Error| Failed(language, error);
    let agent = match Agent::of(&intake, request.headers(), language).await {
        Ok(agent) => Some(agent),
        Err(NotAgent::SignedOut(_)) => None,
        Err(other) => return Ok(other.into_response()),
    };
    let mut sent = Submission::of(request, &intake).await.map_err(|error| failed(error.into()))?;
    let Some(agent) = agent else {
        return show(&intake, Shown { told: Told::SignedOut, ..Shown::of(language, &sent) }).await;
    };
    let reach = reach(&mut sent);
    if sent.unread() {
        let wrong = std::mem::take(&mut sent.wrong);
        return show(&intake, Shown { wrong: &wrong, ..Shown::of(language, &sent).by(&agent.name) }).await;
    }
    find_place(&intake, &mut sent).await.map_err(failed)?;
    let unasked = sent.wrong.is_empty() && sent.field("same_as").is_none();
    if unasked && near::has_unseen(&intake, &sent, language).await.map_err(failed)? {
        return show(&intake, Shown { told: Told::Near, ..Shown::of(language, &sent).by(&agent.name) }).await;
    }
    match accept(&intake, &mut sent, Channel::Staff(reach, agent.staff), Language::Fr).await {
        Ok(accepted) => {
            let letters = if sent.field("email").is_some() { "&letters=1" } else { "" };
            let same = if sent.field("same_as").is_some() { "&same=1" } else { "" };
            let page =
                format!("/assist/filed/{}?channel={}{letters}{same}", accepted.reference, reach.as_str());
            Ok(Redirect::to(&page).into_response())
        }
        Err(NotAccepted::Failed(error)) => Err(failed(error)),
        // Asked above, about those that were not seen; it is not attended otherwise.
        Err(NotAccepted::Near(_)) => {
            show(&intake, Shown { told: Told::Near, ..Shown::of(language, &sent).by(&agent.name) }).await
        }
        Err(NotAccepted::Wrong(wrong)) => {
            show(&intake, Shown { wrong: &wrong, ..Shown::of(language, &sent).by(&agent.name) }).await
        }
    }
}

/// How they reached us, as the form says.
fn reach(sent: &mut Submission) -> Reach {
    match sent.field("channel") {
        None | Some("call_centre") => Reach::Call,
        Some("desk") => Reach::Desk,
        Some(_) => {
            sent.wrong.push(Wrong::ChannelUnknown);
            Reach::Call
        }
    }
}

/// Ends the session, and leaves nothing of it on a shared desk.
pub(crate) async fn sign_out(
    State(intake): State<Intake>,
    Lang(language): Lang,
    _ours: OurForm,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    if let Some(token) = STAFF.token(&headers) {
        let ended = store::end_session(&intake.pool, &token.sha256()).await;
        ended.map_err(|error| Failed(language, error.into()))?;
    }
    let cookie = [(header::SET_COOKIE, STAFF.none(&intake.staff_url))];
    Ok((AppendHeaders(cookie), Redirect::to(&intake.sign_in_url())).into_response())
}
