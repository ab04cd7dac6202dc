//! House numbers into the database: copied aside, then merged in one transaction.

use std::fmt::Write;

use anyhow::Context;
use model::address::folded;
use sqlx::{PgPool, Postgres, Transaction};

use super::Imported;
use super::line::House;

/// Bytes that are sent at once.
const PARCEL: usize = 1 << 16;

/// What a file holds, in a table that lives until the transaction ends.
pub(super) struct Incoming {
    transaction: Transaction<'static, Postgres>,
    parcel: String,
    /// House numbers whose line is broken: they are not gone.
    kept: Vec<String>,
    /// The street of the line before, made comparable: a street's numbers follow each other.
    street: (String, String),
}

impl Incoming {
    pub(super) async fn begin(database: &PgPool) -> anyhow::Result<Self> {
        let mut transaction = database.begin().await.context("can't reach the database")?;
        sqlx::query("LOCK TABLE street IN SHARE ROW EXCLUSIVE MODE").execute(&mut *transaction).await?;
        sqlx::query(
            "CREATE TEMPORARY TABLE incoming (id text, number integer, suffix text, street text, postcode text,
                 insee text, town text, words text, x double precision, y double precision) ON COMMIT DROP",
        )
        .execute(&mut *transaction)
        .await?;
        let street = (String::new(), String::new());
        Ok(Self { transaction, parcel: String::with_capacity(2 * PARCEL), kept: Vec::new(), street })
    }

    /// Adds a house number.
    pub(super) async fn push(&mut self, house: &House) -> anyhow::Result<()> {
        let place = format!("{} {} {}", house.street, house.postcode, house.town);
        if self.street.0 != place {
            self.street = (place.clone(), folded(&place));
        }
        let House { id, suffix, street, postcode, insee, town, .. } = house;
        let (x, y) = house.place.mercator();
        escaped(&mut self.parcel, id);
        write!(self.parcel, "\t{}", house.number)?;
        for text in [suffix, street, postcode, insee, town, &self.street.1] {
            self.parcel.push('\t');
            escaped(&mut self.parcel, text);
        }
        writeln!(self.parcel, "\t{x}\t{y}")?;
        if self.parcel.len() >= PARCEL { self.send().await } else { Ok(()) }
    }

    /// A house number that must not be taken for gone.
    pub(super) fn keep(&mut self, id: String) {
        self.kept.push(id);
    }

    async fn send(&mut self) -> anyhow::Result<()> {
        let mut copy = self.transaction.copy_in_raw("COPY incoming FROM STDIN").await?;
        copy.send(self.parcel.as_bytes()).await?;
        copy.finish().await?;
        self.parcel.clear();
        Ok(())
    }

    /// Merges what was added, and counts.
    pub(super) async fn finish(mut self, replace: bool, imported: &mut Imported) -> anyhow::Result<()> {
        self.send().await?;
        let mut transaction = self.transaction;
        sqlx::query("ANALYZE incoming").execute(&mut *transaction).await?;
        sqlx::query(
            "INSERT INTO street (insee, postcode, name, town, words)
             SELECT DISTINCT ON (insee, postcode, street) insee, postcode, street, town, words FROM incoming
             ORDER BY insee, postcode, street, id
             ON CONFLICT (insee, postcode, name) DO UPDATE SET town = excluded.town, words = excluded.words
             WHERE (street.town, street.words) <> (excluded.town, excluded.words)",
        )
        .execute(&mut *transaction)
        .await?;
        let (added, written): (i64, i64) = sqlx::query_as(
            "WITH written AS (
                 INSERT INTO address (id, street_id, number, suffix, place)
                 SELECT incoming.id, street.id, number, suffix, ST_SetSRID(ST_MakePoint(x, y), 3857)
                 FROM incoming JOIN street USING (insee, postcode) WHERE street.name = incoming.street
                 ON CONFLICT (id) DO UPDATE SET street_id = excluded.street_id, number = excluded.number,
                                                suffix = excluded.suffix, place = excluded.place
                 WHERE (address.street_id, address.number, address.suffix)
                           <> (excluded.street_id, excluded.number, excluded.suffix)
                       OR NOT address.place ~= excluded.place
                 RETURNING xmax = 0 AS added)
             SELECT count(*) FILTER (WHERE added), count(*) FROM written",
        )
        .fetch_one(&mut *transaction)
        .await?;
        let all: i64 =
            sqlx::query_scalar("SELECT count(*) FROM incoming").fetch_one(&mut *transaction).await?;
        if replace {
            let removed = sqlx::query(
                "DELETE FROM address WHERE id <> ALL($1) AND NOT EXISTS (SELECT FROM incoming WHERE id = address.id)",
            );
            imported.removed = removed.bind(&self.kept).execute(&mut *transaction).await?.rows_affected();
        }
        sqlx::query("DELETE FROM street WHERE NOT EXISTS (SELECT FROM address WHERE street_id = street.id)")
            .execute(&mut *transaction)
            .await?;
        sqlx::query("ANALYZE street, address").execute(&mut *transaction).await?;
        transaction.commit().await?;
        imported.added = added.unsigned_abs();
        imported.changed = (written - added).unsigned_abs();
        imported.same = (all - written).unsigned_abs();
        Ok(())
    }
}

/// A text in COPY's own format.
fn escaped(parcel: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\\' => parcel.push_str("\\\\"),
            '\t' => parcel.push_str("\\t"),
            '\0' => {}
            character => parcel.push(character),
        }
    }
}
