//! `/desk/reports`: the reports behind a number, as many as it says, or those that somebody seeks; and what can be done with
//! several of them at once.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::moves::State as Stands;
use web::{Page, Texts, Tone, time, tone};

use super::asked::{Asked, Look};
use super::choosing::{Choosing, Option_};
use super::map::COLOURS;
use super::wanted::{Wanted, ages};
use super::{Nav, Seen, looked, said};
use crate::Service;
use crate::closing::MOST_WORDS;
use crate::error::{Problem, rendered};
use crate::routes::desk_report::{Drawing, Held, Picks, WAYS, WayForm, link};
use crate::session::{Referent, Staff};
use crate::store::desk::{Choices, Show, choices};
use crate::store::jobs::City;
use crate::store::replies::{Outcome, offered};
use crate::store::search::{COUNTED, Count, Listed, Listing, reports};
use crate::store::sheet;
use crate::store::views::{View, views};

#[derive(Template)]
#[template(path = "desk_list.html")]
struct ListPage {
    page: Page,
    nav: Nav,
    /// What was done before; empty: nothing.
    did: String,
    count: String,
    choosing: Choosing,
    shows: Vec<Option_>,
    states: Vec<Option_>,
    ages: Vec<Option_>,
    q: String,
    /// Something is chosen that is not on the first line.
    narrowed: bool,
    views: Vec<ViewLine>,
    view_name: String,
    view_error: String,
    /// This list, as its address says it.
    query: String,
    items: Vec<Item>,
    /// Empty: this is the end.
    next: String,
    back: String,
    forms: Vec<WayForm>,
    /// What is wrong with what was to be done with several; empty: nothing.
    wrong: String,
    action: uuid::Uuid,
    most_words: usize,
}

struct ViewLine {
    name: String,
    link: String,
    forget: String,
    here: bool,
}

struct Item {
    address: String,
    link: String,
    category: String,
    reference: String,
    team: String,
    received: String,
    state: String,
    tone: Tone,
    marks: Vec<String>,
    turnaround: String,
    seen: String,
    chosen: bool,
}

/// What was wrong with a form of the list.
#[derive(Default)]
pub(super) struct Amiss {
    /// What was to be done with several reports.
    pub(super) held: Option<Held>,
    /// The numbers of those that were chosen.
    pub(super) chosen: Vec<String>,
    /// What is wrong that no field can tell.
    pub(super) wrong: String,
    /// The name that a view was to get, and what is wrong with it.
    pub(super) view: (String, String),
}

pub(in crate::routes) async fn list(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let (city, asked, look) = looked(&service, asked).await?;
    let wanted = Wanted::of(&asked).map_err(|_| Problem::NotFound)?;
    // Whoever knows a number wants that report, whenever it was received.
    if let Some(reference) = wanted.reference()
        && sheet::find(&service.database, &reference, staff.id).await?.is_some()
    {
        return Ok(Redirect::to(&link(&reference)).into_response());
    }
    let did = asked.did.as_deref().filter(|did| ["away", "kept", "forgotten"].contains(did));
    let known = Known::read(&service, &staff, city, (look, wanted)).await?;
    let did = did.map(|did| known.texts.t(&format!("list-did-{did}"))).unwrap_or_default();
    Ok(rendered(StatusCode::OK, &known.page(did, &Amiss::default())))
}

/// The list again, with what is wrong.
pub(super) async fn again(
    service: &Service,
    staff: &Staff,
    query: &str,
    amiss: &Amiss,
) -> Result<Response, Problem> {
    let (city, look, wanted) = of_query(service, query).await?;
    let known = Known::read(service, staff, city, (look, wanted)).await?;
    Ok(rendered(StatusCode::UNPROCESSABLE_ENTITY, &known.page(String::new(), amiss)))
}

