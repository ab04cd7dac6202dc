//! One line of the address base.

use std::str::FromStr;

use model::place::Point;

/// A number that the address base gives to places without one.
const NO_NUMBER: u32 = 99_999;

/// A house number, ready for the database.
#[derive(Debug, PartialEq)]
pub(super) struct House {
    pub(super) id: String,
    pub(super) number: u32,
    pub(super) suffix: String,
    pub(super) street: String,
    pub(super) postcode: String,
    pub(super) insee: String,
    pub(super) town: String,
    pub(super) place: Point,
}

/// Why a line gives no house number.
#[derive(Debug, PartialEq)]
pub(super) enum Fault {
    /// Not this city's.
    Outside,
    /// It can't be read.
    Broken {
        /// Of whom it speaks, if that can be read.
        id: Option<String>,
        column: &'static str,
        why: String,
    },
}

/// Where each column is; the header says it.
#[derive(Debug)]
pub(super) struct Columns([usize; NAMES.len()], usize);

const NAMES: [&str; 9] =
    ["id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat"];

impl Columns {
    /// Reads the header.
    pub(super) fn read(header: &[u8]) -> anyhow::Result<Self> {
        let header = String::from_utf8_lossy(header);
        let names: Vec<&str> = header
            .trim_start_matches('\u{feff}')
            .split(';')
            .map(|name| name.trim().trim_matches('"'))
            .collect();
        let missing: Vec<&str> = NAMES.into_iter().filter(|name| !names.contains(name)).collect();
        anyhow::ensure!(
            missing.is_empty(),
            "this is not the address base's CSV: its first line must name the columns, with `;` between them; missing: {}",
            missing.join(", ")
        );
        let at = NAMES.map(|name| names.iter().position(|one| *one == name).unwrap_or_default());
        Ok(Self(at, names.len()))
    }

    /// Reads a line.
    pub(super) fn house(&self, line: &[u8], bounds: [f64; 4]) -> Result<House, Fault> {
        let broken = |column, why| Fault::Broken { id: None, column, why };
        let line = std::str::from_utf8(line).map_err(|error| {
            broken("id", format!("it is not UTF-8 from byte {} on", error.valid_up_to() + 1))
        })?;
        let fields = fields(line).map_err(|why| broken("id", why))?;
        if fields.len() != self.1 {
            return Err(broken(
                "id",
                format!("it has {} columns, the first line has {}", fields.len(), self.1),
            ));
        }
        let [id, number, suffix, street, postcode, insee, town, longitude, latitude] =
            self.0.map(|at| fields[at].trim());
        let id = present("id", id).map_err(|(column, why)| broken(column, why))?;
        let read = || -> Result<House, (&'static str, String)> {
            let number: u32 = parsed("numero", number)?;
            if number == NO_NUMBER || number > i32::MAX.unsigned_abs() {
                return Err(("numero", format!("{number} is no house number")));
            }
            let (longitude, latitude) = (parsed("lon", longitude)?, parsed("lat", latitude)?);
            let place = Point::new(longitude, latitude).map_err(|error| ("lon", error.to_string()))?;
            if within(latitude, longitude, bounds) && !within(longitude, latitude, bounds) {
                return Err(("lon", format!("{longitude} and lat {latitude} are swapped")));
            }
            Ok(House {
                id: id.clone(),
                number,
                suffix: suffix.to_lowercase(),
                street: present("nom_voie", street)?,
                postcode: postcode.to_owned(),
                insee: present("code_insee", insee)?,
                town: town_alone(&present("nom_commune", town)?),
                place,
            })
        };
        let house = read().map_err(|(column, why)| Fault::Broken { id: Some(id.clone()), column, why })?;
        let ours = within(house.place.longitude(), house.place.latitude(), bounds);
        if ours { Ok(house) } else { Err(Fault::Outside) }
    }
}

/// The fields of a line; quotes are rare in this file, and never span lines.
fn fields(line: &str) -> Result<Vec<String>, String> {
    if !line.contains('"') {
        return Ok(line.split(';').map(ToOwned::to_owned).collect());
    }
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(line.as_bytes());
    let record = reader.records().next().transpose().map_err(|error| error.to_string())?;
    Ok(record.unwrap_or_default().iter().map(ToOwned::to_owned).collect())
}

fn present(column: &'static str, text: &str) -> Result<String, (&'static str, String)> {
    if text.is_empty() { Err((column, "it is empty".into())) } else { Ok(text.to_owned()) }
}

