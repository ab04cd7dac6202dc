use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Datelike, Timelike, Utc};
use futures_util::{Stream, StreamExt};
use tokio::net::TcpListener;
use tokio_stream::wrappers::WatchStream;
use tokio_util::sync::CancellationToken;

use super::letter::{Attachment, Letter, Piece, pieces};
use super::smtp::Post;
use super::store::{Entry, Received};

/// Letters on one page of the list.
const PER_PAGE: usize = 50;
/// Bytes of a letter shown on the page of its source; the whole can be downloaded.
const SOURCE_SHOWN: usize = 64 * 1024;

/// Our own pages take nothing from elsewhere and run nothing but our own script.
const PAGE_POLICY: &str = "default-src 'none'; img-src data:; style-src 'self'; script-src 'self'; \
    connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// A letter's HTML runs no script, has no origin, sends no form from here and loads only its own pictures.
const LETTER_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
    img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'";

#[derive(Clone)]
struct Pages {
    post: Arc<Post>,
    stop: CancellationToken,
}

pub(super) async fn serve(listener: TcpListener, post: Arc<Post>, stop: CancellationToken) {
    let router = Router::new()
        .route("/", get(list))
        .route("/messages/{id}", get(letter))
        .route("/messages/{id}/text", get(text))
        .route("/messages/{id}/source", get(source))
        .route("/messages/{id}/body", get(body))
        .route("/messages/{id}/parts/{number}", get(part))
        .route("/messages/{id}/original", get(original))
        .route("/events", get(events))
        .route("/inbox.css", get(|| async { asset("text/css", include_str!("../../assets/inbox.css")) }))
        .route("/inbox.js", get(|| async { asset("text/javascript", include_str!("../../assets/inbox.js")) }))
        .layer(middleware::map_response(add_headers))
        .with_state(Pages { post, stop: stop.clone() });
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await {
        tracing::error!(%error, "the inbox's pages ended badly");
    }
}

async fn add_headers(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(PAGE_POLICY));
    answer
}

fn asset(kind: &'static str, content: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind)], content)
}

/// Why a page could not be shown.
enum Problem {
    NoSuchLetter,
    Broken(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    sentence: &'static str,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, sentence) = match self {
            Self::NoSuchLetter => (StatusCode::NOT_FOUND, "Cette lettre n’existe pas."),
            Self::Broken(error) => {
                tracing::error!("a page of the inbox could not be shown: {error:#}");
                (StatusCode::INTERNAL_SERVER_ERROR, "La boîte aux lettres n’a pas pu lire ses fichiers.")
            }
        };
        (status, Html(ProblemPage { sentence }.render().unwrap_or_default())).into_response()
    }
}

/// Reads letters away from the threads that answer requests.
async fn read(post: &Arc<Post>, entries: Vec<Entry>) -> Result<Vec<Received>, Problem> {
    let post = Arc::clone(post);
    let read = move || entries.into_iter().map(|entry| post.store.read(entry)).collect();
    let letters: anyhow::Result<Vec<Received>> = tokio::task::spawn_blocking(read).await?;
    Ok(letters?)
}

async fn read_one(pages: &Pages, id: u64) -> Result<Received, Problem> {
    let entry = pages.post.store.entry(id).ok_or(Problem::NoSuchLetter)?;
    read(&pages.post, vec![entry]).await?.pop().ok_or(Problem::NoSuchLetter)
}

struct Row {
    id: u64,
    subject: String,
    from: String,
    to: String,
    time: String,
    instant: String,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    rows: Vec<Row>,
    total: usize,
    newest: u64,
    newer: Option<usize>,
    older: Option<usize>,
}

#[derive(serde::Deserialize)]
struct Turned {
    #[serde(default)]
    page: usize,
}

async fn list(
    State(pages): State<Pages>,
    Query(Turned { page }): Query<Turned>,
) -> Result<Html<String>, Problem> {
    let mut entries = pages.post.store.entries_after(0);
    let total = entries.len();
    let newest = entries.last().map_or(0, |entry| entry.id);
    entries.reverse();
    let page = page.min(total.saturating_sub(1) / PER_PAGE);
    let shown = entries.into_iter().skip(page * PER_PAGE).take(PER_PAGE).collect();
    let rows = read(&pages.post, shown).await?.iter().map(row).collect();
    let older = ((page + 1) * PER_PAGE < total).then_some(page + 1);
    Ok(Html(ListPage { rows, total, newest, newer: page.checked_sub(1), older }.render()?))
}

