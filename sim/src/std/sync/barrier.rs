//! `std::sync::Barrier`: waitword's own.

use std::fmt;

use waitword_core::Object;

use crate::engine;
use crate::sim::Sim;

/// A meeting point for a fixed number of threads, which all go on once the last has come.
pub struct Barrier {
    barrier: waitword_core::Barrier<Sim>,
}

impl Barrier {
    /// A barrier for `parties` threads; zero is taken as one.
    ///
    /// # Panics
    /// If there are more than 16,383.
    pub const fn new(parties: usize) -> Self {
        assert!(
            parties <= waitword_core::Barrier::<Sim>::MAX as usize,
            "a barrier of the simulator has at most 16383 parties"
        );
        let parties = if parties == 0 { 1 } else { parties as u32 };
        Barrier {
            barrier: waitword_core::Barrier::new(parties),
        }
    }

    /// Comes to the barrier and waits until all have come.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        match self.barrier.wait() {
            Ok(arrival) => BarrierWaitResult(arrival.is_leader()),
            Err(broken) => unreachable!("nobody can break a barrier of std: {broken}"),
        }
    }
}

impl Drop for Barrier {
    fn drop(&mut self) {
        engine::retire(Object::new("barrier", self));
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

/// How a thread came to a [`Barrier`].
#[derive(Debug)]
pub struct BarrierWaitResult(bool);

impl BarrierWaitResult {
    /// Whether it was the one of its phase that leads.
    pub fn is_leader(&self) -> bool {
        self.0
    }
}
