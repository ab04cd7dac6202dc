//! All SQL of this service, by what it is about.

pub(crate) mod assignments;
pub(crate) mod closings;
pub(crate) mod contractors;
pub(crate) mod due;
pub(crate) mod jobs;
pub(crate) mod moves;
pub(crate) mod proofs;
pub(crate) mod releases;
pub(crate) mod sign_ins;
pub(crate) mod standing;
