//! `BiasedRwLock` on every platform.

waitword_tests::on_every_platform! { biased:
    every_form_takes_a_free_lock;
    who_holds_it_keeps_others_out;
    a_writer_waits_for_readers;
    readers_and_writers;
    slots_open_again;
}
