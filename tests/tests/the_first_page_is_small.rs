//! A phone in the street, on a bad network: everything that the first visit loads is counted in bytes.

use std::sync::Arc;

use harness::{FIRST_PAGE_BUDGET, Stack, first_page};
use service_kit::clock::SystemClock;

#[tokio::test]
async fn everything_before_a_map_fits_into_60_kilobytes() -> anyhow::Result<()> {
    let stack = Stack::start(Arc::new(SystemClock)).await?;
    let loaded = first_page(&stack.resident_url).await?;
    for part in
        ["/", "/assets/app.css", "/assets/app.js", "/assets/icon.svg", "/manifest.webmanifest", "/sw.js"]
    {
        assert!(loaded.iter().any(|file| file.name == part), "{part} is not counted: {loaded:?}");
    }
    let sum: usize = loaded.iter().map(|file| file.bytes).sum();
    assert!(sum <= FIRST_PAGE_BUDGET, "{sum} bytes: {loaded:#?}");
    stack.finish().await
}
