//! `waitword_sim::std`: that std's names do on the simulator what they do on threads.

mod atomics;
mod threads;
