//! Serving: a canonical log line per request, health, metrics, and an end without losing anybody's request.

use std::time::{Duration, Instant};

use anyhow::Context;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use opentelemetry::propagation::Extractor;
use sqlx::PgPool;
use storage::Storage;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::telemetry;

/// What a service can't work without; `/health/ready` asks them.
#[derive(Clone, Debug)]
pub struct Needs {
    /// The database.
    pub database: PgPool,
    /// The object store.
    pub storage: Storage,
}

/// `/health/live` (the process runs), `/health/ready` (its needs answer, else 503 and which one does not) and
/// `/metrics` (Prometheus text).
pub fn health(needs: Needs) -> Router {
    Router::new()
        .route("/health/live", get(async || "live\n"))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(needs)
}

async fn ready(State(needs): State<Needs>) -> Response {
    let limit = Duration::from_secs(2);
    let database = tokio::time::timeout(limit, sqlx::query("SELECT 1").execute(&needs.database));
    let storage = tokio::time::timeout(limit, needs.storage.check());
    let (database, storage) = tokio::join!(database, storage);
    match (database, storage) {
        (Ok(Ok(_)), Ok(Ok(()))) => "ready\n".into_response(),
        (Ok(Ok(_)), _) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the object store does not answer\n").into_response()
        }
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

async fn metrics() -> Response {
    let Some(handle) = telemetry::metrics_handle() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response()
}

/// Serves until `shutdown`, then finishes the requests in hand. Every request has a span and a canonical log line;
/// a panic is logged and answered 500.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, router: Router, shutdown: CancellationToken) -> anyhow::Result<()> {
    let router = router.layer(CatchPanicLayer::new()).layer(middleware::from_fn(observe));
    axum::serve(listener, router)
        .with_graceful_shutdown(async move { shutdown.cancelled().await })
        .await
        .context("serving")
}

struct Headers<'a>(&'a axum::http::HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }
    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(axum::http::HeaderName::as_str).collect()
    }
}

/// The route, not the path: secret links must not be in logs.
async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    let method = request.method().to_string();
    let span = tracing::info_span!("request", method, route, report = tracing::field::Empty);
    let parent =
        opentelemetry::global::get_text_map_propagator(|from| from.extract(&Headers(request.headers())));
    _ = span.set_parent(parent);
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    metrics::histogram!("http_request_seconds", "method" => method, "route" => route).record(seconds);
    span.in_scope(|| {
        if status >= 500 {
            tracing::error!(status, seconds, "request answered");
        } else {
            tracing::info!(status, seconds, "request answered");
        }
    });
    response
}

/// Cancelled by Ctrl-C or SIGTERM.
pub fn shutdown_on_signal() -> CancellationToken {
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        let terminate = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => _ = signal.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            () = terminate => {}
        }
        tracing::info!("stopping: finishing what is in hand");
        cancel.cancel();
    });
    token
}
