//! `Local` on every platform.

waitword_tests::on_every_platform! { local:
    tl_01_isolation;
    tl_02_not_visible;
    tl_03_values_of_ended_tasks;
    tl_04_recycled;
    tl_05_made_once_in_each_task;
    tl_06_many_go_while_a_task_ends;
    ended;
}
