//! A bounded queue in which a task first takes a position and publishes its work in the slot later.
//!
//! A task that stands still between the two holds up all that come to its slot: a `put` finds the
//! queue full although there is room, or, if it knows better, waits for that task. In the repaired
//! form the whole queue is one word, so there is nothing between.
//!
//! Source: D. Vyukov, *Bounded MPMC queue*.

use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

use insta::assert_snapshot;
use waitword_sim::{Explorer, Word, obstruction_free, spawn};

use crate::{Form, found, green, name, shared};

const SLOTS: u32 = 2;

/// No room, or no item.
#[derive(Debug)]
struct Refused;

/// A queue for two items, each of which fits into eight bits and is not 0.
trait Queue: Send + Sync + 'static {
    /// A queue with the items 1 and 2.
    fn full() -> Self;
    fn name(&self);
    fn put(&self, item: u32) -> Result<(), Refused>;
    fn get(&self) -> Result<u32, Refused>;
}

/// The turn of a slot is its position when it is free, and one more when it is filled.
struct Slot {
    turn: Word,
    item: Word,
}

struct Positions {
    puts: Word,
    gets: Word,
    slots: [Slot; SLOTS as usize],
}

impl Positions {
    fn slot(&self, position: u32) -> &Slot {
        &self.slots[(position % SLOTS) as usize]
    }

    /// Takes the next position whose slot has come to the turn `ahead` of it.
    fn take(&self, positions: &Word, ahead: u32) -> Result<u32, Refused> {
        loop {
            let position = positions.load(Relaxed);
            let turn = self.slot(position).turn.load(Acquire);
            match turn.wrapping_sub(position + ahead) as i32 {
                0 => {
                    let next = position + 1;
                    let taken = positions.compare_exchange(position, next, Relaxed, Relaxed);
                    if taken.is_ok() {
                        return Ok(position);
                    }
                }
                ..0 => return Err(Refused),
                1.. => {}
            }
        }
    }
}

impl Queue for Positions {
    fn full() -> Self {
        Positions {
            puts: Word::new(SLOTS),
            gets: Word::new(0),
            slots: [1, 2].map(|item| Slot {
                turn: Word::new(item),
                item: Word::new(item),
            }),
        }
    }

    fn name(&self) {
        name(&self.puts, "puts");
        name(&self.gets, "gets");
        for (slot, number) in self.slots.iter().zip(0..) {
            name(&slot.turn, &format!("turn of slot {number}"));
            name(&slot.item, &format!("item of slot {number}"));
        }
    }

    fn put(&self, item: u32) -> Result<(), Refused> {
        let position = self.take(&self.puts, 0)?;
        let slot = self.slot(position);
        slot.item.store(item, Relaxed);
        slot.turn.store(position + 1, Release);
        Ok(())
    }

    fn get(&self) -> Result<u32, Refused> {
        let position = self.take(&self.gets, 1)?;
        let slot = self.slot(position);
        let item = slot.item.load(Relaxed);
        slot.turn.store(position + SLOTS, Release);
        slot.turn.wake(1);
        Ok(item)
    }
}

/// As [`Positions`], but a `put` that is refused looks whether the queue is full, and waits if not.
struct Patient(Positions);

impl Queue for Patient {
    fn full() -> Self {
        Patient(Positions::full())
    }

    fn name(&self) {
        self.0.name();
    }

    fn put(&self, item: u32) -> Result<(), Refused> {
        while self.0.put(item).is_err() {
            let (gets, puts) = (self.0.gets.load(Acquire), self.0.puts.load(Acquire));
            if puts - gets == SLOTS {
                return Err(Refused);
            }
            let turn = &self.0.slot(puts).turn;
            turn.wait(puts - SLOTS + 1);
        }
        Ok(())
    }

    fn get(&self) -> Result<u32, Refused> {
        self.0.get()
    }
}

/// The items in one word, the first in its lowest bits.
struct OneWord(Word);

impl OneWord {
    /// Puts what `change` makes of the items in their place.
    fn change(&self, change: impl Fn(u32) -> Option<u32>) -> Result<u32, Refused> {
        let mut items = self.0.load(Relaxed);
        loop {
            let changed = change(items).ok_or(Refused)?;
            let done = self.0.compare_exchange(items, changed, AcqRel, Relaxed);
            match done {
                Ok(items) => return Ok(items),
                Err(newer) => items = newer,
            }
        }
    }
}

impl Queue for OneWord {
    fn full() -> Self {
        OneWord(Word::new(1 | 2 << 8))
    }

    fn name(&self) {
        name(&self.0, "items");
    }

    fn put(&self, item: u32) -> Result<(), Refused> {
        self.change(|items| match items {
            0 => Some(item),
            1..0x100 => Some(items | item << 8),
            _ => None,
        })
        .map(drop)
    }

    fn get(&self) -> Result<u32, Refused> {
        let items = self.change(|items| (items != 0).then_some(items >> 8))?;
        Ok(items & 0xff)
    }
}

/// Takes one of two items out, and wants to put one in: there is room, whatever a peer does.
fn exchange<Q: Queue>(put: fn(&Q)) {
    let (mine, other) = shared(Q::full());
    mine.name();
    let peer = spawn("peer", move || other.get().map(drop));
    if mine.get().is_ok() {
        put(&mine);
    }
    peer.join().unwrap().expect("there were two items");
}

fn put_at_once<Q: Queue>(queue: &Q) {
    queue.put(3).expect("there is room");
}

fn put_alone<Q: Queue>(queue: &Q) {
    obstruction_free(|| queue.put(3)).expect("there is room");
}

fn full(form: Form) {
    match form {
        Form::Broken => exchange::<Positions>(put_at_once),
        Form::Repaired => exchange::<OneWord>(put_at_once),
    }
}

fn hangs(form: Form) {
    match form {
        Form::Broken => exchange::<Patient>(put_alone),
        Form::Repaired => exchange::<OneWord>(put_alone),
    }
}

#[test]
fn full_is_found() {
    assert_snapshot!(found("panic", full));
}

#[test]
fn hang_is_found() {
    assert_snapshot!(found("panic", hangs));
}

#[test]
fn repaired() {
    green(full);
    green(hangs);
}

/// To wait for the peer is right, as long as the peer runs.
#[test]
fn patience_is_no_bug_by_itself() {
    Explorer::new().check(|| exchange::<Patient>(put_at_once));
}
