//! Two processes hand a counter, items and permits to each other through a segment.
//!
//! Every wait on both sides has a deadline, and whatever happens the child is reaped by its own id.
#![cfg(all(target_os = "linux", not(waitword_portable)))]

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio, id};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use waitword_host::shared::{AttachError, Mutex, Segment};
use waitword_tests::processes::{LONG, MEETINGS, Player, Side, TURNS, Table};

/// A running `peer`, killed and reaped when it is dropped.
struct Peer {
    child: Child,
    /// What it wrote to its standard error, once it has ended.
    text: Receiver<String>,
}

impl Peer {
    fn start<T>(segment: &Segment<T>, part: &str) -> Peer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_peer"));
        let descriptor = segment.pass_to(&mut command).unwrap();
        let mut child = command
            .args([&descriptor.to_string(), part])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stderr.take().unwrap();
        let (sender, text) = channel();
        thread::spawn(move || {
            let mut text = String::new();
            let read = pipe.read_to_string(&mut text).map(|_| text);
            sender.send(read.unwrap_or_else(|error| error.to_string()))
        });
        Peer { child, text }
    }

    /// Waits until the process has ended.
    fn end(&mut self) -> (ExitStatus, String) {
        // Its end of the pipe is closed when it ends, and not before.
        let text = self
            .text
            .recv_timeout(2 * LONG)
            .expect("the peer ends in time");
        (self.child.wait().unwrap(), text)
    }

    fn end_well(&mut self) {
        let (status, text) = self.end();
        assert!(status.success(), "{status}: {text}");
        assert_eq!(text, "");
    }

    /// Ends the process if it has not ended, and says how it did.
    fn reap(&mut self) -> std::io::Result<ExitStatus> {
        self.child.kill()?;
        self.child.wait()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.reap();
    }
}

fn table() -> Arc<Segment<Table>> {
    Arc::new(Segment::create(Table::new()).unwrap())
}

/// Plays the parent's part, on a thread that is left behind if it hangs.
fn play<T: Send + 'static>(
    table: &Arc<Segment<Table>>,
    part: impl FnOnce(&Player<'_>) -> T + Send + 'static,
) -> T {
    let table = Arc::clone(table);
    let (sender, result) = channel();
    thread::spawn(move || sender.send(part(&table.play(Side::Parent))));
    result.recv_timeout(2 * LONG).expect("the part is played")
}

#[test]
fn a_counter_goes_back_and_forth() {
    let table = table();
    let mut peer = Peer::start(&table, "turns");
    play(&table, |player| player.take_turns());
    peer.end_well();
    let (taken, by) = play(&table, |player| player.turns());
    assert_eq!(taken, TURNS);
    let players = [id(), peer.child.id()];
    for (turn, player) in by.into_iter().enumerate() {
        assert_eq!(player, players[turn % 2], "turn {turn}");
    }
}

#[test]
fn items_arrive_whole_and_in_order() {
    let table = table();
    let mut peer = Peer::start(&table, "items");
    play(&table, |player| {
        thread::scope(|scope| {
            scope.spawn(|| player.put_items());
            player.take_receipts();
        });
    });
    peer.end_well();
    assert!(!play(&table, |player| player.has_leftovers()));
}

#[test]
fn both_pass_alone_and_meet() {
    let table = table();
    let mut peer = Peer::start(&table, "meetings");
    let lasts = play(&table, |player| {
        player.lay();
        u64::from(player.meet()) + player.reported()
    });
    assert_eq!(lasts, u64::from(MEETINGS));
    peer.end_well();
}

#[test]
fn a_segment_of_another_type_is_refused() {
    #[repr(C)]
    struct Other(Table);
    let refusal = |mut peer: Peer| {
        let (status, text) = peer.end();
        assert_eq!(status.code(), Some(3), "{text}");
        text
    };
    let small = Segment::create(Mutex::new(0)).unwrap();
    let text = refusal(Peer::start(&small, "turns"));
    assert_eq!(text, format!("{}\n", AttachError::Layout));
    let other = Segment::create(Other(Table::new())).unwrap();
    let text = refusal(Peer::start(&other, "turns"));
    assert_eq!(text, format!("{}\n", AttachError::Type));
    assert_eq!(other.0.play(Side::Parent).turns().0, 0);
}

#[test]
fn a_peer_that_waits_for_ever_is_killed_and_reaped() {
    let mut peer = Peer::start(&table(), "meetings");
    assert_eq!(peer.reap().unwrap().signal(), Some(9));
}
