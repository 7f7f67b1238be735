//! `Replay`: the choices of a schedule, and the default everywhere else.

use std::cmp::Ordering;

use super::{Answer, Query, Strategy};
use crate::choice::{Alternative, Choice, Pick};

/// The choices of a schedule, and the default everywhere else.
#[derive(Clone, Debug)]
pub(crate) struct Replay {
    picks: Vec<Pick>,
    next: usize,
    begun: bool,
}

impl Replay {
    /// The strategy that makes the choices `picks`, which are in the order in which they are asked.
    pub(crate) fn new(picks: Vec<Pick>) -> Self {
        Replay {
            picks,
            next: 0,
            begun: false,
        }
    }
}

impl Strategy for Replay {
    fn describe(&self) -> String {
        "replay".into()
    }

    fn begin(&mut self) -> bool {
        self.next = 0;
        !std::mem::replace(&mut self.begun, true)
    }

    fn choose(&mut self, choice: &Choice<'_>) -> Answer {
        let Some(pick) = self.picks.get(self.next) else {
            return Answer::Take(0);
        };
        match (pick.step, pick.turn).cmp(&(choice.step, choice.turn)) {
            Ordering::Less => return Answer::Mismatch,
            Ordering::Greater => return Answer::Take(0),
            Ordering::Equal => {}
        }
        self.next += 1;
        match choice
            .alternatives
            .iter()
            .position(|alternative| *alternative == pick.picked)
        {
            Some(index) => Answer::Take(index),
            None => Answer::Mismatch,
        }
    }

    fn direct(&mut self, query: &Query, _: &dyn Fn(u64) -> Option<usize>) -> Option<usize> {
        let Some(pick) = self.picks.get(self.next) else {
            return Some(0);
        };
        if (pick.step, pick.turn) != (query.step, query.turn) {
            return Some(0);
        }
        self.next += 1;
        match pick.picked {
            Alternative::Read(newer) | Alternative::Place(newer) => Some(newer as usize),
            Alternative::Fail => Some(1),
            _ => Some(0),
        }
    }

    /// Only a default was retracted, or the program does not repeat, which the next step tells.
    fn retract(&mut self, _left: usize) {}
}
