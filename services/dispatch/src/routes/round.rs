//! `/crew`: the team's jobs of today, the most urgent first or as a round from where somebody stands, as a list, as a
//! sketch of the way, and on a map where one is asked for.

mod sketch;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use maps::MapParts;
use model::city::{Hours, Localized};
use model::ids::StaffId;
use model::moves::Move;
use model::place::Point;
use rand::RngCore;
use serde::Deserialize;
use uuid::Uuid;
use web::{Language, Page, Texts, Tone, time};

use crate::Service;
use crate::error::{Problem, rendered};
use crate::outbox::Outbox;
use crate::session::Crew;
use crate::store::jobs::{self, Away, Line, SAME_PLACE_M};
use crate::tour;
use sketch::Sketch;

#[derive(Template)]
#[template(path = "round.html")]
struct RoundPage {
    page: Page,
    outbox: Outbox,
    team: String,
    /// What was just done; empty: nothing.
    did: String,
    count: String,
    /// Ordered as a round, not by urgency.
    by_way: bool,
    /// The place that was given can't be read.
    wrong_place: bool,
    sketch: Option<Sketch>,
    map: MapParts,
    /// Where somebody stands, as `?at=` has it; empty: not known.
    here: String,
    first: Option<Item>,
    take_action: Uuid,
    others: Vec<Item>,
    /// Jobs that a colleague has in hand.
    colleagues: Vec<Item>,
    more: String,
    later: String,
    /// Jobs that partners have: their links are on their pages.
    passed_on: Vec<PassedOn>,
    end_of_shift: String,
}

/// A job that a partner has.
struct PassedOn {
    link: String,
    address: String,
    note: String,
}

/// A job on the list.
struct Item {
    link: String,
    address: String,
    note: String,
    /// The address of its picture; empty while there is none.
    photo: String,
    due: String,
    tone: Tone,
    late: bool,
    /// In one's own hands.
    mine: bool,
    /// In a colleague's hands: whose; empty else.
    taken: String,
    /// Its place's number in the round; none: it is not in one's own.
    number: Option<usize>,
    /// Latitude and longitude, as `?at=` has them.
    place: String,
}

/// How the round is wished.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wished {
    /// `round`; else by urgency.
    order: Option<String>,
    /// Where somebody stands: latitude and longitude in degrees, with a comma between them.
    at: Option<String>,
    /// The move that was just made.
    did: Option<String>,
}

pub(super) async fn round(
    State(service): State<Service>,
    crew: Crew,
    wished: Result<Query<Wished>, QueryRejection>,
) -> Result<Response, Problem> {
    let wished = wished.map(|Query(wished)| wished).unwrap_or_default();
    let (texts, now) = (Texts::of(crew.language), service.clock.now());
    let team = jobs::team(&service.database, &crew.team).await?;
    let today = now.with_timezone(&team.zone).date_naive();
    let round = jobs::round(&service.database, &crew.team, today).await?;
    let (shown, by_way) = (round.lines.len(), wished.order.as_deref() == Some("round"));
    let at = wished.at.as_deref().filter(|_| by_way).map(place);
    let from = at.flatten();
    let (colleagues, own): (Vec<_>, Vec<_>) = round
        .lines
        .into_iter()
        .partition(|line| line.taken.as_ref().is_some_and(|(by, _)| *by != crew.staff));
    let stops = stops(own, by_way, from, crew.staff);
    let sketch = Sketch::of(from, &stops, now);
    let seen = Seen { texts, zone: team.zone, now, staff: crew.staff };
    let mut items = numbered(&seen, stops, from).into_iter();
    let counted = |key, count: usize| if count > 0 { texts.t1(key, "count", count) } else { String::new() };
    let page = RoundPage {
        page: Page::new(crew.language, texts.t("round-title"), "/crew")
            .in_city(team.city)
            .with_home("/crew")
            .private()
            .for_gloves(),
        outbox: crew.outbox,
        team: format!("{} · {}", said(crew.language, &team.name), shift(texts, team.shift)),
        did: did(texts, wished.did.as_deref()),
        count: texts.t1("round-count", "count", round.count),
        by_way,
        wrong_place: at.is_some_and(|at| at.is_none()),
        sketch,
        map: service.maps.parts(&team.area),
        here: from.map(written).unwrap_or_default(),
        first: items.next(),
        take_action: action(),
        others: items.collect(),
        colleagues: colleagues.into_iter().map(|line| seen.item(line, None, Vec::new())).collect(),
        more: if round.count > shown {
            texts.with("round-more", &[("shown", shown.into()), ("count", round.count.into())])
        } else {
            String::new()
        },
        later: counted("round-later", round.later),
        passed_on: round.passed_on.into_iter().map(|away| seen.passed_on(away, today)).collect(),
        end_of_shift: texts.t1("round-end-of-shift", "time", clock(texts, team.shift.until)),
    };
    Ok(rendered(StatusCode::OK, &page))
}

