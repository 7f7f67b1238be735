//! `Depot` on every platform; `queue` has the table of forms, which are the same.

waitword_tests::on_every_platform! { depot:
    qu_01_basic;
    as_urgent_is_first_come;
    qu_03_join;
    qu_06_shrinking_queue;
    more_room_lets_in;
    qu_11_shutdown;
    qu_12_shutdown_now;
    many_to_many;
}
