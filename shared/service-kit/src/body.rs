//! Bodies of requests, read within limits: of size, and of patience with slow networks.
//!
//! A phone on 2G sends 2 to 10 KB a second, with pauses of some seconds: it must get through. Somebody who sends a byte
//! now and then holds a connection and a file for nothing. So a body may take its time as long as it comes: in each
//! window of waiting a least number of bytes, and all of it within the hour.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use clap::Args;
use futures_util::StreamExt;
use futures_util::stream::unfold;

/// How long and how large a body may be.
#[derive(Args, Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyLimits {
    /// Seconds of waiting within which at least `BODY_WINDOW_BYTES` of a request's body must arrive.
    #[arg(long, env = "BODY_WINDOW_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub body_window_seconds: u64,
    /// Bytes of a body that must arrive in each window: 8 KB a minute is a twentieth of what GPRS carries.
    #[arg(long, env = "BODY_WINDOW_BYTES", default_value_t = 8192)]
    pub body_window_bytes: u64,
    /// Seconds of waiting for one whole body, at most.
    #[arg(long, env = "BODY_SECONDS", default_value_t = 3600)]
    pub body_seconds: u64,
    /// Seconds of our own work on one answer, at most, waiting for the client not counted; then it is 503. For a
    /// database that does not answer: the object store is given up earlier.
    #[arg(long, env = "ANSWER_SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..))]
    pub answer_seconds: u64,
}

/// Why a body was not read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// It came too slowly, or not at all: fewer bytes than must come in a window of waiting.
    #[error("less than {bytes} bytes of the body came in {seconds} seconds")]
    TooSlow {
        /// [`BodyLimits::body_window_bytes`].
        bytes: u64,
        /// [`BodyLimits::body_window_seconds`].
        seconds: u64,
    },
    /// It came steadily, but the whole took too long.
    #[error("the body took more than {seconds} seconds")]
    TooLong {
        /// [`BodyLimits::body_seconds`].
        seconds: u64,
    },
    /// It is larger than any request has reason to be.
    #[error("the body has more than {most} bytes")]
    TooLarge {
        /// Bytes of a request, at most.
        most: u64,
    },
}

impl NotRead {
    /// The reason somewhere in the causes of an extractor's error; none: the connection broke, or it is malformed.
    pub fn among(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut cause = Some(error);
        while let Some(error) = cause {
            if let Some(reason) = error.downcast_ref::<Self>() {
                return Some(*reason);
            }
            cause = error.source();
        }
        None
    }

    /// 408 or 413.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::TooSlow { .. } | Self::TooLong { .. } => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

/// The limits of all routes under it, for `axum::middleware::from_fn_with_state`. The second is in bytes.
pub async fn within(
    State((limits, most)): State<(BodyLimits, u64)>,
    request: Request,
    next: Next,
) -> Response {
    let work = Work::default();
    let request = request.map(|body| watched(body, limits, most, work.clone()));
    let mut response = tokio::select! {
        response = next.run(request) => response,
        () = work.lasts(Duration::from_secs(limits.answer_seconds)) => {
            tracing::error!(seconds = limits.answer_seconds, "no answer in time: something does not answer us");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    };
    if response.status() == StatusCode::REQUEST_TIMEOUT {
        // RFC 9110, 15.5.9: who is too slow is not waited for on this connection.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// A body that ends with [`NotRead`] when it breaks a limit. One that is too large is read on and thrown away, up to
/// twice the limit: a browser that still sends would never see the answer.
pub fn limited(body: Body, limits: BodyLimits, most: u64) -> Body {
    watched(body, limits, most, Work::default())
}

fn watched(body: Body, limits: BodyLimits, most: u64, work: Work) -> Body {
    let reading = Reading {
        stream: body.into_data_stream(),
        limits,
        most,
        read: 0,
        waited: Duration::ZERO,
        window: Duration::ZERO,
        window_read: 0,
        ended: false,
        work,
    };
    Body::from_stream(unfold(reading, Reading::next))
}

struct Reading {
    stream: BodyDataStream,
    limits: BodyLimits,
    most: u64,
    read: u64,
    /// Waited for the client, in all. Time that we take ourselves does not count.
    waited: Duration,
    /// Waited in this window.
    window: Duration,
    window_read: u64,
    ended: bool,
    work: Work,
}

/// How long we have been at work on an answer by ourselves.
#[derive(Clone, Debug)]
struct Work(Arc<Mutex<Option<Instant>>>);

impl Default for Work {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Some(Instant::now()))))
    }
}

