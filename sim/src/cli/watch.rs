//! Watching a real run: every note of its primitives goes to one board.

use std::cell::Cell;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use waitword_core::platform::{Note, Sink};
use waitword_sim::Stuck;

use super::board::{Board, Seat};

/// The sink that keeps the board.
///
/// There is one board a process, since a sink is a type; it is kept under a lock of the standard
/// library, which no traced platform sees.
#[derive(Debug)]
pub(crate) enum Watch {}

struct Watched {
    board: Board,
    moved: Option<Instant>,
}

static WATCHED: Mutex<Watched> = Mutex::new(Watched {
    board: Board::new(),
    moved: None,
});

thread_local! {
    static SEAT: Cell<Option<Seat>> = const { Cell::new(None) };
}

impl Sink for Watch {
    fn note(note: Note<'_>) {
        let mut watched = watched();
        let seat = SEAT.get().unwrap_or_else(|| watched.board.sit(&own_name()));
        SEAT.set(Some(seat));
        if watched.board.note(seat, note) {
            watched.moved = Some(Instant::now());
        }
    }
}

impl Watch {
    /// When something last moved; sleeping and waking up are not moves.
    pub(crate) fn moved() -> Option<Instant> {
        watched().moved
    }

    /// Who waits for what, held by whom.
    pub(crate) fn waits() -> Vec<Stuck> {
        watched().board.waits()
    }

    /// How many operations have begun.
    pub(crate) fn steps() -> u64 {
        watched().board.steps()
    }
}

/// The board; a thread that panicked in a note has left it as good as it was.
fn watched() -> MutexGuard<'static, Watched> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn own_name() -> String {
    let thread = thread::current();
    thread
        .name()
        .unwrap_or("a thread without a name")
        .to_string()
}
