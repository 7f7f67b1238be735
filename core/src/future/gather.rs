//! The numbers of those of many futures that are done, in the order in which they came to be.

use alloc::collections::VecDeque;
use alloc::sync::Arc;

use crate::condvar::Condvar;
use crate::error::WaitError;
use crate::mutex::Mutex;
use crate::operation::Object;
use crate::patience::Patience;
use crate::runtime::Runtime;

/// Where futures put their number once they are done.
pub(crate) struct Gather<R: Runtime> {
    done: Mutex<R, VecDeque<usize>>,
    more: Condvar<R>,
}

impl<R: Runtime> Gather<R> {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Gather {
            done: Mutex::new(VecDeque::new()),
            more: Condvar::new(),
        })
    }

    /// The future of this number is done.
    pub(super) fn add(&self, number: usize) {
        self.done.lock().push_back(number);
        self.more.notify_one();
    }

    /// The next one that is done, once there is one.
    #[track_caller]
    pub(crate) fn next<W: Patience<R>>(&self, patience: W) -> Result<usize, WaitError> {
        let mut done = self.done.lock();
        let mut result = Ok(());
        loop {
            if let Some(number) = done.pop_front() {
                return Ok(number);
            }
            result?;
            result = self.more.wait_with(&mut done, patience);
        }
    }
}

impl<R: Runtime> Drop for Gather<R> {
    fn drop(&mut self) {
        R::retire(Object::new("gather", self));
    }
}
