//! One bucket of an S3 service.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{
    BehaviorVersion, Config, Credentials, Region, RequestChecksumCalculation, ResponseChecksumValidation,
};
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::operation::create_bucket::CreateBucketError;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration, Object};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use chrono::{DateTime, Utc};

use crate::Key;

/// A connection that is not there after this long will not be there later.
const CONNECT: Duration = Duration::from_secs(3);
/// The longest silence of a service that is at work.
const SILENCE: Duration = Duration::from_secs(20);
/// Bytes of a file read at once while it is sent: each reading is a visit to another thread.
const PIECE: usize = 512 * 1024;

/// Where the bucket is and who we are there.
#[derive(Clone)]
pub struct StorageConfig {
    /// Address of the service, for example `http://127.0.0.1:9000`; `None` for Amazon's own in `region`.
    pub endpoint: Option<String>,
    /// For example `eu-west-3`; any word for services without regions.
    pub region: String,
    /// Name of the bucket.
    pub bucket: String,
    /// Requests are unsigned without both keys.
    pub access_key: Option<String>,
    /// Never printed.
    pub secret_key: Option<String>,
}

impl fmt::Debug for StorageConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StorageConfig")
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .field("access_key", &self.access_key)
            .field("secret_key", &self.secret_key.as_ref().map(|_| "hidden"))
            .finish()
    }
}

/// Why the storage did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such object. Asking again gives the same answer.
    #[error("{key} is not in the bucket {bucket}")]
    Missing {
        /// The object that was asked for.
        key: Key,
        /// The bucket that was asked.
        bucket: String,
    },
    /// There is no such bucket, or it may not be seen.
    #[error("the bucket {bucket} does not exist or is not ours")]
    NoBucket {
        /// The configured bucket.
        bucket: String,
    },
    /// The file to be stored could not be read.
    #[error("{} could not be read", path.display())]
    File {
        /// The local file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The service refused, failed or was not reached, after three attempts. Later it may work.
    #[error("the storage failed to {action}")]
    Failed {
        /// What was tried, for example `put received/0198…`.
        action: String,
        /// What the service or the connection said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

/// An object of the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name; [`Key::photo`] tells whether it is one of ours.
    pub key: Key,
    /// Its size.
    pub bytes: u64,
    /// When it was stored, by the service's clock.
    pub stored_at: DateTime<Utc>,
}

/// One bucket. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Storage {
    client: Client,
    region: String,
    bucket: String,
}

impl Storage {
    /// Connects to nothing yet: [`Storage::check`] tells whether the bucket is there.
    ///
    /// A given endpoint is addressed by path (`endpoint/bucket/key`), which every service understands.
    pub fn new(config: &StorageConfig) -> Self {
        Self::with_patience(config, SILENCE)
    }

