//! The marks of the primitives, each of which a switch leaves out.

/// What is left out by one switch: its name, its file, and what is written where, `#` for the
/// switch's number.
pub(crate) type Mark = (
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

pub(crate) const MARKS: &[Mark] = &[
    (
        "a waiter marks the lock as contended",
        "lock.rs",
        &[
            ("swap(CONTENDED,", "swap(switch::or(#, CONTENDED, HELD),"),
            (
                "wait(&self.word, CONTENDED)",
                "wait(&self.word, switch::or(#, CONTENDED, HELD))",
            ),
        ],
    ),
    (
        "who has slept takes the lock as contended",
        "lock.rs",
        &[(
            "self.spin(CONTENDED)",
            "self.spin(switch::or(#, CONTENDED, HELD))",
        )],
    ),
    (
        "a waiter marks the owned lock as contended",
        "owned.rs",
        &[("state | CONTENDED", "state | switch::or(#, CONTENDED, 0)")],
    ),
    (
        "who has slept takes the owned lock as contended",
        "owned.rs",
        &[("me | CONTENDED", "me | switch::or(#, CONTENDED, 0)")],
    ),
    (
        "who waits for readers and writers leaves a mark",
        "holders/waiting.rs",
        &[(
            "without_void_turn(state) | mark;",
            "without_void_turn(state) | switch::or(#, mark, 0);",
        )],
    ),
    (
        "a writer that has slept leaves the mark for others",
        "holders/waiting.rs",
        &[(
            "mark = WRITERS_SLEEP;",
            "mark = switch::or(#, WRITERS_SLEEP, 0);",
        )],
    ),
    (
        "a waiter that sleeps marks the fair lock",
        "fair.rs",
        &[("state | mark,", "state | switch::or(#, mark, 0),")],
    ),
    (
        "who takes the fair lock begins another turn for the late",
        "fair.rs",
        &[(
            "self.turns.fetch_add(1, Relaxed);",
            "self.turns.fetch_add(switch::or(#, 1, 0), Relaxed);",
        )],
    ),
    (
        "a waiter marks the semaphore",
        "permits.rs",
        &[
            ("fetch_or(WAITERS,", "fetch_or(switch::or(#, WAITERS, 0),"),
            (
                "wait(&self.state, state)",
                "wait(&self.state, state & !switch::or(#, 0, WAITERS))",
            ),
        ],
    ),
    (
        "who takes a permit restores the mark",
        "permits.rs",
        &[(
            "(state - 1) | WAITERS",
            "(state - 1) | switch::or(#, WAITERS, 0)",
        )],
    ),
    (
        "who collects says so",
        "permits.rs",
        &[("state | COLLECTS", "state | switch::or(#, COLLECTS, 0)")],
    ),
    (
        "a waiter of the semaphore is counted",
        "permits.rs",
        &[
            (
                "waiting.fetch_add(1,",
                "waiting.fetch_add(switch::or(#, 1, 0),",
            ),
            (
                "waiting.fetch_sub(1,",
                "waiting.fetch_sub(switch::or(#, 1, 0),",
            ),
        ],
    ),
    (
        "a waiter marks the event",
        "event.rs",
        &[("state | WAITERS", "state | switch::or(#, WAITERS, 0)")],
    ),
    (
        "a clear advances the generation",
        "event.rs",
        &[(
            "wrapping_add(GENERATION)",
            "wrapping_add(switch::or(#, GENERATION, 0))",
        )],
    ),
    (
        "a waiter marks the barrier",
        "barrier.rs",
        &[("state | SLEEPERS", "state | switch::or(#, SLEEPERS, 0)")],
    ),
    (
        "a waiter marks the signal",
        "signal.rs",
        &[
            ("(CLEAR, WAITED,", "(CLEAR, switch::or(#, WAITED, CLEAR),"),
            (
                "wait(&self.state, WAITED)",
                "wait(&self.state, switch::or(#, WAITED, CLEAR))",
            ),
        ],
    ),
    (
        "who has slept leaves the mark for others",
        "signal.rs",
        &[("next = WAITED", "next = switch::or(#, WAITED, CLEAR)")],
    ),
    (
        "a waiter marks the latch",
        "latch.rs",
        &[
            ("state | WAITERS)", "state | switch::or(#, WAITERS, 0))"),
            (
                "state | WAITERS, Relaxed",
                "state | switch::or(#, WAITERS, 0), Relaxed",
            ),
        ],
    ),
    (
        "a waiter marks the wait group",
        "wait_group.rs",
        &[("state | WAITERS", "state | switch::or(#, WAITERS, 0)")],
    ),
    (
        "the last of a wait group advances the generation",
        "wait_group.rs",
        &[(
            "wrapping_add(GENERATION)",
            "wrapping_add(switch::or(#, GENERATION, 0))",
        )],
    ),
    (
        "a waiter marks the work",
        "claim.rs",
        &[("state | WAITERS", "state | switch::or(#, WAITERS, 0)")],
    ),
    (
        "a waiter of the condition is counted",
        "condvar.rs",
        &[
            (
                "waiting.fetch_add(1,",
                "waiting.fetch_add(switch::or(#, 1, 0),",
            ),
            (
                "waiting.fetch_sub(1,",
                "waiting.fetch_sub(switch::or(#, 1, 0),",
            ),
        ],
    ),
    (
        "a notification changes the sequence",
        "condvar.rs",
        &[(
            "sequence.fetch_add(1,",
            "sequence.fetch_add(switch::or(#, 1, 0),",
        )],
    ),
    (
        "a call changes the word of its side",
        "queue/engine.rs",
        &[(
            "wrapping_add(1), Relaxed",
            "wrapping_add(switch::or(#, 1, 0)), Relaxed",
        )],
    ),
    (
        "a waiter of the queue is counted",
        "queue/room.rs",
        &[
            ("self.waiting += 1", "self.waiting += switch::or(#, 1, 0)"),
            ("self.waiting -= 1", "self.waiting -= switch::or(#, 1, 0)"),
        ],
    ),
    (
        "who leaves the room is no longer called",
        "queue/room.rs",
        &[("saturating_sub(1)", "saturating_sub(switch::or(#, 1, 0))")],
    ),
];
