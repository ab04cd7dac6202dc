//! What is said while it works.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Context;

/// One line: what is done, then how long it took.
pub(crate) async fn quiet<T>(
    words: &str,
    work: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    begin(&format!("▸ {words} … "));
    let began = Instant::now();
    let done = work.await;
    println!("{}", if done.is_ok() { seconds(began.elapsed()) } else { "failed".to_owned() });
    done.with_context(|| format!("{words} failed"))
}

/// Numbered lines, one for each thing that people do or see.
#[derive(Debug, Default)]
pub(crate) struct Steps(u32);

impl Steps {
    /// What is done, what came of it, and how long it took.
    pub(crate) async fn step<T>(
        &mut self,
        words: &str,
        work: impl Future<Output = anyhow::Result<(T, String)>>,
    ) -> anyhow::Result<T> {
        self.0 += 1;
        begin(&format!("  {}  {words} … ", self.0));
        let began = Instant::now();
        match work.await {
            Ok((value, outcome)) => {
                println!("{outcome} · {}", seconds(began.elapsed()));
                Ok(value)
            }
            Err(error) => {
                println!("failed");
                Err(error.context(format!("step {}: {words}", self.0)))
            }
        }
    }
}

fn begin(words: &str) {
    print!("{words}");
    // Nobody to read it is no reason to stop.
    _ = std::io::stdout().flush();
}

pub(crate) fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
