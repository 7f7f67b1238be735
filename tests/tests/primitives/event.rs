//! `Event` on every platform.
//!
//! | form | set | set while it waits | and cleared | past deadline | passes | tie | cannot wait |
//! |---|---|---|---|---|---|---|---|
//! | `wait` | every_form | set_releases_all | set_then_clear | - | - | - | handler |
//! | `checked_wait` | every_form | as `wait` | set_then_clear | - | - | - | handler |
//! | `wait_timeout` | every_form | stress | set_then_clear | timeouts | timeouts | tie | handler |
//! | `wait_until` | every_form | stress | set_then_clear | timeouts | timeouts | tie | one path |
//! | `set` | is_set | set_releases_all | set_then_clear | - | - | - | handler |
//! | `clear` | is_set | set_then_clear | set_then_clear | - | - | - | handler |
//!
//! What a set publishes: set_publishes. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { event:
    is_set;
    every_form_sees_a_set_event;
    set_releases_all;
    set_then_clear_releases_all;
    timeouts;
    set_publishes;
    ping_pong;
    stress;
}
