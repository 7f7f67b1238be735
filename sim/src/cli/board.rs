//! The board: which thread does what, who sleeps, and who holds what.
//!
//! It is kept from the notes of a traced platform, and read when nothing moves any more.
//!
//! # Invariants
//! 1. Operations nest, and end as they began, so the last of a thread's list is what it does now.
//! 2. A primitive notes that it is acquired after it is, and that it is released before it is, so
//!    of
//!    a lock the board never shows two holders.

use std::collections::BTreeMap;
use std::fmt;

use waitword_core::platform::Note;
use waitword_core::{Object, Operation};
use waitword_sim::Stuck;

/// A thread's place on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seat(usize);

/// What one thread does.
struct Thread {
    name: String,
    operations: Vec<Operation>,
    /// The address of the word that it sleeps on.
    asleep: Option<usize>,
}

/// What an object is called, and how far it reaches.
struct Named {
    name: String,
    size: usize,
}

/// Which thread does what, who sleeps, and who holds what.
pub(crate) struct Board {
    threads: Vec<Thread>,
    names: BTreeMap<usize, Named>,
    holders: BTreeMap<usize, Vec<Seat>>,
    steps: u64,
}

impl Board {
    pub(crate) const fn new() -> Self {
        Board {
            threads: Vec::new(),
            names: BTreeMap::new(),
            holders: BTreeMap::new(),
            steps: 0,
        }
    }

    /// A seat for one more thread.
    pub(crate) fn sit(&mut self, name: &str) -> Seat {
        self.threads.push(Thread {
            name: name.to_string(),
            operations: Vec::new(),
            asleep: None,
        });
        Seat(self.threads.len() - 1)
    }

    /// How many operations have begun.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    /// Writes down what the thread has told; says whether it is progress.
    pub(crate) fn note(&mut self, Seat(seat): Seat, note: Note<'_>) -> bool {
        let thread = &mut self.threads[seat];
        match note {
            Note::Begin(operation) => {
                self.steps += 1;
                thread.operations.push(operation);
            }
            Note::End(_) => drop(thread.operations.pop()),
            Note::Sleep(word) => thread.asleep = Some(word),
            Note::Awake => thread.asleep = None,
            Note::Acquired(object) => self
                .holders
                .entry(object.address)
                .or_default()
                .push(Seat(seat)),
            Note::Released(object) => self.release(object, Seat(seat)),
            Note::Named(object, name) => self.name(object, name),
        }
        !matches!(note, Note::Sleep(_) | Note::Awake)
    }

    /// Who sleeps, in the order in which the threads came.
    pub(crate) fn waits(&self) -> Vec<Stuck> {
        self.threads
            .iter()
            .filter_map(|thread| self.wait(thread))
            .collect()
    }

    /// Takes one holder off: the thread itself, or another one if it gives back what that one took.
    fn release(&mut self, object: Object, seat: Seat) {
        if let Some(holders) = self.holders.get_mut(&object.address) {
            let place = holders.iter().rposition(|&holder| holder == seat);
            if let Some(place) = place.or(holders.len().checked_sub(1)) {
                holders.remove(place);
            }
        }
    }

    fn name(&mut self, object: Object, name: fmt::Arguments<'_>) {
        let named = Named {
            name: name.to_string(),
            size: object.size,
        };
        self.names.insert(object.address, named);
    }

    fn wait(&self, thread: &Thread) -> Option<Stuck> {
        let word = thread.asleep?;
        let operation = thread.operations.last();
        let address = operation.map_or(word, |operation| operation.object.address);
        Some(Stuck {
            task: thread.name.clone(),
            object: self.called(
                address,
                operation.map_or("word", |operation| operation.object.kind),
            ),
            verb: operation
                .map_or("wait", |operation| operation.verb)
                .to_string(),
            holders: self.holders_of(address),
        })
    }

    /// The name of the object at this address, or of the one around it; else an article and its
    /// kind.
    fn called(&self, address: usize, kind: &str) -> String {
        let before = self.names.range(..=address).next_back();
        match before.filter(|(start, named)| address < **start + named.size.max(1)) {
            Some((_, named)) => named.name.clone(),
            None => format!("a {kind}"),
        }
    }

