//! Everything, for the browser tests: prints its addresses as one line of JSON, and stops when its input is closed.

use std::sync::Arc;

use harness::Stack;
use service_kit::clock::SystemClock;
use tokio::io::AsyncReadExt;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let stack = Stack::start(Arc::new(SystemClock)).await?;
    for team in ["up-11", "dpe-11"] {
        stack.crew(team, &format!("{team}@rue-nette.example")).await?;
    }
    let addresses = serde_json::json!({
        "resident": stack.resident_url,
        "staff": stack.staff_url,
        "inbox": stack.inbox.web_url(),
    });
    println!("{addresses}");
    _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    stack.finish().await
}
