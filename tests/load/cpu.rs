//! CPU time of processes, from `/proc`.

use std::fs;

use anyhow::Context;
use serde::Serialize;

/// Linux tells these times in hundredths of a second (`USER_HZ`); the kernel sums them exactly before it rounds.
const TICK_MS: f64 = 10.0;

/// Milliseconds of CPU by process.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Cpu {
    pub(crate) intake: f64,
    pub(crate) dispatch: f64,
    pub(crate) notification: f64,
    /// The server, every backend that runs or ran, and its background processes.
    pub(crate) postgres: f64,
    /// Not ours: counted apart.
    pub(crate) client: f64,
    /// Not ours: counted apart.
    pub(crate) stand_ins: f64,
}

impl Cpu {
    /// What a report costs the city: our processes and PostgreSQL.
    pub(crate) fn sum(&self) -> f64 {
        self.intake + self.dispatch + self.notification + self.postgres
    }

    /// Each figure of both, put together.
    pub(crate) fn with(&self, other: &Self, put: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            intake: put(self.intake, other.intake),
            dispatch: put(self.dispatch, other.dispatch),
            notification: put(self.notification, other.notification),
            postgres: put(self.postgres, other.postgres),
            client: put(self.client, other.client),
            stand_ins: put(self.stand_ins, other.stand_ins),
        }
    }
}

/// One process, with all its threads.
struct Stat {
    parent: u32,
    own: f64,
    /// Of its children that ended and were waited for.
    ended: f64,
}

impl Stat {
    fn read(pid: u32) -> anyhow::Result<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat"))
            .with_context(|| format!("process {pid} has ended"))?;
        // The program's name may hold spaces and brackets; the fields begin behind its last bracket.
        let fields = text.rsplit_once(')').map(|(_, fields)| fields).unwrap_or_default();
        let fields: Vec<&str> = fields.split_whitespace().collect();
        let field =
            |at: usize| fields.get(at).and_then(|field| field.parse::<u32>().ok()).unwrap_or_default();
        let ms = |at: usize| f64::from(field(at)) * TICK_MS;
        Ok(Self { parent: field(1), own: ms(11) + ms(12), ended: ms(13) + ms(14) })
    }
}

/// Milliseconds of CPU of a process.
pub(crate) fn of(pid: u32) -> anyhow::Result<f64> {
    Ok(Stat::read(pid)?.own)
}

/// Milliseconds of CPU of a process and of all its children, also those that ended, without one of them.
pub(crate) fn of_family(pid: u32, without: u32) -> anyhow::Result<f64> {
    let server = Stat::read(pid)?;
    let mut sum = server.own + server.ended;
    for entry in fs::read_dir("/proc")? {
        let Some(child) = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // A process may end while we look.
        let Ok(stat) = Stat::read(child) else { continue };
        if stat.parent == pid && child != without {
            sum += stat.own;
        }
    }
    Ok(sum)
}
