//! `/desk/reports/{reference}/ways/{way}`: what a referent does with a report, by a form of its page. Whoever was overtaken
//! sees what was done meanwhile, and keeps what they typed.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::ids::{HistoryId, ReportId};
use model::moves::Move;
use model::moves::needs::{Unmet, Words};
use model::place::{NotAPlace, Point};
use uuid::Uuid;
use web::Texts;

use super::ways::{Does, Held, Way, in_words};
use super::{After, again, link};
use crate::Service;
use crate::closing::{Sent, Unreadable, limit};
use crate::error::Problem;
use crate::moves::{self, Asked, By, NotMoved};
use crate::routes::move_job::fingerprint;
use crate::session::{Referent, Staff};
use crate::store::{self, jobs, notes, sheet};
use crate::wish::Wish;
use store::moves::{Key, Reach};

/// Letters of an address that is sought, at most.
const LONGEST_ADDRESS: usize = 200;

pub(in crate::routes) async fn act(
    State(service): State<Service>,
    Referent(staff): Referent,
    Path((reference, way)): Path<(String, String)>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let way = Way::named(&way).ok_or(Problem::NotFound)?;
    let report = found(&service, &reference, &staff).await?;
    let wish = Wish { sent: read(form).await? };
    let (Some(action), Some(seen)) = (wish.sent.action(), seen(&wish)) else {
        return Err(Problem::NotRead(None));
    };
    let held = Held::new(way, action, &wish);
    match done(&service, &staff, Act { report, way, action, seen }, wish).await {
        Ok(()) => after(&service, &staff, &reference, way).await,
        Err(why) => {
            let after = refused(&service, &staff, held, why, seen).await?;
            again(&service, &staff, &reference, after).await
        }
    }
}

/// The report of a number, in reach.
pub(super) async fn found(service: &Service, reference: &str, staff: &Staff) -> Result<ReportId, Problem> {
    if reference.contains('\0') {
        return Err(Problem::NotFound);
    }
    sheet::find(&service.database, reference, staff.id).await?.ok_or(Problem::NotFound)
}

/// Reads a form.
pub(in crate::routes) async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Sent, Problem> {
    let form = form.map_err(|_| Problem::NotRead(None))?;
    match Sent::read(form).await {
        Ok(sent) if sent.is_garbled() => Err(Problem::NotRead(None)),
        Ok(sent) => Ok(sent),
        Err(Unreadable::Request(error)) => Err(Problem::NotRead(limit(&error))),
        Err(Unreadable::Disk(error)) => Err(error.into()),
    }
}

fn seen(wish: &Wish) -> Option<HistoryId> {
    Uuid::try_parse(wish.sent.field("seen")).ok().map(HistoryId)
}

/// What is to be done with a report.
#[derive(Clone, Copy)]
pub(in crate::routes) struct Act {
    pub(in crate::routes) report: ReportId,
    pub(in crate::routes) way: Way,
    pub(in crate::routes) action: Uuid,
    /// The newest of what was done, as who acts saw it.
    pub(in crate::routes) seen: HistoryId,
}

/// Does it, in a transaction of its own. The same action again does nothing more.
pub(in crate::routes) async fn done(
    service: &Service,
    staff: &Staff,
    act: Act,
    wish: Wish,
) -> Result<(), NotMoved> {
    let Act { report, way, action, seen } = act;
    if let Some(unmet) = way.lacks(&wish) {
        return Err(unmet.into());
    }
    let step = match way.does {
        Does::Move(step) => step,
        Does::Note => return note(service, staff, act, &wish).await,
        Does::Write => return write(service, staff, act, &wish).await,
    };
    let key = Key {
        scope: format!("staff {}", staff.id),
        given: format!("{action} {report}"),
        fingerprint: fingerprint(report, step, &only_own(&wish)),
    };
    let wish = Wish { sent: resolved(service, staff, step, wish.sent).await? };
    let by = By::Staff { id: staff.id, actor: staff.actor() };
    let asked = Asked { report, step, by, key: Some(key), occurred_at: None, seen: Some(seen) };
    match moves::make(service, &asked, &wish).await {
        Ok(_) | Err(NotMoved::Before(_)) => Ok(()),
        Err(why) => Err(why),
    }
}

