//! Photos are spooled while they arrive: three of the largest take no more memory than three of the smallest.

use harness::{Stack, paris, street};
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use service_kit::clock::SetClock;

/// The most memory that this process ever had, in megabytes (Linux, proc(5)).
fn peak() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? / 1024)
}

#[tokio::test]
async fn seventy_five_megabytes_arrive_in_little_memory() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    // Behind the picture anything may lie. It is read from a file, so that the client holds nothing either.
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("photo.jpg");
    let whole = street::dirty(paris(12, 44))?;
    std::fs::write(&path, [whole.clone(), vec![0; 25_000_000 - whole.len()]].concat())?;
    drop(whole);
    let before = peak()?;
    let mut form = Form::new().text("category", "nonsense").text("language", "en");
    for _ in 0..3 {
        let file = tokio::fs::File::open(&path).await?;
        form =
            form.part("photo", Part::stream_with_length(Body::from(file), 25_000_000).file_name("photo.jpg"));
    }
    let answer = stack.resident()?.send("/api/v1/reports", form, &[("Idempotency-Key", "large")]).await?;
    assert_eq!(answer.status(), 422);
    assert!(answer.text().await?.contains("category-unknown"));
    let grown = peak()? - before;
    assert!(grown < 25, "{grown} MB for three photos of 25");
    stack.finish().await
}
