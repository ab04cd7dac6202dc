//! Programs that render photos one after the other: ours and the reference.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use ::photos::PixelBudget;
use anyhow::Context;
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

/// A program that was started, and answers each line with one of JSON.
pub(crate) struct Worker {
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// What it said of itself at the start.
    pub(crate) hello: Value,
}

impl Worker {
    pub(crate) fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("starting a renderer")?;
        let asks = child.stdin.take().context("a pipe")?;
        let answers = BufReader::new(child.stdout.take().context("a pipe")?);
        let mut worker = Self { child, asks, answers, hello: Value::Null };
        worker.hello = worker.answer()?;
        Ok(worker)
    }

    /// Ours, as the service runs it.
    pub(crate) fn ours() -> anyhow::Result<Self> {
        Self::start(Command::new(std::env::current_exe()?).arg("render"))
    }

    /// Renders a photo into two files: CPU in milliseconds, and the most memory that the process had until now, in KB.
    pub(crate) fn render(&mut self, photo: &Path, large: &Path, small: &Path) -> anyhow::Result<(f64, i64)> {
        writeln!(self.asks, "{}\t{}\t{}", photo.display(), large.display(), small.display())?;
        let answer = self.answer()?;
        let cpu = answer["cpu_ms"].as_f64().context("CPU time")?;
        Ok((cpu, answer["peak_kb"].as_i64().context("memory")?))
    }

    fn answer(&mut self) -> anyhow::Result<Value> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line).context("a renderer ended; what it said is above")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Its input ends with `asks`; one that hangs must not outlive this.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The same protocol as `reference.py`, by the code that intake runs.
pub(crate) async fn serve() -> anyhow::Result<()> {
    let budget = PixelBudget::new(::photos::MAX_PIXELS);
    println!("{}", json!({ "peak_kb": peak_kb()? }));
    for line in std::io::stdin().lines() {
        let line = line?;
        let parts: Vec<_> = line.split('\t').collect();
        let [photo, large, small] = parts[..] else { anyhow::bail!("not three paths: {line}") };
        let stored = std::fs::read(photo)?;
        let started = cpu_ms();
        let made = budget.render(stored).await?;
        let cpu = cpu_ms() - started;
        std::fs::write(large, &made.large)?;
        std::fs::write(small, &made.small)?;
        println!("{}", json!({ "cpu_ms": cpu, "peak_kb": peak_kb()? }));
    }
    Ok(())
}

/// CPU time of this process, all its threads, user and system: what `time.process_time_ns` of Python reads.
#[expect(clippy::cast_precision_loss, reason = "seconds and nanoseconds of a short run")]
fn cpu_ms() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

fn peak_kb() -> anyhow::Result<i64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    line.split_whitespace().next().context("VmHWM")?.parse().context("VmHWM")
}
