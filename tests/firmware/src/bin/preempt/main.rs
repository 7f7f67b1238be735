//! The handler of SysTick comes at every instruction of an operation, and both work on one object.
//!
//! A trial is one operation of the thread, what the handler does in the middle of it, and an audit
//! of both results and of what is left in the object. It is repeated with the interrupt one step
//! later each time, from before the operation to after it.
#![no_std]
#![no_main]

mod queues;
mod sweep;
mod waits;
mod words;

use cortex_m_semihosting::hprintln;
use sweep::{Sweep, Trial};
use waitword_firmware::report;

#[cortex_m_rt::entry]
fn main() -> ! {
    let trials = queues::SMALL.iter().chain(queues::LARGE);
    let trials = trials.chain(words::TRIALS).chain(waits::TRIALS);
    let mut total = Sweep::default();
    let mut count = 0;
    for trial in trials {
        total.add(&run(trial));
        count += 1;
    }
    assert!(total.points >= 500, "the handler hardly came inside");
    report::pass(format_args!(
        "{} trials, {} interrupts, {} inside the operation at {} points, {} held back for at most \
         {} instructions",
        count, total.interrupts, total.inside, total.points, total.held_back, total.longest,
    ))
}

fn run(trial: &'static Trial) -> Sweep {
    report::begin(trial.name);
    let found = sweep::run(trial);
    hprintln!(
        "{:<32} inside {:>4}, points {:>3}, held back {:>4}, instructions at most {:>3}",
        trial.name,
        found.inside,
        found.points,
        found.held_back,
        found.longest,
    );
    assert!(found.points >= 3, "the handler hardly came inside");
    found
}