fn parsed<T: FromStr>(column: &'static str, text: &str) -> Result<T, (&'static str, String)> {
    text.parse().map_err(|_| (column, format!("`{text}` is not a number")))
}

fn within(longitude: f64, latitude: f64, [west, south, east, north]: [f64; 4]) -> bool {
    (west..=east).contains(&longitude) && (south..=north).contains(&latitude)
}

/// "Paris 11e Arrondissement" is a municipality of the address base; on an envelope it is Paris.
fn town_alone(town: &str) -> String {
    let alone = town.strip_suffix("rrondissement").and_then(|rest| {
        let (name, number) = rest.trim_end_matches(['a', 'A']).trim_end().rsplit_once(' ')?;
        number.starts_with(|c: char| c.is_ascii_digit()).then_some(name)
    });
    alone.unwrap_or(town).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: [f64; 4] = [2.2190, 48.8120, 2.4750, 48.9060];
    const HEADER: &str = "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat";

    fn read(line: &str) -> Result<House, Fault> {
        Columns::read(HEADER.as_bytes()).unwrap().house(line.as_bytes(), PARIS)
    }

    #[test]
    fn a_line_is_a_house_number() {
        let house = read(
            "75111_6912_00014_bis;;14;BIS;Rue Oberkampf;75011;75111;Paris 11e Arrondissement;1;2;2.37;48.86",
        );
        let house = house.unwrap();
        assert_eq!((house.number, house.suffix.as_str(), house.town.as_str()), (14, "bis", "Paris"));
        assert_eq!((house.street.as_str(), house.postcode.as_str()), ("Rue Oberkampf", "75011"));
        let quoted = read("a;;1;;\"Rue \"\"du\"\" Bac; cour\";75007;75107;Paris;1;2;2.37;48.86").unwrap();
        assert_eq!(quoted.street, "Rue \"du\" Bac; cour");
        assert_eq!(town_alone("Lyon 1er Arrondissement"), "Lyon");
        assert_eq!(town_alone("Saint-Denis"), "Saint-Denis");
        assert_eq!(read("a;;1;;Rue X;93200;93066;Saint-Denis;1;2;2.35;48.93"), Err(Fault::Outside));
    }

    #[test]
    fn a_broken_line_is_named_by_its_column_and_why() {
        for (line, column, words) in [
            ("a;;1;;Rue X;75011;75111;Paris;1;2;2.37", "id", "it has 11 columns, the first line has 12"),
            (";;1;;Rue X;75011;75111;Paris;1;2;2.37;48.86", "id", "it is empty"),
            ("a;;x;;Rue X;75011;75111;Paris;1;2;2.37;48.86", "numero", "`x` is not a number"),
            ("a;;99999;;Rue X;75011;75111;Paris;1;2;2.37;48.86", "numero", "99999 is no house number"),
            ("a;;1;;;75011;75111;Paris;1;2;2.37;48.86", "nom_voie", "it is empty"),
            ("a;;1;;Rue X;75011;75111;Paris;1;2;2,37;48.86", "lon", "`2,37` is not a number"),
            ("a;;1;;Rue X;75011;75111;Paris;1;2;;48.86", "lon", "`` is not a number"),
            ("a;;1;;Rue X;75011;75111;Paris;1;2;48.86;2.37", "lon", "48.86 and lat 2.37 are swapped"),
            ("a;;1;;Rue X;75011;75111;Paris;1;2;2.37;NaN", "lon", "are not on earth"),
        ] {
            let Err(Fault::Broken { column: named, why, .. }) = read(line) else { panic!("{line}") };
            assert!(named == column && why.contains(words), "{line}: {named}: {why}");
        }
        let bytes = Columns::read(HEADER.as_bytes()).unwrap().house(b"a;;1;;Rue \xe9;;;;;;;", PARIS);
        assert!(matches!(bytes, Err(Fault::Broken { why, .. }) if why.contains("not UTF-8 from byte 11")));
    }

    #[test]
    fn a_file_without_the_columns_is_refused() {
        let said = Columns::read(b"id,numero,rep").unwrap_err().to_string();
        assert!(said.contains("missing: id, numero, rep, nom_voie"), "{said}");
        assert!(Columns::read(format!("\u{feff}{HEADER}").as_bytes()).is_ok());
    }
}
