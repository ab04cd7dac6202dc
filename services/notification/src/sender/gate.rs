use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Closed while the mail server can't be reached. Everybody waits at it; nobody's letter counts that as an attempt.
#[derive(Debug)]
pub(crate) struct Gate {
    first: Duration,
    longest: Duration,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Closings in a row.
    closings: u32,
    /// Counts every opening and closing.
    turn: u64,
    closed_until: Option<Instant>,
}

/// Leave to try, from one turn of the gate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass(u64);

impl Gate {
    /// Open. The first closing lasts `first`; each further one in a row twice as long, up to `longest`.
    pub(crate) fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, inner: Mutex::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the gate is open.
    pub(crate) async fn pass(&self) -> Pass {
        loop {
            let (turn, closed_until) = {
                let inner = self.inner();
                (inner.turn, inner.closed_until.filter(|until| *until > Instant::now()))
            };
            match closed_until {
                None => return Pass(turn),
                Some(until) => sleep_until(until).await,
            }
        }
    }

    /// Closes it, and tells for how long. None when others closed or opened it after this pass was given: many who
    /// fail together count once.
    pub(crate) fn close(&self, pass: Pass) -> Option<Duration> {
        let mut inner = self.inner();
        if inner.turn != pass.0 {
            return None;
        }
        let pause = self.first.saturating_mul(1 << inner.closings.min(16)).min(self.longest);
        inner.closings += 1;
        inner.turn += 1;
        inner.closed_until = Some(Instant::now() + pause);
        Some(pause)
    }

    /// Opens it for everybody.
    pub(crate) fn open(&self) {
        let mut inner = self.inner();
        if inner.closings > 0 {
            *inner = Inner { turn: inner.turn + 1, ..Inner::default() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_while_the_server_stays_away_and_end_when_it_answers() {
        let gate = Gate::new(Duration::from_secs(1), Duration::from_secs(3));
        for pause in [1, 2, 3, 3] {
            let started = Instant::now();
            let (one, other) = (gate.pass().await, gate.pass().await);
            assert_eq!(gate.close(one), Some(Duration::from_secs(pause)));
            assert_eq!(gate.close(other), None, "those who fail together count once");
            gate.pass().await;
            assert_eq!(started.elapsed().as_secs(), pause);
        }
        gate.open();
        let pass = gate.pass().await;
        assert_eq!(gate.close(pass), Some(Duration::from_secs(1)));
    }
}
