use core::num::NonZeroU32;
use core::sync::atomic::Ordering::Relaxed;
use std::cell::Cell;
use std::string::String;
use std::thread;
use std::thread_local;
use std::vec::Vec;

use super::{Event, Recorder, Step, io};
use crate::Mutex;
use crate::operation::{Object, Operation, Outcome};
use crate::platform::{AtomicU32, Identity, Note, Platform, Sink, Traced};

/// A platform on which a test says who it is.
enum Told {}

thread_local! {
    static WHO: Cell<u32> = const { Cell::new(1) };
}

impl Platform for Told {
    type Mask = ();

    fn wait(word: &AtomicU32, expected: u32) {
        while word.load(Relaxed) == expected {
            thread::yield_now();
        }
    }

    fn wake(_: *const AtomicU32, _: u32) {}
}

impl Identity for Told {
    fn current() -> NonZeroU32 {
        NonZeroU32::new(WHO.get()).unwrap()
    }
}

struct Out(Vec<u8>);

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    #[cfg(feature = "std")]
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn text<const N: usize, const NAMES: usize>(recorder: &Recorder<Told, N, NAMES>) -> String {
    let mut out = Out(Vec::new());
    recorder.write_to(&mut out).unwrap();
    String::from_utf8(out.0).unwrap()
}

fn begin(verb: &'static str, address: usize) -> Note<'static> {
    let object = Object {
        kind: "lamp",
        address,
        size: 4,
    };
    Note::Begin(Operation {
        object,
        verb,
        argument: 0,
        waits: true,
        timed: false,
    })
}

fn as_caller(who: u32, notes: &[Note<'static>], note: impl Fn(Note<'static>)) {
    WHO.set(who);
    for &each in notes {
        note(each);
    }
}

#[test]
fn the_last_events_are_kept() {
    let recorder: Recorder<Told, 3> = Recorder::new();
    assert_eq!(recorder.sequence(), (0, 0));
    assert_eq!(recorder.event(0), None);
    for word in 0..10 {
        recorder.note(Note::Sleep(word));
        let next = word as u32 + 1;
        assert_eq!(recorder.sequence(), (next.saturating_sub(3), next));
    }
    let words: Vec<_> = (0..12).map(|sequence| recorder.event(sequence)).collect();
    let kept = |word| {
        Some(Event {
            who: NonZeroU32::MIN,
            step: Step::Sleep(word),
        })
    };
    assert_eq!(words[..7], [None; 7]);
    assert_eq!(words[7..], [kept(7), kept(8), kept(9), None, None]);
}

#[test]
fn an_end_names_the_operation_of_its_caller() {
    let recorder: Recorder<Told, 16> = Recorder::new();
    let note = |note| recorder.note(note);
    as_caller(1, &[begin("light", 0x10), Note::Sleep(0x10)], note);
    as_caller(2, &[begin("dim", 0x20), begin("switch", 0x20)], note);
    as_caller(1, &[Note::Awake, Note::End(Outcome::TimedOut)], note);
    let ends = [Note::End(Outcome::Refused), Note::End(Outcome::CannotWait)];
    as_caller(2, &ends, note);
    let expected = "     0    1  lamp 0x00000010 light
     1    1  lamp 0x00000010 light: sleeps
     2    2  lamp 0x00000020 dim
     3    2  lamp 0x00000020 switch
     4    1  lamp 0x00000010 light: awake
     5    1  lamp 0x00000010 light: timed out
     6    2  lamp 0x00000020 switch: refused
     7    2  lamp 0x00000020 dim: cannot wait
";
    assert_eq!(text(&recorder), expected);
}

#[test]
fn the_beginning_of_an_operation_may_be_gone() {
    let recorder: Recorder<Told, 2> = Recorder::new();
    let notes = [
        begin("light", 0x10),
        Note::Sleep(0x10),
        Note::Awake,
        Note::End(Outcome::Done),
    ];
    as_caller(7, &notes, |note| recorder.note(note));
    let expected = "     2    7  an earlier operation: awake
     3    7  an earlier operation: done
";
    assert_eq!(text(&recorder), expected);
}

#[test]
fn objects_have_the_newest_name_while_there_is_room() {
    let recorder: Recorder<Told, 8, 2> = Recorder::new();
    let lamp = |address| Object {
        kind: "object",
        address,
        size: 4,
    };
    recorder.note(Note::Named(lamp(0x10), format_args!("hall")));
    recorder.note(Note::Named(
        lamp(0x20),
        format_args!("a long {}", "and winding name"),
    ));
    recorder.note(Note::Named(lamp(0x30), format_args!("no room")));
    recorder.note(Note::Named(lamp(0x10), format_args!("porch {}", 2)));
    let notes = [0x10, 0x20, 0x30].map(|address| begin("light", address));
    as_caller(1, &notes, |note| recorder.note(note));
    let expected = "     0    1  lamp porch 2 light
     1    1  lamp a long and windi light
     2    1  lamp 0x00000030 light
";
    assert_eq!(text(&recorder), expected);
}

#[test]
fn an_error_of_the_writer_ends_the_text() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("full"))
        }

        #[cfg(feature = "std")]
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let recorder: Recorder<Told, 8> = Recorder::new();
    recorder.note(Note::Awake);
    let error = recorder.write_to(&mut Full).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::Other);
}

#[test]
fn threads_share_a_recorder() {
    const EACH: usize = 500;
    let recorder: Recorder<Told, 2000> = Recorder::new();
    thread::scope(|scope| {
        for who in 1..=4 {
            let notes = (0..EACH).map(Note::Sleep);
            let recorder = &recorder;
            scope.spawn(move || {
                WHO.set(who);
                notes.for_each(|note| recorder.note(note));
            });
        }
    });
    let events: Vec<_> = (0..2000).filter_map(|n| recorder.event(n)).collect();
    for who in 1..=4 {
        let own = events.iter().filter(|event| event.who.get() == who);
        assert!(own.map(|event| event.step).eq((0..EACH).map(Step::Sleep)));
    }
}

#[test]
fn a_traced_platform_tells_what_its_primitives_do() {
    static RECORDER: Recorder<Told, 16, 1> = Recorder::new();
    enum Flight {}
    impl Sink for Flight {
        fn note(note: Note<'_>) {
            RECORDER.note(note);
        }
    }
    static DOOR: Mutex<Traced<Told, Flight>, u32> = Mutex::new(0);

    <Traced<Told, Flight>>::name(Object::new("object", &DOOR), format_args!("door"));
    let guard = DOOR.lock();
    assert!(DOOR.try_lock().is_none());
    drop(guard);
    let expected = "     0    1  mutex door lock
     1    1  mutex door acquired
     2    1  mutex door lock: done
     3    1  mutex door try_lock
     4    1  mutex door try_lock: refused
     5    1  mutex door unlock
     6    1  mutex door released
     7    1  mutex door unlock: done
";
    assert_eq!(text(&RECORDER), expected);
}
