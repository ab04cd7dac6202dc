//! What referents do with the rules beside using them: to try changed ones on what has happened.

pub mod replay;