    /// The same, but a service that is silent for `silence` is given up. One attempt takes twice that at most (25 MB at
    /// 5 Mbit/s, with 20 s), all attempts of a call together four and a half times.
    pub fn with_patience(config: &StorageConfig, silence: Duration) -> Self {
        let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .read_timeout(silence)
            .operation_attempt_timeout(silence * 2)
            .operation_timeout(silence * 9 / 2)
            .build();
        let mut sdk = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http)
            .region(Region::new(config.region.clone()))
            .retry_config(RetryConfig::standard().with_max_attempts(3))
            .timeout_config(timeouts)
            // Checksum trailers are Amazon's; other services refuse them.
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        sdk = match (&config.access_key, &config.secret_key) {
            (Some(access), Some(secret)) => {
                sdk.credentials_provider(Credentials::new(access, secret, None, None, "configuration"))
            }
            _ => sdk.allow_no_auth(),
        };
        if let Some(endpoint) = &config.endpoint {
            sdk = sdk.endpoint_url(endpoint).force_path_style(true);
        }
        Self {
            client: Client::from_conf(sdk.build()),
            region: config.region.clone(),
            bucket: config.bucket.clone(),
        }
    }

    /// Stores an object, replacing one of the same key.
    pub async fn put(&self, key: &Key, body: Vec<u8>, content_type: &str) -> Result<(), StorageError> {
        self.put_stream(key, ByteStream::from(body), content_type).await
    }

    /// Stores a local file without holding it in memory, replacing an object of the same key.
    pub async fn put_file(&self, key: &Key, file: &Path, content_type: &str) -> Result<(), StorageError> {
        let body = ByteStream::read_from().path(file).buffer_size(PIECE).build().await;
        let body =
            body.map_err(|error| StorageError::File { path: file.to_owned(), source: Box::new(error) })?;
        self.put_stream(key, body, content_type).await
    }

    async fn put_stream(&self, key: &Key, body: ByteStream, content_type: &str) -> Result<(), StorageError> {
        let request = self.client.put_object().bucket(&self.bucket).key(key.as_str());
        let sent = request.content_type(content_type).body(body).send().await;
        sent.map(drop).map_err(|error| failed(format!("put {key}"), error))
    }

    /// The whole object; [`StorageError::Missing`] when there is none.
    pub async fn get(&self, key: &Key) -> Result<Vec<u8>, StorageError> {
        let answer = self.client.get_object().bucket(&self.bucket).key(key.as_str()).send().await;
        let object = match answer {
            Ok(object) => object,
            Err(error) if error.code() == Some("NoSuchBucket") => return Err(self.no_bucket()),
            Err(error) if is_missing(&error) => {
                return Err(StorageError::Missing { key: key.clone(), bucket: self.bucket.clone() });
            }
            Err(error) => return Err(failed(format!("get {key}"), error)),
        };
        // A connection cut in the middle is found by the length that was announced.
        let body = object.body.collect().await.map_err(|error| failed(format!("read {key}"), error))?;
        Ok(body.to_vec())
    }

    /// Whether there is such an object.
    pub async fn exists(&self, key: &Key) -> Result<bool, StorageError> {
        match self.client.head_object().bucket(&self.bucket).key(key.as_str()).send().await {
            Ok(_) => Ok(true),
            Err(error) if is_missing(&error) => Ok(false),
            Err(error) => Err(failed(format!("look for {key}"), error)),
        }
    }

    /// Removes an object; there need not be one.
    pub async fn delete(&self, key: &Key) -> Result<(), StorageError> {
        match self.client.delete_object().bucket(&self.bucket).key(key.as_str()).send().await {
            Ok(_) => Ok(()),
            Err(error) if is_missing(&error) => Ok(()),
            Err(error) => Err(failed(format!("delete {key}"), error)),
        }
    }

    /// All objects whose names begin with `prefix`, for example [`Key::RECEIVED`], in the order of their names.
    pub async fn list(&self, prefix: &str) -> Result<Vec<Listed>, StorageError> {
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix);
        let mut pages = request.into_paginator().send();
        let mut found = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| failed(format!("list {prefix}"), error))?;
            found.extend(page.contents.unwrap_or_default().into_iter().filter_map(listed));
        }
        Ok(found)
    }

    /// At most a thousand objects whose names begin with `prefix` and come after `after`, in the order of their names;
    /// none: that was all.
    pub async fn page(&self, prefix: &str, after: Option<&Key>) -> Result<Vec<Listed>, StorageError> {
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix);
        let page = request.set_start_after(after.map(|key| key.as_str().to_owned())).send().await;
        let page = page.map_err(|error| failed(format!("list {prefix}"), error))?;
        Ok(page.contents.unwrap_or_default().into_iter().filter_map(listed).collect())
    }

    /// Makes the bucket where there is none. For one machine: in a city the bucket is made by whoever runs the storage.
    pub async fn ensure_bucket(&self) -> Result<(), StorageError> {
        match self.check().await {
            Err(StorageError::NoBucket { .. }) => {}
            known => return known,
        }
        let mut request = self.client.create_bucket().bucket(&self.bucket);
        // Amazon's first region is the one that must not be named.
        if self.region != "us-east-1" {
            let region = BucketLocationConstraint::from(self.region.as_str());
            let place = CreateBucketConfiguration::builder().location_constraint(region).build();
            request = request.create_bucket_configuration(place);
        }
        let Err(error) = request.send().await else { return Ok(()) };
        match error.as_service_error() {
            // Another copy was quicker. If it was a stranger, the bucket is not ours and the check says so.
            Some(
                CreateBucketError::BucketAlreadyOwnedByYou(_) | CreateBucketError::BucketAlreadyExists(_),
            ) => self.check().await,
            _ => Err(failed(format!("make the bucket {}", self.bucket), error)),
        }
    }

    /// Whether the bucket is there and we may see it: for readiness.
    pub async fn check(&self) -> Result<(), StorageError> {
        match self.client.head_bucket().bucket(&self.bucket).send().await {
            Ok(_) => Ok(()),
            Err(error) if is_missing(&error) => Err(self.no_bucket()),
            Err(error) => Err(failed(format!("find the bucket {}", self.bucket), error)),
        }
    }

    fn no_bucket(&self) -> StorageError {
        StorageError::NoBucket { bucket: self.bucket.clone() }
    }
}

fn listed(object: Object) -> Option<Listed> {
    let stored_at = object.last_modified?;
    Some(Listed {
        key: Key::listed(object.key?),
        bytes: u64::try_from(object.size.unwrap_or_default()).unwrap_or_default(),
        stored_at: DateTime::from_timestamp(stored_at.secs(), stored_at.subsec_nanos())?,
    })
}

/// Answers to HEAD have no body that names the error: the status is all there is.
fn is_missing<E>(error: &SdkError<E>) -> bool {
    error.raw_response().is_some_and(|response| response.status().as_u16() == 404)
}

fn failed(action: String, source: impl Error + Send + Sync + 'static) -> StorageError {
    StorageError::Failed { action, source: Box::new(source) }
}
