//! `/desk/city/pack`: the city as it is now, as the files of a city pack.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use web::Page;

use super::Here;
use crate::Service;
use crate::city_pack::{PackFile, export};
use crate::error::{Problem, rendered};
use crate::routes::desk::Nav;
use crate::session::Admin;

#[derive(Template)]
#[template(path = "city_pack.html")]
struct PackPage {
    page: Page,
    nav: Nav,
    files: Vec<File>,
}

struct File {
    name: &'static str,
    says: String,
    size: String,
}

pub(super) async fn show(State(service): State<Service>, Admin(staff): Admin) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let file = |file: PackFile| {
        let stem = file.name.split('.').next().unwrap_or_default();
        File {
            says: here.texts.t(&format!("city-pack-{stem}")),
            size: here.texts.t1("city-pack-size", "kilobytes", file.text.len().div_ceil(1000)),
            name: file.name,
        }
    };
    let page = PackPage {
        page: here.page(here.texts.t("city-pack"), "/desk/city/pack"),
        nav: here.nav(),
        files: files(&service).await?.into_iter().map(file).collect(),
    };
    Ok(rendered(StatusCode::OK, &page))
}

pub(super) async fn file(
    State(service): State<Service>,
    Admin(_): Admin,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let found = files(&service).await?.into_iter().find(|file| file.name == name);
    let PackFile { name, text } = found.ok_or(Problem::NotFound)?;
    let kind = if name.ends_with(".geojson") { "application/geo+json" } else { "application/toml" };
    let saved_as = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, saved_as)];
    Ok((headers, text).into_response())
}

async fn files(service: &Service) -> Result<Vec<PackFile>, Problem> {
    Ok(export(&mut *service.database.acquire().await?).await?)
}
