//! `/desk/city/teams`: teams, their shifts, and which sectors they clean.

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::city::{HandledBy, Hours, Team, TeamKind};
use model::rules::{self, Flaw, Known, Rule};
use web::Texts;

use super::edit::{Editable, Extensible, Shown};
use super::form::{About, Errors, Fields, Reading, Values};
use super::{Did, Here, List, Row};
use sqlx::PgConnection;

use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::said;
use crate::session::Referent;
use crate::store::city::log::{Author, Kind};
use crate::store::city::{self, Sector, categories, teams};

pub(super) async fn list(
    State(service): State<Service>,
    Referent(staff): Referent,
    did: Query<Did>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let known = Teams::read(&mut *service.database.acquire().await?, "").await?;
    let language = staff.language;
    let rows = known.all.iter().map(|team| Row {
        name: said(language, &team.name).to_owned(),
        small: team.id.clone(),
        link: here.link("teams", &team.id),
        cells: vec![
            named(here.texts, team.kind),
            format!("{} – {}", clock(team.shift.from), clock(team.shift.until)),
            known.names(language, &team.sectors),
        ],
    });
    let columns = ["team", "kind", "shift", "sectors"];
    let list = List { name: "teams", columns: &columns, rows: rows.collect(), adds: true };
    Ok(rendered(StatusCode::OK, &here.list(list, &did)))
}

/// All teams, and what they are checked against.
pub(super) struct Teams {
    all: Vec<Team>,
    sectors: Vec<Sector>,
    rules: Vec<Rule>,
    /// The categories that teams handle.
    cleaning: BTreeSet<String>,
}

impl Editable for Teams {
    type Thing = Team;

    const KIND: Kind = Kind::Team;
    const NAME: &'static str = "teams";

    async fn read(connection: &mut PgConnection, _: &str) -> Result<Self, Problem> {
        let categories = categories::all(&mut *connection).await?.into_iter();
        let cleaning = categories.filter(|category| category.handled_by == HandledBy::Cleaning);
        Ok(Self {
            cleaning: cleaning.map(|category| category.id).collect(),
            all: teams::all(&mut *connection).await?,
            sectors: city::sectors(&mut *connection).await?,
            rules: city::rules(&mut *connection).await?,
        })
    }

    fn one(&self, id: &str) -> Option<&Team> {
        self.all.iter().find(|team| team.id == id)
    }

    fn id(team: &Team) -> String {
        team.id.clone()
    }

    fn values(team: &Team) -> Values {
        Values::default()
            .with_text("name", Some(&team.name))
            .with_text("sentence_name", Some(&team.sentence_name))
            .with("shift-from", clock(team.shift.from))
            .with("shift-until", clock(team.shift.until))
            .with_all("sectors", &team.sectors)
    }

    fn changed(&self, here: &Here<'_>, there: &Team, values: &Values) -> Result<Team, Errors> {
        self.wish(here, Some(there), values)
    }

    async fn write(
        connection: &mut PgConnection,
        author: Author,
        (_, wish): (&Team, &Team),
    ) -> anyhow::Result<()> {
        teams::write(connection, author, wish).await
    }

    fn form(&self, here: &Here<'_>, team: &Team, values: &Values, shown: Shown) -> Response {
        let mut fields = Fields::new(here.texts, values, &shown.errors);
        self.fill(here, &mut fields, Some(team));
        let about = About {
            title: said(here.staff.language, &team.name).to_owned(),
            says: format!("{} · {}", team.id, named(here.texts, team.kind)),
            id: Some(team.id.clone()),
            ..About::default()
        };
        here.form::<Self>(about, fields, &shown)
    }
}

impl Extensible for Teams {
    fn usual() -> Values {
        Values::default().with("kind", "dpe")
    }

    fn added(&self, here: &Here<'_>, values: &Values) -> Result<Team, Errors> {
        self.wish(here, None, values)
    }

    async fn add(connection: &mut PgConnection, author: Author, wish: &Team) -> anyhow::Result<()> {
        teams::write(connection, author, wish).await
    }

    fn new_form(&self, here: &Here<'_>, values: &Values, errors: Errors) -> Response {
        let shown = Shown { errors, ..Shown::default() };
        let mut fields = Fields::new(here.texts, values, &shown.errors);
        fields.line("id");
        let kinds = TeamKind::ALL.map(|kind| (kind.as_str().to_owned(), named(here.texts, kind)));
        fields.choice("kind", kinds.into());
        self.fill(here, &mut fields, None);
        here.form::<Self>(About { title: here.texts.t("city-teams-new"), ..About::default() }, fields, &shown)
    }
}

impl Teams {
    fn names(&self, language: web::Language, ids: &BTreeSet<String>) -> String {
        let named = self.sectors.iter().filter(|sector| ids.contains(&sector.id));
        let named: Vec<_> = named.map(|sector| said(language, &sector.short)).collect();
        named.join(", ")
    }

