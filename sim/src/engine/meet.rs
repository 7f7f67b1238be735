//! Meeting words: what is done when an execution touches a word for the first time.

use super::execution::Execution;
use super::storage::Storage;
use crate::statics;

impl Execution {
    /// The active task is about to touch the word.
    #[inline]
    pub(super) fn meet(&mut self, cell: &impl Storage) {
        if !self.words.knows(cell.address()) {
            self.renew(cell);
        }
    }

    /// Puts a word of a static back to what it held before the simulation.
    #[inline(never)]
    fn renew(&mut self, cell: &impl Storage) {
        let (address, held) = (cell.address(), cell.get());
        if let Some(initial) = statics::renewed(address, held) {
            cell.put(initial);
            self.statics.push(address);
        }
    }

    /// Remembers what the execution leaves in the words of statics.
    pub(super) fn leave_statics(&mut self) {
        while let Some(address) = self.statics.pop() {
            if let Some(word) = self.words.find_known(address) {
                statics::leave(address, self.words.get(word).newest().value);
            }
        }
    }
}

/// Forgets what a simulation has left in the word, which is touched outside of any.
#[cold]
pub(super) fn forget(cell: &impl Storage) {
    if let Some(initial) = statics::left_behind(cell.address(), cell.get()) {
        cell.put(initial);
    }
}
