//! Cleaned, with an after-photo and an answer.

use std::iter;
use std::time::Duration;

use messages::PhotoMessage;
use model::ids::PhotoId;
use model::moves::needs::{Unmet, after_photos};
use model::place::Point;
use model::proof::{Evidence, Fix, Shot, judge};
use serde_json::{Value, json};
use storage::Key;

use super::change::{Asked, Change, Moved, NotMoved};
use crate::Service;
use crate::closing::{Answer, Sent};
use crate::store::closings::{self, AfterPhoto, Distances};
use crate::store::moves::Standing;
use crate::store::proofs;
use crate::store::replies::{Outcome, replies};
use crate::wish::Wish;

/// The close, its photos, its letters: one transaction. The letters wait as long as it can be undone.
pub(crate) async fn close(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let answer = {
        // Looked at before the photos are stored; asked again below.
        let change = Change::begin(service, asked).await?;
        after_photos(wish.sent.proof()?)?;
        let (report, at) = (asked.report, change.occurred_at);
        let replies = replies(&service.database, report, Outcome::Done, at).await?;
        wish.sent.reply_or_words(&replies)?.ok_or(Unmet::Missing("reply"))?
    };
    let photos = Stored::put(service, &wish.sent).await?;
    let moved = write(service, asked, answer, &photos).await;
    photos.kept(service, moved).await
}

async fn write(
    service: &Service,
    asked: &Asked,
    answer: Answer,
    photos: &Stored<'_>,
) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let whereabouts = Whereabouts::of(photos.sent, &mut change).await?;
    let detail = detail(&change, &answer, photos.sent, whereabouts.phone);
    let closed_at = change.occurred_at;
    change.record(Standing::Done(closed_at), Some(&answer.texts.fr), detail).await?;
    prove(&mut change, photos, whereabouts).await?;
    photos.record(&mut change).await?;
    change.tell(service.config.undo_window()).await?;
    let moved = change.commit().await?;
    metrics::counter!("closings_total").increment(1);
    Ok(moved)
}

/// How far the phone was from the report's place, and where each photo was taken, as far as that is known.
struct Whereabouts {
    report_accuracy_m: Option<f64>,
    phone: Option<Fix>,
    photos: Vec<Option<Fix>>,
}

impl Whereabouts {
    async fn of(sent: &Sent, change: &mut Change<'_>) -> Result<Self, NotMoved> {
        let photos = sent.photos.iter().map(|photo| {
            let place = photo.inspected.exif.place?;
            Some((Point::new(place.longitude, place.latitude).ok()?, place.accuracy_m))
        });
        let places: Vec<_> = iter::once(sent.place()).chain(photos).collect();
        let known: Vec<Point> = places.iter().flatten().map(|(point, _)| *point).collect();
        let Distances { report_accuracy_m, to_each_m } =
            closings::distances(&mut change.transaction, change.asked.report, &known).await?;
        let mut distances_m = to_each_m.into_iter();
        let mut fixes = places.into_iter().map(|place| {
            let (_, accuracy_m) = place?;
            Some(Fix { distance_m: distances_m.next()?, accuracy_m })
        });
        let phone = fixes.next().flatten();
        Ok(Self { report_accuracy_m, phone, photos: fixes.collect() })
    }
}

/// The answer in both languages, and where the phone was: a doubtful close is seen by it.
fn detail(change: &Change<'_>, answer: &Answer, sent: &Sent, phone: Option<Fix>) -> Value {
    let mut detail = json!({ "team": change.report.team, "reply": answer.reply,
        "reply_version": answer.version, "texts": answer.texts });
    if let (Some((point, _)), Some(Fix { distance_m, accuracy_m })) = (sent.place(), phone) {
        detail["phone"] = json!({ "place": point, "accuracy_m": accuracy_m, "distance_m": distance_m });
    }
    detail
}

/// How sure it is by what is known at once: places, times, and files that came before. Pixels are compared later.
async fn prove(
    change: &mut Change<'_>,
    photos: &Stored<'_>,
    whereabouts: Whereabouts,
) -> Result<(), NotMoved> {
    let (report, history, now) = (change.asked.report, change.history, change.now);
    let files: Vec<_> = photos.sent.photos.iter().map(|photo| photo.inspected.sha256.to_vec()).collect();
    let used = proofs::used_before(&mut change.transaction, report, &files, now).await?;
    let sent = photos.ids.iter().zip(&photos.sent.photos).zip(whereabouts.photos);
    let shots = sent.map(|((id, upload), place)| Shot {
        photo: *id,
        place,
        taken_at: upload.inspected.exif.taken_at.and_then(|taken| taken.moment(&change.report.zone, now)),
        used: used.iter().any(|file| file[..] == upload.inspected.sha256),
        another_bits: None,
        before_bits: None,
    });
    let evidence = Evidence {
        report_accuracy_m: whereabouts.report_accuracy_m,
        dispatched_at: change.report.dispatched_at.unwrap_or(change.report.received_at),
        closed_at: change.occurred_at,
        phone: whereabouts.phone,
        shots: shots.collect(),
    };
    let judgement = judge(&evidence);
    metrics::counter!("closing_proofs_total", "proof" => judgement.proof.as_str()).increment(1);
    proofs::write(&mut change.transaction, (report, history), &evidence, &judgement, now).await?;
    Ok(())
}

/// The photos of a move, whose bytes lie in the object store: before the transaction, so that a row's bytes are
/// always there.
pub(super) struct Stored<'a> {
    sent: &'a Sent,
    ids: Vec<PhotoId>,
}

impl<'a> Stored<'a> {
    /// Puts the bytes into the store.
    pub(super) async fn put(service: &Service, sent: &'a Sent) -> Result<Self, NotMoved> {
        let mut ids = Vec::new();
        for upload in &sent.photos {
            let id = PhotoId(service.clock.id());
            let kind = upload.inspected.kind.content_type();
            let put = service.storage.put_file(&Key::received(id.0), upload.path(), kind).await;
            put.map_err(anyhow::Error::from)?;
            ids.push(id);
        }
        Ok(Self { sent, ids })
    }

    /// Writes the photos down as those of a recorded move.
    pub(super) async fn record(&self, change: &mut Change<'_>) -> Result<(), NotMoved> {
        let (report, history, now) = (change.asked.report, change.history, change.now);
        for ((position, id), upload) in (0..).zip(&self.ids).zip(&self.sent.photos) {
            let inspected = &upload.inspected;
            let taken_at = inspected.exif.taken_at.and_then(|taken| taken.moment(&change.report.zone, now));
            let photo = AfterPhoto { id: *id, position, inspected, taken_at };
            closings::after_photo(&mut change.transaction, report, history, &photo, now).await?;
            let message = PhotoMessage { photo: *id, pixels: upload.pixels() };
            queue::publish(&mut change.transaction, &message, Duration::ZERO).await?;
        }
        Ok(())
    }

    /// Takes the bytes away again if no row names them. After a failure of ours nobody knows whether one does: they
    /// stay, and what no row names is removed with other orphans.
    pub(super) async fn kept(
        &self,
        service: &Service,
        moved: Result<Moved, NotMoved>,
    ) -> Result<Moved, NotMoved> {
        if !matches!(moved, Ok(_) | Err(NotMoved::Failed(_))) {
            for photo in &self.ids {
                if let Err(error) = service.storage.delete(&Key::received(photo.0)).await {
                    tracing::warn!(%error, "an unused photo stays in the store for now");
                }
            }
        }
        moved
    }
}
