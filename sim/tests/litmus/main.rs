//! Litmus programs: the simulator's memory, held to a brute-force count of all executions.

mod counts;
mod differential;
mod generate;
mod graph;
mod oracle;
mod relation;
mod table;

use waitword_sim::litmus::Level;

/// The levels that are held to the count.
const LEVELS: [Level; 2] = [Level::Sc, Level::Cpp20];