/// "48.86,2.37"; none: no place.
fn place(text: &str) -> Option<Point> {
    let (latitude, longitude) = text.split_once(',')?;
    Point::new(longitude.trim().parse().ok()?, latitude.trim().parse().ok()?).ok()
}

/// The same, the other way round: to a decimetre.
fn written(place: Point) -> String {
    format!("{:.6},{:.6}", place.latitude(), place.longitude())
}

/// What was just done, in words; empty for anything that no form of ours asks for.
fn did(texts: &Texts, step: Option<&str>) -> String {
    let step = step.and_then(|step| step.parse::<Move>().ok());
    let key = step.map(|step| format!("round-did-{step}")).filter(|key| texts.has(key));
    key.map(|key| texts.t(&key)).unwrap_or_default()
}

/// A place with its jobs, in their order.
type Stop = Vec<Line>;

/// The jobs by place, in the order of the round. Where somebody has a job in hand, there they are: it comes first.
fn stops(mut lines: Vec<Line>, by_way: bool, from: Option<Point>, staff: StaffId) -> Vec<Stop> {
    lines.sort_by_key(|line| line.taken.as_ref().is_none_or(|(by, _)| *by != staff));
    let places: Vec<Point> = lines.iter().map(|line| line.place).collect();
    let groups = tour::together(&places, SAME_PLACE_M);
    let doors: Vec<Point> = groups.iter().map(|group| places[group[0]]).collect();
    // Without a place the round begins at the most urgent job.
    let order = match (by_way, from.or(doors.first().copied())) {
        (true, Some(from)) => tour::order(from, &doors),
        _ => (0..doors.len()).collect(),
    };
    let mut lines: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
    order.into_iter().map(|stop| groups[stop].iter().filter_map(|at| lines[*at].take()).collect()).collect()
}

/// Every job with its number in the round.
fn numbered(seen: &Seen<'_>, stops: Vec<Stop>, from: Option<Point>) -> Vec<Item> {
    let (mut items, mut here) = (Vec::new(), from);
    for (number, stop) in (1_usize..).zip(stops) {
        for (at, line) in stop.into_iter().enumerate() {
            let mut notes = vec![number.to_string()];
            if at > 0 {
                notes.push(seen.texts.t("round-same-place"));
            } else if let Some(far) = here.map(|here| tour::metres(here, line.place)) {
                notes.push(away(seen.texts, far));
            }
            // Only the way to the next place is worth its room.
            here = from.map(|_| line.place);
            items.push(seen.item(line, Some(number), notes));
        }
    }
    items
}

/// How far a place is; what a phone takes for the same place is here.
fn away(texts: &Texts, metres: f64) -> String {
    if metres < HERE_M {
        return texts.t("round-here");
    }
    texts.t1("round-far", "distance", distance(texts, metres))
}

/// Metres in words, as exact as a phone knows them.
fn distance(texts: &Texts, metres: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "metres on earth")]
    let tens = (metres / 10.0).round() as i64 * 10;
    if tens < 1000 {
        return texts.t1("distance-metres", "metres", tens);
    }
    let kilometres = format!("{}", (tens + 50) / 100);
    let (whole, tenth) = kilometres.split_at(kilometres.len() - 1);
    texts.with(
        "distance-kilometres",
        &[("whole", whole.to_owned().into()), ("tenth", tenth.to_owned().into())],
    )
}

