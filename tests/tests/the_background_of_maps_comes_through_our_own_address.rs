//! A resident's browser talks to nobody else: pictures of a map service come through our own address, within bounds,
//! and when the service is silent the map goes on without them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use harness::{Stack, paris};
use service_kit::clock::SetClock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A tile of Paris, and others beside it.
const TILE: &str = "/tiles/base/16/33200/22548";

/// A map service that answers by the column of the tile, and counts who asks.
struct Service {
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Service {
    async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("--base-tiles-url=http://{}/{{z}}/{{x}}/{{y}}", listener.local_addr()?);
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let count = Arc::clone(&count);
                tokio::spawn(async move {
                    let mut head = vec![0; 4096];
                    let read = socket.read(&mut head).await.unwrap_or(0);
                    count.fetch_add(1, Ordering::SeqCst);
                    let head = String::from_utf8_lossy(&head[..read]).into_owned();
                    _ = socket.write_all(&answer(&head)).await;
                });
            }
        });
        Ok(Self { url, asked })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// What the service sends for each column.
fn answer(head: &str) -> Vec<u8> {
    assert!(!head.to_lowercase().contains("cookie"), "nothing of a resident goes there: {head}");
    let whole = |status: &str, kind: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), body].concat()
    };
    match head.split('/').nth(2).unwrap_or_default() {
        "33200" => whole("200 OK", "image/png", b"a picture"),
        "33201" => whole("200 OK", "text/html", b"<script>alert(1)</script>"),
        "33202" => whole("302 Found", "image/png", b"elsewhere"),
        "33203" => whole("200 OK", "image/png", &vec![0; 1_000_001]),
        "33204" => whole("404 Not Found", "text/plain", b"no such tile"),
        "33205" => whole("500 Internal Server Error", "text/plain", b"broken"),
        other => panic!("nobody asks for column {other}: {head}"),
    }
}

async fn status(stack: &Stack, address: &str) -> anyhow::Result<u16> {
    Ok(stack.resident()?.get(address).await?.status().as_u16())
}

#[tokio::test]
async fn a_picture_is_asked_for_once_a_day_and_given_as_it_is() -> anyhow::Result<()> {
    let service = Service::start().await?;
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start_set(clock.clone(), 0, &[&service.url]).await?;
    for _ in 0..3 {
        let answer = stack.resident()?.get(TILE).await?;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "image/png");
        assert_eq!(answer.headers()["cache-control"], "public, max-age=86400");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.bytes().await?, "a picture");
    }
    assert_eq!(service.asked(), 1);
    clock.set(paris(12, 45) + TimeDelta::days(1));
    assert_eq!(status(&stack, TILE).await?, 200);
    assert_eq!(service.asked(), 2);
    stack.finish().await
}

#[tokio::test]
async fn the_staffs_maps_have_the_same_from_the_staffs_address() -> anyhow::Result<()> {
    let service = Service::start().await?;
    let stack = Stack::start_set(SetClock::at(paris(12, 45)), 0, &[&service.url]).await?;
    let read = async |address: &str| reqwest::get(format!("{}{address}", stack.staff_url)).await;
    assert_eq!(read(TILE).await?.bytes().await?, "a picture");
    let outlines = read("/tiles/sectors/12/2075/1409").await?;
    assert_eq!(outlines.headers()["cache-control"], "public, max-age=3600");
    assert!(!outlines.bytes().await?.is_empty());
    assert_eq!(read("/tiles/base/16/60293/39326").await?.status(), 404, "Sydney");
    stack.finish().await
}

#[tokio::test]
async fn nothing_but_pictures_of_the_city_within_bounds_is_passed_on() -> anyhow::Result<()> {
    let service = Service::start().await?;
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start_set(clock.clone(), 0, &[&service.url]).await?;
    for column in ["33201", "33202", "33203", "33204", "33205"] {
        assert_eq!(status(&stack, &TILE.replace("33200", column)).await?, 204, "{column}");
        clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(service.asked(), 5);
    // Sydney, too deep, and no numbers: the service is not even asked.
    for outside in ["16/60293/39326", "20/531200/360768", "16/33200/22548.png", "16/33200/%2e%2e"] {
        assert_eq!(status(&stack, &format!("/tiles/base/{outside}")).await?, 404, "{outside}");
    }
    assert_eq!(service.asked(), 5);
    stack.finish().await
}

#[tokio::test]
async fn a_service_that_fails_is_left_alone_and_old_pictures_stay() -> anyhow::Result<()> {
    let service = Service::start().await?;
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start_set(clock.clone(), 0, &[&service.url]).await?;
    let broken = TILE.replace("33200", "33205");
    assert_eq!(status(&stack, TILE).await?, 200);
    clock.set(paris(12, 45) + TimeDelta::days(2));
    assert_eq!(status(&stack, &broken).await?, 204);
    assert_eq!((status(&stack, &broken).await?, status(&stack, TILE).await?), (204, 200));
    assert_eq!(service.asked(), 2, "it rests for half a minute, and what was kept is given");
    clock.advance(TimeDelta::seconds(31));
    assert_eq!(status(&stack, TILE).await?, 200);
    assert_eq!(service.asked(), 3);
    stack.finish().await
}

#[tokio::test]
async fn a_service_that_nobody_runs_costs_a_map_its_background_only() -> anyhow::Result<()> {
    let nobody = TcpListener::bind("127.0.0.1:0").await?.local_addr()?;
    let flag = format!("--base-tiles-url=http://{nobody}/{{z}}/{{x}}/{{y}}");
    let stack = Stack::start_set(SetClock::at(paris(12, 45)), 0, &[&flag]).await?;
    assert_eq!(status(&stack, TILE).await?, 204);
    assert_eq!(status(&stack, "/tiles/sectors/12/2075/1409").await?, 200);
    assert_eq!(status(&stack, "/map").await?, 200);
    stack.finish().await
}