    /// The team that is wished, or what would be broken by it.
    fn wish(&self, here: &Here<'_>, there: Option<&Team>, values: &Values) -> Result<Team, Errors> {
        let mut reading = Reading::new(here.texts, values);
        let id = match there {
            Some(there) => there.id.clone(),
            None => reading.id(),
        };
        let kind = if let Some(there) = there {
            there.kind
        } else {
            let chosen = reading.chosen("kind", TeamKind::ALL.map(TeamKind::as_str));
            TeamKind::ALL.into_iter().find(|kind| kind.as_str() == chosen).unwrap_or(TeamKind::Dpe)
        };
        // A sector that is retired stays with its team.
        let known = self.sectors.iter().map(|sector| &sector.id);
        let kept = there.into_iter().flat_map(|team| &team.sectors);
        let mut sectors = reading.some("sectors", known.chain(kept));
        let in_force = |id: &String| self.sectors.iter().any(|sector| sector.id == *id);
        if let Some(there) = there {
            sectors.extend(there.sectors.iter().filter(|id| !in_force(id)).cloned());
            let orphans = there.sectors.difference(&sectors).filter(|id| in_force(id)).cloned().collect();
            let orphans = self.names(here.staff.language, &orphans);
            if !orphans.is_empty() {
                let kind = named(here.texts, kind);
                let facts = [("sectors", orphans.into()), ("kind", kind.into())];
                reading.wrong("sectors", here.texts.with("city-wrong-orphans", &facts));
            }
        }
        let shift = self.shift(&mut reading, kind);
        let name = reading.localized("name");
        let sentence_name = reading.localized("sentence_name");
        let wish = Team { id, kind, name, sentence_name, sectors, shift };
        for (rule, minute) in self.never_there(&wish) {
            let facts = [("rule", rule.into()), ("time", clock(minute).into())];
            reading.wrong("shift-until", here.texts.with("city-wrong-shift-of-rule", &facts));
        }
        reading.done(wish)
    }

    /// Rules in force that would give to the team at a minute at which nobody of it is there.
    fn never_there(&self, wish: &Team) -> Vec<(String, u16)> {
        let others = self.all.iter().filter(|other| other.id != wish.id).cloned().map(|mut other| {
            if other.kind == wish.kind {
                other.sectors.retain(|sector| !wish.sectors.contains(sector));
            }
            other
        });
        let known = Known {
            categories: self.cleaning.clone(),
            sectors: self.sectors.iter().map(|sector| sector.id.clone()).collect(),
            teams: others.chain([wish.clone()]).collect(),
        };
        let flaws = rules::check(&self.rules, &known).err().unwrap_or_default().into_iter();
        let theirs = flaws.filter_map(|flaw| match flaw {
            Flaw::NoShift { rule, team, minute } if team == wish.id => Some((rule, minute)),
            _ => None,
        });
        theirs.collect()
    }

    /// The hours of its shift. Rules choose a kind of team; one without a shift would get reports that nobody sees.
    fn shift(&self, reading: &mut Reading<'_>, kind: TeamKind) -> Hours {
        let from = reading.minute("shift-from", "shift-from");
        let until = reading.minute("shift-until", "shift-until");
        for (name, minute) in [("shift-from", from), ("shift-until", until)] {
            if minute.is_none() {
                let rules = self.rules.iter().filter(|rule| rule.team_kind == kind);
                let rules: Vec<_> = rules.map(|rule| rule.id.as_str()).collect();
                let words = reading.texts.t1("city-wrong-no-shift", "rules", rules.join(", "));
                reading.wrong(name, words);
            }
        }
        let shift = Hours { from: from.unwrap_or_default(), until: until.unwrap_or_default() };
        if from.is_some() && until.is_some() && shift.from >= shift.until {
            let words = reading.texts.t("city-wrong-backwards");
            reading.wrong("shift-until", words);
        }
        shift
    }

    /// The fields that old and new teams have; at each sector, which other team of the same kind cleans it.
    fn fill(&self, here: &Here<'_>, fields: &mut Fields<'_>, team: Option<&Team>) {
        let language = here.staff.language;
        fields.localized("name");
        fields.localized("sentence_name");
        fields.line("shift-from");
        fields.line("shift-until");
        let sectors = self.sectors.iter().map(|sector| {
            let whose = self.all.iter().find(|other| {
                team.is_some_and(|team| team.kind == other.kind && team.id != other.id)
                    && other.sectors.contains(&sector.id)
            });
            let short = said(language, &sector.short);
            let words = match whose {
                Some(other) => format!("{short} ({})", said(language, &other.name)),
                None => short.to_owned(),
            };
            (sector.id.clone(), words)
        });
        fields.checks("sectors", sectors.collect());
    }
}

/// A kind of team in words.
fn named(texts: &Texts, kind: TeamKind) -> String {
    texts.t(&format!("city-kind-{}", kind.as_str()))
}

/// Minutes as clocks show them.
pub(super) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
