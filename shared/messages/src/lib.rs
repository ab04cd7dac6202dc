#![doc = include_str!("../README.md")]

use chrono::{DateTime, Utc};
use model::ids::{HistoryId, LetterId, ListLinkId, PhotoId, RecipientId, ReportId, SignInId, StaffId};
use model::moves::Move;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A kind of message, and the queue it lies in.
pub trait Message: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The queue's name in pgmq; its dead queue is called the same with `_dead` behind.
    const QUEUE: &'static str;
}

/// Every queue there is.
pub const QUEUES: [&str; 3] = [ReportMessage::QUEUE, PhotoMessage::QUEUE, LetterMessage::QUEUE];

/// To the dispatcher: a report needs a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportMessage {
    /// The report.
    pub report: ReportId,
    /// The history row that made it need a team: its receipt, its reopening, its requalification.
    pub history: HistoryId,
    /// The move of that row.
    #[serde(rename = "move")]
    pub step: Move,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
}

impl Message for ReportMessage {
    const QUEUE: &'static str = "reports";
}

/// To the photo worker: the received bytes lie in the object store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoMessage {
    /// The photo.
    pub photo: PhotoId,
    /// Pixels, width times height as the file's header says: what it will cost.
    pub pixels: u32,
}

impl Message for PhotoMessage {
    const QUEUE: &'static str = "photos";
}

/// To notification: one letter to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LetterMessage {
    /// About a move of a report.
    Report {
        /// The ledger's row, written in the same transaction as this message.
        letter: LetterId,
        /// The report.
        report: ReportId,
        /// The history row that the letter tells.
        history: HistoryId,
        /// To whom; the address is read when it is sent.
        recipient: RecipientId,
        /// What happened.
        #[serde(rename = "move")]
        step: Move,
        /// When it happened.
        occurred_at: DateTime<Utc>,
    },
    /// A photo of the report can't be read: its reporter is asked for another. No move, so no history row.
    PhotoUnreadable {
        /// The ledger's row, written in the same transaction as this message.
        letter: LetterId,
        /// The report.
        report: ReportId,
        /// The photo that can't be read.
        photo: PhotoId,
        /// To whom; the address is read when it is sent.
        recipient: RecipientId,
    },
    /// What a referent wrote to somebody about a report, by hand; the words are read when it is sent.
    Written {
        /// The ledger's row, written in the same transaction as this message.
        letter: LetterId,
        /// The report.
        report: ReportId,
        /// The history row that has the words.
        history: HistoryId,
        /// To whom; the address is read when it is sent.
        recipient: RecipientId,
    },
    /// To a referent: a report waits for somebody to say what it is, or whose.
    ToRequalify {
        /// The ledger's row.
        letter: LetterId,
        /// The report.
        report: ReportId,
        /// The history row that made it wait.
        history: HistoryId,
        /// To whom.
        staff: StaffId,
    },
    /// A link to the list of all reports of an address, for who asked for it; the link itself is derived when it is sent.
    MyReports {
        /// The ledger's row.
        letter: LetterId,
        /// One of those with the address; it is read when the letter is sent.
        recipient: RecipientId,
        /// The link's row.
        link: ListLinkId,
    },
    /// A sign-in link for a member of the staff; the link itself is derived when it is sent.
    SignIn {
        /// The ledger's row.
        letter: LetterId,
        /// The nonce row.
        sign_in: SignInId,
    },
}

impl LetterMessage {
    /// The ledger's row.
    pub fn letter(&self) -> LetterId {
        match self {
            Self::Report { letter, .. }
            | Self::PhotoUnreadable { letter, .. }
            | Self::Written { letter, .. }
            | Self::ToRequalify { letter, .. }
            | Self::MyReports { letter, .. }
            | Self::SignIn { letter, .. } => *letter,
        }
    }

    /// The report that it is about; none for a link to sign in, or to a list.
    pub fn report(&self) -> Option<ReportId> {
        match self {
            Self::Report { report, .. }
            | Self::PhotoUnreadable { report, .. }
            | Self::Written { report, .. }
            | Self::ToRequalify { report, .. } => Some(*report),
            Self::MyReports { .. } | Self::SignIn { .. } => None,
        }
    }
}

impl Message for LetterMessage {
    const QUEUE: &'static str = "letters";
}

