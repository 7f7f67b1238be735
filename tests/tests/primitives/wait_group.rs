//! `WaitGroup` on every platform.
//!
//! | form | nothing | something | added to | past deadline | passes | tie | cannot wait |
//! |---|---|---|---|---|---|---|---|
//! | `wait` | every_form | the_last | the_last, rounds | - | - | - | handler |
//! | `checked_wait` | every_form | the_last | the_last | - | - | - | handler |
//! | `wait_timeout` | every_form | the_last | the_last | timeouts | timeouts | tie | handler |
//! | `wait_until` | every_form | the_last | the_last | timeouts | timeouts | tie | one path |
//! | `add`, `done`, `enter` | add_and_done | add_and_done | the_last | - | - | - | handler |
//!
//! Out of range, done too often: add_and_done. A panic: a_member. What it publishes: stress. Const:
//! `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { wait_group:
    add_and_done;
    a_member_is_done_when_dropped;
    every_form_sees_that_nothing_is_under_way;
    the_last_releases_all;
    timeouts;
    stress;
    rounds_without_a_pause;
}
