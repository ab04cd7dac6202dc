//! What the crate promises, shown with pictures that are drawn and files that are broken here.
#![expect(clippy::unwrap_used, reason = "a failed step of a test's own preparation fails the test")]

mod fuzzing;
mod inspecting;
mod pictures;
mod place_and_time;
mod refusing;
mod rendering;
