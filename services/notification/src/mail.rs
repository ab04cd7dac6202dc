//! From a written letter to a message as mail servers take it.

use chrono::{DateTime, Utc};
use letters::Draft;
use lettre::Message;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use model::ids::{LetterId, RecipientId, ReportId};

use crate::dkim::Dkim;

/// Who writes, and with which key.
#[derive(Clone, Debug)]
pub struct Stationery {
    from: Mailbox,
    dkim: Option<Dkim>,
}

/// Where a letter about a report belongs.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The report.
    pub report: ReportId,
    /// The reader.
    pub recipient: RecipientId,
    /// The link that stops these letters, by GET for people and by POST for mail programs (RFC 8058).
    pub unsubscribe: String,
    /// Who reads answers; none: nobody does.
    pub reply_to: Option<Mailbox>,
}

/// To whom, and when.
#[derive(Clone, Debug)]
pub struct Cover<'a> {
    /// The ledger's row.
    pub letter: LetterId,
    /// The reader.
    pub to: Mailbox,
    /// Where it belongs; none for a letter that is about no report.
    pub thread: Option<&'a Thread>,
    /// When it is written.
    pub at: DateTime<Utc>,
}

impl Stationery {
    /// Letters from this sender; signed where there is a key.
    pub fn new(from: Mailbox, dkim: Option<Dkim>) -> Self {
        Self { from, dkim }
    }

    /// The domain of Message-IDs and of the pictures' Content-IDs.
    pub fn domain(&self) -> &str {
        self.from.email.domain()
    }

    /// The letter's Message-ID: the same however often it is sent, so that a reader's program can drop the second.
    pub fn message_id(&self, letter: LetterId) -> String {
        format!("<{letter}@{}>", self.domain())
    }

    /// Makes the message: text and HTML as alternatives, the pictures within the HTML.
    ///
    /// # Errors
    /// When lettre finds a part missing.
    pub fn message(&self, draft: &Draft, cover: Cover<'_>) -> Result<Message, lettre::error::Error> {
        let Cover { letter, to, thread, at } = cover;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(draft.subject.clone())
            .date(at.into())
            .message_id(Some(self.message_id(letter)))
            .header(AutoSubmitted("auto-generated".to_owned()));
        if let Some(Thread { report, recipient, unsubscribe, reply_to }) = thread {
            let root = format!("<report-{report}-{recipient}@{}>", self.domain());
            message = message
                .in_reply_to(root.clone())
                .references(root)
                .header(ListUnsubscribe(format!("<{unsubscribe}>")))
                .header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()));
            if let Some(reply_to) = reply_to {
                message = message.reply_to(reply_to.clone());
            }
        }
        let mut message = message.multipart(body(letter, draft))?;
        if let Some(dkim) = &self.dkim {
            dkim.sign(&mut message);
        }
        Ok(message)
    }
}

fn body(letter: LetterId, draft: &Draft) -> MultiPart {
    let jpeg = ContentType::parse("image/jpeg").unwrap_or(ContentType::TEXT_PLAIN);
    let related = MultiPart::related()
        .boundary(format!("related-{letter}"))
        .singlepart(SinglePart::html(draft.html.clone()));
    let related = draft.pictures.iter().fold(related, |related, picture| {
        let part = Attachment::new_inline_with_name(picture.content_id.clone(), picture.file_name.clone());
        related.singlepart(part.body(picture.jpeg.clone(), jpeg.clone()))
    });
    MultiPart::alternative()
        .boundary(format!("alternative-{letter}"))
        .singlepart(SinglePart::plain(draft.text.clone()))
        .multipart(related)
}

macro_rules! header {
    ($(#[$doc:meta])* $name:ident = $text:literal) => {
        $(#[$doc])*
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }
            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }
            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    };
}

header!(
    /// Keeps holiday replies away (RFC 3834).
    AutoSubmitted = "Auto-Submitted"
);
header!(
    /// RFC 2369.
    ListUnsubscribe = "List-Unsubscribe"
);
header!(
    /// RFC 8058.
    ListUnsubscribePost = "List-Unsubscribe-Post"
);
