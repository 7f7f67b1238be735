//! `Once`, `OnceLock` and `LazyLock` on every platform.
//!
//! | form of `Once` | new | done | busy | past deadline | passes | tie | cannot wait |
//! |---|---|---|---|---|---|---|---|
//! | `call_once` | every_form | every_form | all_wait | - | - | - | handler |
//! | `checked_call_once` | every_form | every_form | all_wait | - | - | - | handler |
//! | `try_call_once` | every_form | every_form | busy | - | - | - | handler: it need not wait |
//! | `call_once_timeout` | every_form | every_form | all_wait | every_form | busy | tie | handler |
//! | `call_once_until` | every_form | every_form | busy | busy | busy | tie | one path |
//! | `wait` | stress | every_form | all_wait | - | - | - | handler |
//! | `checked_wait` | stress | every_form | as `wait` | - | - | - | handler |
//! | `wait_timeout` | stress | every_form | all_wait | every_form | busy | tie | handler |
//! | `wait_until` | stress | every_form | all_wait | every_form | busy | tie | one path |
//!
//! | form of `OnceLock` | empty | there | busy |
//! |---|---|---|---|
//! | `get`, `get_mut`, `take`, `into_inner` | set_and_get | set_and_get | a_panic |
//! | `set`, `try_set` | set_and_get | set_and_get | busy, models |
//! | `get_or_init` and its forms | every_form_makes | every_form_makes | busy |
//! | `get_or_try_init` | a_failure | a_failure | stress |
//! | `wait` and its forms | busy stress | every_form_makes | busy |
//!
//! `LazyLock`: lazy_is_made, busy as `OnceLock`, which makes its value. A panic:
//! a_panic_is_retried, a_panic_lets_a_waiter_try. Drops: values_are_dropped_once. What it
//! publishes: the_work_publishes. Const: `statics`. Size: `sizes`.

waitword_tests::on_every_platform! { once:
    every_form_does_it_once;
    every_form_sees_what_is_done;
    all_wait_for_the_work;
    busy;
    a_panic_is_retried;
    set_and_get;
    every_form_makes_the_value;
    a_failure_leaves_it_empty;
    values_are_dropped_once;
    lazy_is_made_when_needed;
    the_work_publishes;
    stress;
}

/// In the simulator this is model `the_first_panics`.
mod threads_only {
    waitword_tests::on_threads! { once:
        a_panic_lets_a_waiter_try;
    }
}
