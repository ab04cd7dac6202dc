//! `/desk/city/people`: who works with Rue Nette, what they may do, and until when. Nobody is deleted: what they did stays
//! theirs.

use std::collections::BTreeSet;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use model::city::Team;
use model::ids::StaffId;
use serde::Deserialize;
use web::time;

use super::edit::{Editable, Shown};
use super::form::{About, Errors, Fields, Other, Reading, Values};
use super::{Did, Here, List, Row, Search, done};
use sqlx::PgConnection;

use crate::Service;
use crate::error::{Problem, rendered};
use crate::routes::said;
use crate::session::Admin;
use crate::staff::is_address;
use crate::store::city::log::{self, Action, Author, Kind};
use crate::store::city::people::{self, MOST, Person};
use crate::store::city::{self, Sector, teams};

/// What somebody may be.
const ROLES: [&str; 4] = ["crew", "referent", "call_centre", "admin"];

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    q: Option<String>,
    left: Option<String>,
    after: Option<StaffId>,
}

pub(super) async fn list(
    State(service): State<Service>,
    Admin(staff): Admin,
    Query(asked): Query<Asked>,
    did: Query<Did>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let all = People::around(&mut *service.database.acquire().await?).await?;
    let words: String = asked.q.unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
    let words = words.trim().to_owned();
    let left = asked.left.is_some_and(|left| !left.is_empty());
    let mut connection = service.database.acquire().await?;
    let wanted = (!words.is_empty()).then_some(words.as_str());
    let mut found = people::page(&mut connection, wanted, left, asked.after).await?;
    let more = found.len() > MOST;
    found.truncate(MOST);
    let last = found.last().filter(|_| more).map(|last| last.id);
    let rows = found.into_iter().map(|person| all.row(&here, person)).collect();
    let columns = ["name", "role", "where", "language", "left_at"];
    let mut page = here.list(List { name: "people", columns: &columns, rows, adds: true }, &did);
    if let Some(last) = last {
        let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
        let left = if left { "&left=1" } else { "" };
        page.next = format!("/desk/city/people?q={words}{left}&after={last}");
    }
    page.search = Some(Search { words, left });
    Ok(rendered(StatusCode::OK, &page))
}

pub(super) async fn new(State(service): State<Service>, Admin(staff): Admin) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let all = People::around(&mut *service.database.acquire().await?).await?;
    let usual = Values::default().with("role", "crew").with("language", "fr");
    Ok(all.new_form(&here, &usual, Errors::new()))
}

pub(super) async fn add(
    State(service): State<Service>,
    Admin(staff): Admin,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let values = Values::sent(sent);
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let all = People::around(&mut transaction).await?;
    let mut reading = Reading::new(here.texts, &values);
    let email = reading.line("email");
    if !email.is_empty() && !is_address(&email) {
        reading.wrong("email", here.texts.t("city-wrong-email"));
    }
    let wish = all.wish(&mut reading, &values, StaffId(service.clock.id()), email);
    // An address that can't be one is not looked for.
    let known = match reading.done(wish) {
        Err(errors) => return Ok(all.new_form(&here, &values, errors)),
        Ok(wish) => (people::of_address(&mut transaction, &wish.email).await?, wish),
    };
    match known {
        (None, wish) => {
            people::add(&mut transaction, here.author(), &wish).await?;
            transaction.commit().await?;
        }
        // The same form sent twice.
        (Some(there), wish) if there == (Person { id: there.id, ..wish.clone() }) => {}
        (Some(there), _) => {
            let words = here.texts.t1("city-wrong-email-taken", "name", there.name);
            let errors = Errors::from([("email".to_owned(), words)]);
            return Ok(all.new_form(&here, &values, errors));
        }
    }
    Ok(done("/desk/city/people", "added"))
}

