//! `Barrier` on every platform.
//!
//! | form | last | not last | past deadline | it passes | broken before | tie | cannot wait |
//! |---|---|---|---|---|---|---|---|
//! | `wait` | alone all_wait | all_wait | - | - | a_timeout | - | handler |
//! | `wait_timeout` | alone | all_wait | a_past | a_timeout | a_timeout | tie | handler |
//! | `wait_until` | alone | all_wait | a_past | tie | a_timeout | tie | one path |
//!
//! Counts out of range: counts_out_of_range, and in a `static`: `ui`. Abort: abort. Reset: reset.
//! An action: the_last_acts, an_action_panics, broken_while_it_acts. Const: `statics`. Size:
//! `sizes`.

waitword_tests::on_every_platform! { barrier:
    counts_out_of_range;
    alone;
    all_wait_for_the_last;
    a_timeout_breaks_it_for_all;
    a_past_deadline;
    stress;
    arrivals_publish;
    abort;
    reset;
    the_last_acts;
    an_action_panics;
    broken_while_it_acts;
}
