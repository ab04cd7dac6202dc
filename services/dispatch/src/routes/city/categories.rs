//! `/desk/city/categories`: who handles each kind of problem, how soon, and what residents read of it.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::city::{Category, Group, HandledBy, NamedCalendar, Team};
use model::rules::{self, Flaw, Known, Rule};
use web::Texts;

use super::edit::{Editable, Shown};
use super::form::{About, Errors, Fields, Reading, Values};
use super::teams::clock;
use super::{Did, Here, List, Row};
use sqlx::PgConnection;

use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::said;
use crate::session::Referent;
use crate::store::city::log::{Author, Kind};
use crate::store::city::{self, Sector, calendars, categories, teams};

/// A year: nobody promises more.
const MOST_HOURS: i32 = 8784;
/// Metres within which two reports may be one.
const MOST_METRES: i32 = 1000;

pub(super) async fn list(
    State(service): State<Service>,
    Referent(staff): Referent,
    did: Query<Did>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let known = Categories::read(&mut *service.database.acquire().await?, "").await?;
    let (texts, language) = (here.texts, staff.language);
    let rows = known.all.iter().map(|category| {
        let calendar = known.calendars.iter().find(|one| Some(&one.id) == category.calendar.as_ref());
        let handled = category.partner.as_ref().map(|partner| said(language, partner).to_owned());
        Row {
            name: said(language, &category.name).to_owned(),
            small: category.id.clone(),
            link: here.link("categories", &category.id),
            cells: vec![
                handled
                    .unwrap_or_else(|| texts.t(&format!("city-handled_by-{}", category.handled_by.as_str()))),
                texts.t1("city-hours", "hours", category.target_hours),
                texts.t1("city-metres", "metres", category.radius_m),
                calendar.map(|calendar| said(language, &calendar.name).to_owned()).unwrap_or_default(),
                texts.t(if category.danger { "city-yes" } else { "city-no" }),
            ],
        }
    });
    let columns = ["category", "handled_by", "target_hours", "radius_m", "calendar", "danger"];
    let list = List { name: "categories", columns: &columns, rows: rows.collect(), adds: false };
    Ok(rendered(StatusCode::OK, &here.list(list, &did)))
}

/// All categories, and what they are checked against.
pub(super) struct Categories {
    all: Vec<Category>,
    groups: Vec<Group>,
    calendars: Vec<NamedCalendar>,
    sectors: Vec<Sector>,
    teams: Vec<Team>,
    rules: Vec<Rule>,
}

impl Editable for Categories {
    type Thing = Category;

    const KIND: Kind = Kind::Category;
    const NAME: &'static str = "categories";

    async fn read(connection: &mut PgConnection, _: &str) -> Result<Self, Problem> {
        Ok(Self {
            all: categories::all(&mut *connection).await?,
            groups: categories::groups(&mut *connection).await?,
            calendars: calendars::all(&mut *connection).await?,
            sectors: city::sectors(&mut *connection).await?,
            teams: teams::all(&mut *connection).await?,
            rules: city::rules(&mut *connection).await?,
        })
    }

    fn one(&self, id: &str) -> Option<&Category> {
        self.all.iter().find(|category| category.id == id)
    }

    fn id(category: &Category) -> String {
        category.id.clone()
    }

    fn values(category: &Category) -> Values {
        let values = Values::default()
            .with_text("name", Some(&category.name))
            .with_text("short", Some(&category.short))
            .with_text("also", category.also.as_ref())
            .with_text("partner", category.partner.as_ref())
            .with_text("tell", category.tell.as_ref())
            .with("group", &category.group)
            .with("position", category.position.to_string())
            .with("handled_by", category.handled_by.as_str())
            .with("target_hours", category.target_hours.to_string())
            .with("calendar", category.calendar.clone().unwrap_or_default())
            .with("radius_m", category.radius_m.to_string());
        if category.danger { values.with("danger", "yes") } else { values }
    }

