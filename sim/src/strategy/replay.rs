//! `Replay`: the choices of a schedule, and the default everywhere else.

use std::cmp::Ordering;

use super::{Answer, Strategy};
use crate::choice::{Choice, Pick};

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

    /// Only a default was retracted, or the program does not repeat, which the next step tells.
    fn retract(&mut self, _left: usize) {}
}
