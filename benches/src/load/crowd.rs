//! Crowd 人群: work that comes at its own pace, whether the server keeps up or not.
//!
//! Each piece has its moment. It is timed from that moment, not from when somebody got round to it: a server that stands still
//! makes everybody late, and that has to be seen.

use crate::http::Line;
use crate::{Outcome, clock};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Connections on which the work is done.
const CONNECTIONS: usize = 64;

/// What became of the pieces of one kind.
#[derive(Default)]
pub struct Times {
    pub ms: Vec<f64>,
    /// Why pieces failed, with how many.
    pub failed: BTreeMap<String, usize>,
}

impl Times {
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }

    pub fn quantile(&mut self, part: f64) -> f64 {
        clock::quantile(&mut self.ms, part)
    }

    pub fn longest(&mut self) -> f64 {
        self.quantile(1.0)
    }

    fn add(&mut self, other: Times) {
        self.ms.extend(other.ms);
        for (why, count) in other.failed {
            *self.failed.entry(why).or_default() += count;
        }
    }
}

pub type Kinds = BTreeMap<&'static str, Times>;

/// Pieces of work by their number, evenly spread: `pace` a second. `work` says of which kind a piece was.
pub fn run<W>(address: SocketAddr, pieces: usize, pace: f64, work: W) -> Outcome<Kinds>
where
    W: Fn(usize, &mut Line) -> (&'static str, Outcome<()>) + Sync,
{
    let (next, start) = (AtomicUsize::new(0), Instant::now() + Duration::from_millis(50));
    let one = || -> Kinds {
        let (mut kinds, mut line) = (Kinds::new(), None);
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= pieces {
                return kinds;
            }
            let due = start + Duration::from_secs_f64(piece as f64 / pace);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let (kind, done) = match line.take().map_or_else(|| Line::to(address), Ok) {
                Ok(mut open) => {
                    let done = work(piece, &mut open);
                    // A connection on which something went wrong is of no more use.
                    line = done.1.is_ok().then_some(open);
                    done
                }
                Err(error) => ("connect", Err(error)),
            };
            let times: &mut Times = kinds.entry(kind).or_default();
            match done {
                Ok(()) => times.ms.push(due.elapsed().as_secs_f64() * 1000.0),
                Err(error) => *times.failed.entry(error.to_string()).or_default() += 1,
            }
        }
    };
    let mut all = Kinds::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..CONNECTIONS.min(pieces)).map(|_| scope.spawn(one)).collect();
        for worker in workers {
            for (kind, times) in worker.join().unwrap_or_default() {
                all.entry(kind).or_default().add(times);
            }
        }
    });
    Ok(all)
}

/// Do something for each of many at once, a few at a time.
pub fn each<T: Send>(address: SocketAddr, count: usize, work: impl Fn(usize, &mut Line) -> Outcome<T> + Sync) -> Outcome<Vec<T>> {
    let next = AtomicUsize::new(0);
    let one = || -> Result<Vec<(usize, T)>, String> {
        let (mut mine, mut line) = (Vec::new(), Line::to(address).map_err(|e| e.to_string())?);
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(mine);
            }
            mine.push((number, work(number, &mut line).map_err(|e| e.to_string())?));
        }
    };
    let mut all = Vec::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
        workers.into_iter().try_for_each(|worker| {
            all.extend(worker.join().map_err(|_| "a worker panicked".to_owned())??);
            Ok::<(), String>(())
        })
    })?;
    all.sort_by_key(|made| made.0);
    Ok(all.into_iter().map(|made| made.1).collect())
}
