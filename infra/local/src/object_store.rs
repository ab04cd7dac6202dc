//! A file-backed S3 endpoint on loopback.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

/// The bucket that exists as soon as the store has started.
pub const BUCKET: &str = "rue-nette";

/// How long requests that are under way may still take after [`ObjectStore::stop`].
const PATIENCE: Duration = Duration::from_secs(10);

/// S3 for one machine: objects are files under one folder, requests are signed with one key pair.
///
/// Only path-style addresses are served (`http://127.0.0.1:PORT/rue-nette/key`). It stops when dropped, and in
/// good order with [`ObjectStore::stop`].
#[derive(Debug)]
pub struct ObjectStore {
    folder: PathBuf,
    address: SocketAddr,
    serving: JoinHandle<()>,
    stopping: DropGuard,
}

impl ObjectStore {
    /// Starts serving `folder` (made when missing, with the bucket [`BUCKET`]) on 127.0.0.1.
    ///
    /// `port` 0 takes a free one. Must be called within a tokio runtime. Fails when the folder can't be written or
    /// the port is taken.
    pub fn start(folder: &Path, port: u16, access_key: &str, secret_key: &str) -> anyhow::Result<Self> {
        make_bucket(folder, BUCKET)?;
        let files = FileSystem::new(folder)
            .map_err(|error| anyhow::anyhow!("{error:?}"))
            .with_context(|| format!("opening the object store in {}", folder.display()))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(access_key, secret_key));

        let listener = crate::listen_on_loopback(port, "the object store")?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, service.build(), stop.clone()));
        Ok(Self { folder: folder.to_owned(), address, serving, stopping: stop.drop_guard() })
    }

    /// Where to send requests: `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes one more bucket unless it exists. Fails for a name that is not one of S3's (3 to 63 of a-z, 0-9, - and .).
    pub fn create_bucket(&self, name: &str) -> anyhow::Result<()> {
        make_bucket(&self.folder, name)
    }

    /// Stops listening, lets requests that are under way finish (at most 10 seconds), and returns.
    pub async fn stop(self) {
        drop(self.stopping);
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the object store ended badly");
        }
    }
}

fn make_bucket(folder: &Path, name: &str) -> anyhow::Result<()> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    anyhow::ensure!(
        (3..=63).contains(&name.len())
            && name.chars().all(allowed)
            && !name.starts_with(['.', '-'])
            && !name.contains(".."),
        "{name:?} is not a bucket name: 3 to 63 of a-z, 0-9, - and . are expected"
    );
    let bucket = folder.join(name);
    std::fs::create_dir_all(&bucket).with_context(|| format!("making the bucket {}", bucket.display()))
}

async fn serve(listener: TcpListener, service: S3Service, stop: CancellationToken) {
    let http = Builder::new(TokioExecutor::new());
    let open = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((socket, _)) => {
                let connection = http.serve_connection(TokioIo::new(socket), service.clone()).into_owned();
                let watched = open.watch(connection);
                tokio::spawn(async move {
                    if let Err(error) = watched.await {
                        tracing::debug!(error, "a connection to the object store broke");
                    }
                });
            }
            Err(error) => crate::rest_after(error).await,
        }
    }
    drop(listener);
    if tokio::time::timeout(PATIENCE, open.shutdown()).await.is_err() {
        tracing::warn!("requests to the object store were cut off after {} s", PATIENCE.as_secs());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_started_store_has_its_bucket_and_refuses_unsigned_requests() {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectStore::start(folder.path(), 0, "key", "secret").unwrap();
        let answer = reqwest::get(format!("{}/{BUCKET}", store.endpoint())).await.unwrap();
        assert_eq!(answer.status(), 403);
        assert!(folder.path().join(BUCKET).is_dir());
        store.stop().await;
    }

    #[tokio::test]
    async fn a_stopped_store_gives_its_port_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectStore::start(folder.path(), 0, "key", "secret").unwrap();
        let port = store.address.port();
        store.stop().await;
        let again = ObjectStore::start(folder.path(), port, "key", "secret").unwrap();
        again.stop().await;
    }

    #[tokio::test]
    async fn a_bucket_cannot_leave_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectStore::start(folder.path(), 0, "key", "secret").unwrap();
        for name in ["../elsewhere", "a", "Ville", "a/b/c", "..."] {
            assert!(store.create_bucket(name).is_err(), "{name} was taken");
        }
        store.create_bucket("another").unwrap();
        store.stop().await;
    }
}
