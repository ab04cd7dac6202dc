#![doc = include_str!("../README.md")]

mod background;
mod routes;
mod sectors;
mod tile;

use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use serde::Deserialize;
use service_kit::clock::SharedClock;
use sqlx::PgPool;
use tokio::sync::OnceCell;
use web::asset;

use background::{Background, NATIONAL};

pub use background::BaseTiles;
pub use routes::vector;
pub use tile::{Bounds, Tile};

/// Where backgrounds come from.
#[derive(Args, Clone, Debug)]
pub struct MapSettings {
    /// Where the background of maps comes from: an address with {z}, {x} and {y} (EPSG:3857, 256 pixels), or `none` for
    /// the sectors' outlines alone.
    #[arg(long, env = "BASE_TILES_URL", default_value = NATIONAL)]
    pub base_tiles_url: BaseTiles,
    /// Whose background it is, as its licence wants it said under each map.
    #[arg(long, env = "BASE_TILES_ATTRIBUTION", default_value = "IGN")]
    pub base_tiles_attribution: String,
}

/// What the maps of a city show: a part of its settings, `city.settings`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Area {
    /// The box around it, in degrees.
    pub bounds: Bounds,
    /// Whose outlines they are.
    #[serde(rename = "sector_attribution")]
    pub attribution: String,
}

/// The city's maps. Clones share everything.
#[derive(Clone, Debug)]
pub struct Maps(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    background: Background,
    attribution: String,
    database: PgPool,
    clock: SharedClock,
    area: OnceCell<Area>,
}

/// What a page needs to open a map when it is asked for.
#[derive(Clone, Debug)]
pub struct MapParts {
    /// The address of our own script.
    pub script: String,
    /// Of the worker that reads tiles: a file of its own, as the Content-Security-Policy wants it.
    pub worker: String,
    /// Of the styles.
    pub sheet: String,
    /// West, south, east, north, in degrees, with commas between them.
    pub bounds: String,
    /// Whose background it is; empty: there is none.
    pub base: String,
    /// Whose outlines.
    pub outlines: String,
}

impl Maps {
    /// Nothing is asked yet: neither the map service nor the database.
    ///
    /// # Errors
    /// When no client for HTTPS can be made.
    pub fn open(settings: MapSettings, database: PgPool, clock: SharedClock) -> anyhow::Result<Self> {
        let MapSettings { base_tiles_url, base_tiles_attribution: attribution } = settings;
        let background = Background::new(base_tiles_url).context("a client for map pictures")?;
        Ok(Self(Arc::new(Inner { background, attribution, database, clock, area: OnceCell::new() })))
    }

    /// What a page of this city needs.
    pub fn parts(&self, area: &Area) -> MapParts {
        let Bounds { west, south, east, north } = area.bounds;
        MapParts {
            script: asset("map.js"),
            worker: asset("map-worker.js"),
            sheet: asset("map.css"),
            bounds: format!("{west},{south},{east},{north}"),
            base: if self.0.background.is_set() { self.0.attribution.clone() } else { String::new() },
            outlines: area.attribution.clone(),
        }
    }

    /// The tile of an address `/{z}/{x}/{y}`; none: there is no such tile, or it shows nothing of the city.
    ///
    /// # Errors
    /// As the database says, which is asked for the city once.
    pub async fn tile(&self, zoom: &str, x: &str, y: &str) -> sqlx::Result<Option<Tile>> {
        let area = self.0.area.get_or_try_init(|| sectors::area(&self.0.database)).await?;
        Ok(Tile::read([zoom, x, y], &area.bounds))
    }
}