/// Metres that are said as "here": less is rounded to nothing.
const HERE_M: f64 = 5.0;

/// Who looks, and when.
struct Seen<'a> {
    texts: &'a Texts,
    zone: Tz,
    now: DateTime<Utc>,
    staff: StaffId,
}

impl Seen<'_> {
    fn passed_on(&self, away: Away, today: NaiveDate) -> PassedOn {
        let until = away.until.with_timezone(&self.zone).date_naive();
        let partner = said(self.texts.language(), &away.partner);
        let day = time::date(self.texts, until, today);
        let facts = [("partner", partner.into()), ("day", day.into())];
        PassedOn {
            link: format!("/crew/jobs/{}", away.report),
            address: away.address,
            note: self.texts.with("round-passed-on-until", &facts),
        }
    }

    fn item(&self, line: Line, number: Option<usize>, mut notes: Vec<String>) -> Item {
        let texts = self.texts;
        let (due, tone) = due(texts, line.due_at, self.zone, self.now);
        notes.push(said(texts.language(), &line.category).to_owned());
        if line.followers > 0 {
            notes.push(texts.t1("round-followers", "count", line.followers));
        }
        let mine = line.taken.as_ref().is_some_and(|(by, _)| *by == self.staff);
        Item {
            link: format!("/crew/jobs/{}", line.report),
            address: line.address,
            note: notes.join(" · "),
            photo: line.photo.map(|photo| format!("/crew/photos/{photo}/small")).unwrap_or_default(),
            due,
            tone,
            late: tone == Tone::Late,
            mine,
            number,
            place: written(line.place),
            taken: match line.taken {
                Some((_, name)) if !mine => texts.t1("round-taken", "name", name),
                _ => String::new(),
            },
        }
    }
}

/// The id of an action that somebody may do with a form: the same one is the same action.
pub(super) fn action() -> Uuid {
    let mut bytes = [0; 16];
    rand::rng().fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A text in a language.
pub(crate) fn said(language: Language, text: &Localized) -> &str {
    match language {
        Language::Fr => &text.fr,
        Language::En => &text.en,
    }
}

/// By when a job should be done, or how late it is.
pub(super) fn due(texts: &Texts, due_at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> (String, Tone) {
    if due_at < now {
        return (texts.t1("due-late", "time", time::duration(texts, now - due_at)), Tone::Late);
    }
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    if day(due_at) == day(now) {
        (texts.t1("due-today", "time", time::clock_time(texts, due_at, zone)), Tone::Wait)
    } else {
        (texts.t1("due-later", "moment", time::moment(texts, due_at, zone, now)), Tone::Plain)
    }
}

fn shift(texts: &Texts, shift: Hours) -> String {
    format!("{} – {}", clock(texts, shift.from), clock(texts, shift.until))
}

/// Minutes of the day as the city's clocks show them.
fn clock(texts: &Texts, minutes: u16) -> String {
    let minute = format!("{:02}", minutes % 60);
    texts.with("clock-time", &[("hour", (minutes / 60).into()), ("minute", minute.into())])
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    use super::*;

    #[test]
    fn a_job_says_by_when_or_how_late() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let said = |due_at: &str| {
            let (words, tone) = due(Texts::of(Language::Fr), at(due_at), Paris, at("2026-11-24T14:00:00Z"));
            (words.replace('\u{a0}', " "), tone)
        };
        assert_eq!(said("2026-11-24T15:45:00Z"), ("avant 16 h 45".into(), Tone::Wait));
        assert_eq!(said("2026-11-24T12:50:00Z"), ("+ 1 h 10".into(), Tone::Late));
        assert_eq!(said("2026-11-24T23:30:00Z"), ("échéance demain à 0 h 30".into(), Tone::Plain));
    }
}
