//! The print of an execution: one number instead of all rows, which is all that a comparison needs.

use std::fmt::{self, Write};

use crate::choice::TaskId;

/// A running hash of rows (FNV-1a, 64 bits) that can take the newest one back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Print {
    hash: u64,
    /// The step of the newest row, and the hash without it.
    before: (u64, u64),
}

impl Default for Print {
    fn default() -> Self {
        let hash = 0xcbf2_9ce4_8422_2325;
        Print {
            hash,
            before: (0, hash),
        }
    }
}

impl Print {
    pub(super) fn row(&mut self, task: TaskId, step: u64, text: fmt::Arguments<'_>) {
        self.before = (step, self.hash);
        self.take(&task.number().to_le_bytes());
        // To take text in cannot fail.
        let _ = self.write_fmt(text);
    }

    pub(super) fn append(&mut self, task: TaskId, text: &str) {
        self.take(&task.number().to_le_bytes());
        self.take(text.as_bytes());
    }

    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The row of this step has not happened after all.
    pub(super) fn pop(&mut self, step: u64) {
        if self.before.0 == step {
            self.hash = self.before.1;
        }
    }

    pub(super) fn hash(&self) -> u64 {
        self.hash
    }
}

impl Write for Print {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.take(text.as_bytes());
        Ok(())
    }
}
