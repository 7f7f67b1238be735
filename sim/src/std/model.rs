//! Entries by the names of loom and shuttle, so that whole tests move over.

use crate::{Exhaustive, Explorer, Random};

/// Explores `program` as [`check`](crate::check) does; loom's name.
///
/// # Panics
/// With the verdict, the trace and the schedule of a bug.
#[track_caller]
pub fn model(program: impl Fn() + Sync + Send + 'static) {
    crate::check(program);
}

/// Explores so many random executions of `program`; shuttle's name.
///
/// # Panics
/// With the verdict, the trace and the schedule of a bug.
#[track_caller]
pub fn check_random(program: impl Fn() + Send + Sync + 'static, executions: usize) {
    let random = Explorer::new().strategy(Random::new(1));
    random.executions(executions as u64).check(program);
}

/// Explores the executions of `program` one after the other, at most so many; shuttle's name.
///
/// # Panics
/// With the verdict, the trace and the schedule of a bug.
#[track_caller]
pub fn check_dfs(program: impl Fn() + Send + Sync + 'static, executions: Option<usize>) {
    let all = Explorer::new().strategy(Exhaustive::new());
    match executions {
        None => drop(all.check(program)),
        Some(executions) => {
            let report = all.executions(executions as u64).run(program);
            let limit = matches!(report.verdict, crate::Verdict::Limit(_));
            assert!(
                report.verdict.is_ok() || limit && report.trace.is_none(),
                "{report}"
            );
        }
    }
}