/// What was seen is no part of what was sent: a page that is opened anew has seen more.
fn only_own(wish: &Wish) -> Wish {
    let names: Vec<_> = wish.sent.names().filter(|name| *name != "seen").collect();
    let fields = names.into_iter().map(|name| (name.to_owned(), wish.sent.field(name).to_owned()));
    Wish { sent: Sent::of(fields.collect()) }
}

/// With the id of the report whose number was written, and the coordinates of the place that was.
async fn resolved(service: &Service, staff: &Staff, step: Move, sent: Sent) -> Result<Sent, NotMoved> {
    match step {
        Move::Merge => {
            let number = sent.field("main").to_uppercase();
            let main = sheet::find(&service.database, number.trim(), staff.id).await?;
            let main = main.ok_or(Unmet::Unreadable { field: "main", value: number })?;
            Ok(sent.with("main", main.to_string()))
        }
        Move::Requalify if !sent.field("place").is_empty() => {
            let place = place(service, sent.field("place")).await?;
            let sent = sent.with("longitude", place.longitude().to_string());
            Ok(sent.with("latitude", place.latitude().to_string()))
        }
        _ => Ok(sent),
    }
}

/// A place as people write it: latitude and longitude, or an address that one house alone has.
async fn place(service: &Service, text: &str) -> Result<Point, NotMoved> {
    let unreadable = || Unmet::Unreadable { field: "place", value: text.to_owned() };
    if let Some(point) = coordinates(text) {
        return point.map_err(|_| unreadable().into());
    }
    if text.chars().count() > LONGEST_ADDRESS {
        return Err(unreadable().into());
    }
    let mut connection = service.database.acquire().await?;
    let found = database::addresses::search(&mut connection, text, 2).await?;
    let exact: Vec<_> = found.iter().filter(|one| one.exact).collect();
    match exact.as_slice() {
        [one] => Ok(one.place),
        _ => Err(unreadable().into()),
    }
}

/// Two numbers: a place, or none that is on earth. None: these are words.
fn coordinates(text: &str) -> Option<Result<Point, NotAPlace>> {
    let apart = text.split_once(';').or_else(|| text.split_once(char::is_whitespace));
    let (latitude, longitude) = apart.or_else(|| text.split_once(','))?;
    let number = |text: &str| text.trim().trim_matches(',').replace(',', ".").parse::<f64>().ok();
    Some(Point::new(number(longitude)?, number(latitude)?))
}

/// A note hinders nobody and is hindered by nothing.
async fn note(service: &Service, staff: &Staff, act: Act, wish: &Wish) -> Result<(), NotMoved> {
    let words = Words::new(wish.sent.field("words"))?.ok_or(Unmet::Missing("words"))?;
    let of = (act.action, act.report, staff.id);
    let there = notes::write(&service.database, of, words.as_str(), service.clock.now()).await?;
    if there { Ok(()) } else { Err(NotMoved::NotFound) }
}

