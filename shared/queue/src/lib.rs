#![doc = include_str!("../README.md")]

mod consume;
mod delivery;
mod depth;
mod failure;
mod grave;
mod publish;
mod trace;

pub use consume::{Settings, consume};
pub use delivery::{Delivery, Done};
pub use depth::{Depth, depth};
pub use failure::{Failure, OrFail};
pub use grave::bring_back;
pub use publish::publish;

/// The channel on which a queue's consumers listen.
fn channel(queue: &str) -> String {
    format!("queue_{queue}")
}

/// The queue of what could not be handled.
pub fn dead(queue: &str) -> String {
    format!("{queue}_dead")
}
