//! All SQL of intake.

mod answers;
mod city;
mod nearby;
pub(crate) mod photos;
mod reports;
mod tracking;

pub(crate) use answers::{Answer, AnswerError, answer, may_answer, stop_letters};
pub(crate) use city::{Category, City, categories, category, said};
pub(crate) use nearby::{nearby, reach};
pub(crate) use reports::{Earlier, NewPhoto, NewReport, earlier, insert, next_counter};
pub(crate) use tracking::{Event, Followed, Shot, Standing, followed, recipient, rendition_of};