impl Work {
    /// Since now; none: the client has the word.
    fn since(&self, now: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Ends when it has lasted for `limit` at a stretch.
    async fn lasts(&self, limit: Duration) {
        loop {
            let since = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let rest = since.map_or(limit, |since| limit.saturating_sub(since.elapsed()));
            if rest.is_zero() {
                return;
            }
            tokio::time::sleep(rest).await;
        }
    }
}

impl Reading {
    async fn next(mut self) -> Option<(Result<Bytes, axum::Error>, Self)> {
        if self.ended {
            return None;
        }
        let next = self.chunk().await?;
        self.ended = next.is_err();
        Some((next, self))
    }

    async fn chunk(&mut self) -> Option<Result<Bytes, axum::Error>> {
        let whole_window = Duration::from_secs(self.limits.body_window_seconds);
        let whole = Duration::from_secs(self.limits.body_seconds);
        loop {
            let began = Instant::now();
            let patience = whole_window.saturating_sub(self.window);
            self.work.since(None);
            let next = tokio::time::timeout(patience, self.stream.next()).await;
            self.work.since(Some(Instant::now()));
            let waited = began.elapsed();
            self.waited += waited;
            self.window += waited;
            let chunk = match next {
                Ok(None) if self.read > self.most => {
                    return Some(given_up(NotRead::TooLarge { most: self.most }));
                }
                Ok(None) => return None,
                Ok(Some(Err(error))) => return Some(Err(error)),
                Ok(Some(Ok(chunk))) => Some(chunk),
                Err(_) => None,
            };
            let bytes = chunk.as_ref().map_or(0, Bytes::len) as u64;
            self.read += bytes;
            self.window_read += bytes;
            if self.window >= whole_window {
                let BodyLimits { body_window_bytes: bytes, body_window_seconds: seconds, .. } = self.limits;
                if self.window_read < bytes {
                    return Some(given_up(NotRead::TooSlow { bytes, seconds }));
                }
                if self.waited >= whole {
                    return Some(given_up(NotRead::TooLong { seconds: self.limits.body_seconds }));
                }
                self.window = Duration::ZERO;
                self.window_read = 0;
            }
            if self.read > self.most.saturating_mul(2) {
                return Some(given_up(NotRead::TooLarge { most: self.most }));
            }
            match chunk {
                Some(chunk) if self.read <= self.most => return Some(Ok(chunk)),
                _ => {}
            }
        }
    }
}

fn given_up(reason: NotRead) -> Result<Bytes, axum::Error> {
    Err(axum::Error::new(reason))
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use futures_util::stream::{iter, once, pending};

    use super::*;

    const LIMITS: BodyLimits = BodyLimits {
        body_window_seconds: 60,
        body_window_bytes: 8192,
        body_seconds: 3600,
        answer_seconds: 120,
    };

    const TOO_LARGE: NotRead = NotRead::TooLarge { most: 400 };

    fn chunks(count: usize, bytes: usize) -> impl futures_util::Stream<Item = Result<Bytes, axum::Error>> {
        iter((0..count).map(move |_| Ok(Bytes::from(vec![b'x'; bytes]))))
    }

    async fn read(body: Body, most: u64) -> Result<usize, Option<NotRead>> {
        let read = to_bytes(limited(body, LIMITS, most), usize::MAX).await;
        read.map(|bytes| bytes.len()).map_err(|error| NotRead::among(&error))
    }

    #[tokio::test]
    async fn a_body_may_be_as_large_as_the_limit_and_no_larger() {
        assert_eq!(read(Body::from_stream(chunks(4, 100)), 400).await, Ok(400));
        assert_eq!(read(Body::from_stream(chunks(5, 100)), 400).await, Err(Some(TOO_LARGE)));
    }

    #[tokio::test]
    async fn a_body_without_an_end_is_not_read_without_an_end() {
        let endless = iter(std::iter::repeat_with(|| Ok::<_, axum::Error>(Bytes::from_static(&[0; 1024]))));
        assert_eq!(
            read(Body::from_stream(endless), 400_000).await,
            Err(Some(NotRead::TooLarge { most: 400_000 }))
        );
    }

    #[tokio::test]
    async fn a_body_that_stops_is_given_up_with_its_reason() {
        let limits = BodyLimits { body_window_seconds: 1, ..LIMITS };
        let stops = once(async { Ok::<_, axum::Error>(Bytes::from_static(b"x")) }).chain(pending());
        let error =
            to_bytes(limited(Body::from_stream(stops), limits, 400), usize::MAX).await.expect_err("stops");
        assert_eq!(NotRead::among(&error), Some(NotRead::TooSlow { bytes: 8192, seconds: 1 }));
    }
}