    fn changed(&self, here: &Here<'_>, there: &Category, values: &Values) -> Result<Category, Errors> {
        let mut reading = Reading::new(here.texts, values);
        let handled = reading.chosen("handled_by", HandledBy::ALL.map(HandledBy::as_str));
        let handled_by = HandledBy::ALL.into_iter().find(|by| by.as_str() == handled);
        let handled_by = handled_by.unwrap_or(there.handled_by);
        let wish = Category {
            id: there.id.clone(),
            code: there.code,
            icon: there.icon.clone(),
            group: reading.chosen("group", self.groups.iter().map(|group| &group.id)),
            name: reading.localized("name"),
            short: reading.localized("short"),
            position: reading.number("position", &(0..=10_000)),
            handled_by,
            partner: (handled_by == HandledBy::Partner).then(|| reading.localized("partner")),
            tell: (handled_by == HandledBy::Elsewhere).then(|| reading.localized("tell")),
            also: reading.perhaps_localized("also"),
            target_hours: reading.number("target_hours", &(1..=MOST_HOURS)),
            calendar: Some(reading.chosen("calendar", self.calendars.iter().map(|calendar| &calendar.id))),
            radius_m: reading.number("radius_m", &(1..=MOST_METRES)),
            danger: !values.text("danger").is_empty(),
        };
        let same_group = |other: &&Category| other.id != wish.id && other.group == there.group;
        if wish.group != there.group && !self.all.iter().any(|other| same_group(&other)) {
            reading.wrong("group", here.texts.t("city-wrong-last-of-group"));
        }
        if handled_by != there.handled_by {
            for words in self.flaws(&wish).iter().filter_map(|flaw| self.in_words(here, flaw)) {
                reading.wrong("handled_by", words);
            }
        }
        reading.done(wish)
    }

    async fn write(
        connection: &mut PgConnection,
        author: Author,
        was_and_wish: (&Category, &Category),
    ) -> anyhow::Result<()> {
        categories::write(connection, author, was_and_wish).await
    }

    fn form(&self, here: &Here<'_>, category: &Category, values: &Values, shown: Shown) -> Response {
        let (texts, language) = (here.texts, here.staff.language);
        let mut fields = Fields::new(texts, values, &shown.errors);
        fields.localized("name");
        fields.localized("short");
        fields.localized("also");
        let groups = self.groups.iter();
        let groups = groups.map(|group| (group.id.clone(), said(language, &group.name).to_owned()));
        fields.choice("group", groups.collect());
        fields.number("position");
        fields.choice("handled_by", handlers(texts));
        let calendars = self.calendars.iter();
        let calendars = calendars.map(|one| (one.id.clone(), said(language, &one.name).to_owned()));
        fields.choice("calendar", calendars.collect());
        fields.localized("partner");
        fields.localized("tell");
        fields.number("target_hours");
        fields.number("radius_m");
        fields.tick("danger");
        let about = About {
            title: said(language, &category.name).to_owned(),
            says: format!("{} · {}", category.id, texts.t1("city-code", "code", category.code.to_string())),
            id: Some(category.id.clone()),
            ..About::default()
        };
        here.form::<Self>(about, fields, &shown)
    }
}

impl Categories {
    /// What the rules in force would lack or name in vain.
    fn flaws(&self, wish: &Category) -> Vec<Flaw> {
        let cleaning = |category: &&Category| category.handled_by == HandledBy::Cleaning;
        let others = self.all.iter().filter(|category| category.id != wish.id);
        let all: BTreeSet<String> =
            others.chain([wish]).filter(cleaning).map(|category| category.id.clone()).collect();
        let sectors = self.sectors.iter().map(|sector| sector.id.clone()).collect();
        let known = Known { categories: all, sectors, teams: self.teams.clone() };
        rules::check(&self.rules, &known).err().unwrap_or_default()
    }

    /// In words; none: what no category brings about.
    fn in_words(&self, here: &Here<'_>, flaw: &Flaw) -> Option<String> {
        let (texts, language) = (here.texts, here.staff.language);
        let category =
            |id: &str| self.one(id).map_or(id, |category| said(language, &category.name)).to_owned();
        Some(match flaw {
            Flaw::Hole { category: id, sector, minute, .. } => {
                let named = self.sectors.iter().find(|known| known.id == *sector);
                let sector = named.map_or(sector.as_str(), |known| said(language, &known.short));
                let facts = [
                    ("category", category(id).into()),
                    ("sector", sector.into()),
                    ("time", clock(*minute).into()),
                ];
                texts.with("city-flaw-hole", &facts)
            }
            Flaw::Dead { rule, .. } | Flaw::Twice(rule) => texts.t1("city-flaw-dead", "rule", rule.as_str()),
            Flaw::Overlap { earlier, later, .. } => {
                let facts = [("earlier", earlier.as_str().into()), ("later", later.as_str().into())];
                texts.with("city-flaw-overlap", &facts)
            }
            Flaw::UnknownCategory { rule, .. } | Flaw::UnknownSector { rule, .. } => {
                texts.t1("city-flaw-named", "rule", rule.as_str())
            }
            Flaw::NoShift { .. } | Flaw::NoTeam { .. } | Flaw::UnknownTeam { .. } => return None,
        })
    }
}

fn handlers(texts: &Texts) -> Vec<(String, String)> {
    let named =
        |by: HandledBy| (by.as_str().to_owned(), texts.t(&format!("city-handled_by-{}", by.as_str())));
    HandledBy::ALL.map(named).into()
}
