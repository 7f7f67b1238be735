//! Litmus programs: the simulator's memory, held to a brute-force count of all executions.

mod counts;
mod differential;
mod generate;
mod graph;
mod oracle;
mod relation;
mod table;
mod walks;

use waitword_sim::Memory;

/// The levels that are held to the count.
const LEVELS: [Memory; 2] = [Memory::Sc, Memory::Cpp20];
