//! The verdict on a program that does not repeat.

/// Two executions of a program that was given the same choices and did not do the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How it was noticed.
    pub what: String,
    /// The number of the first operation of `once` and `again`, from 1.
    pub first: usize,
    /// What one execution did, around the first operation in which they differ; empty if the
    /// difference did not show again.
    pub once: Vec<String>,
    /// What the other one did.
    pub again: Vec<String>,
}

impl Difference {
    /// A difference that did not show again.
    pub(crate) fn of(what: impl Into<String>) -> Difference {
        Difference {
            what: what.into(),
            first: 1,
            once: Vec::new(),
            again: Vec::new(),
        }
    }

    /// What is told, then the operations side by side; `!` marks those that differ.
    pub(super) fn lines(&self) -> Vec<String> {
        let Difference { once, again, .. } = self;
        let mut lines = vec![self.what.clone()];
        if once.is_empty() && again.is_empty() {
            return lines;
        }
        let width = once.iter().map(|text| text.chars().count()).max();
        let width = width.unwrap_or(0).max("once".len());
        lines.push(format!("        {:width$}  again", "once"));
        for place in 0..once.len().max(again.len()) {
            let of = |list: &[String]| list.get(place).cloned().unwrap_or_default();
            let (one, other) = (of(once), of(again));
            let mark = if one == other { ' ' } else { '!' };
            let number = self.first + place;
            let line = format!("{mark}{number:>5}  {one:width$}  {other}");
            lines.push(line.trim_end().into());
        }
        lines
    }
}
