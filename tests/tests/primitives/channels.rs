//! `Channel`, `Mpmc`, `Oneshot`, `Broadcast` and `Watch` on every platform.
//!
//! The forms of a channel's ends are those of `Queue` by other names, so the body `in_order` calls
//! each once and what waits is tested with the queue. `Watch` is a mutex and a condition variable.

mod channel {
    waitword_tests::on_every_platform! { channel:
        in_order;
        the_last_sender_ends_it;
        what_is_left_is_received;
        the_last_receiver_ends_it;
        ends_are_handed_out_once;
        timeouts_are_never_early;
        many_to_many;
    }
}

mod mpmc {
    waitword_tests::on_every_platform! { mpmc:
        in_order;
        blocked_go_on;
        timeouts_are_never_early;
        drop_drops_items;
        many_to_many;
        ping_pong;
    }
}

mod oneshot {
    waitword_tests::on_every_platform! { oneshot:
        sent_is_received;
        blocked_go_on;
        values_come_back;
        a_timeout_is_never_early;
        again_and_again;
    }
}

mod broadcast {
    waitword_tests::on_every_platform! { broadcast:
        all_get_all;
        the_slow_are_told;
        all_who_wait_are_woken;
        closed_after_the_last;
        a_timeout_is_never_early;
        nothing_is_lost_unseen;
    }
}

mod latest {
    waitword_tests::on_every_platform! { latest:
        the_newest_is_seen_once;
        all_are_told;
        closed_after_the_last;
        a_panic_is_told;
        a_timeout_is_never_early;
    }
}
