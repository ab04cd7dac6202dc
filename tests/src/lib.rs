#![doc = include_str!("../README.md")]

mod crew;
mod database;
mod desk;
mod first_page;
mod letter;
mod queries;
mod referent;
mod resident;
mod service;
mod stack;
mod staff;
pub mod street;
mod tile;
pub mod wrong;

pub use crew::{Crew, Job};
pub use database::TestDatabase;
pub use desk::PlainReports;
pub use first_page::{FIRST_PAGE_BUDGET, Loaded, first_page};
pub use letter::{Letter, Picture};
pub use queries::{CheckedQuery, checked_queries, query_with};
pub use referent::{DeskPage, Referent};
pub use resident::{Resident, Sent};
pub use service::Service;
pub use stack::Stack;
pub use staff::Member;
pub use tile::{Feature, features};

use chrono::{DateTime, TimeZone, Utc};
use chrono_tz::Europe::Paris;

/// A moment of the city's own time on Tuesday 24 November 2026.
///
/// # Panics
/// For an hour or minute that no clock shows.
pub fn paris(hour: u32, minute: u32) -> DateTime<Utc> {
    let local = Paris.with_ymd_and_hms(2026, 11, 24, hour, minute, 0).single();
    local.expect("an hour and a minute").to_utc()
}
