use anyhow::Context;
use reqwest::header::ACCEPT_ENCODING;
use reqwest::{Client, Version};

/// Bytes that everything before a map may take together: 60 KB, as telephones count them.
pub const FIRST_PAGE_BUDGET: usize = 60_000;

/// A file that the first visit loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Its address without the hash of its content.
    pub name: String,
    /// Its head and body, as they are sent.
    pub bytes: usize,
}

/// What a telephone loads that opens the residents' site at `url` for the first time and asks for no map: the page, the
/// styles, scripts and icons that it names, the manifest with its icons, and the service worker.
///
/// # Errors
/// When one of them does not answer with 200.
pub async fn first_page(url: &str) -> anyhow::Result<Vec<Loaded>> {
    let http = Client::new();
    let (page, html) = load(&http, url, "/").await?;
    let plain = http.get(url).send().await?.text().await?;
    anyhow::ensure!(html < plain.len(), "the page is not compressed");
    let mut addresses: Vec<String> = ["href=\"", "src=\""]
        .iter()
        .flat_map(|mark| plain.split(mark).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .filter(|address| address.starts_with("/assets/") || address.starts_with("/manifest"))
        .map(str::to_owned)
        .collect();
    let manifest: serde_json::Value =
        http.get(format!("{url}/manifest.webmanifest")).send().await?.json().await?;
    let icons = manifest["icons"].as_array().context("icons")?;
    addresses.extend(icons.iter().filter_map(|icon| icon["src"].as_str().map(str::to_owned)));
    addresses.push("/sw.js".to_owned());
    addresses.sort();
    addresses.dedup();
    let mut loaded = vec![page];
    for address in addresses {
        loaded.push(load(&http, url, &address).await?.0);
    }
    Ok(loaded)
}

/// A file as a browser asks for it; and its body's bytes alone.
async fn load(http: &Client, url: &str, address: &str) -> anyhow::Result<(Loaded, usize)> {
    let answer =
        http.get(format!("{url}{address}")).header(ACCEPT_ENCODING, "gzip, deflate, br").send().await?;
    anyhow::ensure!(answer.status() == 200 && answer.version() == Version::HTTP_11, "{address}: {answer:?}");
    let line = "HTTP/1.1 200 OK\r\n\r\n".len();
    let head: usize =
        answer.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let body = answer.bytes().await?.len();
    let name = address.split('?').next().unwrap_or_default().to_owned();
    Ok((Loaded { name, bytes: line + head + body }, body))
}
