//! Progress 进度: a bar on a terminal; elsewhere a line now and then, and only for what takes longer than a second.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How far a long act has come; ends (and cleans the line) when dropped.
pub struct Progress {
    bar: ProgressBar,
    watch: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    pub fn start(what: &str, quiet: bool) -> Progress {
        let terminal = std::io::stderr().is_terminal();
        let target = if quiet || !terminal { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(None, target);
        bar.set_style(style("{spinner} {msg} {elapsed}"));
        bar.set_message(what.to_owned());
        if terminal && !quiet {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        let watch = (!terminal && !quiet).then(|| watch(what.to_owned(), bar.clone()));
        Progress { bar, watch }
    }

    /// `done` of `all` are done.
    pub fn at(&self, done: usize, all: usize) {
        if self.bar.length() != Some(all as u64) {
            self.bar.set_style(style("{msg} {wide_bar} {percent}% {elapsed}"));
            self.bar.set_length(all as u64);
        }
        self.bar.set_position(done as u64);
    }

    /// What is being done now.
    pub fn now(&self, what: &str) {
        self.bar.set_message(what.to_owned());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        if let Some((stop, thread)) = self.watch.take() {
            drop(stop);
            // The watch ends by itself once nobody holds the other end.
            let _ = thread.join();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// Without a terminal: a line after a second, then every five.
fn watch(what: String, bar: ProgressBar) -> (Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = mpsc::channel();
    let thread = thread::spawn(move || {
        let mut wait = Duration::from_secs(1);
        while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            match bar.length().filter(|&all| all > 0) {
                Some(all) => eprintln!("{what} {}%", bar.position() * 100 / all),
                None => eprintln!("{what} …"),
            }
            wait = Duration::from_secs(5);
        }
    });
    (stop, thread)
}
