//! `Signal` on every platform.
//!
//! | form | set | set while it waits | past deadline | it passes | tie | cannot wait |
//! |---|---|---|---|---|---|---|
//! | `wait` | every_form | a_set | - | - | - | handler |
//! | `checked_wait` | every_form | a_set | - | - | - | handler |
//! | `try_wait` | every_form | - | - | - | - | handler: it need not wait |
//! | `wait_timeout` | every_form | a_set | timeouts | timeouts | tie | handler |
//! | `wait_until` | every_form | a_set | timeouts | timeouts | tie | one path |
//!
//! What a set publishes: ping_pong. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { signal:
    every_form_takes_the_signal;
    a_set_releases_one;
    timeouts;
    ping_pong;
    stress;
}