pub(super) async fn end(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<StaffId>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let there = people::one(&mut transaction, id).await?.ok_or(Problem::NotFound)?;
    if there.left_at.is_none() {
        if there.role == "admin" && !people::has_other_admin(&mut transaction, id).await? {
            let all = People::around(&mut transaction).await?;
            let seen = log::newest(&mut transaction, Kind::Person, &id.to_string()).await?;
            let errors = Errors::from([("end".to_owned(), here.texts.t("city-wrong-last-admin"))]);
            let shown = Shown { errors, seen, ..Shown::default() };
            return Ok(all.form(&here, &there, &People::values(&there), shown));
        }
        let wish = Person { left_at: Some(here.now), ..there.clone() };
        people::end_sessions(&mut transaction, id).await?;
        people::write(&mut transaction, here.author(), Action::End, (&there, &wish)).await?;
        transaction.commit().await?;
    }
    Ok(done("/desk/city/people", "ended"))
}

pub(super) async fn come_back(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<StaffId>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let there = people::one(&mut transaction, id).await?.ok_or(Problem::NotFound)?;
    if there.left_at.is_some() {
        let wish = Person { left_at: None, ..there.clone() };
        people::write(&mut transaction, here.author(), Action::Return, (&there, &wish)).await?;
        transaction.commit().await?;
    }
    Ok(done(&format!("/desk/city/people/{id}"), "returned"))
}

pub(super) async fn sign_out(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<StaffId>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let there = people::one(&mut transaction, id).await?.ok_or(Problem::NotFound)?;
    if people::end_sessions(&mut transaction, id).await? > 0 {
        let what = id.to_string();
        let what = (Action::SignOut, Kind::Person, what.as_str());
        log::record(&mut transaction, here.author(), what, (Some(&there), Some(&there))).await?;
    }
    transaction.commit().await?;
    Ok(done(&format!("/desk/city/people/{id}"), "signed-out"))
}

/// Somebody, and what they can belong to.
pub(super) struct People {
    person: Option<Person>,
    /// Whether somebody else may manage the city.
    other_admin: bool,
    teams: Vec<Team>,
    sectors: Vec<Sector>,
}

impl Editable for People {
    type Thing = Person;

    const KIND: Kind = Kind::Person;
    const NAME: &'static str = "people";

    async fn read(connection: &mut PgConnection, id: &str) -> Result<Self, Problem> {
        let id = StaffId(id.parse().map_err(|_| Problem::NotFound)?);
        let person = people::one(&mut *connection, id).await?;
        let other_admin = people::has_other_admin(&mut *connection, id).await?;
        Ok(Self { person, other_admin, ..Self::around(connection).await? })
    }

    fn one(&self, _: &str) -> Option<&Person> {
        self.person.as_ref()
    }

    fn id(person: &Person) -> String {
        person.id.to_string()
    }

    fn values(person: &Person) -> Values {
        Values::default()
            .with("name", &person.name)
            .with("role", &person.role)
            .with("team", person.team.clone().unwrap_or_default())
            .with_all("sectors", &person.sectors)
            .with("language", &person.language)
    }

    fn changed(&self, here: &Here<'_>, there: &Person, values: &Values) -> Result<Person, Errors> {
        let mut reading = Reading::new(here.texts, values);
        let wish = self.wish(&mut reading, values, there.id, there.email.clone());
        if there.role == "admin" && wish.role != "admin" && !self.other_admin {
            reading.wrong("role", here.texts.t("city-wrong-last-admin"));
        }
        reading.done(Person { left_at: there.left_at, ..wish })
    }

    async fn write(
        connection: &mut PgConnection,
        author: Author,
        was_and_wish: (&Person, &Person),
    ) -> anyhow::Result<()> {
        people::write(connection, author, Action::Change, was_and_wish).await
    }

    fn form(&self, here: &Here<'_>, person: &Person, values: &Values, mut shown: Shown) -> Response {
        let end = shown.errors.remove("end");
        let mut fields = Fields::new(here.texts, values, &shown.errors);
        self.fill(here, &mut fields);
        let says = match person.left_at {
            None => person.email.clone(),
            Some(at) => {
                let moment = time::moment(here.texts, at, here.city.zone, here.now);
                format!("{} · {}", person.email, here.texts.t1("city-left", "moment", moment))
            }
        };
        let about = About {
            title: person.name.clone(),
            says,
            id: Some(person.id.to_string()),
            others: others(here, person, end),
        };
        here.form::<Self>(about, fields, &shown)
    }
}

