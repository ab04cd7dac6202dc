//! `/desk/reports/{reference}`: all that is known of one report, what happened to it, and what a referent can do with it.

mod act;
mod history;
mod parts;
mod photos;
mod ways;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use maps::MapParts;
use model::ids::HistoryId;
use serde::Deserialize;
use web::{Page, Texts, Tone, tone};

use self::history::Reader;
use self::parts::{LetterLine, Shot, Sketch};
use super::desk::Nav;
use super::round::said;
use crate::Service;
use crate::closing::MOST_WORDS;
use crate::error::{Problem, rendered};
use crate::session::{Referent, Staff};
use crate::store::desk::Named;
use crate::store::jobs::{self, City};
use crate::store::notes::{self, Note};
use crate::store::replies::{Outcome, replies};
use crate::store::sheet::{self, Letter, MOST_LETTERS, Photo, Sheet};

pub(super) use act::{Act, act, done, read, said as why_not};
pub(super) use history::Line;
pub(super) use photos::decide;
pub(super) use ways::{Drawing, Held, Picks, WAYS, Way, WayForm};

/// The address of a report's page.
pub(super) fn link(reference: &str) -> String {
    format!("/desk/reports/{reference}")
}

#[derive(Template)]
#[template(path = "desk_report.html")]
struct ReportPage {
    page: Page,
    nav: Nav,
    link: String,
    seen: HistoryId,
    reference: String,
    category: String,
    state: String,
    tone: Tone,
    due: String,
    due_tone: Tone,
    /// What was done; empty: nothing.
    did: String,
    changed: Option<Changed>,
    /// Empty: there is nothing to put right.
    wrong: String,
    facts: Vec<(String, String)>,
    why: String,
    words: String,
    doubts: Vec<String>,
    before: Vec<Shot>,
    after: Vec<Shot>,
    sketch: Sketch,
    map: MapParts,
    forms: Vec<WayForm>,
    notes: Vec<(String, String)>,
    lines: Vec<Line>,
    letters: Vec<LetterLine>,
    letters_more: String,
    grades: Vec<(String, String)>,
    most_words: usize,
}

/// What was done since somebody looked, and what they had typed.
struct Changed {
    lines: Vec<Line>,
    /// In a form that is not there any more.
    typed: Vec<String>,
}

/// What the address says beside the report.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    did: Option<String>,
}

pub(super) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path(reference): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::NotFound)?;
    let did =
        asked.did.as_deref().filter(|did| Way::named(did).is_some() || ["release", "hide"].contains(did));
    let did = did.map(|did| Texts::of(staff.language).t(&format!("sheet-did-{did}"))).unwrap_or_default();
    let known = Known::read(&service, &staff, &reference).await?;
    Ok(rendered(StatusCode::OK, &known.page(did, None)))
}

/// The page again, after a form that did nothing.
pub(super) struct After {
    status: StatusCode,
    held: Held,
    /// It was overtaken: what its sender had seen.
    since: Option<HistoryId>,
}

async fn again(service: &Service, staff: &Staff, reference: &str, after: After) -> Result<Response, Problem> {
    let known = Known::read(service, staff, reference).await?;
    Ok(rendered(after.status, &known.page(String::new(), Some(&after))))
}

/// All that a page is made of.
struct Known {
    texts: &'static Texts,
    nav: Nav,
    city: City,
    map: MapParts,
    now: DateTime<Utc>,
    sheet: Sheet,
    steps: Vec<sheet::Happened>,
    letters: (i64, Vec<Letter>),
    photos: Vec<Photo>,
    grades: Vec<sheet::Opinion>,
    notes: Vec<Note>,
    categories: Vec<Named>,
    teams: Vec<Named>,
    picks: Picks,
}

