//! Livelocks: an execution without an end, in which nothing changes any more.
//!
//! An execution that reached its limit is one if, in the second half of its rows, no data was
//! written and no task started, and either no word changed or all goes round in a circle of the
//! same operations with the same values. Whatever else has no end is only known to have reached the
//! limit.

use std::collections::BTreeMap;

use crate::choice::TaskId;
use crate::trace::{Recorder, Row};

/// So many operations of a circle, or of a task, are told.
const SHOWN: usize = 8;

/// What goes on for ever, if the execution is a livelock.
pub(crate) fn livelock(recorder: &Recorder) -> Option<Vec<String>> {
    let (progress, changed) = (recorder.progress(), recorder.changed());
    let rows = recorder.rows();
    let half = rows.len() / 2;
    let rest = &rows[half..];
    if progress > half || rest.len() < 2 * SHOWN {
        return None;
    }
    match period(rest) {
        Some(period) => Some(circle(rest, period, recorder)),
        None => (changed <= half).then(|| by_task(rest, recorder)),
    }
}

/// The rows that come again and again.
fn circle(rows: &[Row], period: usize, recorder: &Recorder) -> Vec<String> {
    let steps = rows.len();
    let head = match period {
        1 => format!("nothing changes: each of the last {steps} steps is the same"),
        _ => format!(
            "nothing changes: the last {steps} steps are the same {period}, again and again"
        ),
    };
    let shown = rows[..period].iter().take(SHOWN);
    let shown = shown.map(|row| format!("{}: {}", recorder.task(row.task), row.text));
    let more = period.saturating_sub(SHOWN);
    let more = (more > 0).then(|| format!("and {more} more"));
    [head].into_iter().chain(shown).chain(more).collect()
}

/// After how many rows they come again, all of them at least three times.
fn period(rows: &[Row]) -> Option<usize> {
    let same = |a: &Row, b: &Row| a.task == b.task && a.text == b.text;
    // Knuth, Morris and Pratt: how much of the beginning each part of the rows ends with.
    let mut borders = vec![0; rows.len()];
    for end in 1..rows.len() {
        let mut border: usize = borders[end - 1];
        while border > 0 && !same(&rows[border], &rows[end]) {
            border = borders[border - 1];
        }
        borders[end] = border + usize::from(same(&rows[border], &rows[end]));
    }
    let period = rows.len() - borders.last()?;
    (period <= rows.len() / 3).then_some(period)
}

/// What each task does, whoever comes first.
fn by_task(rows: &[Row], recorder: &Recorder) -> Vec<String> {
    let mut texts = BTreeMap::<TaskId, Vec<&str>>::new();
    for row in rows {
        let texts = texts.entry(row.task).or_default();
        if texts.len() < SHOWN && !texts.contains(&&*row.text) {
            texts.push(&row.text);
        }
    }
    let head = format!(
        "nothing changes: no word has in the last {} steps",
        rows.len()
    );
    let line = |(task, texts): (&TaskId, &Vec<&str>)| {
        format!(
            "{}: {}, again and again",
            recorder.task(*task),
            texts.join(", ")
        )
    };
    [head].into_iter().chain(texts.iter().map(line)).collect()
}
