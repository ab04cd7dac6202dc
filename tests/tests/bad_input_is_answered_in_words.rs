//! Whatever comes in, the answer says what is wrong and what to do in the reporter's language, by the API and by the
//! form, and nothing is written: no row, no message, no object.

use harness::{Resident, Stack, paris, street, wrong};
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use service_kit::clock::SetClock;

/// What a request is, beside a sound category and place.
#[derive(Clone, Default)]
struct Sent {
    what: &'static str,
    /// Fields beside `category` and `place`, or instead of them; an empty value leaves one out.
    fields: Vec<(&'static str, String)>,
    /// Files with the name and type that they claim.
    photos: Vec<(Vec<u8>, &'static str, &'static str)>,
}

/// Its answer: status, the last part of the type, the field, words of the French answer and of the English one.
type Answer = (u16, &'static str, &'static str, [&'static str; 2]);

fn fields(what: &'static str, fields: &[(&'static str, &str)]) -> Sent {
    let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Sent { what, fields, photos: vec![(wrong::jpeg(64, 48), "photo.jpg", "image/jpeg")] }
}

fn photo(what: &'static str, bytes: Vec<u8>) -> Sent {
    Sent { what, photos: vec![(bytes, "photo.jpg", "image/jpeg")], ..Sent::default() }
}

impl Sent {
    fn form(&self, language: &str) -> Form {
        let sound = [("category", "bags"), ("place", "48.8646, 2.3783"), ("language", language)];
        let sound = sound.iter().map(|(name, value)| (*name, (*value).to_owned()));
        let kept = sound.filter(|(name, _)| !self.fields.iter().any(|(other, _)| other == name));
        let all = kept.chain(self.fields.clone()).filter(|(_, value)| !value.is_empty());
        let form = all.fold(Form::new(), |form, (name, value)| form.text(name, value));
        self.photos.iter().fold(form, |form, (bytes, name, kind)| {
            let part = Part::bytes(bytes.clone()).file_name(*name).mime_str(kind).expect("a media type");
            form.part("photo", part)
        })
    }
}

/// Sends each to the API and to the form, in both languages.
async fn refused(stack: &Stack, cases: Vec<(Sent, Answer)>) -> anyhow::Result<()> {
    let resident = stack.resident()?;
    for (sent, (status, name, field, words)) in cases {
        for (language, words) in [("fr", words[0]), ("en", words[1])] {
            let what = format!("{} in {language}", sent.what);
            let form = sent.form(language).text("channel", "web");
            let answer = resident.send("/api/v1/reports", form, &[("Idempotency-Key", sent.what)]).await?;
            let problem = problem(answer, status, &what).await?;
            assert_eq!(problem["type"], format!("/problems/{name}"), "{what}: {problem}");
            let error = &problem["errors"][0];
            assert_eq!(error["field"], field, "{what}: {problem}");
            let said = error["detail"].as_str().unwrap_or_default();
            assert!(said.contains(words), "{what}: `{said}` says `{words}`");
            assert_eq!(problem["title"], error["detail"], "{what}: {problem}");
            assert_eq!(problem["detail"], error["remedy"], "{what}: {problem}");
            let remedy = error["remedy"].as_str().unwrap_or_default();
            assert!(remedy.len() > 10 && !remedy.contains(['[', '{']), "{what}: {problem}");
            the_form_says(&resident, &sent, language, &[said, remedy], status).await?;
        }
        assert_eq!(stack.written().await?, Vec::<String>::new(), "{}", sent.what);
    }
    Ok(())
}

/// The same words stand on the page, at the field, which is marked as wrong.
async fn the_form_says(
    resident: &Resident,
    sent: &Sent,
    language: &str,
    words: &[&str],
    status: u16,
) -> anyhow::Result<()> {
    let key = "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0001";
    let form = sent.form(language).text("idempotency_key", key);
    let answer = resident.send("/report", form, &[]).await?;
    assert_eq!(answer.status(), status, "the form, {}", sent.what);
    let page = answer.text().await?;
    let page = page.replace("&#39;", "'").replace("&#34;", "\"").replace("&#38;", "&");
    for words in words {
        assert!(page.contains(words), "the form, {}: `{words}` is not in the page", sent.what);
    }
    assert!(page.contains(&format!("<html lang=\"{language}\"")), "{}", sent.what);
    Ok(())
}

async fn problem(answer: reqwest::Response, status: u16, what: &str) -> anyhow::Result<Value> {
    assert_eq!(answer.status(), status, "{what}");
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{what}");
    let problem: Value = answer.json().await?;
    assert_eq!(problem["status"], status, "{what}: {problem}");
    Ok(problem)
}

#[tokio::test]
async fn a_photo_that_is_none_or_too_much_is_refused() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let whole = street::dirty(paris(12, 44))?;
    let half = whole[..whole.len() / 2].to_vec();
    let large = [whole.clone(), vec![0; 25_000_001 - whole.len()]].concat();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    let named = |kind| (415, "photo-kind", "photo", [kind, kind]);
    let pixels = (422, "photo-too-many-pixels", "photo", ["60 mégapixels", "60 megapixels"]);
    let damaged = (422, "photo-damaged", "photo", ["abîmée", "damaged"]);
    let cut = (422, "photo-truncated", "photo", ["incomplète", "incomplete"]);
    let none = (422, "photo-not-a-picture", "photo", ["n’est pas une photo", "not a photo"]);
    let sound = wrong::jpeg(64, 48);
    let four =
        Sent { what: "four photos", photos: vec![(sound, "photo.jpg", "image/jpeg"); 4], ..Sent::default() };
    let cases = vec![
        (
            Sent { what: "no photo", ..Sent::default() },
            (422, "photo-missing", "photo", ["manque la photo", "missing"]),
        ),
        (photo("a text renamed .jpg", b"This is no photo.".to_vec()), none),
        (photo("an empty file", Vec::new()), none),
        (photo("HEIC", heic), named("HEIC")),
        (photo("SVG", b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()), named("SVG")),
        (photo("GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()), named("GIF")),
        (photo("PDF", b"%PDF-1.7\n".to_vec()), named("PDF")),
        (photo("one byte over 25 MB", large), (413, "photo-too-large", "photo", ["25 Mo", "25 MB"])),
        (photo("a JPEG of 4 gigapixels by its header", wrong::jpeg_that_says(65_000, 65_000)), pixels),
        (photo("a PNG bomb by its header", wrong::png_that_says(2_000_000_000, 2_000_000_000)), pixels),
        (photo("a WebP bomb by its header", wrong::webp_that_says(16_384, 16_384)), pixels),
        (photo("60 megapixels and one row", wrong::jpeg_that_says(10_000, 6_001)), pixels),
        (photo("a JPEG header that lies", wrong::jpeg_that_says(8_000, 7_000)), damaged),
        (photo("a PNG header that lies", wrong::png_that_says(8_000, 7_000)), damaged),
        (photo("half a JPEG", half), cut),
        (photo("half a PNG", wrong::png(64, 48)[..60].to_vec()), cut),
        (photo("half a WebP", wrong::webp(64, 48)[..60].to_vec()), cut),
        (four, (422, "photos-too-many", "photo", ["Plus de 3 photos", "More than 3 photos"])),
    ];
    refused(&stack, cases).await?;
    stack.finish().await
}

#[tokio::test]
async fn a_place_that_is_none_or_elsewhere_is_refused() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let unreadable = (422, "place-unreadable", "place", ["ne sont pas un lieu", "not a place"]);
    let zero = (422, "place-zero", "place", ["0, 0", "0, 0"]);
    let swapped = (422, "place-swapped", "place", ["échangées", "exchanged"]);
    let neighbour = |name| (422, "place-neighbour", "place", [name, name]);
    let phone =
        |latitude, longitude| [("place", ""), ("place_latitude", latitude), ("place_longitude", longitude)];
    let cases = vec![
        (
            fields("no place", &[("place", "")]),
            (422, "place-not-in-photo", "place", ["dans la photo", "from the photo"]),
        ),
        (fields("0, 0", &[("place", "0, 0")]), zero),
        (fields("0, 0 by the phone", &phone("0.0", "0")), zero),
        (fields("NaN", &phone("NaN", "2.3783")), unreadable),
        (fields("infinity", &phone("48.8", "inf")), unreadable),
        (fields("one half of a place", &phone("48.8", "")), unreadable),
        (
            fields("words", &[("place", "devant chez moi")]),
            (422, "place-not-found", "place", ["ne trouvons pas cette adresse", "do not find this address"]),
        ),
        (fields("one number", &[("place", "48.8646")]), unreadable),
        (fields("nowhere on earth", &[("place", "948.8646, 2.3783")]), unreadable),
        (
            fields("nowhere on earth the other way round", &[("place", "2.3783, 148.8646")]),
            (422, "place-outside", "place", ["hors de la ville", "outside the city"]),
        ),
        (fields("swapped", &[("place", "2.3783, 48.8646")]), swapped),
        (fields("swapped by a program", &phone("2.3783", "48.8646")), swapped),
        (
            fields("Lyon", &[("place", "45.764, 4.8357")]),
            (422, "place-outside", "place", ["hors de la ville", "outside the city"]),
        ),
        (fields("Montreuil", &[("place", "48.8638, 2.4484")]), neighbour("Montreuil")),
        (fields("Les Lilas", &[("place", "48.8805, 2.4180")]), neighbour("Les Lilas")),
        (fields("Boulogne", &[("place", "48.8352, 2.2400")]), neighbour("Boulogne-Billancourt")),
        (fields("Saint-Denis", &[("place", "48.9357, 2.3580")]), neighbour("Saint-Denis")),
        (
            fields("Creteil, too far to be named", &[("place", "48.7904, 2.4556")]),
            (422, "place-outside", "place", ["hors de la ville", "outside the city"]),
        ),
    ];
    refused(&stack, cases).await?;
    stack.finish().await
}

#[tokio::test]
async fn a_field_that_is_missing_odd_or_too_long_is_refused() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let long = "é".repeat(1001);
    let very_long = "é".repeat(70_000);
    let unknown = (422, "category-unknown", "category", ["n’existe pas", "does not exist"]);
    let invisible = (422, "words-invisible", "words", ["invisibles", "invisible"]);
    let email = (422, "email-unreadable", "email", ["n’est pas complète", "not complete"]);
    let language = (422, "language-unknown", "language", ["n’existe pas ici", ""]);
    let cases = vec![
        (
            fields("no category", &[("category", "")]),
            (422, "category-missing", "category", ["manque le type", "missing"]),
        ),
        (fields("an unknown category", &[("category", "nonsense")]), unknown),
        (fields("a category of nothing", &[("category", "ba\0gs")]), unknown),
        (fields("a long category", &[("category", &long)]), unknown),
        (
            fields("1,001 characters", &[("words", &long)]),
            (
                422,
                "words-too-long",
                "words",
                ["1\u{202f}001 caractères, 1\u{202f}000 au plus", "1,001 characters, 1,000 at most"],
            ),
        ),
        (
            fields("70,000 characters", &[("words", &very_long)]),
            (422, "words-too-long", "words", ["70\u{202f}000 caractères", "70,000 characters"]),
        ),
        (fields("a bell", &[("words", "un\u{7}deux")]), invisible),
        (fields("a NUL", &[("words", "un\0deux")]), invisible),
        (fields("the direction turned", &[("words", "un \u{202e}xued")]), invisible),
        (fields("half an address", &[("email", "camille@")]), email),
        (
            fields("an address with a line end", &[("email", "camille@example.org\r\nBcc: x@example.org")]),
            email,
        ),
        (fields("an address with a NUL", &[("email", "camille\0@example.org")]), email),
    ];
    refused(&stack, cases).await?;
    let klingon = Sent { what: "an unknown language", ..fields("", &[("language", "tlh")]) };
    let answer =
        stack.resident()?.send("/api/v1/reports", klingon.form("fr"), &[("Idempotency-Key", "k")]).await?;
    let problem = problem(answer, language.0, klingon.what).await?;
    assert_eq!(problem["errors"][0]["field"], "language", "{problem}");
    assert!(problem["title"].as_str().is_some_and(|title| title.contains(language.3[0])), "{problem}");
    stack.finish().await
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once_and_what_was_meant_is_suggested() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let all = fields(
        "all at once",
        &[
            ("category", "nonsense"),
            ("place", "2.3783, 48.8646"),
            ("words", "un\u{7}deux"),
            ("email", "camille"),
        ],
    );
    let answer = resident.send("/api/v1/reports", all.form("en"), &[("Idempotency-Key", "all")]).await?;
    let problem = problem(answer, 422, all.what).await?;
    let errors = problem["errors"].as_array().expect("errors");
    let of = |field: &str| errors.iter().find(|error| error["field"] == field).expect(field);
    assert_eq!(errors.len(), 4, "{problem}");
    assert_eq!(of("place")["suggestion"], "48.8646, 2.3783", "{problem}");
    assert_eq!(of("words")["suggestion"], "undeux", "{problem}");
    // The form comes back put right: sending it again accepts it.
    let page = resident.send("/report", all.form("en"), &[]).await?.text().await?;
    assert!(page.contains("value=\"48.8646, 2.3783\"") && page.contains(">undeux</textarea>"), "{page}");
    assert_eq!(stack.written().await?, Vec::<String>::new());
    stack.finish().await
}

