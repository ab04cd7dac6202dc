//! All SQL of intake.

mod account;
mod answers;
mod assist;
mod city;
mod expected;
mod following;
mod kinds;
mod map;
mod mine;
mod nearby;
mod own_data;
pub(crate) mod photos;
pub(crate) mod proofs;
mod reports;
mod rights;
mod satisfaction;
mod tracking;

pub(crate) use account::{close_resident, open_resident, reports_of, resident, sweep_residents};
pub(crate) use answers::{Answer, AnswerError, answer, may_answer, stop_letters};
pub(crate) use assist::{assistant, end_session, filed};
pub(crate) use city::{Category, City, Handled, categories, category, said};
pub(crate) use expected::{Closings, LOOKED_BACK, closings};
pub(crate) use following::{Following, NewFollower, NotFollowed, follow, may_follow};
pub(crate) use kinds::reported_here;
pub(crate) use map::{
    Behind, Counted, Listed, Named, cell_tile, counted, groups, listed, point_tile, sectors,
};
pub(crate) use mine::{ask_for_list, list};
pub(crate) use nearby::{Near, Nearby, nearby};
pub(crate) use own_data::{OwnData, own_data};
pub(crate) use reports::{Earlier, NewPhoto, NewReport, earlier, insert, next_counter};
pub(crate) use rights::{Cause, KEPT_MONTHS, due, erase};
pub(crate) use satisfaction::{NotRated, Rating, rate};
pub(crate) use tracking::{Event, Followed, Recipient, Shot, Standing, followed, recipient, rendition_of};
