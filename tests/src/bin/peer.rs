//! The child of the tests with two processes: `peer DESCRIPTOR PART`.
//!
//! It attaches the segment behind the descriptor that it inherits, and plays its part. It exits
//! with 0, with 3 if it cannot attach, and with a panic's code if anything else is not as it should
//! be.

#[cfg(all(target_os = "linux", not(waitword_portable)))]
fn main() -> std::process::ExitCode {
    child::main()
}

/// There is nothing to attach on this system.
#[cfg(not(all(target_os = "linux", not(waitword_portable))))]
fn main() {}

#[cfg(all(target_os = "linux", not(waitword_portable)))]
mod child {
    use std::env;
    use std::os::fd::{FromRawFd, OwnedFd, RawFd};
    use std::process::ExitCode;

    use waitword_host::shared::Segment;
    use waitword_tests::processes::{Player, Side, Table};

    pub(crate) fn main() -> ExitCode {
        let mut arguments = env::args().skip(1);
        let mut next = || arguments.next().expect("peer DESCRIPTOR PART");
        let (descriptor, part): (RawFd, String) = (next().parse().expect("a number"), next());
        // SAFETY: the parent left this descriptor open for the child, and nobody else here uses it.
        let descriptor = unsafe { OwnedFd::from_raw_fd(descriptor) };
        // SAFETY: parent and child are built from one definition of `Table`, without pointers.
        match unsafe { Segment::<Table>::attach(descriptor) } {
            Ok(table) => {
                play(&table.play(Side::Child), &part);
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::from(3)
            }
        }
    }

    fn play(player: &Player<'_>, part: &str) {
        match part {
            "turns" => player.take_turns(),
            "items" => player.take_items(),
            "meetings" => player.report(player.meet()),
            _ => panic!("no part is called {part}"),
        }
    }
}
