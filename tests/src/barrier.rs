//! Bodies for `Barrier`.

use core::time::Duration;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use waitword_core::{Arrival, Barrier, Broken, OutOfRange, Semaphore, Word};

use crate::World;
use crate::crew::{catch, crew, panic_text, task, throw, until};
use crate::plain::Plain;
use crate::watch::{Watched, until_blocked};

const SHORT: Duration = Duration::from_millis(10);
const LONG: Duration = Duration::from_secs(600);

/// Zero parties, or too many, are refused, by an error or by a panic.
pub fn counts_out_of_range<W: World>() {
    for parties in [1, Barrier::<W>::MAX] {
        assert_eq!(Barrier::<W>::try_new(parties).unwrap().parties(), parties);
    }
    for parties in [0, Barrier::<W>::MAX + 1, u32::MAX] {
        assert_eq!(Barrier::<W>::try_new(parties).err(), Some(OutOfRange));
        let text = panic_text(|| _ = Barrier::<W>::new(parties));
        assert!(text.contains("1 to 16383"), "{text}");
    }
}

/// A barrier of one never waits, by any form, and its only party is the last one.
pub fn alone<W: World>() {
    let barrier = Barrier::<W>::new(1);
    let forms = [
        barrier.wait(),
        barrier.wait_timeout(Duration::ZERO),
        barrier.wait_timeout(Duration::MAX),
        barrier.wait_until(W::now()),
    ];
    for arrival in forms {
        let arrival = arrival.unwrap();
        assert_eq!((arrival.index(), arrival.is_leader()), (0, true));
    }
}

/// Nobody goes on before the last has come; each has an index of its own, and the last one leads.
pub fn all_wait_for_the_last<W: World>() {
    const PARTIES: u32 = 5;
    let barrier = Arc::new(Barrier::<Watched<W>>::new(PARTIES));
    let passed = Arc::new(Word::<W>::new(0));
    let shared = (Arc::clone(&barrier), Arc::clone(&passed));
    let crew = crew::<W, _>(PARTIES - 1, move |number| {
        let arrival = wait_by(number, &shared.0);
        shared.1.fetch_add(1, Relaxed);
        arrival.unwrap()
    });
    until_blocked::<W, _>(PARTIES as usize - 1, &*barrier);
    // A look may be at an older count, until it is at the newest.
    until::<W>(|| barrier.arrived() == PARTIES - 1);
    assert_eq!(passed.load(Relaxed), 0);
    let shown = "Barrier { parties: 5, arrived: 4, broken: false }";
    assert_eq!(format!("{barrier:?}"), shown);
    let last = barrier.wait().unwrap();
    assert_eq!((last.index(), last.is_leader()), (PARTIES - 1, true));
    let mut others = crew.join();
    others.sort_by_key(|arrival| arrival.index());
    assert!(
        others
            .iter()
            .map(|arrival| arrival.index())
            .eq(0..PARTIES - 1)
    );
    assert!(!others.iter().any(|arrival| arrival.is_leader()));
    assert_eq!((passed.load(Relaxed), barrier.arrived()), (PARTIES - 1, 0));
}

fn wait_by<W: World>(form: u32, barrier: &Barrier<Watched<W>>) -> Result<Arrival, Broken> {
    match form {
        0 => barrier.wait(),
        1 => barrier.wait_timeout(LONG),
        2 => barrier.wait_timeout(Duration::MAX),
        _ => barrier.wait_until(W::after(LONG).unwrap()),
    }
}

