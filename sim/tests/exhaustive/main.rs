//! `Exhaustive` beside a search that makes every interleaving: the same outcomes, and of operations
//! on words the same executions, each once.
//!
//! The programs are made by chance: of operations on words in the white box, of operations of
//! primitives in the black box. A program on which the two differ is made smaller before it is
//! shown.

mod both;
mod chance;
mod primitives;
mod words;
