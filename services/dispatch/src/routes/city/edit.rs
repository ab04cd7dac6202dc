//! How the city is edited, whatever it is of: nothing is written that would break what stands around it, or that somebody else
//! changed meanwhile.

use std::future::Future;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use sqlx::PgConnection;

use super::form::{Errors, Values};
use super::{Did, Here, done};
use crate::Service;
use crate::error::Problem;
use crate::session::Admin;
use crate::store::city::log::{self, Author, Kind, Logged};

/// A kind of things that the city is made of, with all that one of them is checked against.
pub(super) trait Editable: Sized + Send + Sync {
    /// One of them.
    type Thing: PartialEq + Send + Sync;

    /// Its name in the log.
    const KIND: Kind;
    /// `teams`: its name in addresses and texts.
    const NAME: &'static str;

    /// Reads what the thing of that id is checked against.
    fn read(connection: &mut PgConnection, id: &str) -> impl Future<Output = Result<Self, Problem>> + Send;

    /// The thing of that id.
    fn one(&self, id: &str) -> Option<&Self::Thing>;

    /// The thing's id, as the log writes it.
    fn id(thing: &Self::Thing) -> String;

    /// What the form of a thing holds.
    fn values(thing: &Self::Thing) -> Values;

    /// The thing as it is wished, or what would be broken by it.
    fn changed(&self, here: &Here<'_>, there: &Self::Thing, values: &Values) -> Result<Self::Thing, Errors>;

    /// Writes the thing as it is wished, with a row in the log.
    fn write(
        connection: &mut PgConnection,
        author: Author,
        was_and_wish: (&Self::Thing, &Self::Thing),
    ) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// The form of a thing.
    fn form(&self, here: &Here<'_>, thing: &Self::Thing, values: &Values, shown: Shown) -> Response;
}

/// A kind of things to which others are added, each under an id of its own.
pub(super) trait Extensible: Editable {
    /// What the form of a new thing holds at first.
    fn usual() -> Values;

    /// The new thing that is wished, or what would be broken by it.
    fn added(&self, here: &Here<'_>, values: &Values) -> Result<Self::Thing, Errors>;

    /// Writes the new thing, with a row in the log.
    fn add(
        connection: &mut PgConnection,
        author: Author,
        wish: &Self::Thing,
    ) -> impl Future<Output = anyhow::Result<()>> + Send;

    /// The form of a new thing.
    fn new_form(&self, here: &Here<'_>, values: &Values, errors: Errors) -> Response;
}

/// What a form shows beside its values.
#[derive(Default)]
pub(super) struct Shown {
    /// What is wrong.
    pub(super) errors: Errors,
    /// What somebody else changed meanwhile.
    pub(super) newer: Vec<Logged>,
    /// The newest change of the thing that is shown.
    pub(super) seen: i64,
    /// What was just done, in words; empty: nothing.
    pub(super) did: String,
}

pub(super) async fn one<E: Editable>(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<String>,
    Query(did): Query<Did>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let mut connection = service.database.acquire().await?;
    let all = E::read(&mut connection, &id).await?;
    let thing = all.one(&id).ok_or(Problem::NotFound)?;
    let seen = log::newest(&mut connection, E::KIND, &E::id(thing)).await?;
    let did = did.words(here.texts);
    Ok(all.form(&here, thing, &E::values(thing), Shown { seen, did, ..Shown::default() }))
}

pub(super) async fn save<E: Editable>(
    State(service): State<Service>,
    Admin(staff): Admin,
    Path(id): Path<String>,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let values = Values::sent(sent);
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let all = E::read(&mut transaction, &id).await?;
    let there = all.one(&id).ok_or(Problem::NotFound)?;
    let seen = values.seen();
    let wish = match all.changed(&here, there, &values) {
        Ok(wish) => wish,
        Err(errors) => {
            return Ok(all.form(&here, there, &values, Shown { errors, seen, ..Shown::default() }));
        }
    };
    if wish != *there {
        let newer = log::since(&mut transaction, (E::KIND, &E::id(there)), seen).await?;
        if let Some(last) = newer.last() {
            let seen = last.position;
            return Ok(all.form(&here, there, &values, Shown { newer, seen, ..Shown::default() }));
        }
        E::write(&mut transaction, here.author(), (there, &wish)).await?;
        transaction.commit().await?;
    }
    Ok(done(&format!("/desk/city/{}", E::NAME), "saved"))
}

pub(super) async fn new<E: Extensible>(
    State(service): State<Service>,
    Admin(staff): Admin,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let all = E::read(&mut *service.database.acquire().await?, "").await?;
    Ok(all.new_form(&here, &E::usual(), Errors::new()))
}

pub(super) async fn add<E: Extensible>(
    State(service): State<Service>,
    Admin(staff): Admin,
    Form(sent): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let here = Here::of(&service, &staff).await?;
    let values = Values::sent(sent);
    let mut transaction = service.database.begin().await?;
    log::lock(&mut transaction).await?;
    let all = E::read(&mut transaction, "").await?;
    let wish = match all.added(&here, &values) {
        Ok(wish) => wish,
        Err(errors) => return Ok(all.new_form(&here, &values, errors)),
    };
    match all.one(&E::id(&wish)) {
        // The same form sent twice.
        Some(there) if *there == wish => {}
        Some(_) => return Ok(all.new_form(&here, &values, here.taken())),
        None => {
            E::add(&mut transaction, here.author(), &wish).await?;
            transaction.commit().await?;
        }
    }
    Ok(done(&format!("/desk/city/{}", E::NAME), "added"))
}
