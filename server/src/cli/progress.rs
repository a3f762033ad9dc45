//! How far long work has come: a bar on a terminal, one line at the end elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar for one piece of work.
pub struct Progress {
    bar: ProgressBar,
    what: String,
}

impl Progress {
    /// `what` is said before the bar, e.g. `Making the tables`.
    pub fn of(what: &str) -> Self {
        let style = ProgressStyle::with_template("{msg} [{bar:32}] {pos} of {len} {elapsed}")
            .expect("a constant template")
            .progress_chars("=> ");
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
            .with_style(style)
            .with_message(what.to_owned());
        Self {
            bar,
            what: what.to_owned(),
        }
    }

    pub fn at(&self, done: u64, of: u64) {
        self.bar.set_length(of);
        self.bar.set_position(done);
    }

    /// The work is done; says how much it was.
    pub fn done(self) {
        self.bar.finish_and_clear();
        eprintln!(
            "{}: {} in {:.1} s",
            self.what,
            self.bar.position(),
            self.bar.elapsed().as_secs_f64()
        );
    }
}
