//! What dispatch promises to whoever brings a city's data: nothing half-written, every flaw in words, and the answers of
//! the dispatcher itself.

mod addresses;
mod packs;
mod points;
mod sectors;

use std::path::Path;

use dispatch::city_pack::{Loaded, Pack, load};
use harness::paris;
use sqlx::PgPool;

/// Paris, as it is in the template already.
async fn load_paris(database: &PgPool) -> anyhow::Result<Loaded> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/cities/paris");
    load(database, &Pack::read(&folder)?, paris(9, 0)).await
}
