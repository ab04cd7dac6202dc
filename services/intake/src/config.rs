use clap::Parser;
use maps::MapSettings;
use service_kit::body::BodyLimits;
use service_kit::config::Common;
use service_kit::openid::OpenIdSettings;

/// Receives reports, shrinks photos, shows residents the truth.
#[derive(Clone, Debug, Parser)]
pub struct Config {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub common: Common,
    /// Pixels decoded at once, in all photos together: memory is about 4 bytes each.
    #[arg(long, env = "PIXELS_IN_FLIGHT", default_value_t = 60_000_000)]
    pub pixels_in_flight: u32,
    /// Photos handled at once.
    #[arg(long, env = "PHOTO_WORKERS", default_value_t = 2)]
    pub photo_workers: usize,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub body: BodyLimits,
    /// Seconds between two looks for received photos that no report has.
    #[arg(long, env = "ORPHANS_EVERY_SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..))]
    pub orphans_every_seconds: u64,
    /// Seconds between two looks for addresses that have been kept long enough.
    #[arg(long, env = "ADDRESSES_EVERY_SECONDS", default_value_t = 3600, value_parser = clap::value_parser!(u64).range(1..))]
    pub addresses_every_seconds: u64,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub openid: OpenIdSettings,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub maps: MapSettings,
}
