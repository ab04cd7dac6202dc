//! The three services by their names.

use std::fmt;
use std::str::FromStr;

use anyhow::Context;

/// One of the services that residents, crews and referents use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Takes reports.
    Intake,
    /// Finds the team; crews and referents work in it.
    Dispatch,
    /// Sends letters.
    Notification,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Intake, Self::Dispatch, Self::Notification];

    /// The name of its program.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Dispatch => "dispatch",
            Self::Notification => "notification",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Service {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> anyhow::Result<Self> {
        let known = Self::ALL.into_iter().find(|service| service.name() == name);
        known.with_context(|| format!("`{name}` is no service"))
    }
}
