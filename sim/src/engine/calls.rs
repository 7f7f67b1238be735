//! Calls: sleeps on words and wakes of those who sleep.

use super::execution::{Execution, Stop};
use super::task::State;
use crate::choice::Alternative;
use crate::event::{Access, Otherwise};
use crate::memory::mix;

impl Execution {
    /// The active task is about to sleep on a word; `None` if it does not.
    pub(super) fn sleep(&mut self, address: usize, deadline: Option<u64>) -> Option<Stop> {
        if deadline.is_some_and(|deadline| deadline <= self.now() || self.expires_early(deadline)) {
            return None;
        }
        if self.wakes_for_nothing() {
            return None;
        }
        if let Err(stop) = self.may_wait() {
            return Some(stop);
        }
        let word = self.words.find_known(address)?;
        self.call(word, true, Otherwise::Sleeps);
        let id = self.active;
        self.words.get_mut(word).sleepers.push(id);
        self.explain(|recorder, task, step| recorder.sleeps(task, step, address));
        Some(self.stop(State::Asleep { word }, deadline))
    }

    /// Whether a wait returns at once and for no reason.
    fn wakes_for_nothing(&mut self) -> bool {
        let ways = [
            Alternative::Wait(self.active),
            Alternative::Spurious(self.active),
        ];
        let (all, left) = (self.limits.spurious, self.left.spurious);
        let spurious = self.ask_within(ways, all, left);
        if spurious {
            self.left.spurious = left.saturating_sub(1);
            self.explain_return(", returns for no reason");
        }
        spurious
    }

    /// Sleeps and wakes of a word happen in an order; a wake that finds nobody changes nothing.
    fn call(&mut self, number: usize, writes: bool, what: Otherwise) {
        if self.records {
            self.tell_call(number, writes, what);
        }
        let event = self.event;
        let word = self.words.get_mut(number);
        self.digest = self.digest.wrapping_add(mix(event, !word.caller));
        if writes {
            word.caller = event;
        }
        self.task().acted = true;
    }

    /// Tells the strategy that the event concerns the sleepers of a word.
    fn tell_call(&mut self, number: usize, writes: bool, otherwise: Otherwise) {
        if self.seen.is_inside {
            let location = self.locate(number);
            let source = self.locations[location as usize];
            let access = Access::of_object(location, source, self.seen.waits);
            let access = self.seen.access.get_or_insert(access);
            access.writes |= writes;
            return;
        }
        let location = match self.words.get(number).queue {
            Some(location) => location,
            None => self.new_location(),
        };
        self.words.get_mut(number).queue = Some(location);
        let source = self.locations[location as usize];
        let mut access = Access::of_object(location, source, false);
        access.otherwise = otherwise;
        access.writes = writes;
        self.seen.queue = Some(access);
    }

    /// Wakes up to `count` sleepers.
    pub(super) fn wake(&mut self, address: usize, count: u32) {
        if self.recorder.is_some() {
            self.explain_wake(address, count);
        }
        let word = self.words.find_woken(address);
        let woken = count.min(self.words.get(word).sleepers.len() as u32);
        self.call(word, woken > 0, Otherwise::Wakes(woken));
        let now = &self.views.of(self.active.number()).now;
        self.words.get_mut(word).woke.join(now);
        for _ in 0..count {
            let sleepers = &self.words.get(word).sleepers;
            let woken = match sleepers.as_slice() {
                [] => break,
                [only] => *only,
                all if count as usize >= all.len() => all[0],
                all => {
                    let all = all.to_vec();
                    match self.ask(all.into_iter().map(Alternative::Waiter)) {
                        Alternative::Waiter(task) => task,
                        _ => break,
                    }
                }
            };
            let identity = self.tasks[woken.index()].identity;
            self.digest = self.digest.wrapping_add(mix(self.event, identity));
            let cause = (self.active.number(), self.task().ticks);
            self.tasks[woken.index()].causes.push(cause);
            self.explain(|recorder, _, _| recorder.woken(woken));
            self.ready(woken);
        }
    }
}
