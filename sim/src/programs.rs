//! The programs that come with `waitword`: small, complete, and generic over the platform.
//!
//! Each is one function in a file of its own, to be read as a tutorial, and runs unchanged on
//! operating system threads and in the simulator. Each names its tasks and objects, and checks its
//! own result with assertions that hold whatever the interleaving. Only `philosophers` is broken:
//! it can deadlock, and the simulator shows how.
//!
//! ```
//! use waitword_sim::programs;
//! # fn show<R: waitword_core::Runtime>() {
//! for program in programs::all::<R>() {
//!     let settings = program.settings(["meals=2"]).unwrap_or(program.defaults());
//!     (program.run)(&settings);
//! }
//! # }
//! ```
//!
//! `waitword list` shows this table, `waitword run` and `waitword explore` run from it.

mod barrier;
mod condition_list;
mod event;
mod philosophers;
mod philosophers_one_lock;
mod philosophers_ordered;
mod printer;
mod queue;
mod settings;

use std::panic::resume_unwind;

use waitword_core::Runtime;
use waitword_core::runtime::Join;

pub use barrier::barrier;
pub use condition_list::condition_list;
pub use event::event;
pub use philosophers::philosophers;
pub use philosophers_one_lock::philosophers_one_lock;
pub use philosophers_ordered::philosophers_ordered;
pub use printer::printer;
pub use queue::queue;
pub use settings::{Setting, SettingError, Settings};

/// One program of the table, ready to run on one platform.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// What it is called on the command line.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The verdict that an exploration is to end with: `ok` for a sound program.
    pub verdict: &'static str,
    /// The sizes that can be set.
    pub sizes: &'static [Setting],
    /// Runs it once, to its end.
    pub run: fn(&Settings),
}

impl Program {
    /// The settings that nobody has changed.
    pub fn defaults(&self) -> Settings {
        Settings::new(self.sizes)
    }

    /// The settings that `pairs` of the form `name=value` change, the last one of a name winning.
    ///
    /// # Errors
    /// The first pair that is not a setting of this program, with what would be right.
    pub fn settings<'a>(
        &self,
        pairs: impl IntoIterator<Item = &'a str>,
    ) -> Result<Settings, SettingError> {
        let mut settings = self.defaults();
        for pair in pairs {
            settings.set(pair)?;
        }
        Ok(settings)
    }
}

/// Every program, to run on the platform `R`.
pub fn all<R: Runtime>() -> &'static [Program] {
    const {
        &[
            philosophers::program::<R>(),
            philosophers_ordered::program::<R>(),
            philosophers_one_lock::program::<R>(),
            printer::program::<R>(),
            condition_list::program::<R>(),
            barrier::program::<R>(),
            queue::program::<R>(),
            event::program::<R>(),
        ]
    }
}

/// The program of this name, to run on the platform `R`.
pub fn find<R: Runtime>(name: &str) -> Option<&'static Program> {
    all::<R>().iter().find(|program| program.name == name)
}

/// Waits for the end of each task, in order, and returns what they returned.
///
/// # Panics
/// With the panic of the first task, in this order, that panicked.
fn join_all<T>(tasks: Vec<impl Join<T>>) -> Vec<T> {
    let join = |task: _| Join::join(task).unwrap_or_else(|panic| resume_unwind(panic));
    tasks.into_iter().map(join).collect()
}
