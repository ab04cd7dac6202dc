//! The reports themselves, as lists show and find them: places, and words as residents write them, a few much more often
//! than most.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{Datelike, Duration, NaiveDateTime};
use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;
use rand::rngs::StdRng;
use sqlx::PgPool;
use uuid::Uuid;

pub(super) const REPORT: &str = "report (id, reference, state, category_id, place, place_source, sector_id, address, words, \
     language, channel, team_id, received_at, closed_at, first_closed_at, ended_at, merged_into, due_at)";
pub(super) const HISTORY: &str =
    "report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at, words)";

const STREETS: [&str; 40] = [
    "rue Oberkampf",
    "rue de Charonne",
    "boulevard Voltaire",
    "rue de Belleville",
    "avenue d’Italie",
    "rue Lecourbe",
    "rue Ordener",
    "rue de Flandre",
    "boulevard Ornano",
    "rue des Pyrénées",
    "avenue de Clichy",
    "rue Marcadet",
    "rue de Crimée",
    "rue de Tolbiac",
    "boulevard Barbès",
    "rue de Vaugirard",
    "avenue Daumesnil",
    "rue du Commerce",
    "rue Saint-Maur",
    "rue de Ménilmontant",
    "avenue Jean-Jaurès",
    "rue Doudeauville",
    "rue La Fayette",
    "rue de la Chapelle",
    "rue Championnet",
    "boulevard de Magenta",
    "rue d’Avron",
    "rue de Bagnolet",
    "rue Mouffetard",
    "rue Lepic",
    "rue des Martyrs",
    "quai de Jemmapes",
    "rue de Rivoli",
    "rue Monge",
    "rue Cler",
    "avenue de Saint-Ouen",
    "passage du Grand-Cerf",
    "villa Riberolle",
    "impasse Truillot",
    "rue de l’Évangile",
];
/// From the most frequent to the rarest.
const WORDS: [&str; 48] = [
    "sacs",
    "trottoir",
    "encombrants",
    "cartons",
    "matelas",
    "poubelle",
    "devant",
    "depuis",
    "porte",
    "déchets",
    "immeuble",
    "angle",
    "passage",
    "école",
    "odeur",
    "verre",
    "canapé",
    "meuble",
    "planches",
    "rats",
    "débordent",
    "plusieurs",
    "jours",
    "toujours",
    "personne",
    "piétons",
    "poussettes",
    "arbre",
    "gravats",
    "chantier",
    "frigo",
    "télévision",
    "peinture",
    "tag",
    "mur",
    "façade",
    "affiches",
    "mégots",
    "urine",
    "déjections",
    "seringue",
    "pigeons",
    "scooter",
    "vélo",
    "réfrigérateur",
    "baignoire",
    "lavabo",
    "aquarium",
];

/// What chance draws a report from.
pub(super) struct Drawn {
    streets: WeightedIndex<f64>,
    words: WeightedIndex<f64>,
    /// A category of each group.
    categories: BTreeMap<String, String>,
}

/// What is known of a report before its words.
pub(super) struct Known<'a> {
    pub(super) number: u128,
    pub(super) received: NaiveDateTime,
    pub(super) sector: &'a str,
    /// Empty: none.
    pub(super) team: &'a str,
    pub(super) group: &'a str,
    pub(super) channel: &'a str,
    /// As it is counted: open, done, rejected or merged.
    pub(super) state: &'a str,
    pub(super) closed_after: Option<Duration>,
    pub(super) contested: bool,
    /// Ended more than a year ago.
    pub(super) archived: bool,
}

impl Drawn {
    pub(super) async fn read(owner: &PgPool) -> anyhow::Result<Self> {
        // Zipf's law: the second is half as frequent as the first.
        let falling = |count: u32| WeightedIndex::new((1..=count).map(|rank| 1.0 / f64::from(rank)));
        let categories: Vec<(String, String)> = sqlx::query_as(
            "SELECT DISTINCT ON (group_id) group_id, id FROM category ORDER BY group_id, position",
        )
        .fetch_all(owner)
        .await?;
        Ok(Self {
            streets: falling(u32::try_from(STREETS.len())?)?,
            words: falling(u32::try_from(WORDS.len())?)?,
            categories: categories.into_iter().collect(),
        })
    }

    /// Its row, and that of what was said of it later.
    pub(super) fn write(
        &self,
        random: &mut StdRng,
        known: &Known<'_>,
        [reports, history]: [&mut String; 2],
    ) -> anyhow::Result<()> {
        let id = Uuid::from_u128(known.number);
        let state = match known.state {
            "open" if known.team.is_empty() => "to_requalify",
            "open" => "dispatched",
            _ if known.archived => "archived",
            "merged" => "duplicate",
            ended => ended,
        };
        let received = known.received;
        let month = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"][received.month0() as usize];
        let category = self.categories.get(known.group).map_or("bags", String::as_str);
        let (longitude, latitude) = (random.random_range(2.25..2.41), random.random_range(48.82..48.90));
        let street = STREETS[self.streets.sample(random)];
        let (house, area) = (random.random_range(1..160), &known.sector[3..]);
        write!(
            reports,
            "{id}\tS{}{month}{:08}\t{state}\t{category}\tSRID=4326;POINT({longitude:.6} {latitude:.6})\tphone\t{}\t\
             {house} {street}, 750{area} Paris\t",
            received.year(),
            known.number,
            known.sector,
        )?;
        if random.random_ratio(1, 3) {
            let count = random.random_range(4..14);
            self.say(random, count, reports)?;
        } else {
            reports.push_str("\\N");
        }
        let null = || "\\N".to_owned();
        let team = if known.team.is_empty() { null() } else { known.team.to_owned() };
        let closed = known.closed_after.map_or_else(null, |after| format!("{}Z", received + after));
        let ended = if known.state == "open" {
            null()
        } else {
            known.closed_after.map_or_else(|| format!("{received}Z"), |_| closed.clone())
        };
        // A report that was merged is the duplicate of the one before it.
        let main =
            if known.state == "merged" { Uuid::from_u128(known.number - 1).to_string() } else { null() };
        let due = received + Duration::hours(48);
        writeln!(
            reports,
            "\tfr\t{}\t{team}\t{received}Z\t{closed}\t{closed}\t{ended}\t{main}\t{due}Z",
            known.channel
        )?;
        if known.contested {
            let step = Uuid::from_u128(known.number | 1 << 100);
            write!(history, "{step}\t{id}\tcontest\treopened\tresident\t{due}Z\t{due}Z\t")?;
            self.say(random, 6, history)?;
            history.push('\n');
        }
        Ok(())
    }

    fn say(&self, random: &mut impl Rng, count: usize, row: &mut String) -> anyhow::Result<()> {
        for at in 0..count {
            write!(row, "{}{}", if at == 0 { "" } else { " " }, WORDS[self.words.sample(random)])?;
        }
        Ok(())
    }
}
