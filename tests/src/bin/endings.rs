//! A process that ends while threads live, as its argument says. What they write tells whether they
//! were waited for.

use std::env;
use std::process::exit;

use waitword_host::thread::{self, Builder, StartError};
use waitword_host::{Event, Local, Runtime, Threads};

static NEVER: Event = Event::new();
static LOUD: Local<Loud> = Local::new(|| Loud);

struct Loud;

impl Drop for Loud {
    fn drop(&mut self) {
        print!("local;");
    }
}

fn start(is_daemon: bool, body: impl FnOnce() + Send + 'static) {
    let builder = Builder::new().daemon(is_daemon);
    drop(builder.start(body).expect("there is room for a thread"));
}

/// Comes back once the process exits: then no thread can be started.
fn until_exit() {
    while !matches!(
        Builder::new().daemon(true).start(|| ()),
        Err(StartError::Exiting)
    ) {
        Threads::yield_now();
    }
}

fn work() {
    until_exit();
    print!("worked;");
}

/// A thread that is started once the process exits.
fn late() {
    until_exit();
    print!("refused;");
}

fn main() {
    let part = env::args().nth(1).unwrap_or_default();
    match &*part {
        // TH-07, TH-12
        "waits" => {
            let is_main = thread::main().is_none() && thread::current().is_foreign();
            assert!(is_main && thread::main() == Some(thread::current()));
            start(false, || {
                work();
                // It may start one more, if it does so in time.
                assert_ne!(thread::main(), Some(thread::current()));
            });
        }
        "daemon" => start(true, || NEVER.wait()),
        // TH-17: who waits for a daemon does so before the end, or not at all.
        "daemon of a daemon" => start(true, || start(true, || NEVER.wait())),
        // TH-18
        "late" => start(false, late),
        // TH-19
        "code" => {
            start(false, work);
            exit(42)
        }
        "code of a thread" => {
            start(false, || exit(42));
            NEVER.wait();
        }
        "locals" => {
            LOUD.with(|_| ());
            start(false, || LOUD.with(|_| work()));
        }
        _ => exit(3),
    }
    print!("main;");
}
