//! Two threads that each send a number to a third, the same for each simulator.

/// The program with the names of one simulator, which are those of the standard library.
macro_rules! channel {
    ($simulator:ident: $($path:ident)::+) => {
        pub(super) mod $simulator {
            use $($path)::+::{sync::mpsc, thread};

            /// Both numbers arrive.
            pub(crate) fn sent() {
                let (sender, receiver) = mpsc::channel();
                let senders: Vec<_> = (0..2)
                    .map(|number: u32| {
                        let sender = sender.clone();
                        thread::spawn(move || sender.send(number).unwrap())
                    })
                    .collect();
                let numbers = (0..2).map(|_| receiver.recv().unwrap());
                assert_eq!(numbers.sum::<u32>(), 1);
                senders.into_iter().for_each(|sender| sender.join().unwrap());
            }
        }
    };
}

channel!(ours: waitword_sim::std);
channel!(in_loom: loom);
channel!(in_shuttle: shuttle);
