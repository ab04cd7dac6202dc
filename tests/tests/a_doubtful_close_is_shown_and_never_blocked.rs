//! What an after-photo says of its place, its time and what it shows is compared with the report: told to the crew at
//! once, to the referent as a list, and nothing is ever held up by it.

use std::sync::Arc;

use anyhow::ensure;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Paris;
use harness::{Member, Stack, paris, street};
use local::samples::{Shot, clean_street};
use serde_json::{Value, json};
use service_kit::clock::SetClock;
use uuid::Uuid;

/// At rue Oberkampf, where every report of these tests is.
const HERE: (f64, f64) = (2.3783, 48.8646);
/// 600 m to the north.
const ELSEWHERE: (f64, f64) = (2.3783, 48.87);

struct Passage {
    stack: Stack,
    clock: Arc<SetClock>,
    crew: Member,
    referent: Member,
}

impl Passage {
    async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = Stack::start_without_letters(clock.clone(), 30).await?;
        let crew = stack.member("crew", Some("up-11"), None).await?;
        let referent = stack.member("referent", None, Some("75111")).await?;
        Ok(Self { stack, clock, crew, referent })
    }

    /// A report with a photo before, that the pair of the 11th has.
    async fn report(&self, key: &str, photo: &[u8]) -> anyhow::Result<Uuid> {
        let fields = [("category", "bags"), ("place", "48.8646, 2.3783")];
        let sent = self.stack.resident()?.report(key, &fields, &[photo.to_vec()]).await?;
        let given = format!("SELECT state = 'dispatched' FROM report WHERE reference = '{}'", sent.reference);
        self.stack.eventually(&given).await?;
        let id = "SELECT id FROM report WHERE reference = $1";
        Ok(sqlx::query_scalar(id).bind(&sent.reference).fetch_one(&self.stack.pool).await?)
    }

    /// Closes a report; what is known of it at once.
    async fn close(&self, report: Uuid, phone: Option<(f64, f64)>, photo: &[u8]) -> anyhow::Result<Value> {
        let mut body = json!({ "reply": "done-cleaned" });
        if let Some((longitude, latitude)) = phone {
            body["place_longitude"] = longitude.to_string().into();
            body["place_latitude"] = latitude.to_string().into();
            body["place_accuracy"] = "12".into();
        }
        let (status, answer) = self.crew.ask(&moved(report, "close"), &body, &[photo.to_vec()]).await?;
        ensure!(status == 200, "nothing blocks a close: {answer}");
        Ok(answer["proof"].clone())
    }

    /// How sure a close is when its pixels were compared.
    async fn compared(&self, report: Uuid) -> anyhow::Result<Value> {
        let compared =
            format!("SELECT bool_and(compared_at IS NOT NULL) FROM closing WHERE report_id = '{report}'");
        self.stack.eventually(&compared).await?;
        self.stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
        let (status, read) = self.crew.read(&format!("/api/v1/jobs/{report}")).await?;
        ensure!(status == 200, "{read}");
        Ok(read["proof"].clone())
    }
}

fn moved(report: Uuid, step: &str) -> String {
    format!("/api/v1/jobs/{report}/moves/{step}")
}

fn photo((longitude, latitude): (f64, f64), at: DateTime<Utc>, seed: u64) -> anyhow::Result<Vec<u8>> {
    clean_street(&Shot {
        longitude,
        latitude,
        accuracy_m: 8.0,
        taken_at: at.with_timezone(&Paris).naive_local(),
        offset_minutes: 60,
        orientation: 6,
        seed,
    })
}

fn doubts(proof: &Value) -> (String, Vec<String>) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let doubts =
        proof["doubts"].as_array().into_iter().flatten().map(|doubt| text(&doubt["doubt"])).collect();
    (text(&proof["result"]), doubts)
}

fn said(result: &str, doubts: &[&str]) -> (String, Vec<String>) {
    (result.to_owned(), doubts.iter().map(|&doubt| doubt.to_owned()).collect())
}