/// What lies in a queue: the message, and the trace it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<M> {
    /// W3C Trace Context, `traceparent`: one trace shows one report's whole way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    /// The message.
    pub message: M,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use serde_json::json;
    use uuid::Uuid;

    fn id<T: From<Uuid>>(last: u8) -> T {
        T::from(Uuid::from_u128(u128::from(last)))
    }

    /// A message written by the version before must be read by this one, and the other way round.
    fn wire<M: Message + PartialEq + std::fmt::Debug>(message: M, json: &serde_json::Value) {
        let envelope = Envelope { traceparent: Some("00-1-2-01".into()), message };
        let written = serde_json::to_value(&envelope).expect("written");
        assert_eq!(&written, json);
        assert_eq!(serde_json::from_value::<Envelope<M>>(written).expect("read"), envelope);
    }

    #[test]
    fn the_wire_format_does_not_change_unnoticed() {
        let occurred_at = Utc.with_ymd_and_hms(2026, 11, 24, 11, 45, 0).single().expect("a moment");
        wire(
            ReportMessage { report: id(1), history: id(2), step: Move::Receive, occurred_at },
            &json!({"traceparent": "00-1-2-01", "message": {
                "report": "00000000-0000-0000-0000-000000000001",
                "history": "00000000-0000-0000-0000-000000000002",
                "move": "receive", "occurred_at": "2026-11-24T11:45:00Z"}}),
        );
        wire(
            PhotoMessage { photo: id(3), pixels: 12_192_768 },
            &json!({"traceparent": "00-1-2-01", "message": {
                "photo": "00000000-0000-0000-0000-000000000003", "pixels": 12_192_768}}),
        );
        wire(
            LetterMessage::Report {
                letter: id(4),
                report: id(1),
                history: id(2),
                recipient: id(5),
                step: Move::Close,
                occurred_at,
            },
            &json!({"traceparent": "00-1-2-01", "message": {"kind": "report",
                "letter": "00000000-0000-0000-0000-000000000004",
                "report": "00000000-0000-0000-0000-000000000001",
                "history": "00000000-0000-0000-0000-000000000002",
                "recipient": "00000000-0000-0000-0000-000000000005",
                "move": "close", "occurred_at": "2026-11-24T11:45:00Z"}}),
        );
        wire(
            LetterMessage::PhotoUnreadable { letter: id(4), report: id(1), photo: id(3), recipient: id(5) },
            &json!({"traceparent": "00-1-2-01", "message": {"kind": "photo_unreadable",
                "letter": "00000000-0000-0000-0000-000000000004",
                "report": "00000000-0000-0000-0000-000000000001",
                "photo": "00000000-0000-0000-0000-000000000003",
                "recipient": "00000000-0000-0000-0000-000000000005"}}),
        );
        wire(
            LetterMessage::Written { letter: id(4), report: id(1), history: id(2), recipient: id(5) },
            &json!({"traceparent": "00-1-2-01", "message": {"kind": "written",
                "letter": "00000000-0000-0000-0000-000000000004",
                "report": "00000000-0000-0000-0000-000000000001",
                "history": "00000000-0000-0000-0000-000000000002",
                "recipient": "00000000-0000-0000-0000-000000000005"}}),
        );
        wire(
            LetterMessage::ToRequalify { letter: id(4), report: id(1), history: id(2), staff: id(7) },
            &json!({"traceparent": "00-1-2-01", "message": {"kind": "to_requalify",
                "letter": "00000000-0000-0000-0000-000000000004",
                "report": "00000000-0000-0000-0000-000000000001",
                "history": "00000000-0000-0000-0000-000000000002",
                "staff": "00000000-0000-0000-0000-000000000007"}}),
        );
        wire(
            LetterMessage::MyReports { letter: id(4), recipient: id(5), link: id(8) },
            &json!({"traceparent": "00-1-2-01", "message": {"kind": "my_reports",
                "letter": "00000000-0000-0000-0000-000000000004",
                "recipient": "00000000-0000-0000-0000-000000000005",
                "link": "00000000-0000-0000-0000-000000000008"}}),
        );
        wire(
            LetterMessage::SignIn { letter: id(4), sign_in: id(6) },
            &json!({"traceparent": "00-1-2-01", "message": {"kind": "sign_in",
                "letter": "00000000-0000-0000-0000-000000000004",
                "sign_in": "00000000-0000-0000-0000-000000000006"}}),
        );
    }
}
