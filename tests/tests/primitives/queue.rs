//! `Queue`, `LifoQueue` and `PriorityQueue` on every platform.
//!
//! The table is that of `Queue`; the other two are the same engine in another order, and have the
//! bodies that end in `each_order`. So have all of qu_07 to qu_20, the bodies of a shutdown.
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
//! `Duration` is never negative; QU-06 none, as the size is part of the type. No room at all, or
//! too much: `ui`. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { queue:
    qu_01_basic;
    qu_01_each_order;
    qu_01_blocked_on_each_order;
    qu_02_task_done;
    qu_03_join;
    qu_03_join_on_each_order;
    qu_05_nowait;
    qu_05_nowait_on_each_order;
    qu_07_shutdown_empty;
    qu_08_shutdown_nonempty;
    qu_09_shutdown_immediate;
    qu_10_shutdown_transitions;
    qu_11_shutdown_all_methods;
    qu_12_shutdown_immediate_all_methods;
    qu_13_shutdown_many_threads;
    qu_14_shutdown_immediate_many_threads;
    qu_15_shutdown_get;
    qu_16_shutdown_put;
    qu_17_shutdown_join;
    qu_18_shutdown_put_join;
    qu_19_shutdown_get_task_done_join;
    qu_20_shutdown_pending_get;
    orders_are_those_of_a_list;
    many_to_many_on_each_order;
    drop_drops_items_of_each_order;
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
