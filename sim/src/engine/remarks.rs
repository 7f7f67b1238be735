//! Remarks: what the recorder is told, and what a trace says of an event that did not go as one
//! would think.

use super::execution::Execution;
use crate::choice::TaskId;
use crate::trace::Recorder;

impl Execution {
    /// Tells the recorder, if there is one.
    #[inline(always)]
    pub(crate) fn explain(&mut self, tell: impl FnOnce(&mut Recorder, TaskId, u64)) {
        if self.recorder.is_some() {
            self.tell(tell);
        }
    }

    #[cold]
    fn tell(&mut self, tell: impl FnOnce(&mut Recorder, TaskId, u64)) {
        let (task, step) = (self.active, self.step);
        if let Some(recorder) = &mut self.recorder
            && !self.tearing_down
        {
            tell(recorder, task, step);
        }
    }

    /// The operation that is done reads an older store than the newest, or fails for no reason.
    #[inline]
    pub(super) fn remark(&mut self, word: usize, source: usize, fails: bool) {
        if self.recorder.is_some() && !self.is_inside() {
            self.explain_source(word, source, fails);
        }
    }

    #[cold]
    fn explain_source(&mut self, word: usize, source: usize, fails: bool) {
        let stores = self.words.get(word).stores();
        let newer = stores.last().filter(|_| source + 1 < stores.len());
        let newer = newer.map(|newer| (newer.value, TaskId(newer.task)));
        self.explain(|recorder, _, _| match newer {
            Some((value, task)) => {
                let task = recorder.task(task);
                recorder.remark(format!(" (older than {value} by {task})"));
            }
            None if fails => recorder.remark(" (fails for no reason)".into()),
            None => {}
        });
    }

    /// The wait that the active task has come to ends at once.
    #[cold]
    pub(super) fn explain_return(&mut self, why: &'static str) {
        self.explain(|recorder, task, _| recorder.returns(task, why));
    }
}