/// The first timeout breaks the barrier for those who wait and for all who come later.
pub fn a_timeout_breaks_it_for_all<W: World>() {
    let barrier = Arc::new(Barrier::<Watched<W>>::new(5));
    let shared = Arc::clone(&barrier);
    let crew = crew::<W, _>(3, move |number| wait_by(number, &shared));
    until_blocked::<W, _>(3, &*barrier);
    let earliest = W::after(SHORT).unwrap();
    assert_eq!(barrier.wait_timeout(SHORT), Err(Broken::TimedOut));
    assert!(W::is_past(earliest));
    assert!(barrier.is_broken());
    assert_eq!(crew.join(), [Err(Broken::Aborted); 3]);
    assert_eq!(barrier.wait(), Err(Broken::Aborted));
    assert_eq!(barrier.wait_timeout(SHORT), Err(Broken::Aborted));
    assert_eq!(barrier.wait_until(earliest), Err(Broken::Aborted));
}

/// A deadline that has passed breaks the barrier at once, unless the caller is the last.
pub fn a_past_deadline<W: World>() {
    let barrier = Arc::new(Barrier::<Watched<W>>::new(2));
    let other = Arc::clone(&barrier);
    let first = task::<W, _>(move || other.wait().unwrap().index());
    until_blocked::<W, _>(1, &*barrier);
    assert!(barrier.wait_timeout(Duration::ZERO).unwrap().is_leader());
    assert_eq!(first.join(), [0]);
    assert!(!barrier.is_broken());
    assert_eq!(barrier.wait_until(W::now()), Err(Broken::TimedOut));
    assert!(barrier.is_broken());
}

/// Used again and again: nobody is a phase ahead, one leads each phase, and all see what each did.
pub fn stress<W: World>() {
    const PARTIES: u32 = 3;
    let barrier = Barrier::<W>::new(PARTIES);
    let steps = [const { Word::<W>::new(0) }; PARTIES as usize];
    let shared = Arc::new((barrier, steps));
    let other = Arc::clone(&shared);
    let crew = crew::<W, _>(PARTIES, move |number| {
        let (barrier, steps) = &*other;
        let mut led = 0;
        for round in 1..=W::ROUNDS {
            steps[number as usize].store(round, Relaxed);
            led += u32::from(barrier.wait().unwrap().is_leader());
            for step in steps {
                let step = step.load(Relaxed);
                assert!(step == round || step == round + 1, "{step} in {round}");
            }
        }
        led
    });
    assert_eq!(crew.join().into_iter().sum::<u32>(), W::ROUNDS);
    assert_eq!(shared.0.arrived(), 0);
}

/// What each did before it came, all see after; and what they saw, nobody changes before all have.
pub fn arrivals_publish<W: World>() {
    const PARTIES: u32 = 3;
    let numbers = [const { Plain::new() }; PARTIES as usize];
    let shared = Arc::new((Barrier::<W>::new(PARTIES), numbers));
    let crew = crew::<W, _>(PARTIES, move |number| {
        let (barrier, numbers) = &*shared;
        for round in 1..=W::ROUNDS {
            // SAFETY: it is this party's own until the barrier ends the phase.
            unsafe { numbers[number as usize].set(round) };
            barrier.wait().unwrap();
            for number in numbers {
                // SAFETY: nobody writes in this phase.
                assert_eq!(unsafe { number.get() }, round);
            }
            barrier.wait().unwrap();
        }
    });
    crew.join();
}

/// An abort breaks it for those who wait and for all who come later.
pub fn abort<W: World>() {
    let barrier = Arc::new(Barrier::<Watched<W>>::new(5));
    let shared = Arc::clone(&barrier);
    let crew = crew::<W, _>(4, move |number| wait_by(number, &shared));
    until_blocked::<W, _>(4, &*barrier);
    barrier.abort();
    assert!(barrier.is_broken());
    assert_eq!(crew.join(), [Err(Broken::Aborted); 4]);
    assert_eq!(
        (barrier.wait(), barrier.arrived()),
        (Err(Broken::Aborted), 0)
    );
    barrier.abort();
    let shown = "Barrier { parties: 5, arrived: 0, broken: true }";
    assert_eq!(format!("{barrier:?}"), shown);
}

