use chrono::{DateTime, Utc};
use model::ids::LetterId;
use sqlx::PgPool;
use web::{Language, Texts};

use letters::{City, ToRequalify};

/// What a referent's letter is written from.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) email: String,
    pub(crate) left: bool,
    language: String,
    reference: String,
    address: String,
    category: String,
    received_at: DateTime<Utc>,
    city: String,
    timezone: String,
    step: String,
    /// Why the dispatcher found no team.
    sentence: Option<String>,
    /// Why a crew sent it back.
    reason: Option<String>,
    words: Option<String>,
}

impl Row {
    /// As the letter takes them.
    pub(crate) fn facts(&self) -> anyhow::Result<ToRequalify> {
        let language: Language = self.language.parse()?;
        Ok(ToRequalify {
            language,
            city: City { name: self.city.clone(), zone: self.timezone.parse()? },
            reference: self.reference.clone(),
            address: self.address.clone(),
            category: self.category.clone(),
            received_at: self.received_at,
            why: self.why(Texts::of(language)),
        })
    }

    fn why(&self, texts: &Texts) -> String {
        let why = match (&self.sentence, &self.reason) {
            (Some(sentence), _) => texts.t1("letter-to-requalify-why", "why", sentence.as_str()),
            (None, Some(reason)) => texts.t(&format!("letter-to-requalify-{reason}")),
            (None, None) => texts.t(&format!("letter-to-requalify-{}", self.step)),
        };
        match &self.words {
            Some(words) => texts
                .with("letter-to-requalify-words", &[("why", why.into()), ("words", words.as_str().into())]),
            None => why,
        }
    }
}

/// The report as it waits, and the referent who is told.
pub(crate) async fn to_requalify(pool: &PgPool, letter: LetterId) -> sqlx::Result<Option<Row>> {
    sqlx::query_as!(
        Row,
        r#"SELECT staff.email, staff.left_at IS NOT NULL AS "left!", staff.language, report.reference,
               report.address, category.name ->> staff.language AS "category!", report.received_at,
               city.name AS city, city.timezone, told.move AS step, told.words,
               assignment.sentence ->> staff.language AS sentence, told.detail ->> 'reason' AS reason
           FROM letter
           JOIN staff ON staff.id = letter.staff_id
           JOIN report ON report.id = letter.report_id
           JOIN report_history told ON told.id = letter.history_id
           JOIN category ON category.id = report.category_id
           CROSS JOIN city
           LEFT JOIN assignment ON assignment.history_id = told.id
           WHERE letter.id = $1"#,
        letter.0
    )
    .fetch_optional(pool)
    .await
}
