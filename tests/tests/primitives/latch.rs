//! `Latch` on every platform.
//!
//! | form | open | closed | past deadline | passes | tie | cannot wait |
//! |---|---|---|---|---|---|---|
//! | `wait` | every_form | zero_releases | - | - | - | handler |
//! | `checked_wait` | every_form | zero_releases | - | - | - | handler |
//! | `wait_timeout` | every_form | zero_releases | timeouts | timeouts | tie | handler |
//! | `wait_until` | every_form | zero_releases | timeouts | timeouts | tie | one path |
//! | `arrive_and_wait` | counts_down | zero_releases | - | - | - | handler |
//! | `count_down`, `count_down_by` | counts_down | zero_releases | - | - | - | handler |
//!
//! Counts out of range: counts_out_of_range, and in a `static`: `ui`. What countdowns publish:
//! countdowns_publish. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { latch:
    counts_out_of_range;
    counts_down_once;
    every_form_sees_an_open_latch;
    zero_releases_all;
    timeouts;
    countdowns_publish;
}
