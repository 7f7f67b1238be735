//! A pair of fences of which one costs next to nothing.
//!
//! The kernel can make all processors that run this process pass a fence: that is the heavy one.
//! The light one is then a fence for the compiler only. Where the kernel cannot, both are whole.
//!
//! # States
//! | value | meaning | leaves it |
//! |---|---|---|
//! | `UNKNOWN` | nobody has asked the kernel | whoever asks first |
//! | `LIGHT` | the kernel can | nobody |
//! | `WHOLE` | it cannot | nobody |
//!
//! # Orderings
//! `Relaxed`: a light fence that does not know yet is whole, and fits either heavy one. The fences
//! are `SeqCst`: of a store before and a load after one, no weaker one keeps the order.

use std::sync::atomic::Ordering::{Relaxed, SeqCst};
use std::sync::atomic::{AtomicU32, compiler_fence, fence};

use rustix::thread::{MembarrierCommand, membarrier};

const UNKNOWN: u32 = 0;
const LIGHT: u32 = 1;
const WHOLE: u32 = 2;

static KIND: AtomicU32 = AtomicU32::new(UNKNOWN);

#[inline(always)]
pub(crate) fn light_fence() {
    if KIND.load(Relaxed) == LIGHT {
        // ORDERING: SeqCst for the compiler; the heavy fence makes this processor pass a whole one.
        compiler_fence(SeqCst);
    } else {
        whole_fence();
    }
}

#[cold]
fn whole_fence() {
    kind();
    // ORDERING: SeqCst, as the head of this file says.
    fence(SeqCst);
}

pub(crate) fn heavy_fence() {
    // ORDERING: SeqCst, as the head of this file says.
    fence(SeqCst);
    if kind() == LIGHT {
        expedite();
    }
}

/// Makes all others pass a fence.
///
/// # Panics
/// If the kernel refuses what it once agreed to: without it, a wake could be lost.
fn expedite() {
    let pass = || membarrier(MembarrierCommand::PrivateExpedited);
    // Should a new process image not have inherited the agreement, it is made again.
    if pass().is_err() && (!register() || pass().is_err()) {
        panic!("the kernel no longer makes the threads of this process pass a fence");
    }
}

fn register() -> bool {
    membarrier(MembarrierCommand::RegisterPrivateExpedited).is_ok()
}

#[inline]
fn kind() -> u32 {
    match KIND.load(Relaxed) {
        UNKNOWN => {
            let kind = if register() { LIGHT } else { WHOLE };
            KIND.store(kind, Relaxed);
            kind
        }
        kind => kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_are_of_a_kind() {
        light_fence();
        heavy_fence();
        light_fence();
        assert_ne!(KIND.load(Relaxed), UNKNOWN);
    }
}
