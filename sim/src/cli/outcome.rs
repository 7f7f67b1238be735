//! The outcome of a command, as machines read it.

use serde::Serialize;

/// What a run, an exploration or a replay found.
///
/// Its fields are the JSON object's, but for those that are skipped.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Outcome {
    pub(crate) program: String,
    /// The sizes that it ran with.
    #[serde(skip)]
    pub(crate) settings: String,
    pub(crate) strategy: String,
    /// One word in lower-case kebab form.
    pub(crate) verdict: &'static str,
    /// What is known about the verdict, a line each; nothing if it is `ok`.
    pub(crate) verdict_details: Option<String>,
    pub(crate) executions: u64,
    /// How many of the executions were different from each other, where that is known.
    pub(crate) distinct: Option<u64>,
    /// How many different ones there are, about, where that is known.
    pub(crate) estimate: Option<u64>,
    /// Whether every execution that the strategy knows has been seen.
    pub(crate) complete: bool,
    pub(crate) steps: u64,
    pub(crate) seconds: f64,
    /// What makes the execution that failed again.
    pub(crate) schedule: Option<String>,
    /// What happened in the execution that failed.
    pub(crate) trace: Option<String>,
}

impl Outcome {
    /// The object for machines.
    pub(crate) fn json(&self) -> String {
        to_json(self)
    }
}

/// One JSON value and the end of its line.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    match serde_json::to_string_pretty(value) {
        Ok(text) => text + "\n",
        Err(error) => unreachable!("strings and numbers are always JSON: {error}"),
    }
}