/// What a list's own address asks for; one that can't be understood is the list as it opens.
pub(super) async fn of_query(service: &Service, query: &str) -> Result<(City, Look, Wanted), Problem> {
    let uri = format!("/desk/reports{query}").parse().unwrap_or_default();
    let asked = Query::<Asked>::try_from_uri(&uri).unwrap_or_default();
    let Ok((city, asked, look)) = looked(service, Ok(asked)).await else {
        let (city, asked, look) = looked(service, Ok(Query::default())).await?;
        let wanted = Wanted::of(&asked).map_err(|_| Problem::NotFound)?;
        return Ok((city, look, wanted));
    };
    let wanted = Wanted::of(&asked).or_else(|_| Wanted::of(&Asked::default()));
    Ok((city, look, wanted.map_err(|_| Problem::NotFound)?))
}

/// All that the page is made of.
struct Known {
    texts: &'static Texts,
    nav: Nav,
    city: City,
    now: chrono::DateTime<chrono::Utc>,
    look: Look,
    wanted: Wanted,
    choices: Choices,
    listing: Listing,
    views: Vec<View>,
    picks: Picks,
}

impl Known {
    async fn read(
        service: &Service,
        staff: &Staff,
        city: City,
        (look, wanted): (Look, Wanted),
    ) -> Result<Self, Problem> {
        let (database, texts, now) = (&service.database, Texts::of(staff.language), service.clock.now());
        let (categories, teams) = sheet::choices(database, None).await?;
        let rejected = offered(database, Outcome::Rejected).await?;
        let picks = Picks::new(texts, (&categories, &teams), false);
        let listing = reports(database, staff.id, &wanted.sought(&look, now)).await?;
        Ok(Self {
            texts,
            nav: Nav::of(service, staff, "reports").await?,
            now,
            choices: choices(database, staff.id).await?,
            listing,
            views: views(database, staff.id).await?,
            picks: picks.answering(staff.language, &[], &rejected),
            city,
            look,
            wanted,
        })
    }

    fn page(&self, did: String, amiss: &Amiss) -> ListPage {
        let (texts, wanted, look) = (self.texts, &self.wanted, &self.look);
        let seen = Seen { texts, look, city: &self.city, now: self.now };
        let last = self.listing.listed.last().filter(|_| self.listing.more);
        let last = last.map(|last| format!("{}_{}", last.day, last.id));
        let query = wanted.query(look, "");
        let drawing = Drawing {
            picks: &self.picks,
            today: self.now.with_timezone(&self.city.zone).date_naive(),
            partner: "",
            together: true,
            held: amiss.held.as_ref(),
        };
        let listed = self.listing.listed.iter();
        let chosen = |one: &Listed| amiss.chosen.contains(&one.reference);
        ListPage {
            page: seen.page(&format!("desk-list-{}", wanted.show.as_str()), &format!("/desk/reports{query}")),
            nav: self.nav.clone(),
            did,
            count: self.count(&seen),
            choosing: seen.choosing(&self.choices, COLOURS[0]),
            shows: self.options("list-show-", Show::ALL.map(Show::as_str), Some(wanted.show.as_str())),
            states: self.states(),
            ages: self.ages(),
            q: wanted.q.clone(),
            narrowed: wanted.state.is_some()
                || wanted.age.is_some()
                || look.days.is_none()
                || look.filters.team.is_some()
                || look.filters.group.is_some()
                || look.filters.channel.is_some(),
            views: self.views.iter().map(|view| view_line(view, &query)).collect(),
            view_name: amiss.view.0.clone(),
            view_error: amiss.view.1.clone(),
            items: listed.map(|one| seen.item(one, chosen(one))).collect(),
            next: last.map(|last| format!("/desk/reports{}", wanted.query(look, &last))).unwrap_or_default(),
            back: format!("/desk{}", look.query(&[])),
            forms: WAYS.into_iter().filter(|way| way.together).map(|way| drawing.form(way)).collect(),
            wrong: match &amiss.held {
                Some(held) if amiss.wrong.is_empty() => held.error.clone(),
                _ => amiss.wrong.clone(),
            },
            action: amiss.held.as_ref().map_or_else(super::super::round::action, |held| held.action),
            most_words: MOST_WORDS,
            query,
        }
    }