impl People {
    /// What everybody can belong to.
    async fn around(connection: &mut PgConnection) -> Result<Self, Problem> {
        Ok(Self {
            person: None,
            other_admin: false,
            teams: teams::all(&mut *connection).await?,
            sectors: city::sectors(&mut *connection).await?,
        })
    }

    /// Somebody as they are wished. A crew's sectors and a referent's team are not theirs, whatever the form still holds.
    fn wish(&self, reading: &mut Reading<'_>, values: &Values, id: StaffId, email: String) -> Person {
        let role = reading.chosen("role", ROLES);
        let team = (role == "crew").then(|| reading.chosen("team", self.teams.iter().map(|team| &team.id)));
        let sectors = if role == "referent" {
            reading.some("sectors", self.sectors.iter().map(|sector| &sector.id))
        } else {
            BTreeSet::new()
        };
        let language = reading.chosen("language", ["fr", "en"]);
        Person {
            id,
            email,
            name: reading.line("name"),
            role: values.text("role").to_owned(),
            team,
            sectors,
            language,
            left_at: None,
        }
    }

    fn row(&self, here: &Here<'_>, person: Person) -> Row {
        let (texts, language) = (here.texts, here.staff.language);
        let team = self.teams.iter().find(|team| Some(&team.id) == person.team.as_ref());
        let sectors = self.sectors.iter().filter(|sector| person.sectors.contains(&sector.id));
        let sectors: Vec<_> = sectors.map(|sector| said(language, &sector.short)).collect();
        let belongs = match (team, person.role.as_str()) {
            (Some(team), _) => said(language, &team.name).to_owned(),
            (None, "referent") if sectors.is_empty() => texts.t("desk-all-sectors"),
            (None, _) => sectors.join(", "),
        };
        let left = person.left_at.map(|at| time::moment(texts, at, here.city.zone, here.now));
        Row {
            link: here.link("people", &person.id.to_string()),
            cells: vec![
                texts.t(&format!("city-role-{}", person.role)),
                belongs,
                texts.t(&format!("city-language-{}", person.language)),
                left.unwrap_or_default(),
            ],
            name: person.name,
            small: person.email,
        }
    }

    fn new_form(&self, here: &Here<'_>, values: &Values, errors: Errors) -> Response {
        let shown = Shown { errors, ..Shown::default() };
        let mut fields = Fields::new(here.texts, values, &shown.errors);
        fields.email("email");
        self.fill(here, &mut fields);
        here.form::<Self>(
            About { title: here.texts.t("city-people-new"), ..About::default() },
            fields,
            &shown,
        )
    }

    /// The fields that everybody has.
    fn fill(&self, here: &Here<'_>, fields: &mut Fields<'_>) {
        let (texts, language) = (here.texts, here.staff.language);
        let named = |prefix: &str, ids: &[&str]| -> Vec<(String, String)> {
            ids.iter().map(|id| ((*id).to_owned(), texts.t(&format!("{prefix}{id}")))).collect()
        };
        fields.line("name");
        fields.choice("role", named("city-role-", &ROLES));
        let teams = self.teams.iter();
        let teams = teams.map(|team| (team.id.clone(), said(language, &team.name).to_owned()));
        let none = [(String::new(), texts.t("city-none"))];
        fields.choice("team", none.into_iter().chain(teams).collect());
        let sectors = self.sectors.iter();
        let sectors = sectors.map(|one| (one.id.clone(), said(language, &one.short).to_owned()));
        fields.checks("sectors", sectors.collect());
        fields.choice("language", named("city-language-", &["fr", "en"]));
    }
}

/// What else can be done with somebody.
fn others(here: &Here<'_>, person: &Person, end: Option<String>) -> Vec<Other> {
    let other = |what: &str, error: Option<String>| Other {
        action: format!("/desk/city/people/{}/{what}", person.id),
        words: here.texts.t(&format!("city-people-{what}")),
        says: here.texts.t(&format!("city-people-{what}-says")),
        error: error.unwrap_or_default(),
    };
    if person.left_at.is_some() {
        vec![other("return", None)]
    } else {
        vec![other("sign-out", None), other("end", end)]
    }
}
