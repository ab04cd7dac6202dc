//! Against a real S3 service that keeps its objects in files.

use std::error::Error;

use hyper_util::rt::{TokioExecutor, TokioIo};
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use storage::{Key, Size, Storage, StorageConfig, StorageError};
use tempfile::TempDir;
use uuid::Uuid;

const PHOTO: Uuid = Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_002a);

/// The service lives as long as the test's runtime, its files as long as this.
struct Service {
    _files: TempDir,
    config: StorageConfig,
}

async fn service() -> Service {
    let files = tempfile::tempdir().expect("a folder");
    let service = {
        let mut builder =
            S3ServiceBuilder::new(s3s_fs::FileSystem::new(files.path()).expect("an empty folder"));
        builder.set_auth(SimpleAuth::from_single("key", "the-secret"));
        builder.build()
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let server = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                let _ = server.serve_connection(TokioIo::new(connection), service).await;
            });
        }
    });
    let config = StorageConfig {
        endpoint: Some(format!("http://{address}")),
        region: "eu-west-3".into(),
        bucket: "rue-nette".into(),
        access_key: Some("key".into()),
        secret_key: Some("the-secret".into()),
    };
    Service { _files: files, config }
}

#[tokio::test]
async fn what_was_put_is_found_listed_read_and_deleted() {
    let service = service().await;
    let storage = Storage::new(&service.config);
    storage.ensure_bucket().await.unwrap();
    storage.ensure_bucket().await.unwrap();
    storage.check().await.unwrap();

    let (received, small) = (Key::received(PHOTO), Key::rendition(PHOTO, Size::Small));
    let body: Vec<u8> = (0..=255).cycle().take(3_000_000).collect();
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, &body).unwrap();
    storage.put_file(&received, file.path(), "image/jpeg").await.unwrap();
    storage.put(&small, b"first".to_vec(), "image/jpeg").await.unwrap();
    storage.put(&small, b"second".to_vec(), "image/jpeg").await.unwrap();

    assert!(storage.get(&received).await.unwrap() == body);
    assert_eq!(storage.get(&small).await.unwrap(), b"second");
    assert!(storage.exists(&received).await.unwrap());

    let listed = storage.list(Key::RECEIVED).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0].key, listed[0].bytes), (&received, 3_000_000));
    assert_eq!(listed[0].key.photo(), Some(PHOTO));
    assert!(listed[0].stored_at.timestamp() > 1_700_000_000);
    assert_eq!(storage.list("").await.unwrap().len(), 2);

    storage.delete(&received).await.unwrap();
    storage.delete(&received).await.unwrap();
    assert!(!storage.exists(&received).await.unwrap());
    assert!(storage.list(Key::RECEIVED).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_missing_object_is_named() {
    let service = service().await;
    let storage = Storage::new(&service.config);
    storage.ensure_bucket().await.unwrap();
    let error = storage.get(&Key::received(PHOTO)).await.unwrap_err();
    assert!(matches!(&error, StorageError::Missing { key, .. } if *key == Key::received(PHOTO)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "received/01980000-0000-7000-8000-00000000002a is not in the bucket rue-nette"
    );
}

#[tokio::test]
async fn a_missing_bucket_is_told_apart_from_a_service_that_is_down() {
    let service = service().await;
    let error = Storage::new(&service.config).check().await.unwrap_err();
    assert!(matches!(error, StorageError::NoBucket { .. }), "{error:?}");

    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let down = StorageConfig { endpoint: Some(format!("http://{closed}")), ..service.config.clone() };
    let error = Storage::new(&down).get(&Key::received(PHOTO)).await.unwrap_err();
    assert!(matches!(error, StorageError::Failed { .. }), "{error:?}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_wrong_secret_is_refused_and_never_printed() {
    let service = service().await;
    let wrong = StorageConfig { secret_key: Some("not-the-secret".into()), ..service.config.clone() };
    let error = Storage::new(&wrong).put(&Key::received(PHOTO), vec![1], "image/jpeg").await.unwrap_err();
    assert!(matches!(error, StorageError::Failed { .. }), "{error:?}");
    assert!(!format!("{wrong:?} {error:?} {:?}", Storage::new(&wrong)).contains("not-the-secret"));
}

#[tokio::test]
async fn a_local_file_that_is_not_there_is_named() {
    let service = service().await;
    let nowhere = std::path::Path::new("/nowhere/photo");
    let error = Storage::new(&service.config)
        .put_file(&Key::received(PHOTO), nowhere, "image/jpeg")
        .await
        .unwrap_err();
    assert!(matches!(&error, StorageError::File { path, .. } if path == nowhere), "{error:?}");
}
