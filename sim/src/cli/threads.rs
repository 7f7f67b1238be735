//! Runs a program once on operating system threads, under a watchdog.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

use waitword_core::platform::Traced;
use waitword_host::Threads;
use waitword_sim::programs::{Program, Settings};

use super::outcome::Outcome;
use super::watch::Watch;

/// The platform of a watched run.
pub(crate) type Watched = Traced<Threads, Watch>;

/// How a run ended.
enum End {
    Done,
    Panicked(String),
    Stuck,
}

/// Runs the program; gives up on it once nothing has moved for `patience`.
///
/// # Errors
/// If the system has no room for another thread.
pub(crate) fn run(
    program: &Program,
    settings: &Settings,
    patience: Duration,
) -> io::Result<Outcome> {
    let started = Instant::now();
    let ended = start(program.run, settings.clone())?;
    let end = watch(&ended, patience, started);
    let (verdict, details) = judge(end, patience);
    Ok(Outcome {
        program: program.name.to_string(),
        settings: settings.to_string(),
        strategy: "threads".to_string(),
        verdict,
        verdict_details: details,
        executions: 1,
        distinct: None,
        estimate: None,
        complete: false,
        steps: Watch::steps(),
        seconds: started.elapsed().as_secs_f64(),
        schedule: None,
        trace: None,
    })
}

/// Starts the program on a thread of its own, which may outlive this run if it is stuck.
fn start(run: fn(&Settings), settings: Settings) -> io::Result<Receiver<End>> {
    let (tell, ended): (Sender<End>, _) = channel();
    Builder::new().name("main".to_string()).spawn(move || {
        let end = match catch_unwind(AssertUnwindSafe(|| run(&settings))) {
            Ok(()) => End::Done,
            Err(panic) => End::Panicked(message(&*panic)),
        };
        // Nobody listens any more to a run that was given up.
        let _ = tell.send(end);
    })?;
    Ok(ended)
}

/// Waits for the end of the run, or for the time when nothing has moved for `patience`.
fn watch(ended: &Receiver<End>, patience: Duration, started: Instant) -> End {
    loop {
        let moved = Watch::moved().map_or(started, |moved| moved.max(started));
        let Some(left) = patience.checked_sub(moved.elapsed()) else {
            return End::Stuck;
        };
        match ended.recv_timeout(left) {
            Ok(end) => return end,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => unreachable!("the thread tells before it ends"),
        }
    }
}

fn judge(end: End, patience: Duration) -> (&'static str, Option<String>) {
    match end {
        End::Done => ("ok", None),
        End::Panicked(message) => ("panic", Some(message)),
        End::Stuck => {
            let waits: Vec<_> = Watch::waits().iter().map(ToString::to_string).collect();
            let verdict = if waits.is_empty() {
                "limit"
            } else {
                "deadlock"
            };
            let head = format!("nothing has moved for {patience:?}");
            let lines = [head].into_iter().chain(waits);
            (verdict, Some(lines.collect::<Vec<_>>().join("\n")))
        }
    }
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("a panic that carries no text").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use waitword_core::runtime::{Join, name};
    use waitword_core::{Event, Mutex, Runtime};
    use waitword_sim::programs::Setting;

    static FORK: Mutex<Watched, ()> = Mutex::new(());
    static END: Event<Watched> = Event::new();

    /// The first task holds the fork that the second one waits for, until the event is set.
    fn stuck(_: &Settings) {
        name::<Watched, _>(&FORK, format_args!("fork 0"));
        name::<Watched, _>(&END, format_args!("the end"));
        let held = FORK.lock();
        let other = Watched::spawn(format_args!("philosopher 1"), || drop(FORK.lock()));
        END.wait();
        drop(held);
        other.join().unwrap();
    }

    fn fails(_: &Settings) {
        panic!("{} printers were expected", 3);
    }

    const NOTHING_SET: &[Setting] = &[];

    /// One test, since there is one board for the process.
    #[test]
    fn the_watchdog_tells_who_waits_for_whom_and_a_panic_is_a_verdict() {
        let (started, settings) = (Instant::now(), Settings::new(NOTHING_SET));
        let ended = start(stuck, settings.clone()).unwrap();
        while Watch::waits().len() < 2 {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "they do not wait"
            );
            std::thread::yield_now();
        }
        let patience = Duration::from_millis(50);
        let end = watch(&ended, patience, started);
        let (verdict, details) = judge(end, patience);
        assert_eq!(verdict, "deadlock");
        assert_eq!(
            details.unwrap(),
            "nothing has moved for 50ms\n\
             main waits for the end (wait)\n\
             philosopher 1 waits for fork 0 (lock), held by main"
        );
        END.set();
        let end = ended.recv_timeout(Duration::from_secs(60)).unwrap();
        assert_eq!(judge(end, patience), ("ok", None));

        let ended = start(fails, settings).unwrap();
        let end = watch(&ended, Duration::from_secs(60), Instant::now());
        let message = "3 printers were expected".to_string();
        assert_eq!(judge(end, patience), ("panic", Some(message)));
    }
}
