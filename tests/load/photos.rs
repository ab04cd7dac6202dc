//! Rendering photos beside libvips: CPU, memory, and how like the best the renditions are.

mod likeness;
mod samples;
mod scene;
mod worker;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use likeness::{Likeness, likeness, reference};
use samples::Sample;
use worker::Worker;
pub(crate) use worker::serve;

/// The binding that is installed beside Debian's libvips; measured with this one.
const PYVIPS: [&str; 2] = ["pyvips==3.0.0", "cffi==2.1.1"];

const REFERENCE: &str = include_str!("photos/reference.py");

/// Renders photos of 12 megapixels with our code and with libvips, in turns.
#[derive(Debug, Args)]
pub(crate) struct Photos {
    /// Rounds; the middle one of each figure counts.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// Also writes every figure into this file.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Keeps photos and renditions here, to be looked at.
    #[arg(long)]
    keep: Option<PathBuf>,
}

/// The figures of one photo.
#[derive(Debug, Serialize)]
struct Row {
    photo: &'static str,
    megabytes: f64,
    ours_ms: f64,
    /// With the largest shrinking on load that leaves enough pixels; without any.
    libvips_ms: [f64; 2],
    ratio: f64,
    ours_large: Likeness,
    libvips_large: Likeness,
    ours_small: Likeness,
    libvips_small: Likeness,
}

impl Photos {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let python = python()?;
        let scratch = tempfile::tempdir()?;
        let folder = self.keep.clone().unwrap_or_else(|| scratch.path().to_owned());
        std::fs::create_dir_all(&folder)?;
        println!("Making the photos…");
        let samples = samples::write(&folder)?;
        let mut rows = Vec::new();
        let mut workers = Renderers::start(&python, &folder)?;
        let version = workers.shrinking.hello["version"].as_str().unwrap_or("?").to_owned();
        for sample in samples.iter().filter(|sample| sample.compared) {
            rows.push(workers.compare(sample, self.rounds, &folder)?);
        }
        let memory =
            samples.iter().map(|sample| memory(sample, &folder)).collect::<anyhow::Result<Vec<_>>>()?;
        print(&version, &rows, &memory);
        if let Some(file) = &self.json {
            let json = serde_json::json!({ "libvips": version, "photos": rows, "memory_mb": memory });
            std::fs::write(file, serde_json::to_string_pretty(&json)?)?;
        }
        Ok(())
    }
}

/// The three programs that are compared.
struct Renderers {
    ours: Worker,
    shrinking: Worker,
    whole: Worker,
}

impl Renderers {
    fn start(python: &Path, folder: &Path) -> anyhow::Result<Self> {
        let script = folder.join("reference.py");
        std::fs::write(&script, REFERENCE)?;
        let libvips = |shrink: &str| {
            let mut command = Command::new(python);
            Worker::start(command.arg(&script).arg(shrink).env("VIPS_CONCURRENCY", "1"))
        };
        let help = "libvips is missing. As root: apt-get install --no-install-recommends libvips42";
        Ok(Self { ours: Worker::ours()?, shrinking: libvips("2").context(help)?, whole: libvips("1")? })
    }

    /// In turns, so that a busy moment of the machine is everybody's; the first round warms up.
    fn compare(&mut self, sample: &Sample, rounds: usize, folder: &Path) -> anyhow::Result<Row> {
        let path = |who: &str, size: &str| {
            folder.join(format!("{}.{who}.{size}.jpg", sample.name.replace(' ', "-")))
        };
        let mut times = [const { Vec::new() }; 3];
        for round in 0..=rounds {
            let workers =
                [(&mut self.ours, "ours"), (&mut self.shrinking, "libvips"), (&mut self.whole, "whole")];
            for ((worker, who), times) in workers.into_iter().zip(&mut times) {
                let (cpu, _) = worker.render(&sample.file, &path(who, "large"), &path(who, "small"))?;
                if round > 0 {
                    times.push(cpu);
                }
            }
        }
        let [ours_ms, shrinking, whole] = times.map(median);
        let photo = std::fs::read(&sample.file)?;
        let like = |size| -> anyhow::Result<[Likeness; 2]> {
            let made = [std::fs::read(path("ours", size))?, std::fs::read(path("libvips", size))?];
            let seen = image::load_from_memory(&made[0])?;
            let best = reference(&photo, seen.width(), seen.height())?;
            Ok([likeness(&made[0], &best)?, likeness(&made[1], &best)?])
        };
        let ([ours_large, libvips_large], [ours_small, libvips_small]) = (like("large")?, like("small")?);
        Ok(Row {
            photo: sample.name,
            megabytes: megabytes(photo.len()),
            ours_ms,
            libvips_ms: [shrinking, whole],
            ratio: ours_ms / shrinking,
            ours_large,
            libvips_large,
            ours_small,
            libvips_small,
        })
    }
}

