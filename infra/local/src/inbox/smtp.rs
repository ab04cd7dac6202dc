use std::io;
use std::slice::Iter;
use std::sync::Arc;
use std::time::Duration;

use smtp_proto::request::receiver::{DataReceiver, DummyDataReceiver, RequestReceiver};
use smtp_proto::{
    EXT_8BIT_MIME, EXT_PIPELINING, EXT_SIZE, EXT_SMTP_UTF8, EhloResponse, Error, MailFrom, Request,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::rehearsal::{Rehearsal, Rehearsals, Reply};
use super::store::{Envelope, Store};

/// Largest letter, in bytes.
pub(super) const MAX_LETTER: usize = 30 * 1024 * 1024;
/// Longest line of a letter without its line end, in bytes: RFC 5321, 4.5.3.1.6.
const MAX_LINE: usize = 998;
/// Recipients of one letter: RFC 5321, 4.5.3.1.8.
const MAX_RECIPIENTS: usize = 100;
/// How long a silent client is kept: RFC 5321, 4.5.3.2.7.
const PATIENCE: Duration = Duration::from_mins(5);

/// What every conversation of one inbox shares.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) store: Store,
    pub(super) rehearsals: Rehearsals,
}

/// Accepts connections until `stop`, then waits until each open conversation has been told.
pub(super) async fn serve(listener: TcpListener, post: Arc<Post>, stop: CancellationToken) {
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((socket, _)) => {
                let conversation = Conversation::new(socket, Arc::clone(&post), stop.clone());
                open.spawn(async move {
                    if let Err(error) = conversation.hold().await {
                        tracing::debug!(%error, "an SMTP conversation broke");
                    }
                });
            }
            Err(error) => crate::rest_after(error).await,
        }
    }
    drop(listener);
    open.close();
    open.wait().await;
}

/// Whether the conversation goes on after an answer.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Request,
    HangUp,
}

struct Conversation {
    socket: TcpStream,
    post: Arc<Post>,
    stop: CancellationToken,
    greeted: bool,
    sender: Option<String>,
    recipients: Vec<String>,
}

impl Conversation {
    fn new(socket: TcpStream, post: Arc<Post>, stop: CancellationToken) -> Self {
        Self { socket, post, stop, greeted: false, sender: None, recipients: Vec::new() }
    }

