//! Runs the program that was built with these tests, with a deadline.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_waitword");
/// So long a child may take before it is killed, which fails its test.
const DEADLINE: Duration = Duration::from_secs(120);

/// What a child has left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `waitword` with the words of a line as its arguments.
pub(crate) fn waitword(line: &str) -> Ended {
    run(&line.split_whitespace().collect::<Vec<_>>(), "")
}

/// Runs `waitword` with these arguments and this on its standard input.
pub(crate) fn run(arguments: &[&str], input: &str) -> Ended {
    finish(Command::new(PROGRAM).args(arguments), input)
}

/// Runs a command in a shell that finds `waitword` by its name.
pub(crate) fn shell(command: &str) -> Ended {
    let folder = Path::new(PROGRAM).parent().unwrap();
    finish(
        Command::new("/bin/sh")
            .args(["-c", command])
            .env("PATH", folder),
        "",
    )
}

fn finish(command: &mut Command, input: &str) -> Ended {
    let mut child = start(command);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let child = Arc::new(Mutex::new(child));
    let (done, killer) = kill_late(Arc::clone(&child));
    // Who does not read its input closes it, which is no failure.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let errors = thread::spawn(move || read(&mut stderr));
    let stdout = read(&mut stdout);
    let stderr = errors.join().unwrap();
    let code = child.lock().unwrap().wait().unwrap().code();
    drop(done);
    killer.join().unwrap();
    Ended {
        code,
        stdout,
        stderr,
    }
}

fn start(command: &mut Command) -> Child {
    command
        .env_remove("CARGO")
        .env_remove("CLICOLOR_FORCE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Kills the child at the deadline, unless what is returned is dropped before.
fn kill_late(child: Arc<Mutex<Child>>) -> (Sender<()>, thread::JoinHandle<()>) {
    let (done, ended) = channel::<()>();
    let killer = thread::spawn(move || {
        if ended.recv_timeout(DEADLINE) == Err(RecvTimeoutError::Timeout) {
            child.lock().unwrap().kill().unwrap();
        }
    });
    (done, killer)
}

fn read(pipe: &mut impl Read) -> String {
    let mut text = String::new();
    pipe.read_to_string(&mut text).unwrap();
    text
}
