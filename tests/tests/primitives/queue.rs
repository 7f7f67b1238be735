//! `Queue` on every platform.
//!
//! | form | at once | blocked, then not | past deadline | deadline passes | tie | cannot wait |
//! |---|---|---|---|---|---|---|
//! | `put` | qu_01 | many_to_many bodies | - | - | - | handler |
//! | `checked_put` | qu_01 | qu_01 | - | - | - | handler |
//! | `try_put` | qu_01 qu_05 | fails: qu_01 qu_05 | - | - | - | handler |
//! | `put_timeout` | qu_01 | qu_01 | values_come_back | qu_01 | tie | handler |
//! | `put_until` | qu_01 | qu_01 | values_come_back | timeouts | tie | as `put_timeout`: one path |
//! | `get` | qu_01 | many_to_many bodies | - | - | - | handler |
//! | `checked_get` | qu_01 | qu_01 | - | - | - | handler |
//! | `try_get` | qu_01 qu_05 | fails: qu_01 qu_05 | - | - | - | handler |
//! | `get_timeout` | qu_01 | qu_01 | qu_01 | qu_01 | tie | handler |
//! | `get_until` | qu_01 | qu_01 | qu_01 | timeouts | tie | as `get_timeout`: one path |
//! | `join` | qu_02 | qu_03 | - | - | - | handler |
//! | `checked_join` | qu_02 | all_joins | - | - | - | handler |
//! | `join_timeout` | qu_02 | all_joins | qu_02 | all_joins | tie | as `join`: one path |
//! | `join_until` | qu_02 | all_joins | qu_02 | timeouts | tie | as `join`: one path |
//! | `task_done` | qu_02 | qu_03 | - | - | - | handler |
//!
//! The many_to_many bodies are `large_items`, `small_items` and `owned_items`. Values in errors:
//! values_come_back. Drops: drop_drops_items, a_panic_drops_items. QU-04 has no meaning, as a
//! `Duration` is never negative; QU-06 none, as the size is part of the type; QU-07 to QU-20 are
//! those of a shutdown, which is not there. LIFO and priority queues are not there. No room at all,
//! or too much: `ui`. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { queue:
    qu_01_basic;
    qu_02_task_done;
    qu_03_join;
    qu_05_nowait;
    all_joins_end_with_the_last_task;
    timeouts_are_never_early;
    values_come_back;
    drop_drops_items;
    a_panic_drops_items;
    small_queues;
    large_items;
    small_items;
    owned_items;
    ping_pong;
    errors_have_texts;
}
