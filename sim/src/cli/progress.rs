//! The progress of a long exploration, on a terminal.

use std::time::Duration;

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressStyle};
use waitword_sim::Progress;

/// Explorations that end before this are not worth a bar.
const SHORT: Duration = Duration::from_millis(300);
/// What is full when everything has been seen.
const FULL: u64 = 10_000;

/// How far an exploration is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    pub(crate) executions: u64,
    /// Which part of the whole that is, estimated: 0 to 1.
    pub(crate) part: f64,
    pub(crate) elapsed: Duration,
}

impl From<&Progress> for Standing {
    fn from(progress: &Progress) -> Standing {
        Standing {
            executions: progress.executions,
            part: progress.part,
            elapsed: progress.elapsed,
        }
    }
}

/// A bar on the standard error that shows how far an exploration is, if that is a terminal.
///
/// It goes away when it is dropped.
pub(crate) struct Bar {
    bar: Option<ProgressBar>,
}

impl Bar {
    pub(crate) fn new() -> Self {
        Bar { bar: None }
    }

    /// Shows how far the exploration is, once it has taken a while.
    pub(crate) fn show(&mut self, progress: &Standing) {
        if progress.elapsed < SHORT {
            return;
        }
        let bar = self.bar.get_or_insert_with(draw);
        bar.set_position((progress.part * FULL as f64) as u64);
        bar.set_message(message(progress));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn draw() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {bar:30.cyan} {msg}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(FULL).with_style(style)
}

/// `12,345 executions, 8,123 a second, about 2 minutes left`
fn message(progress: &Standing) -> String {
    let seconds = progress.elapsed.as_secs_f64();
    let rate = HumanCount((progress.executions as f64 / seconds) as u64);
    let executions = HumanCount(progress.executions);
    let left = seconds * (1.0 - progress.part) / progress.part;
    let left = match Duration::try_from_secs_f64(left) {
        Ok(left) => format!("about {} left", HumanDuration(left)),
        Err(_) => "no estimate yet".to_string(),
    };
    format!("{executions} executions, {rate} a second, {left}")
}
