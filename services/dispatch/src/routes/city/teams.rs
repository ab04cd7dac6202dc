//! `/desk/city/teams`: teams, their shifts, and which sectors they clean.

use std::collections::BTreeSet;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::city::{HandledBy, Hours, Team, TeamKind};
use model::rules::{self, Flaw, Known, Rule};

use super::form::{About, Errors, Fields, Reading, Values};
use super::{Did, Here, List, Row, done};
use sqlx::PgConnection;

use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::said;
use crate::session::{Admin, Referent};
use crate::store::city::log::{self, Kind, Logged};
use crate::store::city::{self, Sector, categories, teams};

pub(in crate::routes) async fn list(
    State(service): State<Service>,
    Referent(staff): Referent,
    did: Query<Did>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let around = Around::read(&mut *service.database.acquire().await?).await?;
    let language = staff.language;
    let rows = around.teams.iter().map(|team| Row {
        name: said(language, &team.name).to_owned(),
        small: team.id.clone(),
        link: here.link("teams", &team.id),
        cells: vec![
            here.texts.t(&format!("city-kind-{}", team.kind.as_str())),
            format!("{} – {}", clock(team.shift.from), clock(team.shift.until)),
            around.named(language, &team.sectors),
        ],
    });
    let columns = ["team", "kind", "shift", "sectors"];
    let list = List { name: "teams", columns: &columns, rows: rows.collect(), adds: true };
    Ok(rendered(StatusCode::OK, &here.list(list, &did)))
}

pub(in crate::routes) async fn new(
    State(service): State<Service>,
    Admin(staff): Admin,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let around = Around::read(&mut *service.database.acquire().await?).await?;
    Ok(around.form(&here, None, &Values::default().with("kind", "dpe"), &Shown::default()))
}

pub(in crate::routes) async fn add(
    State(service): State<Service>,
    Admin(staff): Admin,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let values = Values::sent(sent);
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let around = Around::read(&mut transaction).await?;
    let wish = match around.wish(&here, None, &values) {
        Ok(wish) => wish,
        Err(errors) => return Ok(around.form(&here, None, &values, &Shown { errors, ..Shown::default() })),
    };
    match around.teams.iter().find(|team| team.id == wish.id) {
        // The same form sent twice.
        Some(there) if *there == wish => {}
        Some(_) => {
            let errors = here.taken();
            return Ok(around.form(&here, None, &values, &Shown { errors, ..Shown::default() }));
        }
        None => {
            teams::write(&mut transaction, here.author(), &wish).await?;
            transaction.commit().await?;
        }
    }
    Ok(done("/desk/city/teams", "added"))
}

pub(in crate::routes) async fn one(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let around = Around::read(&mut *service.database.acquire().await?).await?;
    let team = around.teams.iter().find(|team| team.id == id).ok_or(Problem::NotFound)?;
    let seen = log::newest(&mut *service.database.acquire().await?, Kind::Team, &id).await?;
    Ok(around.form(&here, Some(team), &values(team), &Shown { seen, ..Shown::default() }))
}

pub(in crate::routes) async fn save(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let values = Values::sent(sent);
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let around = Around::read(&mut transaction).await?;
    let there = around.teams.iter().find(|team| team.id == id).ok_or(Problem::NotFound)?;
    let seen = values.seen();
    let wish = match around.wish(&here, Some(there), &values) {
        Ok(wish) => wish,
        Err(errors) => {
            return Ok(around.form(&here, Some(there), &values, &Shown { errors, seen, ..Shown::default() }));
        }
    };
    if wish == *there {
        return Ok(done("/desk/city/teams", "saved"));
    }
    let newer = log::since(&mut transaction, (Kind::Team, &id), seen).await?;
    if let Some(last) = newer.last() {
        let seen = last.position;
        return Ok(around.form(&here, Some(there), &values, &Shown { newer, seen, ..Shown::default() }));
    }
    teams::write(&mut transaction, here.author(), &wish).await?;
    transaction.commit().await?;
    Ok(done("/desk/city/teams", "saved"))
}

/// What a team is checked against.
struct Around {
    teams: Vec<Team>,
    sectors: Vec<Sector>,
    rules: Vec<Rule>,
    /// The categories that teams handle.
    cleaning: BTreeSet<String>,
}

/// What a form shows beside its values.
#[derive(Default)]
struct Shown {
    errors: Errors,
    newer: Vec<Logged>,
    seen: i64,
}

impl Around {
    async fn read(connection: &mut PgConnection) -> Result<Self, Problem> {
        let categories = categories::all(&mut *connection).await?.into_iter();
        let cleaning = categories.filter(|category| category.handled_by == HandledBy::Cleaning);
        Ok(Self {
            cleaning: cleaning.map(|category| category.id).collect(),
            teams: teams::all(&mut *connection).await?,
            sectors: city::sectors(&mut *connection).await?,
            rules: city::rules(&mut *connection).await?,
        })
    }

    fn named(&self, language: web::Language, ids: &BTreeSet<String>) -> String {
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
            let orphans = self.named(here.staff.language, &orphans);
            if !orphans.is_empty() {
                let kind = here.texts.t(&format!("city-kind-{}", kind.as_str()));
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
        let others = self.teams.iter().filter(|other| other.id != wish.id).cloned().map(|mut other| {
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

    fn form(&self, here: &Here<'_>, team: Option<&Team>, values: &Values, shown: &Shown) -> Response {
        let (texts, language) = (here.texts, here.staff.language);
        let kind_of = |kind: TeamKind| texts.t(&format!("city-kind-{}", kind.as_str()));
        let mut fields = Fields::new(texts, values, &shown.errors);
        if team.is_none() {
            fields.line("id");
            let kinds = TeamKind::ALL.map(|kind| (kind.as_str().to_owned(), kind_of(kind)));
            fields.choice("kind", kinds.into());
        }
        fields.localized("name");
        fields.localized("sentence_name");
        fields.line("shift-from");
        fields.line("shift-until");
        let sectors = self.sectors.iter().map(|sector| {
            let whose = self.teams.iter().find(|other| {
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
        let about = About {
            title: team
                .map_or_else(|| texts.t("city-teams-new"), |team| said(language, &team.name).to_owned()),
            says: team.map(|team| format!("{} · {}", team.id, kind_of(team.kind))).unwrap_or_default(),
            part: "teams",
            id: team.map_or("new", |team| &team.id).to_owned(),
            seen: shown.seen,
            did: String::new(),
            newer: shown.newer.clone(),
            others: Vec::new(),
            kind: if team.is_some() { Kind::Team.as_str() } else { "" },
        };
        here.form(about, fields)
    }
}

fn values(team: &Team) -> Values {
    Values::default()
        .with_text("name", Some(&team.name))
        .with_text("sentence_name", Some(&team.sentence_name))
        .with("shift-from", clock(team.shift.from))
        .with("shift-until", clock(team.shift.until))
        .with_all("sectors", &team.sectors)
}

/// Minutes as clocks show them.
pub(super) fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