/// A reset tells those who wait that it is broken, and the next phase is whole; also after an
/// abort.
pub fn reset<W: World>() {
    let barrier = Arc::new(Barrier::<Watched<W>>::new(4));
    barrier.reset();
    for aborts in [false, true, false] {
        let shared = Arc::clone(&barrier);
        let first = crew::<W, _>(3, move |number| wait_by(number, &shared));
        until_blocked::<W, _>(3, &*barrier);
        if aborts {
            barrier.abort();
            assert_eq!(barrier.wait(), Err(Broken::Aborted));
        }
        barrier.reset();
        let shared = Arc::clone(&barrier);
        let second = crew::<W, _>(3, move |number| wait_by(number, &shared).map(|_| ()));
        assert!(barrier.wait().unwrap().is_leader() || second.join() == [Ok(()); 3]);
        assert_eq!(first.join(), [Err(Broken::Aborted); 3]);
        assert_eq!((barrier.is_broken(), barrier.arrived()), (false, 0));
    }
    barrier.abort();
    barrier.reset();
    assert!(!barrier.is_broken());
}

/// The last one does the action, once for each phase and before anybody goes on.
pub fn the_last_acts<W: World>() {
    const PARTIES: u32 = 3;
    let count = Arc::new(Word::<W>::new(0));
    let counts = Arc::clone(&count);
    let action = move || _ = counts.fetch_add(1, Relaxed);
    let barrier = Arc::new(Barrier::<W>::with_action(PARTIES, action));
    let crew = crew::<W, _>(PARTIES, move |_| {
        (1..=W::ROUNDS)
            .filter(|round| {
                let arrival = barrier.wait_timeout(LONG).unwrap();
                let count = count.load(Relaxed);
                assert!(count == *round || count == round + 1, "{count} in {round}");
                arrival.is_leader()
            })
            .count() as u32
    });
    assert_eq!(crew.join().into_iter().sum::<u32>(), W::ROUNDS);
}

/// An action that panics breaks the barrier; the panic is the last one's. A reset repairs it.
pub fn an_action_panics<W: World>() {
    let action = || throw();
    let barrier = Arc::new(Barrier::<Watched<W>>::with_action(2, action));
    let shared = Arc::clone(&barrier);
    let first = task::<W, _>(move || shared.wait());
    until_blocked::<W, _>(1, &*barrier);
    catch(|| _ = barrier.wait());
    assert_eq!(first.join(), [Err(Broken::Aborted)]);
    assert_eq!((barrier.is_broken(), barrier.arrived()), (true, 0));
    barrier.reset();
    catch(|| _ = Barrier::<W, _>::wait(&alone_with::<W>(action)));
    assert!(!barrier.is_broken());
}

fn alone_with<W: World>(action: fn()) -> Barrier<W, fn()> {
    Barrier::<W>::with_action(1, action)
}

/// While the action runs an abort, and a deadline, still break the barrier for all.
pub fn broken_while_it_acts<W: World>() {
    for aborts in [true, false] {
        let gate = Arc::new([const { Semaphore::<W>::new(0) }; 2]);
        let inside = Arc::clone(&gate);
        let action = move || {
            inside[0].release(1).unwrap();
            inside[1].acquire().forget();
        };
        let barrier = Arc::new(Barrier::<W>::with_action(2, action));
        let shared = (Arc::clone(&barrier), Arc::clone(&gate));
        let crew = crew::<W, _>(2, move |_| {
            let (barrier, gate) = &shared;
            if aborts {
                return barrier.wait();
            }
            let result = barrier.wait_timeout(SHORT);
            if result == Err(Broken::TimedOut) {
                gate[1].release(1).unwrap();
            }
            result
        });
        gate[0].acquire().forget();
        if aborts {
            barrier.abort();
            gate[1].release(1).unwrap();
        }
        let results = crew.join();
        assert!(results.iter().all(Result::is_err), "{results:?}");
        assert!(results.contains(&Err(Broken::Aborted)), "the last one");
        barrier.reset();
        assert_eq!((barrier.is_broken(), barrier.arrived()), (false, 0));
    }
}
