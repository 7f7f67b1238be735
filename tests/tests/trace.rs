//! The flight recorder on operating system threads: what the primitives did, line by line.

use std::thread::yield_now;
use std::time::{Duration, Instant};

use waitword_core::platform::{Note, Sink, Traced};
use waitword_core::runtime::{Join, name};
use waitword_core::trace::Recorder;
use waitword_core::{Mutex, Queue, Runtime};
use waitword_host::Threads;

type Flight = Recorder<Threads, 64, 4>;

/// A platform of threads that a recorder of its own records; a sink is a type, so each test has
/// one.
macro_rules! recorded {
    ($recorder:ident, $platform:ident) => {
        static $recorder: Flight = Recorder::new();
        enum Told {}
        impl Sink for Told {
            fn note(note: Note<'_>) {
                $recorder.note(note);
            }
        }
        type $platform = Traced<Threads, Told>;
    };
}

/// The lines with the callers by letters, in the order of their first line.
fn lines(recorder: &Flight) -> Vec<String> {
    let mut out = Vec::new();
    recorder.write_to(&mut out).expect("a vector takes all");
    let text = String::from_utf8(out).expect("the lines are text");
    let mut callers = Vec::new();
    let lines = text.lines().enumerate().map(|(number, line)| {
        let mut words = line.split_whitespace();
        assert_eq!(words.next(), Some(number.to_string().as_str()), "{text}");
        let caller = words.next().expect("a line has a caller").to_owned();
        let letter = callers.iter().position(|known| *known == caller);
        let letter = letter.unwrap_or_else(|| {
            callers.push(caller);
            callers.len() - 1
        });
        let what: Vec<_> = words.collect();
        format!("{} {}", ["a", "b"][letter], what.join(" "))
    });
    lines.collect()
}

#[test]
fn two_threads_share_a_mutex_and_a_queue() {
    recorded!(RECORDER, Platform);
    static LIST: Mutex<Platform, u32> = Mutex::new(0);
    static JOBS: Queue<Platform, u32, 1> = Queue::new();
    name::<Platform, _>(&LIST, format_args!("list"));
    name::<Platform, _>(&JOBS, format_args!("jobs"));

    let list = LIST.lock();
    JOBS.put(1);
    assert!(JOBS.try_put(2).is_err());
    let worker = Platform::spawn(format_args!("worker"), || {
        assert!(LIST.try_lock().is_none());
        assert_eq!(JOBS.get(), 1);
        assert!(JOBS.get_timeout(Duration::ZERO).is_err());
    });
    worker.join().expect("the worker's assertions hold");
    drop(list);
    assert_eq!(
        lines(&RECORDER),
        [
            "a mutex list lock",
            "a mutex list acquired",
            "a mutex list lock: done",
            "a queue jobs put",
            "a queue jobs put: done",
            "a queue jobs try_put",
            "a queue jobs try_put: refused",
            "b mutex list try_lock",
            "b mutex list try_lock: refused",
            "b queue jobs get",
            "b queue jobs get: done",
            "b queue jobs get",
            "b queue jobs get: timed out",
            "a mutex list unlock",
            "a mutex list released",
            "a mutex list unlock: done",
        ]
    );
}

#[test]
fn a_thread_sleeps_until_there_is_an_item() {
    recorded!(RECORDER, Platform);
    static JOBS: Queue<Platform, u32, 1> = Queue::new();
    name::<Platform, _>(&JOBS, format_args!("jobs"));

    let worker = Platform::spawn(format_args!("worker"), || assert_eq!(JOBS.get(), 1));
    let deadline = Instant::now() + Duration::from_secs(30);
    while !lines(&RECORDER).contains(&"a queue jobs get: sleeps".to_owned()) {
        assert!(Instant::now() < deadline, "{:?}", lines(&RECORDER));
        yield_now();
    }
    JOBS.put(1);
    worker.join().expect("the worker's assertion holds");

    let lines = lines(&RECORDER);
    let of_worker: Vec<_> = lines.iter().filter(|line| line.starts_with('a')).collect();
    assert_eq!(
        of_worker[..2],
        ["a queue jobs get", "a queue jobs get: sleeps"]
    );
    let end = ["a queue jobs get: awake", "a queue jobs get: done"];
    assert_eq!(of_worker[of_worker.len() - 2..], end);
    assert!(lines.contains(&"b queue jobs put: done".to_owned()));
}
