//! One interrupt for each repetition of a trial, each time one count of the timer later.
//!
//! QEMU's `-icount` gives every instruction the time of at least one count, so each instruction at
//! which interrupts are enabled is interrupted in some round.

use core::arch::naked_asm;
use core::cell::Cell;
use core::sync::atomic::Ordering::{Relaxed, SeqCst};
use core::sync::atomic::{AtomicU32, compiler_fence};

use cortex_m::asm;
use critical_section::Mutex;
use waitword_firmware::machine::sleeps;
use waitword_firmware::systick;

/// What a trial's function found, mostly the numbers of items.
pub(crate) type Found = [u32; 2];

/// One operation of the thread, interrupted by one of the handler. Each function is told the round.
pub(crate) struct Trial {
    pub(crate) name: &'static str,
    /// Puts the object into the state that the trial begins with.
    pub(crate) prepare: fn(u32),
    /// Calls [`inside`] with the operation.
    pub(crate) thread: fn(u32) -> Found,
    /// The handler's part; `None` asks to be called again later.
    pub(crate) handler: fn(u32) -> Option<Found>,
    /// Checks what the thread and the handler found, and what they left.
    pub(crate) audit: fn(u32, Found, Found),
}

/// What the interrupts of a trial hit.
#[derive(Default)]
pub(crate) struct Sweep {
    pub(crate) interrupts: u32,
    /// Those that came inside the operation.
    pub(crate) inside: u32,
    /// The different instructions among them.
    pub(crate) points: u32,
    /// Those that had to wait because interrupts were masked.
    pub(crate) held_back: u32,
    /// The longest such wait, in instructions.
    pub(crate) longest: u32,
    /// How many counts the handler takes to look at the timer, if it is not held back.
    prompt: u32,
}

impl Sweep {
    pub(crate) fn add(&mut self, other: &Sweep) {
        self.interrupts += other.interrupts;
        self.inside += other.inside;
        self.points += other.points;
        self.held_back += other.held_back;
        self.longest = self.longest.max(other.longest);
    }

    fn count(&mut self, hit: &Hit, points: &mut Points) {
        self.interrupts += 1;
        match hit.place {
            BEFORE if self.interrupts == 1 => self.prompt = hit.late,
            BEFORE => self.prompt = self.prompt.min(hit.late),
            INSIDE => {
                self.inside += 1;
                self.points += u32::from(points.insert(hit.address));
                let late = systick::instructions(hit.late.saturating_sub(self.prompt));
                self.held_back += u32::from(late > 0);
                self.longest = self.longest.max(late);
            }
            _ => {}
        }
    }
}

/// The first count: the interrupt comes while the thread is still on its way to the operation.
const FIRST: u32 = 60;
/// How long the thread is on its way, in turns of a loop.
const WAY: u32 = 30;
/// After so long, the handler comes again: for those who asked, or because somebody hangs.
const AGAIN: u32 = 100_000;
/// So many rounds in which the thread was asleep end the sweep of a wait.
const ASLEEP: u32 = 16;

const BEFORE: u32 = 0;
const INSIDE: u32 = 1;
const AFTER: u32 = 2;

/// Where the thread is.
// ORDERING: Relaxed, with fences for the compiler: the handler runs on the core of the thread.
static PLACE: AtomicU32 = AtomicU32::new(BEFORE);
/// The trial and the round.
static RUNNING: Mutex<Cell<Option<(&Trial, u32)>>> = Mutex::new(Cell::new(None));
static HIT: Mutex<Cell<Option<Hit>>> = Mutex::new(Cell::new(None));

/// What the handler saw when it came first, and what it found in the end.
#[derive(Clone, Copy)]
struct Hit {
    place: u32,
    /// How often the thread had gone to sleep by then.
    sleeps: u32,
    /// The instruction at which the thread was interrupted.
    address: u32,
    /// How many counts after the count of zero.
    late: u32,
    found: Option<Found>,
}

/// Repeats the trial until the interrupt comes after the operation, or while the thread sleeps in
/// it.
pub(crate) fn run(trial: &'static Trial) -> Sweep {
    let mut sweep = Sweep::default();
    let mut points = Points([0; 1024]);
    let mut asleep = 0;
    for round in 1.. {
        (trial.prepare)(round);
        let slept = sleeps();
        let (thread, hit) = interrupted(trial, round);
        let handler = hit.found.expect("the handler has done its part");
        (trial.audit)(round, thread, handler);
        sweep.count(&hit, &mut points);
        asleep += u32::from(hit.sleeps > slept);
        assert!(
            round > 1 || hit.place == BEFORE,
            "the sweep begins too late"
        );
        if hit.place == AFTER || asleep == ASLEEP {
            break;
        }
    }
    sweep
}

/// The thread's part with the interrupt of this round in it.
fn interrupted(trial: &'static Trial, round: u32) -> (Found, Hit) {
    critical_section::with(|section| {
        RUNNING.borrow(section).set(Some((trial, round)));
        HIT.borrow(section).set(None);
    });
    PLACE.store(BEFORE, Relaxed);
    systick::start(FIRST + round, AGAIN);
    asm::delay(WAY);
    let thread = (trial.thread)(round);
    loop {
        let hit = critical_section::with(|section| HIT.borrow(section).get());
        if let Some(hit @ Hit { found: Some(_), .. }) = hit {
            systick::stop();
            return (thread, hit);
        }
    }
}

/// The operation that is to be interrupted.
#[inline(always)]
pub(crate) fn inside<T>(operation: impl FnOnce() -> T) -> T {
    PLACE.store(INSIDE, Relaxed);
    compiler_fence(SeqCst);
    let result = operation();
    compiler_fence(SeqCst);
    PLACE.store(AFTER, Relaxed);
    result
}

/// Passes on where the core has put the registers of the thread that it interrupts.
#[unsafe(naked)]
#[unsafe(no_mangle)]
extern "C" fn SysTick() {
    naked_asm!(
        "mov r0, sp",
        "push {{r4, lr}}",
        "bl {handler}",
        "pop {{r4, pc}}",
        handler = sym handler,
    );
}

/// The registers that the core saves, in their order: r0 to r3, r12, lr, pc, xpsr.
extern "C" fn handler(registers: &[u32; 8]) {
    let count = systick::count();
    let now = Hit {
        place: PLACE.load(Relaxed),
        sleeps: sleeps(),
        address: registers[6],
        late: if count == 0 { 0 } else { AGAIN - count },
        found: None,
    };
    let running = critical_section::with(|section| RUNNING.borrow(section).get());
    let (trial, round) = running.expect("a trial runs");
    let mut hit = critical_section::with(|section| HIT.borrow(section).get()).unwrap_or(now);
    assert!(hit.found.is_none(), "the thread waits for ever");
    hit.found = (trial.handler)(round);
    critical_section::with(|section| HIT.borrow(section).set(Some(hit)));
}

/// A set of addresses of instructions, one bit each.
struct Points([u32; 1024]);

impl Points {
    /// False if the address was there already.
    fn insert(&mut self, address: u32) -> bool {
        let index = address as usize / 2;
        let bit = 1 << (index % 32);
        let word = &mut self.0[index / 32];
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}