impl Known {
    async fn read(service: &Service, staff: &Staff, reference: &str) -> Result<Self, Problem> {
        if reference.contains('\0') {
            return Err(Problem::NotFound);
        }
        let (database, texts) = (&service.database, Texts::of(staff.language));
        let sheet = sheet::sheet(database, reference, staff.id).await?.ok_or(Problem::NotFound)?;
        let (categories, teams) = sheet::choices(database, Some(&sheet.sector_id)).await?;
        let replies = async |outcome| replies(database, sheet.id, outcome, service.clock.now()).await;
        let picks = Picks::new(texts, (&categories, &teams), true).answering(
            staff.language,
            &replies(Outcome::Done).await?,
            &replies(Outcome::Rejected).await?,
        );
        Ok(Self {
            texts,
            nav: Nav::of(service, staff, "reports").await?,
            city: jobs::city(database).await?,
            map: service.maps.parts(&sheet::area(database).await?),
            now: service.clock.now(),
            steps: sheet::history(database, sheet.id).await?,
            letters: sheet::letters(database, sheet.id).await?,
            photos: sheet::photos(database, sheet.id).await?,
            grades: sheet::grades(database, sheet.id).await?,
            notes: notes::notes(database, sheet.id).await?,
            sheet,
            categories,
            teams,
            picks,
        })
    }

    fn zone(&self) -> Tz {
        self.city.zone
    }

    fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.zone()).date_naive()
    }

    fn reader(&self) -> Reader<'_> {
        let (texts, zone, now) = (self.texts, self.zone(), self.now);
        Reader { texts, zone, now, categories: &self.categories, teams: &self.teams }
    }

    fn page(&self, did: String, after: Option<&After>) -> ReportPage {
        let (texts, sheet, reader) = (self.texts, &self.sheet, self.reader());
        let language = texts.language();
        let held = after.map(|after| &after.held);
        let partner = sheet.usual_partner.as_ref().map(|partner| said(language, partner));
        let drawing = Drawing {
            picks: &self.picks,
            today: self.today(),
            partner: partner.unwrap_or_default(),
            together: false,
            held,
        };
        let forms = drawing.forms((sheet.state, sheet.team_id.is_some()), sheet.reporter_reads.is_some());
        let open = forms.iter().any(|form| form.open);
        let changed = after.and_then(|after| Some((after, after.since?))).map(|(after, since)| Changed {
            lines: self.since(since),
            typed: after.held.typed().filter(|_| !open).map(str::to_owned).collect(),
        });
        let (due, due_tone) = self.due();
        let (before, afters) = self.shots();
        let last_close = self.steps.iter().rev().find(|step| step.step == "close");
        ReportPage {
            page: Page::new(language, sheet.address.clone(), link(&sheet.reference))
                .in_city(self.city.name.clone())
                .with_home("/desk")
                .private()
                .wide(),
            nav: self.nav.clone(),
            link: link(&sheet.reference),
            seen: sheet.seen,
            reference: texts.t1("reference", "reference", sheet.reference.as_str()),
            category: said(language, &sheet.category).to_owned(),
            state: texts.t(&format!("state-{}", sheet.state)),
            tone: tone(sheet.state.as_str()),
            due,
            due_tone,
            did,
            wrong: match held {
                Some(held) if !held.error.is_empty() && open => texts.t1("errors-heading", "count", 1),
                Some(held) => held.error.clone(),
                None => String::new(),
            },
            changed,
            facts: self.facts(),
            why: sheet
                .sentence
                .as_ref()
                .map(|why| web::texts::capital(said(language, why)))
                .unwrap_or_default(),
            words: sheet.words.clone().unwrap_or_default(),
            doubts: last_close.map(|close| super::closings::doubts(texts, &close.doubts)).unwrap_or_default(),
            before,
            after: afters,
            sketch: self.sketch(),
            map: self.map.clone(),
            forms,
            notes: self.notes.iter().map(|note| self.note(note)).collect(),
            lines: self.steps.iter().rev().map(|step| reader.line(step)).collect(),
            letters: self.letters.1.iter().map(|letter| self.letter(letter)).collect(),
            letters_more: if self.letters.0 > MOST_LETTERS {
                texts.t1("sheet-letters-more", "count", self.letters.0 - MOST_LETTERS)
            } else {
                String::new()
            },
            grades: self.grades.iter().map(|grade| self.grade(grade)).collect(),
            most_words: MOST_WORDS,
        }
    }

    /// What was done after a row of the history; followers that came are no change.
    fn since(&self, seen: HistoryId) -> Vec<Line> {
        let newer = self.steps.iter().rev().take_while(|step| step.id != seen.0);
        newer.filter(|step| step.step != "follow").map(|step| self.reader().line(step)).collect()
    }
}
