//! The program `waitword`, run as a user runs it: exit codes, pages, JSON, and what it says to wrong
//! usage.

mod list_and_run;
mod usage;
mod waitword;
