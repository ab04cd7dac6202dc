//! `dispatch where`: for many points at once, the sector, team, rule and reason that a report there would get, by the
//! very code that dispatches reports.

mod known;
mod row;

use std::io::{Read, Write};

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use csv::{ByteRecord, ReaderBuilder, StringRecord, WriterBuilder};
use model::place::Point;
use sqlx::{PgConnection, PgPool};
use web::Language;

use known::City;
use row::{Asked, Columns};

pub(crate) use row::moment;

/// The columns that are added, in this order.
pub const FOUND: [&str; 6] =
    ["found_arrondissement", "found_quartier", "found_team", "found_rule", "found_reason", "found_address"];

/// What stands in a column for a point outside the city.
pub const OUTSIDE: &str = "outside";

/// Points that are asked about in one statement.
const TOGETHER: usize = 2_500;

/// How many rows there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub rows: u64,
    /// Outside the city.
    pub outside: u64,
    /// That could not be read; `found_reason` says why.
    pub broken: u64,
}

/// How to answer.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The moment of a row that names none.
    pub now: DateTime<Utc>,
    /// The language of `found_reason`.
    pub language: Language,
}

/// A row that was read, and what is asked about it; or why that can't be said.
type Row = (ByteRecord, Result<Asked, String>);

/// Reads points as CSV, and writes the same rows with what was found.
///
/// # Errors
/// When there is no column `lat` or `lon`, no city with rules, or a stream or the database fails. A broken row is no
/// error.
pub async fn locate(
    database: &PgPool,
    mut input: impl Read,
    output: impl Write,
    question: Question,
) -> anyhow::Result<Counts> {
    let mut text = Vec::new();
    input.read_to_end(&mut text).context("reading the points")?;
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|one| first.split(|byte| byte == one).count());
    let delimiter = delimiter.unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_slice());
    let header = reader.headers().context("the first line must name the columns")?.clone();
    let columns = Columns::read(&header)?;
    let mut writer = WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(output);
    writer.write_record(header.iter().chain(FOUND))?;
    let (mut one, mut other) = (database.acquire().await?, database.acquire().await?);
    for connection in [&mut one, &mut other] {
        // Thousands of points in one statement look dear enough to compile, which takes longer than the answer.
        sqlx::query("SET jit = off").execute(&mut **connection).await?;
    }
    let city = City::read(&mut one).await?;
    let mut records = reader.byte_records();
    let mut counts = Counts::default();
    loop {
        let mut batch = || -> Result<Vec<Row>, csv::Error> {
            records
                .by_ref()
                .take(TOGETHER)
                .map(|record| Ok(columns.asked(record?, &city, question)))
                .collect()
        };
        // Two at a time: the server has more than one core.
        let (first, second) = (batch()?, batch()?);
        if first.is_empty() {
            break;
        }
        let answers = tokio::try_join!(
            answer(&mut one, &city, &first, question.language),
            answer(&mut other, &city, &second, question.language),
        )?;
        for ((record, asked), found) in first.iter().zip(answers.0).chain(second.iter().zip(answers.1)) {
            counts.rows += 1;
            counts.broken += u64::from(asked.is_err());
            counts.outside += u64::from(found[0] == OUTSIDE);
            let missing = header.len().saturating_sub(record.len());
            let padding = std::iter::repeat_n(&b""[..], missing);
            let found = found.iter().map(String::as_bytes);
            writer.write_record(record.iter().take(header.len()).chain(padding).chain(found))?;
        }
    }
    writer.flush().context("writing the answers")?;
    Ok(counts)
}

/// The found columns of each row.
async fn answer(
    connection: &mut PgConnection,
    city: &City,
    rows: &[Row],
    language: Language,
) -> anyhow::Result<Vec<[String; 6]>> {
    let points: Vec<Point> = rows.iter().filter_map(|(_, asked)| Some(asked.as_ref().ok()?.point)).collect();
    let sectors = database::sectors::sectors_at(connection, &points, None).await?;
    let quartiers = if city.has_quartiers {
        quartiers(connection, &points, &sectors).await?
    } else {
        vec![Some(String::new()); points.len()]
    };
    let places: Vec<(Point, &str)> = points
        .iter()
        .zip(&sectors)
        .filter_map(|(point, sector)| Some((*point, sector.as_deref()?)))
        .collect();
    let mut addresses = database::addresses::many_in_words(connection, &places).await?.into_iter();
    let mut places = sectors.iter().zip(quartiers);
    let mut found = Vec::with_capacity(rows.len());
    for (_, asked) in rows {
        found.push(match asked {
            Err(why) => {
                let nothing = String::new;
                [nothing(), nothing(), nothing(), nothing(), why.clone(), nothing()]
            }
            Ok(asked) => {
                let (sector, quartier) = places.next().context("a sector for each point")?;
                let address = if sector.is_some() { addresses.next() } else { None };
                in_city(city, asked, sector.as_deref(), quartier, language).with_address(address)
            }
        });
    }
    Ok(found)
}

/// The quartier of each point that lies in the city; the others have none.
async fn quartiers(
    connection: &mut PgConnection,
    points: &[Point],
    sectors: &[Option<String>],
) -> anyhow::Result<Vec<Option<String>>> {
    let in_city: Vec<Point> =
        points.iter().zip(sectors).filter_map(|(point, sector)| sector.as_ref().map(|_| *point)).collect();
    let found = database::sectors::sectors_at(connection, &in_city, Some("quartier")).await?;
    let mut found = found.into_iter();
    Ok(sectors.iter().map(|sector| sector.as_ref().and_then(|_| found.next().flatten())).collect())
}

/// Everything but the address.
struct Found([String; 5]);

impl Found {
    fn with_address(self, address: Option<String>) -> [String; 6] {
        let [sector, quartier, team, rule, reason] = self.0;
        [sector, quartier, team, rule, reason, address.unwrap_or_else(|| OUTSIDE.to_owned())]
    }
}

fn in_city(
    city: &City,
    asked: &Asked,
    sector: Option<&str>,
    quartier: Option<String>,
    language: Language,
) -> Found {
    let quartier = quartier.unwrap_or_else(|| OUTSIDE.to_owned());
    let Some(sector) = sector else {
        let outside = || OUTSIDE.to_owned();
        return Found([outside(), quartier, outside(), outside(), asked.outside.clone()]);
    };
    if let Some(unknown) = &asked.unknown {
        return Found([sector.to_owned(), quartier, String::new(), String::new(), unknown.clone()]);
    }
    let choice = city.choose(asked, sector);
    let said = match language {
        Language::Fr => choice.sentence.fr,
        Language::En => choice.sentence.en,
    };
    let named = |id: Option<&str>| id.unwrap_or_default().to_owned();
    Found([sector.to_owned(), quartier, named(choice.team), named(choice.rule), said])
}

impl Columns {
    /// Finds the columns by their names.
    fn read(header: &StringRecord) -> anyhow::Result<Self> {
        let at = |name: &str| header.iter().position(|one| one.trim().eq_ignore_ascii_case(name));
        let (Some(latitude), Some(longitude)) = (at("lat"), at("lon")) else {
            let there: Vec<&str> = header.iter().collect();
            bail!("the first line must name the columns `lat` and `lon`; it names {}", there.join(", "));
        };
        if let Some(taken) = FOUND.into_iter().find(|name| at(name).is_some()) {
            bail!("the file has a column `{taken}` already: remove it, or rename it");
        }
        Ok(Self { latitude, longitude, category: at("category"), time: at("time"), width: header.len() })
    }
}
