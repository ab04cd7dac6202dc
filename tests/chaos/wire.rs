//! Enough of three languages to know when a conversation comes to a moment that matters.

use std::collections::HashMap;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Client,
    Server,
}

/// A moment at which a process may die.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The database is about to be asked a statement that was prepared before.
    Asked,
    /// COMMIT was said and the database has not heard it.
    Commit,
    /// The database has committed and the service has not heard it.
    Committed,
    /// An object is about to be sent, asked for, answered; and half of the answer is through.
    PutAsked,
    PutAnswered,
    PutHalfAnswered,
    GetAsked,
    GetAnswered,
    GetHalfAnswered,
    /// The client wants to send a letter.
    Data,
    /// Everything of the letter but its end is through.
    LetterEnd,
    /// The mail server has the letter, and the service has not heard it.
    LetterAnswered,
}

/// Bytes to pass on, or a moment that comes before the bytes behind it, and what it is about.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Bytes(Vec<u8>),
    Moment(Moment, String),
}

/// One conversation.
pub(crate) enum Wire {
    Postgres(Postgres),
    Http(Http),
    Smtp(Smtp),
}

impl Wire {
    pub(crate) fn postgres() -> Self {
        Self::Postgres(Postgres::default())
    }

    pub(crate) fn http() -> Self {
        Self::Http(Http::default())
    }

    pub(crate) fn smtp() -> Self {
        Self::Smtp(Smtp::default())
    }

    /// What one side said, as it is to be passed on.
    pub(crate) fn heard(&mut self, side: Side, bytes: &[u8]) -> Vec<Piece> {
        match (self, side) {
            (Self::Postgres(wire), Side::Client) => wire.client(bytes),
            (Self::Postgres(wire), Side::Server) => wire.server(bytes),
            (Self::Http(wire), Side::Client) => wire.client(bytes),
            (Self::Http(wire), Side::Server) => wire.server(bytes),
            (Self::Smtp(wire), Side::Client) => wire.client(bytes),
            (Self::Smtp(wire), Side::Server) => wire.server(bytes),
        }
    }
}

/// PostgreSQL's protocol 3.0 without TLS: frames of a letter, a length and a body.
#[derive(Default)]
pub(crate) struct Postgres {
    started: bool,
    from_client: Vec<u8>,
    from_server: Vec<u8>,
    statements: HashMap<Vec<u8>, String>,
    /// Every statement of this transaction.
    said: String,
}

/// Takes the first whole frame; the startup message has no letter.
fn frame(buffer: &mut Vec<u8>, lettered: bool) -> Option<Vec<u8>> {
    let at = usize::from(lettered);
    let length = buffer.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)?;
    let whole = at + usize::try_from(length).ok()?;
    (buffer.len() >= whole).then(|| buffer.drain(..whole).collect())
}

