#![doc = include_str!("../README.md")]

pub mod address;
pub mod calendar;
pub mod city;
pub mod email;
pub mod histogram;
pub mod ids;
#[macro_use]
pub mod moves;
pub mod place;
pub mod proof;
pub mod reference;
pub mod rules;
pub mod turnaround;
pub mod wording;