#[tokio::test]
async fn a_close_says_at_once_how_sure_it_is_and_later_what_its_pixels_show() -> anyhow::Result<()> {
    let street = Passage::new().await?;
    let before = street::dirty(paris(12, 50))?;
    let honest = street.report("honest", &before).await?;
    street.clock.set(paris(13, 30));
    let clean = photo(HERE, paris(13, 29), 2)?;
    let proof = street.close(honest, Some(HERE), &clean).await?;
    assert_eq!((doubts(&proof), &proof["compared"]), (said("sure", &[]), &json!(false)));
    let proof = street.compared(honest).await?;
    assert_eq!(
        (doubts(&proof), &proof["compared"]),
        (said("sure", &[]), &json!(true)),
        "clean, and not as before"
    );

    let far = street.report("far", &street::dirty(paris(12, 51))?).await?;
    let proof = street.close(far, Some(ELSEWHERE), &photo(HERE, paris(13, 29), 3)?).await?;
    assert_eq!(doubts(&proof), said("doubtful", &["far"]));
    assert!(
        proof["doubts"][0]["metres"].as_u64().is_some_and(|metres| (590..620).contains(&metres)),
        "{proof}"
    );

    // The file that the resident sent is no proof that it is clean.
    let same = street.report("same", &before).await?;
    let proof = street.close(same, Some(HERE), &before).await?;
    assert_eq!(doubts(&proof), said("doubtful", &["before_dispatch", "used"]));
    let (result, reasons) = doubts(&street.compared(same).await?);
    assert_eq!(result, "doubtful");
    assert!(reasons.contains(&"unchanged".to_owned()), "{reasons:?}");

    // Saved again it has other bytes, and the same pixels.
    let nowhere = street.report("nowhere", &street::dirty(paris(12, 52))?).await?;
    street.clock.set(paris(15, 0));
    let again = saved_again(&clean)?;
    let proof = street.close(nowhere, None, &again).await?;
    assert_eq!(doubts(&proof), said("unsure", &["no_place"]), "its pixels are not known yet");
    let (result, reasons) = doubts(&street.compared(nowhere).await?);
    assert_eq!((result.as_str(), reasons.contains(&"same".to_owned())), ("doubtful", true), "{reasons:?}");
    street.stack.stop().await
}

#[tokio::test]
async fn jobs_of_one_passage_share_a_photo_and_an_undone_close_takes_its_proof_along() -> anyhow::Result<()> {
    let street = Passage::new().await?;
    let one = street.report("one", &street::dirty(paris(12, 50))?).await?;
    let other = street.report("other", &street::dirty(paris(12, 51))?).await?;
    street.clock.set(paris(13, 30));
    let clean = photo(HERE, paris(13, 29), 2)?;
    for report in [one, other] {
        assert_eq!(doubts(&street.close(report, Some(HERE), &clean).await?), said("sure", &[]));
        assert_eq!(
            doubts(&street.compared(report).await?),
            said("sure", &[]),
            "one photo for two jobs at one place"
        );
    }
    let (status, answer) = street.crew.ask(&moved(other, "undo"), &json!({}), &[]).await?;
    assert_eq!(status, 200, "{answer}");
    let left: Vec<Uuid> =
        sqlx::query_scalar("SELECT report_id FROM closing").fetch_all(&street.stack.pool).await?;
    assert_eq!(left, [one]);
    let proof = street.close(other, Some(HERE), &clean).await?;
    assert_eq!(doubts(&proof), said("sure", &[]), "the photo of an undone close was not used");
    // Two hours later the same file is old news.
    street.clock.set(paris(15, 30));
    let late = street.report("late", &street::dirty(paris(15, 0))?).await?;
    let (result, reasons) = doubts(&street.close(late, Some(HERE), &clean).await?);
    assert_eq!((result.as_str(), reasons.contains(&"used".to_owned())), ("doubtful", true), "{reasons:?}");
    street.stack.stop().await
}

#[tokio::test]
async fn referents_see_the_doubtful_closes_of_their_sectors_and_nobody_s_name() -> anyhow::Result<()> {
    let street = Passage::new().await?;
    let far = street.report("far", &street::dirty(paris(12, 50))?).await?;
    street.close(far, Some(ELSEWHERE), &photo(ELSEWHERE, paris(13, 0), 4)?).await?;
    let (status, list) = street.referent.read("/api/v1/closings?proof=doubtful").await?;
    assert_eq!((status, &list["closings"][0]["report"]), (200, &json!(far)), "{list}");
    assert_eq!(list["closings"][0]["team"], "up-11");
    let whole = list.to_string();
    assert!(!whole.contains(&street.crew.id.to_string()) && !whole.contains("name"), "{list}");
    let (status, list) = street.referent.read("/api/v1/closings?proof=sure").await?;
    assert_eq!((status, list["closings"].as_array().map(Vec::len)), (200, Some(0)), "{list}");
    let (status, wrong) = street.referent.read("/api/v1/closings?proof=perhaps").await?;
    assert_eq!((status, &wrong["errors"][0]["field"]), (422, &json!("proof")), "{wrong}");

    let other = street.stack.member("referent", None, Some("75112")).await?;
    let (status, list) = other.read("/api/v1/closings?proof=doubtful").await?;
    assert_eq!((status, list["closings"].as_array().map(Vec::len)), (200, Some(0)), "another sector");
    let (status, _) = street.crew.read("/api/v1/closings?proof=doubtful").await?;
    assert_eq!(status, 403, "for referents");
    street.stack.stop().await
}

/// The same picture, smaller, as JPEG of another quality and without EXIF: as a chat makes it.
fn saved_again(photo: &[u8]) -> anyhow::Result<Vec<u8>> {
    let upright =
        image::load_from_memory(photo)?.rotate90().resize(1280, 1280, image::imageops::FilterType::Triangle);
    let mut jpeg = Vec::new();
    upright.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 70))?;
    Ok(jpeg)
}