/// The words up to a zero byte, and what is behind it.
fn word(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

impl Postgres {
    fn client(&mut self, bytes: &[u8]) -> Vec<Piece> {
        self.from_client.extend_from_slice(bytes);
        let mut pieces = Vec::new();
        while let Some(frame) = frame(&mut self.from_client, self.started) {
            if self.started {
                let body = &frame[5..];
                match frame[0] {
                    b'Q' => {
                        if body.starts_with(b"BEGIN") {
                            self.said.clear();
                        } else if body.starts_with(b"COMMIT") {
                            pieces.push(Piece::Moment(Moment::Commit, self.said.clone()));
                        }
                    }
                    b'P' => {
                        let (name, rest) = word(body);
                        let text = String::from_utf8_lossy(word(rest).0).into_owned();
                        self.statements.insert(name.to_owned(), text);
                    }
                    b'B' => {
                        let (name, _) = word(word(body).1);
                        let text = self.statements.get(name).cloned().unwrap_or_default();
                        self.said.push_str(&text);
                        self.said.push('\n');
                        pieces.push(Piece::Moment(Moment::Asked, text));
                    }
                    _ => {}
                }
            }
            self.started = true;
            pieces.push(Piece::Bytes(frame));
        }
        pieces
    }

    fn server(&mut self, bytes: &[u8]) -> Vec<Piece> {
        self.from_server.extend_from_slice(bytes);
        let mut pieces = Vec::new();
        while let Some(frame) = frame(&mut self.from_server, true) {
            if frame[0] == b'C' && frame[5..].starts_with(b"COMMIT\0") {
                pieces.push(Piece::Moment(Moment::Committed, self.said.clone()));
            }
            pieces.push(Piece::Bytes(frame));
        }
        pieces
    }
}

/// HTTP/1.1 without pipelining, as S3's clients speak it.
#[derive(Default)]
pub(crate) struct Http {
    /// The request line that waits for its answer.
    asked: Option<String>,
    /// The request line whose answer's head is through, and no byte of its body.
    answered: Option<String>,
}

impl Http {
    fn client(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let line = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = String::from_utf8_lossy(line);
        if self.asked.is_none() && line.ends_with(" HTTP/1.1") {
            let moment = match line.split(' ').next() {
                Some("PUT") => Some(Moment::PutAsked),
                Some("GET") => Some(Moment::GetAsked),
                _ => None,
            };
            pieces.extend(moment.map(|moment| Piece::Moment(moment, line.clone().into_owned())));
            self.asked = Some(line.into_owned());
        }
        pieces.push(Piece::Bytes(bytes.to_owned()));
        pieces
    }

    fn server(&mut self, bytes: &[u8]) -> Vec<Piece> {
        if let Some(asked) = self.answered.take() {
            return halves(bytes, Moment::GetHalfAnswered, asked);
        }
        // 100 Continue is no answer yet.
        if !bytes.starts_with(b"HTTP/1.1 ") || bytes.starts_with(b"HTTP/1.1 1") {
            return vec![Piece::Bytes(bytes.to_owned())];
        }
        let asked = self.asked.take().unwrap_or_default();
        let mut pieces = Vec::new();
        match asked.split(' ').next() {
            Some("PUT") => {
                pieces.push(Piece::Moment(Moment::PutAnswered, asked.clone()));
                pieces.extend(halves(bytes, Moment::PutHalfAnswered, asked));
            }
            Some("GET") => {
                pieces.push(Piece::Moment(Moment::GetAnswered, asked.clone()));
                let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
                let (head, body) = bytes.split_at(head);
                pieces.push(Piece::Bytes(head.to_owned()));
                if body.is_empty() {
                    self.answered = Some(asked);
                } else {
                    pieces.extend(halves(body, Moment::GetHalfAnswered, asked));
                }
            }
            _ => pieces.push(Piece::Bytes(bytes.to_owned())),
        }
        pieces
    }
}

/// The moment when half of something is through.
fn halves(bytes: &[u8], middle: Moment, about: String) -> Vec<Piece> {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    vec![Piece::Bytes(first.to_owned()), Piece::Moment(middle, about), Piece::Bytes(second.to_owned())]
}

/// SMTP without TLS, as RFC 5321 has it.
#[derive(Default)]
pub(crate) struct Smtp {
    line: Vec<u8>,
    /// The recipients of this letter.
    to: String,
    asked_for_data: bool,
    in_letter: bool,
    sent: bool,
}

const LAST: &[u8] = b"\r\n.\r\n";

impl Smtp {
    fn client(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if !self.in_letter {
            for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                self.line.extend_from_slice(line);
                if line.ends_with(b"\n") {
                    self.command(&mut pieces);
                }
            }
            pieces.push(Piece::Bytes(bytes.to_owned()));
            return pieces;
        }
        let before = self.line.len();
        self.line.extend_from_slice(bytes);
        let Some(at) = self.line.windows(LAST.len()).position(|window| window == LAST) else {
            let tail = self.line.len().saturating_sub(LAST.len() - 1);
            self.line.drain(..tail);
            return vec![Piece::Bytes(bytes.to_owned())];
        };
        // Of the last line, whatever came in this piece is held back.
        let cut = (at + 2).saturating_sub(before).min(bytes.len());
        self.line.clear();
        (self.in_letter, self.sent) = (false, true);
        vec![
            Piece::Bytes(bytes[..cut].to_owned()),
            Piece::Moment(Moment::LetterEnd, self.to.clone()),
            Piece::Bytes(bytes[cut..].to_owned()),
        ]
    }

    fn command(&mut self, pieces: &mut Vec<Piece>) {
        let line = String::from_utf8_lossy(&self.line).trim().to_owned();
        self.line.clear();
        let upper = line.to_ascii_uppercase();
        if upper.starts_with("MAIL FROM:") {
            self.to.clear();
        } else if upper.starts_with("RCPT TO:") {
            self.to.push_str(&line);
        } else if upper == "DATA" {
            self.asked_for_data = true;
            pieces.push(Piece::Moment(Moment::Data, self.to.clone()));
        }
    }

    fn server(&mut self, bytes: &[u8]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if std::mem::take(&mut self.asked_for_data) && bytes.starts_with(b"354") {
            self.in_letter = true;
            self.line.clear();
            // The letter's own first line may be its last.
            self.line.extend_from_slice(b"\r\n");
        } else if std::mem::take(&mut self.sent) {
            pieces.push(Piece::Moment(Moment::LetterAnswered, self.to.clone()));
        }
        pieces.push(Piece::Bytes(bytes.to_owned()));
        pieces
    }
}