fn row(received: &Received) -> Row {
    let letter = Letter::parse(received.id, &received.raw);
    Row {
        id: received.id,
        subject: letter.subject(),
        from: letter.sender_short().unwrap_or_else(|| received.envelope.from.clone()),
        to: received.envelope.to.join(", "),
        time: in_words(received.at),
        instant: received.at.to_rfc3339(),
    }
}

/// "24 nov. 2026, 16 h 05", in Paris.
fn in_words(instant: DateTime<Utc>) -> String {
    const MONTHS: [&str; 12] =
        ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
    let paris = instant.with_timezone(&chrono_tz::Europe::Paris);
    let month = MONTHS[paris.month0() as usize];
    format!("{} {month} {}, {} h {:02}", paris.day(), paris.year(), paris.hour(), paris.minute())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Letter,
    Text,
    Source,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage<'a> {
    id: u64,
    tab: Tab,
    subject: String,
    from: String,
    to: String,
    time: String,
    instant: String,
    has_html: bool,
    has_text: bool,
    pieces: Vec<Piece<'a>>,
    source: String,
    left_out: usize,
    attachments: Vec<Attachment>,
}

async fn letter(State(pages): State<Pages>, Path(id): Path<u64>) -> Result<Html<String>, Problem> {
    show(&pages, id, Tab::Letter).await
}

async fn text(State(pages): State<Pages>, Path(id): Path<u64>) -> Result<Html<String>, Problem> {
    show(&pages, id, Tab::Text).await
}

async fn source(State(pages): State<Pages>, Path(id): Path<u64>) -> Result<Html<String>, Problem> {
    show(&pages, id, Tab::Source).await
}

async fn show(pages: &Pages, id: u64, wanted: Tab) -> Result<Html<String>, Problem> {
    let received = read_one(pages, id).await?;
    let letter = Letter::parse(id, &received.raw);
    let (has_html, text) = (letter.html().is_some(), letter.text());
    let tab = match wanted {
        Tab::Letter if !has_html => Tab::Text,
        tab => tab,
    };
    let shown = &received.raw[..received.raw.len().min(SOURCE_SHOWN)];
    let source = if tab == Tab::Source { String::from_utf8_lossy(shown).into_owned() } else { String::new() };
    let page = LetterPage {
        id,
        tab,
        subject: letter.subject(),
        from: letter.sender().unwrap_or_else(|| received.envelope.from.clone()),
        to: received.envelope.to.join(", "),
        time: in_words(received.at),
        instant: received.at.to_rfc3339(),
        has_html,
        has_text: text.is_some(),
        pieces: pieces(text.as_deref().unwrap_or_default()),
        source,
        left_out: received.raw.len().saturating_sub(SOURCE_SHOWN) / 1000,
        attachments: letter.attachments(),
    };
    Ok(Html(page.render()?))
}

async fn body(State(pages): State<Pages>, Path(id): Path<u64>) -> Result<Response, Problem> {
    let received = read_one(&pages, id).await?;
    let html = Letter::parse(id, &received.raw).html().ok_or(Problem::NoSuchLetter)?;
    Ok(([(header::CONTENT_SECURITY_POLICY, LETTER_POLICY)], Html(html)).into_response())
}

async fn part(
    State(pages): State<Pages>,
    Path((id, number)): Path<(u64, usize)>,
) -> Result<Response, Problem> {
    let received = read_one(&pages, id).await?;
    let letter = Letter::parse(id, &received.raw);
    let (kind, bytes) = letter.part(number).ok_or(Problem::NoSuchLetter)?;
    let disposition = if kind.starts_with("image/") { "inline" } else { "attachment" };
    Ok((sandboxed(kind, disposition), bytes.to_vec()).into_response())
}

async fn original(State(pages): State<Pages>, Path(id): Path<u64>) -> Result<Response, Problem> {
    let received = read_one(&pages, id).await?;
    Ok((sandboxed("message/rfc822", "attachment"), received.raw.to_vec()).into_response())
}

fn sandboxed(kind: &'static str, disposition: &'static str) -> [(HeaderName, &'static str); 3] {
    [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    ]
}

/// Says the newest letter's id, now and each time one comes in.
async fn events(State(pages): State<Pages>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let newest = WatchStream::new(pages.post.store.newest());
    let events = newest.map(|id| Ok(Event::default().data(id.to_string())));
    Sse::new(events.take_until(pages.stop.cancelled_owned())).keep_alive(KeepAlive::default())
}
