//! Prepared answers, as crews choose them: in words about one report.

use chrono::{DateTime, Utc};
use model::city::Localized;
use model::ids::ReportId;
use sqlx::PgPool;
use sqlx::types::Json;

use crate::replies::Facts;

/// A prepared answer, with the facts of the report in the place of its placeholders.
pub(crate) struct Reply {
    pub(crate) id: String,
    /// Which save of it this is.
    pub(crate) version: i32,
    pub(crate) title: Localized,
    pub(crate) body: Localized,
    /// Fits this category by name, or any, or only others.
    pub(crate) fit: Fit,
}

/// How well a prepared answer fits a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// Written for it.
    Named,
    /// Written for any.
    Any,
    /// Written for others.
    Other,
    /// No longer offered; a phone without signal may still have it.
    Retired,
}

/// The end that a prepared answer announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Rejected,
}

impl Outcome {
    /// As the database has it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Rejected => "rejected",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [Self::Done, Self::Rejected].into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// The prepared answers for an end of any report, as they were written: their placeholders stand for each report's own facts.
pub(crate) async fn offered(database: &PgPool, outcome: Outcome) -> anyhow::Result<Vec<Reply>> {
    let rows = sqlx::query!(
        r#"SELECT id, version, title AS "title: Json<Localized>", body AS "body: Json<Localized>", categories = '{}' AS "any!"
           FROM reply WHERE outcome = $1 AND retired_at IS NULL ORDER BY position, id"#,
        outcome.as_str()
    )
    .fetch_all(database)
    .await?;
    let replies = rows.into_iter().map(|row| {
        let fit = if row.any { Fit::Any } else { Fit::Other };
        Reply { id: row.id, version: row.version, title: row.title.0, body: row.body.0, fit }
    });
    Ok(replies.collect())
}

/// The prepared answers for an end of a report at a moment, the fitting ones first.
pub(crate) async fn replies(
    database: &PgPool,
    report: ReportId,
    outcome: Outcome,
    at: DateTime<Utc>,
) -> anyhow::Result<Vec<Reply>> {
    let rows = sqlx::query!(
        r#"SELECT reply.id, version, title AS "title: Json<Localized>", body AS "body: Json<Localized>", categories,
               retired_at IS NOT NULL AS "retired!", reference, address, category_id,
               category.name AS "category: Json<Localized>", team.sentence_name AS "team?: Json<Localized>", timezone
           FROM report JOIN category ON category.id = category_id LEFT JOIN team ON team.id = team_id CROSS JOIN city
           JOIN reply ON reply.outcome = $2
           WHERE report.id = $1 ORDER BY reply.position, reply.id"#,
        report.0,
        outcome.as_str()
    )
    .fetch_all(database)
    .await?;
    let mut replies = Vec::new();
    for row in rows {
        let fit = match row.categories.as_slice() {
            _ if row.retired => Fit::Retired,
            [] => Fit::Any,
            named if named.contains(&row.category_id) => Fit::Named,
            _ => Fit::Other,
        };
        let day = at.with_timezone(&row.timezone.parse::<chrono_tz::Tz>()?).date_naive();
        let (category, team) = (row.category.0, row.team.map(|team| team.0));
        let facts = Facts { reference: row.reference, address: row.address, category, team, day };
        let body = facts.filled(&row.body.0);
        replies.push(Reply { id: row.id, version: row.version, title: row.title.0, body, fit });
    }
    replies.sort_by_key(|reply| reply.fit);
    Ok(replies)
}
