//! Events as lines of text.

use core::fmt::{self, Write};

use std_shims::io;

use super::{Event, Recorder, Step};
use crate::operation::{Object, Outcome};
use crate::platform::Identity;

/// Writes the events that are in the ring now, the oldest first.
pub(super) fn write<P: Identity, const N: usize, const NAMES: usize>(
    recorder: &Recorder<P, N, NAMES>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut text = Text { out, error: None };
    let (mut sequence, next) = recorder.sequence();
    while sequence != next && text.error.is_none() {
        if let Some(event) = recorder.event(sequence) {
            let line = Line {
                recorder,
                sequence,
                event,
            };
            // What can fail is `out`, and `text` keeps its error.
            let _ = writeln!(text, "{line}");
        }
        sequence = sequence.wrapping_add(1);
    }
    text.error.map_or(Ok(()), Err)
}

/// A place for formatted text in front of one for bytes.
struct Text<'a, W> {
    out: &'a mut W,
    error: Option<io::Error>,
}

impl<W: io::Write> Write for Text<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.write_all(text.as_bytes()).map_err(|error| {
            self.error = Some(error);
            fmt::Error
        })
    }
}

/// One event, with what is known of it from the events before.
struct Line<'a, P, const N: usize, const NAMES: usize> {
    recorder: &'a Recorder<P, N, NAMES>,
    sequence: u32,
    event: Event,
}

impl<P: Identity, const N: usize, const NAMES: usize> fmt::Display for Line<'_, P, N, NAMES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6} {:>4}  ", self.sequence, self.event.who)?;
        match self.event.step {
            Step::Begin(operation) => {
                self.object(f, operation.object)?;
                write!(f, " {}", operation.verb)
            }
            Step::End(outcome) => {
                self.operation(f)?;
                write!(f, ": {}", phrase(outcome))
            }
            Step::Acquired(object) => {
                self.object(f, object)?;
                f.write_str(" acquired")
            }
            Step::Released(object) => {
                self.object(f, object)?;
                f.write_str(" released")
            }
            Step::Sleep(_) => {
                self.operation(f)?;
                f.write_str(": sleeps")
            }
            Step::Awake => {
                self.operation(f)?;
                f.write_str(": awake")
            }
        }
    }
}

impl<P: Identity, const N: usize, const NAMES: usize> Line<'_, P, N, NAMES> {
    /// `mutex fork 2`, or the address of one without a name.
    fn object(&self, f: &mut fmt::Formatter<'_>, object: Object) -> fmt::Result {
        match self.recorder.name_of(object.address) {
            Some(name) => write!(f, "{} {name}", object.kind),
            None => write!(f, "{} {:#010x}", object.kind, object.address),
        }
    }

    /// The operation that the caller is in; its beginning may be older than the ring.
    fn operation(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.recorder.operation(self.event.who, self.sequence) {
            Some(operation) => {
                self.object(f, operation.object)?;
                write!(f, " {}", operation.verb)
            }
            None => f.write_str("an earlier operation"),
        }
    }
}

fn phrase(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Refused => "refused",
        Outcome::TimedOut => "timed out",
        Outcome::CannotWait => "cannot wait",
    }
}
