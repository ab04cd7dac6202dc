//! What a photo's EXIF says becomes the report's place and time, in all its odd forms; what it does not say credibly is
//! asked for.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};
use harness::{Resident, Stack, paris, wrong};
use service_kit::clock::SetClock;

fn field(tag: Tag, value: Value) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value }
}

fn ascii(tag: Tag, text: &str) -> Field {
    field(tag, Value::Ascii(vec![text.as_bytes().to_vec()]))
}

fn rationals(tag: Tag, numbers: [(u32, u32); 3]) -> Field {
    field(tag, Value::Rational(numbers.map(|(num, denom)| Rational { num, denom }).to_vec()))
}

/// 48°51′52.56″ N, 2°22′41.88″ E: 82 rue Oberkampf.
fn oberkampf() -> Vec<Field> {
    vec![
        ascii(Tag::GPSLatitudeRef, "N"),
        rationals(Tag::GPSLatitude, [(48, 1), (51, 1), (5256, 100)]),
        ascii(Tag::GPSLongitudeRef, "E"),
        rationals(Tag::GPSLongitude, [(2, 1), (22, 1), (4188, 100)]),
    ]
}

fn without(tag: Tag) -> Vec<Field> {
    oberkampf().into_iter().filter(|field| field.tag != tag).collect()
}

fn with(new: Field) -> Vec<Field> {
    without(new.tag).into_iter().chain([new]).collect()
}

fn block(fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    for field in fields {
        writer.push_field(field);
    }
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, false).expect("an EXIF block");
    block.into_inner()
}

/// A photo with an EXIF segment in front of everything else.
fn photo(block: &[u8]) -> Vec<u8> {
    let sound = wrong::jpeg(64, 48);
    let length = u16::try_from(block.len() + 8).expect("a segment").to_be_bytes();
    [&sound[..2], b"\xFF\xE1", &length, b"Exif\0\0", block, &sound[2..]].concat()
}

async fn send(resident: &Resident, key: &str, photo: Vec<u8>) -> anyhow::Result<(u16, String)> {
    let answer = resident.post(key, &[("category", "bags"), ("language", "en")], &[photo]).await?;
    let status = answer.status().as_u16();
    let body: serde_json::Value = answer.json().await?;
    Ok((status, body["type"].as_str().unwrap_or_default().to_owned()))
}

#[tokio::test]
async fn a_place_that_is_not_certain_is_asked_for() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let zero = [(0, 1), (0, 1), (0, 1)];
    let swapped = vec![
        ascii(Tag::GPSLatitudeRef, "N"),
        rationals(Tag::GPSLatitude, [(2, 1), (22, 1), (4188, 100)]),
        ascii(Tag::GPSLongitudeRef, "E"),
        rationals(Tag::GPSLongitude, [(48, 1), (51, 1), (5256, 100)]),
    ];
    let nowhere = vec![
        ascii(Tag::GPSLatitudeRef, "N"),
        rationals(Tag::GPSLatitude, zero),
        ascii(Tag::GPSLongitudeRef, "E"),
        rationals(Tag::GPSLongitude, zero),
    ];
    let whole = block(&oberkampf());
    // Directories that point back to themselves.
    let looping = b"MM\0*\0\0\0\x08\0\x02\x87\x69\0\x04\0\0\0\x01\0\0\0\x08\x88\x25\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08";
    let asked = "/problems/place-not-in-photo";
    let outside = "/problems/place-outside";
    for (what, block, kind) in [
        ("no EXIF fields", block(&[ascii(Tag::Make, "Rue Nette")]), asked),
        ("no letter for the latitude", block(&without(Tag::GPSLatitudeRef)), asked),
        ("no letter for the longitude", block(&without(Tag::GPSLongitudeRef)), asked),
        ("zero over zero", block(&with(rationals(Tag::GPSLatitude, [(0, 0); 3]))), asked),
        ("minutes over zero", block(&with(rationals(Tag::GPSLongitude, [(2, 1), (22, 0), (0, 1)]))), asked),
        ("0, 0", block(&nowhere), asked),
        ("exchanged", block(&swapped), asked),
        ("the southern hemisphere", block(&with(ascii(Tag::GPSLatitudeRef, "S"))), outside),
        ("the western hemisphere", block(&with(ascii(Tag::GPSLongitudeRef, "W"))), outside),
        ("64 KB of garbage", (0..65_527_u32).map(|at| ((at * 7919) >> 3).to_le_bytes()[0]).collect(), asked),
        ("garbage that begins well", [&whole[..60], &vec![0xAB; 60_000]].concat(), asked),
        ("cut off", whole[..whole.len() / 2].to_vec(), asked),
        ("directories in a circle", looping.to_vec(), asked),
        ("nothing", Vec::new(), asked),
    ] {
        let (status, said) = send(&resident, what, photo(&block)).await?;
        assert_eq!((status, said.as_str()), (422, kind), "{what}");
    }
    assert_eq!(stack.written().await?, Vec::<String>::new());
    stack.finish().await
}

#[tokio::test]
async fn a_place_that_is_certain_is_taken_and_an_absurd_time_is_not() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    for (at, (time, credible)) in [
        ("2026:11:24 12:44:00", true),
        ("0000:00:00 00:00:00", false),
        ("1970:01:01 00:00:00", false),
        ("2026:13:24 12:44:00", false),
        ("2099:01:01 00:00:00", false),
        ("2026:11:25 12:44:00", false),
    ]
    .into_iter()
    .enumerate()
    {
        let fields = [oberkampf(), vec![ascii(Tag::DateTimeOriginal, time)]].concat();
        let key = format!("time-{at}");
        let sent = resident.report(&key, &[("category", "bags")], &[photo(&block(&fields))]).await?;
        let known = "SELECT taken_at IS NOT NULL FROM photo JOIN report ON report.id = report_id WHERE reference = $1";
        let known: bool = sqlx::query_scalar(known).bind(&sent.reference).fetch_one(&stack.pool).await?;
        assert_eq!(known, credible, "{time}");
    }
    let near = "SELECT bool_and(ST_DWithin(place, ST_MakePoint(2.3783, 48.8646)::geography, 5)) FROM report";
    assert!(sqlx::query_scalar::<_, bool>(near).fetch_one(&stack.pool).await?);
    stack.finish().await
}

#[tokio::test]
async fn all_eight_orientations_are_shown_upright() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    for orientation in 1..=8_u16 {
        let fields = [oberkampf(), vec![field(Tag::Orientation, Value::Short(vec![orientation]))]].concat();
        let key = format!("orientation-{orientation}");
        let sent = resident.report(&key, &[("category", "bags")], &[photo(&block(&fields))]).await?;
        let ready = format!(
            "SELECT count(*) = 1 FROM photo JOIN report ON report.id = report_id
             WHERE photo.state = 'ready' AND reference = '{}'",
            sent.reference
        );
        stack.eventually(&ready).await?;
        let [shown] = resident.photos(&sent).await?.try_into().expect("one photo");
        let shown = image::load_from_memory(&shown)?;
        let turned = orientation >= 5;
        assert_eq!(shown.width() < shown.height(), turned, "{orientation}");
    }
    stack.finish().await
}
