//! What is declared of all executions of a program together.

use std::collections::BTreeSet;

use crate::verdict::Verdict;

/// What a test expects of all executions together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declarations {
    pub(crate) expected: Option<&'static str>,
    pub(crate) must_reach: BTreeSet<String>,
    never: BTreeSet<String>,
    pub(crate) outcomes: Option<BTreeSet<String>>,
}

impl Declarations {
    /// The search is to find the verdict of this word.
    ///
    /// # Panics
    /// If no verdict has this word.
    pub(crate) fn expect(&mut self, word: &str) {
        let known = Verdict::WORDS.into_iter().find(|known| *known == word);
        let words = || Verdict::WORDS.join(", ");
        assert!(known.is_some(), "no verdict is `{word}`: {}", words());
        self.expected = known;
    }

    pub(crate) fn must_reach(&mut self, label: &str) {
        self.must_reach.insert(label.into());
    }

    pub(crate) fn never(&mut self, label: &str) {
        self.never.insert(label.into());
    }

    pub(crate) fn exact_outcomes(&mut self, outcomes: impl IntoIterator<Item: Into<String>>) {
        self.outcomes = Some(outcomes.into_iter().map(Into::into).collect());
    }

    /// Whether nobody may come to the label.
    pub(crate) fn forbids(&self, label: &str) -> bool {
        self.never.contains(label)
    }

    /// Whether an execution may have this outcome.
    pub(crate) fn allows(&self, outcome: &str) -> bool {
        let among = |outcomes: &BTreeSet<String>| outcomes.contains(outcome);
        self.outcomes.as_ref().is_none_or(among)
    }
}
