//! `Spsc` on every platform.
//!
//! | form | at once | blocked, then not | past deadline | it passes | other gone | cannot wait |
//! |---|---|---|---|---|---|---|
//! | `put` | in_order | blocked_go_on | - | - | a_dropped_end | handler |
//! | `try_put` | in_order | fails: in_order | - | - | a_dropped_end | handler |
//! | `put_timeout` | in_order | blocked_go_on | in_order | in_order | a_dropped_end | handler |
//! | `put_until` | in_order | blocked_go_on | in_order | timeouts | as `put_timeout` | as it |
//! | `get` | in_order | blocked_go_on | - | - | a_dropped_end | handler |
//! | `try_get` | in_order | fails: in_order | - | - | a_dropped_end | handler |
//! | `get_timeout` | in_order | blocked_go_on | in_order | timeouts | a_dropped_end | handler |
//! | `get_until` | in_order | blocked_go_on | in_order | timeouts | as `get_timeout` | as it |
//!
//! Two ends at a time: ends_are_handed_out_once, and by type: `ui`. Const: `statics`. Size:
//! `sizes`.

waitword_tests::on_every_platform! { spsc:
    in_order;
    blocked_go_on;
    a_dropped_end_ends_waits;
    ends_are_handed_out_once;
    timeouts_are_never_early;
    drop_drops_items;
    one_to_one;
    ping_pong;
}
