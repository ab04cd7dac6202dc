//! Ids are UUIDs of version 7 (RFC 9562): made by us before anything is written, and in order of time,
//! so that an index on them grows at its end. One type each, so that one can't be passed for another.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    };
}

id!(
    /// One problem at one place.
    ReportId
);
id!(
    /// One photo, before or after.
    PhotoId
);
id!(
    /// One row of a report's history: one move.
    HistoryId
);
id!(
    /// Somebody who follows a report: its reporter, or a resident who has the same problem.
    RecipientId
);
id!(
    /// One row of the delivery ledger.
    LetterId
);
id!(
    /// A member of the city's staff.
    StaffId
);
id!(
    /// One e-mailed sign-in link, good once.
    SignInId
);
id!(
    /// One e-mailed link to the list of an address's reports.
    ListLinkId
);
