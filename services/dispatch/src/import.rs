//! What a city publishes, brought into the database: official outlines, and the national address base.

pub mod addresses;
pub mod sectors;
