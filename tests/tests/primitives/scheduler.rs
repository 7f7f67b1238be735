//! `Scheduler` and `Timer`, on the platforms whose times can be told from each other: those with a
//! counter of 32 bits, which wraps around, are none.

macro_rules! on_platforms_with_moments {
    ($($body:ident;)*) => {
        waitword_tests::on! { threads, waitword_tests::platform::Threads, scheduler: $($body;)* }
        #[cfg(all(target_os = "linux", not(waitword_portable)))]
        waitword_tests::on! {
            processes, waitword_tests::platform::Processes, scheduler: $($body;)*
        }
        waitword_tests::on! { sim, waitword_tests::platform::Sim, scheduler: $($body;)* }
    };
}

on_platforms_with_moments! {
    in_the_order_in_which_they_are_due;
    th_33_no_shared_arguments;
    cancelled_before_it_fired;
    cancelled_while_it_fires;
    periodic;
    periodic_cancels_itself;
    dropped;
    timers;
}
