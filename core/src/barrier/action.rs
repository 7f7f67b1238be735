//! What the last party does before all go on.

/// What the last party that comes to a [`Barrier`](super::Barrier) does before all go on: a
/// function, or nothing.
pub trait Action {
    /// There is nothing to do.
    #[doc(hidden)]
    const NONE: bool = false;

    /// Does it.
    fn run(&self);
}

impl<F: Fn()> Action for F {
    fn run(&self) {
        self();
    }
}

/// Nothing to do.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub struct NoAction;

impl Action for NoAction {
    const NONE: bool = true;

    fn run(&self) {}
}
