//! Bytes of the first visit, by file.

use anyhow::Context;
use harness::{FIRST_PAGE_BUDGET, first_page};

use crate::stage::Stage;

/// Prints them beside their budget.
pub(crate) async fn run() -> anyhow::Result<()> {
    let stage = Stage::start(false).await?;
    let loaded = first_page(&stage.intake.as_ref().context("intake does not run")?.url).await?;
    for file in &loaded {
        println!("{:>7}  {}", file.bytes, file.name);
    }
    let sum: usize = loaded.iter().map(|file| file.bytes).sum();
    println!("{sum:>7}  bytes of at most {FIRST_PAGE_BUDGET}");
    stage.stop().await?;
    anyhow::ensure!(sum <= FIRST_PAGE_BUDGET, "the first page is too large");
    Ok(())
}