    async fn hold(mut self) -> io::Result<()> {
        self.say(220, "localhost Rue Nette inbox").await?;
        let mut requests = RequestReceiver::default();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = self.read(&mut buffer).await?;
            if read == 0 {
                return Ok(());
            }
            let mut bytes = buffer[..read].to_vec();
            loop {
                let mut rest = bytes.iter();
                let request = match requests.ingest(&mut rest) {
                    Err(Error::NeedsMoreData { .. }) => break,
                    Ok(request) => Ok(request.into_owned()),
                    Err(error) => Err(error),
                };
                bytes = rest.as_slice().to_vec();
                if self.answer(request, &mut bytes).await? == Next::HangUp {
                    return self.socket.shutdown().await;
                }
            }
        }
    }

    /// Answers one request. `rest` is what the client has already sent after it.
    async fn answer(
        &mut self,
        request: Result<Request<String>, Error>,
        rest: &mut Vec<u8>,
    ) -> io::Result<Next> {
        match request {
            Ok(Request::Ehlo { .. }) => self.greet().await?,
            Ok(Request::Helo { .. }) => {
                self.begin_again();
                self.greeted = true;
                self.say(250, "localhost").await?;
            }
            Ok(Request::Mail { from }) => self.mail(from).await?,
            Ok(Request::Rcpt { to }) => self.rcpt(to.address).await?,
            Ok(Request::Data) => return self.data(rest).await,
            Ok(Request::Rset) => {
                self.begin_again();
                self.say(250, "Begin again").await?;
            }
            Ok(Request::Noop { .. }) => self.say(250, "Still here").await?,
            Ok(Request::Vrfy { .. }) => self.say(252, "Send it and see").await?,
            Ok(Request::Quit) => {
                self.say(221, "Goodbye").await?;
                return Ok(Next::HangUp);
            }
            Ok(other) => self.say(502, &format!("{} is not spoken here", other.name())).await?,
            Err(Error::ResponseTooLong) => {
                self.say(500, "Line too long").await?;
                return Ok(Next::HangUp);
            }
            Err(Error::UnknownCommand) => self.say(500, "Unknown command").await?,
            Err(Error::InvalidSenderAddress | Error::InvalidRecipientAddress) => {
                self.say(553, "Not an address").await?;
            }
            Err(Error::UnsupportedParameter { .. }) => self.say(555, "Unknown parameter").await?,
            Err(_) => self.say(501, "Not understood").await?,
        }
        Ok(Next::Request)
    }

    async fn greet(&mut self) -> io::Result<()> {
        self.begin_again();
        self.greeted = true;
        let mut offer = EhloResponse::new("localhost");
        offer.capabilities = EXT_8BIT_MIME | EXT_PIPELINING | EXT_SIZE | EXT_SMTP_UTF8;
        offer.size = MAX_LETTER;
        let mut answer = Vec::new();
        offer.write(&mut answer)?;
        self.socket.write_all(&answer).await
    }

    async fn mail(&mut self, from: MailFrom<String>) -> io::Result<()> {
        if !self.greeted {
            return self.say(503, "EHLO comes first").await;
        }
        if self.sender.is_some() {
            return self.say(503, "One letter at a time").await;
        }
        if from.size > MAX_LETTER {
            return self.say(552, "Letter too large").await;
        }
        if let Some(Reply { code, text }) = self.post.rehearsals.take(Rehearsal::Sender) {
            return self.say(code, &text).await;
        }
        self.sender = Some(from.address);
        self.say(250, "Sender accepted").await
    }

    async fn rcpt(&mut self, to: String) -> io::Result<()> {
        if self.sender.is_none() {
            return self.say(503, "MAIL comes first").await;
        }
        if self.recipients.len() == MAX_RECIPIENTS {
            return self.say(452, "Too many recipients").await;
        }
        if to.is_empty() {
            return self.say(553, "A recipient needs an address").await;
        }
        if let Some(Reply { code, text }) = self.post.rehearsals.take(Rehearsal::Recipient) {
            return self.say(code, &text).await;
        }
        self.recipients.push(to);
        self.say(250, "Recipient accepted").await
    }

    async fn data(&mut self, rest: &mut Vec<u8>) -> io::Result<Next> {
        if self.recipients.is_empty() {
            self.say(503, "RCPT comes first").await?;
            return Ok(Next::Request);
        }
        self.say(354, "Go ahead, end with a line that has only a dot").await?;
        let Some(letter) = self.receive(rest).await? else {
            self.begin_again();
            self.say(552, "Letter too large").await?;
            return Ok(Next::Request);
        };
        let envelope = Envelope {
            from: self.sender.take().unwrap_or_default(),
            to: std::mem::take(&mut self.recipients),
        };
        let Reply { code, text } = match self.post.rehearsals.take(Rehearsal::Letter) {
            Some(refusal) => refusal,
            None if has_long_line(&letter) => Reply::new(554, "A line has more than 998 bytes"),
            None => self.keep(envelope, letter).await,
        };
        if code == 250 && self.post.rehearsals.take(Rehearsal::LostAnswer).is_some() {
            return Ok(Next::HangUp);
        }
        self.say(code, &text).await?;
        Ok(Next::Request)
    }

    /// Reads the letter up to its closing dot; `None` when it is larger than [`MAX_LETTER`].
    async fn receive(&mut self, rest: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
        let mut receiver = DataReceiver::new();
        let mut letter = Vec::new();
        // The receiver looks for a dot after a line end: this makes the letter's own first line one.
        receiver.ingest(&mut b"\r\n".iter(), &mut letter);
        letter.clear();
        let mut too_large: Option<DummyDataReceiver> = None;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let mut bytes: Iter<'_, u8> = rest.iter();
            let ended = match &mut too_large {
                None => receiver.ingest(&mut bytes, &mut letter),
                Some(discard) => discard.ingest(&mut bytes),
            };
            *rest = bytes.as_slice().to_vec();
            if too_large.is_none() && letter.len() > MAX_LETTER {
                too_large = Some(DummyDataReceiver::new_data(&receiver));
                letter = Vec::new();
            }
            if ended {
                return Ok(too_large.is_none().then_some(letter));
            }
            let read = self.read(&mut buffer).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            rest.extend_from_slice(&buffer[..read]);
        }
    }

    /// The letter is on disk before the client is told that it is.
    async fn keep(&self, envelope: Envelope, letter: Vec<u8>) -> Reply {
        let post = Arc::clone(&self.post);
        let kept = tokio::task::spawn_blocking(move || post.store.keep(envelope, &letter)).await;
        match kept.map_err(anyhow::Error::from).and_then(|kept| kept) {
            Ok(id) => Reply::new(250, format!("Kept as {id}")),
            Err(error) => {
                tracing::error!("a letter could not be kept: {error:#}");
                Reply::new(451, "The letter could not be written to disk")
            }
        }
    }

    async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        tokio::select! {
            read = self.socket.read(buffer) => read,
            () = tokio::time::sleep(PATIENCE) => {
                self.say(421, "Nothing heard for five minutes").await?;
                Ok(0)
            }
            () = self.stop.cancelled() => {
                self.say(421, "The inbox is closing").await?;
                Ok(0)
            }
        }
    }

    async fn say(&mut self, code: u16, text: &str) -> io::Result<()> {
        self.socket.write_all(format!("{code} {text}\r\n").as_bytes()).await
    }

    fn begin_again(&mut self) {
        self.sender = None;
        self.recipients.clear();
    }
}

fn has_long_line(letter: &[u8]) -> bool {
    letter.split(|&byte| byte == b'\n').any(|line| line.strip_suffix(b"\r").unwrap_or(line).len() > MAX_LINE)
}
