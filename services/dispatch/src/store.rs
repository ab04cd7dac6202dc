//! All SQL of this service, by what it is about.

pub(crate) mod assignments;
pub(crate) mod city;
pub(crate) mod closings;
pub(crate) mod contractors;
pub(crate) mod counting;
pub(crate) mod desk;
pub(crate) mod due;
pub(crate) mod graves;
pub(crate) mod jobs;
pub(crate) mod letters;
pub(crate) mod meanwhile;
pub(crate) mod moves;
pub(crate) mod notes;
pub(crate) mod previews;
pub(crate) mod proofs;
pub(crate) mod quality;
pub(crate) mod releases;
pub(crate) mod replies;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod sheet;
pub(crate) mod sign_ins;
pub(crate) mod standing;
pub(crate) mod turnaround;
pub(crate) mod views;
pub(crate) mod wordings;
