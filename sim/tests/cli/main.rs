//! The program `waitword`, run as a user runs it: exit codes, pages, JSON, and what it says to
//! wrong usage.

mod explore;
mod list_and_run;
mod litmus;
mod replay;
mod usage;
mod waitword;
mod workers;
