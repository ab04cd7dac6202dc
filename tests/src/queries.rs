use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::Value;

/// A query as a service sends it.
#[derive(Clone, Debug)]
pub struct CheckedQuery {
    /// With `$1` and so on.
    pub text: String,
    /// How many of them.
    pub parameters: usize,
}

/// Every query that was checked against the migrations: the services can send no others.
///
/// # Errors
/// When `.sqlx` is not what `cargo sqlx prepare` leaves.
pub fn checked_queries() -> anyhow::Result<Vec<CheckedQuery>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.sqlx");
    let mut queries = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let described: Value = serde_json::from_slice(&std::fs::read(file?.path())?)?;
        let text = described["query"].as_str().context("a query")?.to_owned();
        let parameters = described["describe"]["parameters"]["Left"].as_array().map_or(0, Vec::len);
        queries.push(CheckedQuery { text, parameters });
    }
    Ok(queries)
}

/// The one query that has these words.
///
/// # Errors
/// When none has them, or several.
pub fn query_with<'a>(queries: &'a [CheckedQuery], words: &str) -> anyhow::Result<&'a CheckedQuery> {
    let mut found = queries.iter().filter(|query| query.text.contains(words));
    let first = found.next().with_context(|| format!("no query has {words}"))?;
    ensure!(found.next().is_none(), "several queries have {words}");
    Ok(first)
}
