//! The background of maps: pictures of a map service, through our own address, so that a resident's browser talks to
//! nobody else. Without a service, or while it is silent, a map shows the sectors' outlines.

use std::collections::{HashMap, VecDeque};
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use tokio::sync::Semaphore;
use url::Url;

use crate::Tile;

/// The French national map service: public, without a key (IGN Géoplateforme, WMTS, "Plan IGN", Etalab licence 2.0).
pub(crate) const NATIONAL: &str = "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0\
     &LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png\
     &TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";

/// Bytes of one picture, at most; a full one of 256 pixels has a tenth.
const MOST_TILE_BYTES: usize = 1_000_000;
/// Bytes of pictures kept in memory: about 3,000, the busy part of a city.
const MOST_KEPT_BYTES: usize = 64_000_000;
/// Questions to the service at once.
const MOST_ASKED: usize = 8;
const CONNECT: Duration = Duration::from_secs(2);
const WHOLE: Duration = Duration::from_secs(5);
/// Streets change slowly.
const FRESH: TimeDelta = TimeDelta::days(1);
/// How long a service that failed is left alone.
const REST: TimeDelta = TimeDelta::seconds(30);
const KINDS: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];

/// Where pictures of the background are asked for: an address with `{z}`, `{x}` and `{y}`, or nowhere (`none`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseTiles(Option<String>);

impl FromStr for BaseTiles {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(None));
        }
        let whole = ["{z}", "{x}", "{y}"].iter().all(|part| text.contains(part));
        let http = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if whole && http {
            Ok(Self(Some(text.to_owned())))
        } else {
            Err("expected `none`, or https://… with {z}, {x} and {y} in it".to_owned())
        }
    }
}

/// A picture as the service gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) kind: &'static str,
    pub(crate) bytes: Bytes,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
enum NoPicture {
    #[error("the map service does not answer")]
    Silent(#[from] reqwest::Error),
    #[error("the map service answers {0}")]
    Status(StatusCode),
    #[error("the map service sends no picture, but {0:?}")]
    Kind(String),
    #[error("the map service sends more than {MOST_TILE_BYTES} bytes")]
    TooLarge,
}

/// The service and what it gave before.
#[derive(Debug)]
pub(crate) struct Background {
    template: Option<String>,
    http: Client,
    asking: Semaphore,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    kept: HashMap<Tile, (DateTime<Utc>, Picture)>,
    /// The first is forgotten first.
    order: VecDeque<Tile>,
    bytes: usize,
    rests_until: Option<DateTime<Utc>>,
}

impl Background {
    pub(crate) fn new(BaseTiles(template): BaseTiles) -> reqwest::Result<Self> {
        let http = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .user_agent("Rue Nette")
            .build()?;
        Ok(Self { template, http, asking: Semaphore::new(MOST_ASKED), memory: Mutex::default() })
    }

    /// Whether a service is set.
    pub(crate) fn is_set(&self) -> bool {
        self.template.is_some()
    }

    /// A tile's picture; none: there is none now. An old one is better than none.
    pub(crate) async fn picture(&self, tile: Tile, now: DateTime<Utc>) -> Option<Picture> {
        let template = self.template.as_ref()?;
        if let Some(fresh) = self.memory().fresh(tile, now) {
            return Some(fresh);
        }
        let _turn = self.asking.acquire().await.ok()?;
        // Others may have asked meanwhile, and had an answer or none.
        let known = {
            let memory = self.memory();
            memory.fresh(tile, now).or_else(|| memory.rests(now).then(|| memory.old(tile)).flatten())
        };
        if known.is_some() || self.memory().rests(now) {
            return known;
        }
        match self.ask(template, tile).await {
            Ok(picture) => {
                self.memory().keep(tile, now, picture.clone());
                Some(picture)
            }
            // It answers, and has no such tile.
            Err(NoPicture::Status(StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST)) => None,
            Err(error) => {
                tracing::warn!(
                    error = format!("{:#}", anyhow::Error::from(error)),
                    "maps have no background"
                );
                let mut memory = self.memory();
                memory.rests_until = Some(now + REST);
                memory.old(tile)
            }
        }
    }

    async fn ask(&self, template: &str, Tile { zoom, x, y }: Tile) -> Result<Picture, NoPicture> {
        let address = [("{z}", zoom.to_string()), ("{x}", x.to_string()), ("{y}", y.to_string())]
            .iter()
            .fold(template.to_owned(), |address, (part, number)| address.replace(part, number));
        let mut answer = self.http.get(address).send().await.map_err(reqwest::Error::without_url)?;
        if answer.status() != StatusCode::OK {
            return Err(NoPicture::Status(answer.status()));
        }
        let said = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let plain = said.split(';').next().unwrap_or_default().trim();
        let kind = KINDS.into_iter().find(|kind| plain.eq_ignore_ascii_case(kind));
        let kind = kind.ok_or_else(|| NoPicture::Kind(plain.chars().take(40).collect()))?;
        let mut bytes = BytesMut::new();
        while let Some(chunk) = answer.chunk().await? {
            if bytes.len() + chunk.len() > MOST_TILE_BYTES {
                return Err(NoPicture::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Picture { kind, bytes: bytes.freeze() })
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn fresh(&self, tile: Tile, now: DateTime<Utc>) -> Option<Picture> {
        let kept = self.kept.get(&tile).filter(|(at, _)| (TimeDelta::zero()..FRESH).contains(&(now - *at)));
        kept.map(|(_, picture)| picture.clone())
    }

    fn old(&self, tile: Tile) -> Option<Picture> {
        self.kept.get(&tile).map(|(_, picture)| picture.clone())
    }

    fn rests(&self, now: DateTime<Utc>) -> bool {
        self.rests_until.is_some_and(|until| now < until)
    }

    fn keep(&mut self, tile: Tile, now: DateTime<Utc>, picture: Picture) {
        self.bytes += picture.bytes.len();
        match self.kept.insert(tile, (now, picture)) {
            Some((_, before)) => self.bytes -= before.bytes.len(),
            None => self.order.push_back(tile),
        }
        while self.bytes > MOST_KEPT_BYTES {
            let Some((_, first)) = self.order.pop_front().and_then(|first| self.kept.remove(&first)) else {
                return;
            };
            self.bytes -= first.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_tiles_names_its_three_numbers_or_is_refused() {
        assert!(NATIONAL.parse::<BaseTiles>().is_ok());
        assert_eq!("none".parse(), Ok(BaseTiles(None)));
        for bad in ["", "https://example.org/{z}/{x}", "file:///{z}/{x}/{y}", "{z}/{x}/{y}"] {
            assert!(bad.parse::<BaseTiles>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_oldest_goes_first() {
        let mut memory = Memory::default();
        let tile = |x| Tile { zoom: 19, x, y: 0 };
        let picture = Picture { kind: "image/png", bytes: Bytes::from(vec![0; MOST_TILE_BYTES]) };
        let now = DateTime::UNIX_EPOCH;
        for x in 0..100 {
            memory.keep(tile(x), now, picture.clone());
            memory.keep(tile(x), now, picture.clone());
            assert!(memory.bytes <= MOST_KEPT_BYTES);
        }
        assert_eq!(memory.kept.len(), MOST_KEPT_BYTES / MOST_TILE_BYTES);
        assert!(memory.old(tile(0)).is_none() && memory.fresh(tile(99), now).is_some());
        assert!(memory.fresh(tile(99), now + FRESH).is_none() && memory.old(tile(99)).is_some());
    }
}
