//! Logs, metrics and traces.

use std::sync::OnceLock;

use anyhow::Context;
use clap::ValueEnum;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};
use url::Url;

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// Lines for people.
    Text,
}

/// Seconds; from a millisecond to half a minute.
const BUCKETS: [f64; 10] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

/// Starts logs, metrics and traces for this process. Spans go to `traces_url` where it is given; even without it,
/// every report has one trace, whose id is in the logs.
///
/// # Errors
/// When the exporter can't be made, or a subscriber is already installed.
pub fn start(
    service: &'static str,
    format: LogFormat,
    traces_url: Option<&Url>,
) -> anyhow::Result<SdkTracerProvider> {
    let mut provider = SdkTracerProvider::builder()
        .with_resource(opentelemetry_sdk::Resource::builder().with_service_name(service).build());
    if let Some(url) = traces_url {
        let exporter = opentelemetry_otlp::SpanExporter::builder()
            .with_http()
            .with_endpoint(url.as_str())
            .build()
            .context("TRACES_URL")?;
        provider = provider.with_batch_exporter(exporter);
    }
    let provider = provider.build();
    install(&provider, format)?;
    Ok(provider)
}

/// Installs logs and a given tracer for this process.
///
/// # Errors
/// When a subscriber is already installed.
pub fn install(provider: &SdkTracerProvider, format: LogFormat) -> anyhow::Result<()> {
    opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let lines = match format {
        LogFormat::Json => tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr).boxed(),
        LogFormat::Text => tracing_subscriber::fmt::layer().with_writer(std::io::stderr).boxed(),
    };
    let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("rue-nette"));
    tracing_subscriber::registry().with(filter).with(lines).with(spans).try_init()?;
    _ = metrics_handle();
    Ok(())
}

/// The metrics of this process, for `/metrics`.
pub fn metrics_handle() -> Option<PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &BUCKETS)
                .and_then(PrometheusBuilder::install_recorder)
                .inspect_err(|error| tracing::error!(%error, "no metrics"))
                .ok()
        })
        .clone()
}
