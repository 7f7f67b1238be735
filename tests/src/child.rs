//! Programs that are run under a deadline, and reaped.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const ASK_LIMIT: Duration = Duration::from_secs(30);

/// What a program says, if it is there and succeeds.
pub fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    let child = start(command.args(arguments)).ok()?;
    let (status, output) = wait(child, ASK_LIMIT);
    status.success().then_some(output)
}

/// Runs the program to its end.
pub fn finish(mut command: Command, limit: Duration) -> (ExitStatus, String) {
    wait(start(&mut command).expect("the program starts"), limit)
}

fn start(command: &mut Command) -> io::Result<Child> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

/// The end of a program and what it wrote, its errors last. At the limit it is killed.
fn wait(mut child: Child, limit: Duration) -> (ExitStatus, String) {
    let output = [read(child.stdout.take()), read(child.stderr.take())];
    let status = wait_or_kill(&mut child, Instant::now() + limit);
    // A killed program may leave children that hold its output open.
    let output = output.map(|text| text.recv_timeout(ASK_LIMIT).unwrap_or_default());
    (status, output.concat())
}

fn wait_or_kill(child: &mut Child, deadline: Instant) -> ExitStatus {
    loop {
        if let Some(status) = child.try_wait().expect("the program was started here") {
            return status;
        }
        if Instant::now() >= deadline {
            let _ = child.kill();
            return child.wait().expect("the program was killed");
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Reads to the end on a thread of its own.
fn read(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ = stream.read_to_end(&mut bytes);
        }
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver
}
