//! Folding: rows that come again and again are written once.

use super::Row;

/// The longest circle of rows that is seen.
const LONGEST: usize = 16;
/// So often rows have to come again to be folded.
const TIMES: usize = 4;

/// Rows to be written, and how often the last ones of them come again after that.
pub(super) struct Part<'a> {
    pub(super) rows: &'a [Row],
    pub(super) circle: usize,
    pub(super) again: usize,
}

/// The rows in parts, of which those that come again are written once.
pub(super) fn fold(rows: &[Row]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut begin, mut at) = (0, 0);
    while at < rows.len() {
        let circle = (1..=LONGEST).find_map(|circle| {
            let again = repeats(&rows[at..], circle);
            (again >= TIMES).then_some((circle, again))
        });
        let Some((circle, again)) = circle else {
            at += 1;
            continue;
        };
        parts.push(Part {
            rows: &rows[begin..at + circle],
            circle,
            again,
        });
        at += circle * (again + 1);
        begin = at;
    }
    parts.push(Part {
        rows: &rows[begin..],
        circle: 0,
        again: 0,
    });
    parts
}

/// How often the first rows come again at once.
fn repeats(rows: &[Row], length: usize) -> usize {
    let mut all = rows.chunks_exact(length);
    let Some(first) = all.next() else { return 0 };
    let key = |row: &Row| (row.task, row.preempts);
    let same = |a: &Row, b: &Row| key(a) == key(b) && a.text == b.text;
    let same = |again: &[Row]| first.iter().zip(again).all(|(a, b)| same(a, b));
    all.take_while(|again| same(again)).count()
}
