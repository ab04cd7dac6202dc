//! Settings that services share. Each is a flag and an environment variable of the same name; a bad value stops the
//! program with that name and what was expected.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use storage::StorageConfig;
use url::Url;

use crate::links::LinkKeys;
use crate::telemetry::LogFormat;

/// What every service takes.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// The database, as this service's own role: `postgres://role:password@host:5432/database`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Secret,
    /// Connections to the database, at most.
    #[arg(long, env = "DATABASE_CONNECTIONS", default_value_t = 16)]
    pub database_connections: u32,
    /// Seconds for which a message in hand is hidden from other workers; extended while it is handled. What a killed
    /// worker held comes back after it.
    #[arg(long, env = "LEASE_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub lease_seconds: u64,
    /// Where this service listens, as `address:port`; port 0 takes a free one.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The residents' address, as in letters: `https://rue-nette.example`.
    #[arg(long, env = "PUBLIC_URL")]
    pub public_url: Url,
    /// The staff's address, as in sign-in letters.
    #[arg(long, env = "STAFF_URL")]
    pub staff_url: Url,
    /// Keys of the secret links: `id:base64`, comma-separated, at least 32 bytes each; the first one signs.
    #[arg(long, env = "LINK_KEYS", hide_env_values = true)]
    pub link_keys: LinkKeys,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub storage: Storage,
    /// Where traces are sent (OTLP over HTTP), as `http://host:4318/v1/traces`; nowhere when it is not given.
    #[arg(long, env = "TRACES_URL")]
    pub traces_url: Option<Url>,
    /// How logs are written.
    #[arg(long, env = "LOG_FORMAT", value_enum, default_value_t = LogFormat::Json)]
    pub log_format: LogFormat,
}

impl Common {
    /// How long a message in hand is hidden from others.
    pub fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }

    /// Where the staff files reports for others. Intake serves it, and the session's cookie is of the staff's host: where
    /// residents have another host, whatever stands in front of the services sends this address to intake.
    pub fn assist_url(&self) -> Url {
        let one_host = self.public_url.host() == self.staff_url.host();
        let mut address = if one_host { self.public_url.clone() } else { self.staff_url.clone() };
        address.set_path("/assist");
        address
    }
}

/// The object store.
#[derive(Args, Clone, Debug)]
pub struct Storage {
    /// Address of an S3 endpoint; not given: the region's own.
    #[arg(long, env = "S3_ENDPOINT")]
    pub s3_endpoint: Option<String>,
    /// Region.
    #[arg(long, env = "S3_REGION", default_value = "us-east-1")]
    pub s3_region: String,
    /// The one bucket.
    #[arg(long, env = "S3_BUCKET", default_value = "rue-nette")]
    pub s3_bucket: String,
    /// Access key.
    #[arg(long, env = "S3_ACCESS_KEY", hide_env_values = true)]
    pub s3_access_key: Option<String>,
    /// Secret key.
    #[arg(long, env = "S3_SECRET_KEY", hide_env_values = true)]
    pub s3_secret_key: Option<Secret>,
    /// Seconds after which an object store that neither answers nor hangs up is given up. It is asked three times.
    #[arg(long, env = "S3_SILENCE_SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub s3_silence_seconds: u64,
}

impl Storage {
    /// The bucket; connects to nothing yet.
    pub fn open(&self) -> storage::Storage {
        storage::Storage::with_patience(&self.config(), Duration::from_secs(self.s3_silence_seconds))
    }

    /// As the photo storage takes it.
    pub fn config(&self) -> StorageConfig {
        StorageConfig {
            endpoint: self.s3_endpoint.clone(),
            region: self.s3_region.clone(),
            bucket: self.s3_bucket.clone(),
            access_key: self.s3_access_key.clone(),
            secret_key: self.s3_secret_key.as_ref().map(|key| key.0.clone()),
        }
    }
}

/// A text that is never printed.
#[derive(Clone)]
pub struct Secret(pub String);

impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}