#[tokio::test]
async fn content_decides_whatever_a_file_is_called() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    for (at, (bytes, name, kind)) in [
        (wrong::png(64, 48), "photo.jpg", "image/jpeg"),
        (wrong::jpeg(64, 48), "photo.txt", "text/plain"),
        (wrong::webp(64, 48), "photo.gif", "image/gif"),
        (wrong::jpeg(64, 48), "../../etc/passwd", "application/octet-stream"),
    ]
    .into_iter()
    .enumerate()
    {
        let sent = Sent { what: name, photos: vec![(bytes, name, kind)], ..Sent::default() };
        let key = format!("content-{at}");
        let answer = resident.send("/api/v1/reports", sent.form("fr"), &[("Idempotency-Key", &key)]).await?;
        assert_eq!(answer.status(), 201, "{name}");
    }
    stack.eventually("SELECT count(*) = 4 FROM photo WHERE state = 'ready'").await?;
    stack.finish().await
}

#[tokio::test]
async fn an_idempotency_key_that_is_none_is_refused() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let sent = fields("key", &[]);
    let long = "k".repeat(201);
    for (headers, name) in [
        (vec![], "key-missing"),
        (vec![("Idempotency-Key", "")], "key-missing"),
        (vec![("Idempotency-Key", long.as_str())], "key-unreadable"),
        (vec![("Idempotency-Key", "clé")], "key-unreadable"),
    ] {
        let answer = resident.send("/api/v1/reports", sent.form("en"), &headers).await?;
        let problem = problem(answer, 400, name).await?;
        assert_eq!(problem["type"], format!("/problems/{name}"), "{problem}");
        assert_eq!(problem["errors"][0]["field"], "idempotency_key", "{problem}");
    }
    let odd = sent.form("en").text("idempotency_key", "k\0ey");
    assert_eq!(resident.send("/report", odd, &[]).await?.status(), 400);
    assert_eq!(stack.written().await?, Vec::<String>::new());
    stack.finish().await
}