    fn holders_of(&self, address: usize) -> Vec<String> {
        let seats = self.holders.get(&address).into_iter().flatten();
        seats
            .map(|&Seat(seat)| self.threads[seat].name.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use waitword_core::Outcome;

    const FORK: [Object; 2] = [object("mutex", 0x100, 8), object("mutex", 0x108, 8)];
    const SEMAPHORE: Object = object("semaphore", 0x200, 8);

    const fn object(kind: &'static str, address: usize, size: usize) -> Object {
        Object {
            kind,
            address,
            size,
        }
    }

    fn begin(object: Object, verb: &'static str) -> Note<'static> {
        Note::Begin(Operation {
            object,
            verb,
            argument: 0,
            waits: true,
            timed: false,
        })
    }

    fn waits(board: &Board) -> Vec<String> {
        board.waits().iter().map(Stuck::to_string).collect()
    }

    /// Takes the object, as a primitive tells it.
    fn take(board: &mut Board, seat: Seat, object: Object, verb: &'static str) {
        board.note(seat, begin(object, verb));
        board.note(seat, Note::Acquired(object));
        board.note(seat, Note::End(Outcome::Done));
    }

    /// Goes to sleep in an operation on the object, `offset` bytes into it.
    fn sleep(board: &mut Board, seat: Seat, object: Object, verb: &'static str, offset: usize) {
        board.note(seat, begin(object, verb));
        board.note(seat, Note::Sleep(object.address + offset));
    }

    #[test]
    fn a_circle_of_locks_is_told_by_name() {
        let mut board = Board::new();
        let who = [0, 1].map(|i| board.sit(&format!("philosopher {i}")));
        for (i, fork) in FORK.into_iter().enumerate() {
            board.note(who[0], Note::Named(fork, format_args!("fork {i}")));
            take(&mut board, who[i], fork, "lock");
        }
        assert_eq!(waits(&board), [""; 0]);
        sleep(&mut board, who[0], FORK[1], "lock", 0);
        sleep(&mut board, who[1], FORK[0], "lock", 0);
        assert_eq!(
            waits(&board),
            [
                "philosopher 0 waits for fork 1 (lock), held by philosopher 1",
                "philosopher 1 waits for fork 0 (lock), held by philosopher 0",
            ]
        );
        assert_eq!(board.steps(), 4);
    }

    #[test]
    fn permits_have_several_holders_and_are_given_back_by_anybody() {
        let mut board = Board::new();
        let who = ["a", "b", "c", "d"].map(|name| board.sit(name));
        for seat in &who[..3] {
            take(&mut board, *seat, SEMAPHORE, "acquire");
        }
        sleep(&mut board, who[3], SEMAPHORE, "acquire", 0);
        let line = "d waits for a semaphore (acquire), held by a, b, c";
        assert_eq!(waits(&board), [line]);
        board.note(who[0], Note::Released(SEMAPHORE));
        board.note(who[0], Note::Released(SEMAPHORE));
        let line = "d waits for a semaphore (acquire), held by b";
        assert_eq!(waits(&board), [line]);
        board.note(who[0], Note::Released(SEMAPHORE));
        board.note(who[0], Note::Released(SEMAPHORE));
        assert_eq!(waits(&board), ["d waits for a semaphore (acquire)"]);
    }

    #[test]
    fn the_innermost_operation_counts_and_waking_up_ends_a_wait() {
        let mut board = Board::new();
        let who = board.sit("consumer");
        let condition = object("condvar", 0x300, 8);
        take(&mut board, who, FORK[0], "lock");
        sleep(&mut board, who, condition, "wait", 4);
        assert_eq!(waits(&board), ["consumer waits for a condvar (wait)"]);
        board.note(who, Note::Awake);
        assert_eq!(waits(&board), [""; 0]);
        sleep(&mut board, who, FORK[0], "lock", 0);
        let line = "consumer waits for a mutex (lock), held by consumer";
        assert_eq!(waits(&board), [line]);
    }

    #[test]
    fn a_word_without_operation_is_told_by_the_object_around_it() {
        let mut board = Board::new();
        let who = board.sit("t");
        board.note(who, Note::Named(SEMAPHORE, format_args!("gate")));
        board.note(who, Note::Sleep(SEMAPHORE.address + 4));
        assert_eq!(waits(&board), ["t waits for gate (wait)"]);
        board.note(who, Note::Sleep(SEMAPHORE.address + 8));
        assert_eq!(waits(&board), ["t waits for a word (wait)"]);
    }

    #[test]
    fn sleeping_and_waking_are_no_progress() {
        let mut board = Board::new();
        let who = board.sit("t");
        assert!(board.note(who, begin(SEMAPHORE, "acquire")));
        assert!(!board.note(who, Note::Sleep(SEMAPHORE.address)));
        assert!(!board.note(who, Note::Awake));
        assert!(board.note(who, Note::End(Outcome::Done)));
    }
}