/// Lock, look, write into the history, announce, commit.
async fn write(service: &Service, staff: &Staff, act: Act, wish: &Wish) -> Result<(), NotMoved> {
    let words = Words::new(wish.sent.field("words"))?.ok_or(Unmet::Missing("words"))?;
    let (now, mut transaction) = (service.clock.now(), service.database.begin().await?);
    let reach = Reach::Staff(staff.id);
    let locked = store::moves::lock(&mut transaction, act.report, reach, now).await?;
    let locked = locked.ok_or(NotMoved::NotFound)?;
    let key = Key {
        scope: format!("letter {}", staff.id),
        given: format!("{} {}", act.action, act.report),
        fingerprint: fingerprint(act.report, Move::Receive, &only_own(wish)),
    };
    let history = HistoryId(service.clock.id());
    if store::moves::newest(&mut transaction, act.report).await? != act.seen {
        // The same letter again is newer than what its form saw.
        let again = store::moves::kept(&mut transaction, &key).await?;
        return if again { Ok(()) } else { Err(NotMoved::Overtaken) };
    }
    let recipient = notes::reporter(&mut transaction, act.report).await?;
    let recipient = recipient.ok_or(Unmet::Missing("letter"))?;
    let letter = notes::ToReporter {
        report: act.report,
        state: locked.state,
        history,
        recipient,
        by: staff.id,
        words: words.as_str(),
        now,
    };
    notes::write_to(&mut transaction, &letter, || service.clock.id()).await?;
    store::moves::keep(&mut transaction, &key, act.report, history, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Back to the page, which says what was done; to the list, where the report has left the referent's sectors.
async fn after(service: &Service, staff: &Staff, reference: &str, way: Way) -> Result<Response, Problem> {
    let there = sheet::find(&service.database, reference, staff.id).await?.is_some();
    let to = if there {
        format!("{}?did={}", link(reference), way.name)
    } else {
        "/desk/reports?did=away".to_owned()
    };
    Ok(Redirect::to(&to).into_response())
}

/// What the page says of a form that did nothing.
async fn refused(
    service: &Service,
    staff: &Staff,
    held: Held,
    why: NotMoved,
    seen: HistoryId,
) -> Result<After, Problem> {
    let way = held.way;
    Ok(match why {
        NotMoved::NotFound => return Err(Problem::NotFound),
        NotMoved::Failed(error) => return Err(Problem::Failed(error)),
        NotMoved::Overtaken | NotMoved::Forbidden(_) | NotMoved::Colleague => {
            After { status: StatusCode::CONFLICT, held, since: Some(seen) }
        }
        NotMoved::KeyReused | NotMoved::Before(_) => return Err(Problem::NotRead(None)),
        why => {
            let (field, words) = said(service, staff, way, why).await?;
            let held = held.wrong(field, words);
            After { status: StatusCode::UNPROCESSABLE_ENTITY, held, since: None }
        }
    })
}

/// Why nothing was done, in words, and the field that it is about.
pub(in crate::routes) async fn said(
    service: &Service,
    staff: &Staff,
    way: Way,
    why: NotMoved,
) -> Result<(&'static str, String), Problem> {
    let texts = Texts::of(staff.language);
    Ok(match why {
        NotMoved::Unmet(unmet) => {
            let zone = jobs::city(&service.database).await?.zone;
            let today = service.clock.now().with_timezone(&zone).date_naive();
            (
                unmet.field().map(|field| way.field(field)).unwrap_or_default(),
                in_words(texts, way, &unmet, today),
            )
        }
        NotMoved::Photo { name, kind } => {
            let what = texts.t1(&format!("wrong-{name}"), "kind", kind);
            ("photo", format!("{what} {}", texts.t(&format!("wrong-{name}-do"))))
        }
        NotMoved::Forbidden(model::moves::Forbidden::State { from, step }) => {
            let facts = [
                ("state", texts.t(&format!("state-{from}")).into()),
                ("move", texts.t(&format!("move-{step}")).into()),
            ];
            ("", texts.with("refused-move-state", &facts))
        }
        NotMoved::Failed(error) => {
            tracing::error!(error = format!("{error:#}"), "a report could not be changed");
            ("", texts.t("refused-move-failed"))
        }
        NotMoved::NotFound => ("", texts.t("refused-move-not-found")),
        NotMoved::Overtaken => ("", texts.t("sheet-overtaken")),
        NotMoved::Forbidden(_) | NotMoved::Colleague | NotMoved::KeyReused | NotMoved::Before(_) => {
            ("", texts.t("refused-move-key-reused"))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_told_from_words() {
        let place = Point::new(2.3783, 48.8646);
        for text in ["48.8646, 2.3783", "48,8646 2,3783", "48.8646;2.3783", "48.8646,2.3783"] {
            assert_eq!(coordinates(text), Some(place), "{text}");
        }
        assert!(coordinates("148.8646, 2.3783").is_some_and(|place| place.is_err()));
        for text in ["14 rue Oberkampf", "rue", "", "14, rue Oberkampf", "48.8646"] {
            assert_eq!(coordinates(text), None, "{text}");
        }
    }
}