#[tokio::test]
async fn the_language_is_the_reporters_else_the_requests() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    for (field, header, words) in [
        ("fr", "en", "Il manque le type"),
        ("en", "fr", "is missing"),
        ("", "en-GB, fr;q=0.5", "is missing"),
        ("", "de", "Il manque le type"),
    ] {
        let sent = fields("language", &[("category", ""), ("language", field)]);
        let headers = [("Idempotency-Key", "k"), ("Accept-Language", header)];
        let problem =
            problem(resident.send("/api/v1/reports", sent.form("fr"), &headers).await?, 422, field).await?;
        assert!(
            problem["title"].as_str().is_some_and(|title| title.contains(words)),
            "{field} {header}: {problem}"
        );
    }
    stack.finish().await
}

#[tokio::test]
async fn every_type_of_problem_has_its_page() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let all = resident.get("/problems").await?.text().await?;
    let addresses: Vec<&str> = all
        .split("<code>")
        .skip(1)
        .filter_map(|rest| rest.split_once('<'))
        .map(|(address, _)| address)
        .collect();
    assert!(addresses.len() > 30, "{addresses:?}");
    for address in addresses {
        assert_eq!(resident.get(address).await?.status(), 200, "{address}");
    }
    assert_eq!(resident.get("/problems/nonsense").await?.status(), 404);
    stack.finish().await
}
