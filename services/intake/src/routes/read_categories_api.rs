//! The categories, for programs that report.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use web::Lang;

use crate::Intake;
use crate::error::Failed;
use crate::store::{self, said};

/// A category.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryRead {
    /// What a report names.
    id: String,
    /// The group it belongs to, in the asked language.
    group: String,
    /// Its name, in the asked language.
    name: String,
    /// Hours within which it should be done.
    target_hours: i32,
    /// The emergency number comes first.
    danger: bool,
    /// No report of it is taken: whom to tell, in the asked language.
    #[serde(skip_serializing_if = "Option::is_none")]
    tell: Option<String>,
}

/// Every category, most used first, in the language of `Accept-Language`.
#[utoipa::path(get, path = "/api/v1/categories", responses((status = 200, body = Vec<CategoryRead>)))]
pub(crate) async fn read_categories(
    State(intake): State<Intake>,
    Lang(language): Lang,
) -> Result<Response, Failed> {
    let categories = store::categories(&intake.pool).await.map_err(|error| Failed(language, error.into()))?;
    let read: Vec<_> = categories
        .into_iter()
        .map(|category| CategoryRead {
            group: said(&category.group, language).to_owned(),
            name: said(&category.name, language).to_owned(),
            id: category.id,
            target_hours: category.target_hours,
            danger: category.danger,
            tell: category.tell.map(|tell| said(&tell, language).to_owned()),
        })
        .collect();
    Ok(Json(read).into_response())
}
