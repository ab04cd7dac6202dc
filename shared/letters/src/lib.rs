#![doc = include_str!("../README.md")]

mod album;
mod closed;
mod draft;
mod merged;
mod my_reports;
mod news;
mod photo_unreadable;
mod received;
mod rejected;
mod reopened;
pub mod samples;
mod scheduled;
mod sign_in;
mod to_requalify;
mod words;
mod written;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use web::Language;

pub use closed::closed;
pub use draft::{Draft, Inline, Unwritten};
pub use merged::merged;
pub use my_reports::{MyReports, my_reports};
pub use photo_unreadable::photo_unreadable;
pub use received::received;
pub use rejected::rejected;
pub use reopened::reopened;
pub use scheduled::scheduled;
pub use sign_in::sign_in;
pub use to_requalify::{ToRequalify, to_requalify};
pub use written::written;

/// The city that writes.
#[derive(Clone, Debug)]
pub struct City {
    /// As on its plaques.
    pub name: String,
    /// Its clocks.
    pub zone: Tz,
}

/// What the reader is to the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Reported it.
    Reporter,
    /// Has the same problem.
    Follower,
    /// Their own report was merged into this one.
    Joined {
        /// Their own report's number.
        own: String,
    },
}

/// What every letter about a report is written from; texts in the reader's language.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The reader's.
    pub language: Language,
    /// The reader's.
    pub part: Part,
    /// Who writes.
    pub city: City,
    /// The public number.
    pub reference: String,
    /// In words: `12 rue Oberkampf, 75011 Paris`.
    pub address: String,
    /// The published label.
    pub category: String,
    /// For a dangerous category: whom to call first.
    pub emergency: Option<String>,
    /// For a category that no cleaning team handles: who does, as in a sentence.
    pub partner: Option<String>,
    /// The server's receipt.
    pub received_at: DateTime<Utc>,
    /// When it should be done.
    pub due_at: DateTime<Utc>,
}

/// A person's own links.
#[derive(Clone, Debug)]
pub struct Links {
    /// Follow the report, and answer.
    pub track: String,
    /// No more letters.
    pub stop: String,
}

/// A close, and what the crew left.
#[derive(Clone, Debug)]
pub struct Closed {
    /// As in a sentence; none where the report had no team.
    pub team: Option<String>,
    /// When it was cleaned.
    pub at: DateTime<Utc>,
    /// What the crew says.
    pub reply: Option<String>,
    /// After first; the first one is shown large.
    pub pictures: Vec<Picture>,
    /// What makes the pictures' Content-IDs unique in the world: `letter@domain`.
    pub content_ids: String,
}

/// A day on which a team will come.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// As in a sentence; none where the report had no team.
    pub team: Option<String>,
    /// The day, by the city's calendar.
    pub on: NaiveDate,
}

/// An end without cleaning, and why.
#[derive(Clone, Debug)]
pub struct Rejected {
    /// As in a sentence; none where the report had no team.
    pub team: Option<String>,
    /// When the crew was there.
    pub at: DateTime<Utc>,
    /// When the server wrote it: from here on it can be contested.
    pub recorded_at: DateTime<Utc>,
    /// Why, in the team's words.
    pub reason: Option<String>,
    /// What the crew found.
    pub pictures: Vec<Picture>,
    /// What makes the pictures' Content-IDs unique in the world: `letter@domain`.
    pub content_ids: String,
}

/// An end that somebody contests.
#[derive(Clone, Debug)]
pub struct Reopened {
    /// When.
    pub at: DateTime<Utc>,
    /// The reader said it; else somebody else who follows the report.
    pub by_reader: bool,
    /// It had been closed without cleaning; else it had been cleaned.
    pub was_refused: bool,
}

/// Before the cleaning, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// As it was.
    Before,
    /// As it is.
    After,
    /// As the crew found it, where it did not clean.
    Found,
}

/// One picture of a closing letter.
#[derive(Clone, Debug)]
pub struct Picture {
    /// When.
    pub stage: Stage,
    /// When it was taken, as far as known.
    pub at: DateTime<Utc>,
    /// Its large rendition.
    pub jpeg: Vec<u8>,
}

/// A link for a member of the staff.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The reader's.
    pub language: Language,
    /// The city's name.
    pub city: String,
    /// The reader's name.
    pub name: String,
    /// The link.
    pub link: String,
    /// When it stops working.
    pub until: DateTime<Utc>,
    /// The city's clocks.
    pub zone: Tz,
}
