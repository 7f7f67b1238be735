//! The primitives on the platform of the images with a flight recorder, written out after a
//! failure.

use cortex_m_semihosting::hio::{self, HostStream};
use waitword_core::Object;
use waitword_core::platform::{self, Note, Sink, Traced};
use waitword_core::trace::{Recorder, io};

use crate::machine;

/// The platform that is recorded.
pub type Platform = Traced<machine::Platform, Flight>;
waitword_core::primitives!(Platform);

/// The sink of the recorder.
#[derive(Debug)]
pub enum Flight {}

static RECORDER: Recorder<machine::Platform, 32, 4> = Recorder::new();

impl Sink for Flight {
    fn note(note: Note<'_>) {
        RECORDER.note(note);
    }
}

/// The object is called so in what is written.
pub fn name<T>(object: &T, name: &str) {
    let object = Object::new("object", object);
    <Platform as platform::Platform>::name(object, format_args!("{name}"));
}

/// Writes out what happened last, if the image records at all.
pub fn write() {
    if let Ok(stream) = hio::hstdout() {
        // Nobody is left to be told that the host does not read.
        let _ = RECORDER.write_to(&mut Host(stream));
    }
}

/// The standard output of the host.
struct Host(HostStream);

impl io::Write for Host {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write_all(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(()) => Err(io::Error::other("the host does not read")),
        }
    }
}