/// What one photo takes in a process that renders nothing else: name, and MB above what the process had before.
fn memory(sample: &Sample, folder: &Path) -> anyhow::Result<(&'static str, i64)> {
    let mut worker = Worker::ours()?;
    let before = worker.hello["peak_kb"].as_i64().context("memory")?;
    let (_, peak) = worker.render(&sample.file, &folder.join("large.jpg"), &folder.join("small.jpg"))?;
    Ok((sample.name, (peak - before) / 1000))
}

fn print(version: &str, rows: &[Row], memory: &[(&'static str, i64)]) {
    println!(
        "\nCPU of one photo in ms, medians; libvips {version}, one thread, shrinking on load by 2, and not at all"
    );
    println!("{:16} {:>5} {:>7} {:>8} {:>8} {:>6}", "photo", "MB", "ours", "libvips", "whole", "ratio");
    for row in rows {
        let [shrinking, whole] = row.libvips_ms;
        let Row { photo, megabytes, ours_ms, ratio, .. } = row;
        println!("{photo:16} {megabytes:>5.1} {ours_ms:>7.1} {shrinking:>8.1} {whole:>8.1} {ratio:>6.2}");
    }
    let mean = rows.iter().map(|row| row.ratio.ln()).sum::<f64>() / rows.iter().map(|_| 1.0).sum::<f64>();
    println!("{:16} {:>37.2}  (to reach: 0.70)", "all together", mean.exp());
    println!("\nBeside the whole picture shrunk by Lanczos: PSNR in dB, SSIM, strength of edges");
    for row in rows {
        for (size, ours, libvips) in
            [("large", row.ours_large, row.libvips_large), ("small", row.ours_small, row.libvips_small)]
        {
            println!(
                "{:16} {size}  ours {:.2} {:.4} {:.2}   libvips {:.2} {:.4} {:.2}",
                row.photo, ours.psnr_db, ours.ssim, ours.edges, libvips.psnr_db, libvips.ssim, libvips.edges
            );
        }
    }
    println!("\nMemory of one photo in MB, with its file and its renditions (to reach: under 100)");
    for (photo, megabytes) in memory {
        println!("{photo:18} {megabytes:>4}");
    }
}

/// Python with pyvips, made at the first run in `.local`.
fn python() -> anyhow::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.local/vips");
    let python = folder.join("bin/python3");
    let done = |command: &mut Command, help: &str| -> anyhow::Result<()> {
        let status = command.status().with_context(|| help.to_owned())?;
        anyhow::ensure!(status.success(), "{help}");
        Ok(())
    };
    let has = Command::new(&python).args(["-m", "pip", "show", "--quiet", "pyvips"]).status();
    if !has.is_ok_and(|status| status.success()) {
        println!("Installing {} into .local/vips, once…", PYVIPS[0]);
        let help = "Python can't make a virtual environment. As root: apt-get install python3 python3-venv";
        done(Command::new("/usr/bin/python3").args(["-m", "venv"]).arg(&folder), help)?;
        let help = "pip can't install pyvips: is the network there?";
        done(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(PYVIPS), help)?;
    }
    Ok(python)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "files of a few megabytes")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
