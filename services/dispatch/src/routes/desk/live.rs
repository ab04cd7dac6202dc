//! `/desk/live`: says when the desk's figures have changed, as server-sent events (HTML Living Standard, 9.2). No event carries
//! a figure: the page asks for itself again, with the filters and the rights that it has.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::Service;
use crate::desk::Watching;
use crate::error::Problem;
use crate::session::Referent;

/// Between two events to one desk: several changes are one.
const REST: Duration = Duration::from_secs(5);
/// Then the answer ends, and the browser asks anew: whoever has signed out meanwhile is told nothing more.
const LONGEST: Duration = Duration::from_mins(5);
/// Proxies close what is silent for longer.
const ALIVE: Duration = Duration::from_secs(20);

/// For proxies that would collect events (nginx).
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

pub(in crate::routes) async fn live(
    State(service): State<Service>,
    _: Referent,
) -> Result<Response, Problem> {
    // Its page stays right without: it is only not renewed by itself.
    let Some(watching) = service.live.watch() else {
        return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
    };
    let start = Instant::now();
    let told = Told { watching, greeted: false, rested: start, end: start + LONGEST };
    let events = stream::unfold(told, |told| async move {
        told.next().await.map(|next| (Ok::<_, Infallible>(next.0), next.1))
    });
    let alive = KeepAlive::new().interval(ALIVE);
    Ok(([(UNBUFFERED, "no")], Sse::new(events).keep_alive(alive)).into_response())
}

/// A desk that is told events.
struct Told {
    watching: Watching,
    greeted: bool,
    /// When the next event may leave.
    rested: Instant,
    end: Instant,
}

impl Told {
    /// The next event; none at the end.
    async fn next(mut self) -> Option<(Event, Self)> {
        if !self.greeted {
            self.greeted = true;
            return Some((Event::default().retry(REST).comment("watching"), self));
        }
        let changed = async {
            sleep_until(self.rested).await;
            self.watching.changed().await
        };
        if !timeout_at(self.end, changed).await.ok()? {
            return None;
        }
        self.rested = Instant::now() + REST;
        // Browsers drop an event without data.
        Some((Event::default().event("changed").data("figures"), self))
    }
}