    fn count(&self, seen: &Seen<'_>) -> String {
        let texts = self.texts;
        match self.listing.count {
            Count::TooMany => texts.t1("list-more-than", "count", seen.number(COUNTED)),
            Count::Exactly(count) => {
                let facts = [("count", count.into()), ("written", seen.number(count).into())];
                texts.with("desk-list-count", &facts)
            }
            Count::NotCounted => texts.t("list-newest"),
        }
    }

    fn options<const N: usize>(&self, prefix: &str, values: [&str; N], chosen: Option<&str>) -> Vec<Option_> {
        let option = |value: &str| Option_ {
            value: value.to_owned(),
            words: self.texts.t(&format!("{prefix}{value}")),
            chosen: chosen == Some(value),
        };
        values.into_iter().map(option).collect()
    }

    fn all(&self, key: &str, chosen: bool) -> Option_ {
        Option_ { value: String::new(), words: self.texts.t(key), chosen }
    }

    fn states(&self) -> Vec<Option_> {
        let all = self.all("list-all-states", self.wanted.state.is_none());
        let states = Stands::ALL.iter().map(|state| Option_ {
            value: state.to_string(),
            words: self.texts.t(&format!("state-{state}")),
            chosen: self.wanted.state == Some(*state),
        });
        std::iter::once(all).chain(states).collect()
    }

    fn ages(&self) -> Vec<Option_> {
        let all = self.all("list-all-ages", self.wanted.age.is_none());
        let ages = (0..ages()).map(|age| Option_ {
            value: age.to_string(),
            words: self.texts.t(&format!("desk-age-{age}")),
            chosen: self.wanted.age == Some(age),
        });
        std::iter::once(all).chain(ages).collect()
    }
}

fn view_line(view: &View, query: &str) -> ViewLine {
    ViewLine {
        name: view.name.clone(),
        link: format!("/desk/reports{}", view.query),
        forget: format!("/desk/views/{}/delete", view.id),
        here: view.query == query,
    }
}

impl Seen<'_> {
    fn item(&self, one: &Listed, chosen: bool) -> Item {
        let texts = self.texts;
        let language = texts.language();
        let late = one.due_at < self.now && tone(&one.state) == Tone::Wait;
        let turnaround = match one.first_closed_at {
            Some(closed) => time::duration(texts, closed - one.received_at),
            None if late => texts.t1("due-late", "time", time::duration(texts, self.now - one.due_at)),
            None => String::new(),
        };
        let marks = [(one.doubtful, "list-mark-doubtful"), (one.contested, "list-mark-contested")];
        Item {
            address: one.address.clone(),
            link: link(&one.reference),
            category: said(language, &one.category).to_owned(),
            reference: one.reference.clone(),
            team: one.team.as_ref().map(|team| said(language, team).to_owned()).unwrap_or_default(),
            received: time::moment(texts, one.received_at, self.city.zone, self.now),
            state: texts.t(&format!("state-{}", one.state)),
            tone: if late { Tone::Late } else { tone(&one.state) },
            marks: marks.into_iter().filter(|(is, _)| *is).map(|(_, key)| texts.t(key)).collect(),
            turnaround,
            seen: one.seen.map(|seen| seen.to_string()).unwrap_or_default(),
            chosen,
        }
    }
}

#[cfg(test)]
mod tests {
    use web::Language;

    use super::*;

    #[test]
    fn every_kind_of_list_has_its_words_in_both_languages() {
        for texts in Language::ALL.map(Texts::of) {
            for show in Show::ALL {
                for key in ["desk-list", "list-show"] {
                    assert!(texts.has(&format!("{key}-{}", show.as_str())), "{key}-{}", show.as_str());
                }
            }
            for age in 0..ages() {
                assert!(texts.has(&format!("desk-age-{age}")), "{age}");
            }
        }
    }
}
