//! A refused form comes back with everything that was typed and, where the browser can't, with its photo.

use std::sync::Arc;

use harness::{Resident, Stack, paris, street, wrong};
use reqwest::multipart::{Form, Part};
use service_kit::clock::SetClock;

const KEY: &str = "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0001";

fn form(email: &str) -> Form {
    let fields = [
        ("idempotency_key", KEY),
        ("language", "fr"),
        ("category", "furniture"),
        ("words", "Devant le n° 82 <b>"),
        ("email", email),
    ];
    fields.into_iter().fold(Form::new(), |form, (name, value)| form.text(name, value.to_owned()))
}

fn with(form: Form, photo: Vec<u8>) -> Form {
    form.part("photo", Part::bytes(photo).file_name("photo.jpg"))
}

/// The names of the photos that a page says are kept.
fn kept(page: &str) -> Vec<String> {
    let values = page.split("name=\"kept_photo\" value=\"").skip(1);
    values.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name.to_owned()).collect()
}

async fn refused(resident: &Resident, form: Form) -> anyhow::Result<String> {
    let answer = resident.send("/report", form, &[]).await?;
    assert_eq!(answer.status(), 422);
    Ok(answer.text().await?)
}

#[tokio::test]
async fn without_javascript_the_server_keeps_the_photo_and_the_form_names_it() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let page = refused(&resident, with(form("pas une adresse"), street::dirty(paris(12, 44))?)).await?;
    for typed in [KEY, "Devant le n° 82 &#60;b&#62;", "pas une adresse", "value=\"furniture\" checked"] {
        assert!(page.contains(typed), "{typed} is kept");
    }
    assert!(page.contains("Photo 1 gardée, "), "{page}");
    assert_eq!(stack.written().await?, Vec::<String>::new(), "a kept photo is no row and no object");
    // Wrong a second time: the same photo, under the same name.
    let [name] = kept(&page).try_into().expect("one photo");
    let page = refused(&resident, form("encore pas").text("kept_photo", name.clone())).await?;
    assert_eq!(kept(&page), std::slice::from_ref(&name));
    let accepted =
        || async { resident.send("/report", form("").text("kept_photo", name.clone()), &[]).await };
    let first = accepted().await?;
    assert_eq!(first.status(), 303);
    // Sent twice, as impatient people do: one report.
    assert_eq!(accepted().await?.headers()["location"], first.headers()["location"]);
    stack.eventually("SELECT count(*) = 1 FROM photo WHERE state = 'ready'").await?;
    stack.finish().await
}

#[tokio::test]
async fn after_an_hour_the_photo_is_gone_and_the_form_says_so() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(12, 45));
    let stack = Stack::start(Arc::clone(&clock) as _).await?;
    let resident = stack.resident()?;
    let page = refused(&resident, with(form("non"), wrong::jpeg(64, 48))).await?;
    let [name] = kept(&page).try_into().expect("one photo");
    clock.advance(chrono::Duration::minutes(61));
    let page = refused(&resident, form("").text("kept_photo", name)).await?;
    assert!(page.contains("La photo gardée n’est plus là"), "{page}");
    assert_eq!(kept(&page), Vec::<String>::new());
    assert_eq!(stack.written().await?, Vec::<String>::new());
    stack.finish().await
}

#[tokio::test]
async fn nobody_takes_anothers_photo_by_guessing() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let page = refused(&resident, with(form("non"), wrong::jpeg(64, 48))).await?;
    let [name] = kept(&page).try_into().expect("one photo");
    let mut forged = name.clone().into_bytes();
    let last = forged.last_mut().expect("a name");
    *last = if *last == b'A' { b'Q' } else { b'A' };
    for guess in [String::from_utf8(forged)?, "x".repeat(44), "../../etc/passwd".to_owned(), "\0".to_owned()]
    {
        let page = refused(&resident, form("").text("kept_photo", guess)).await?;
        assert!(page.contains("La photo gardée n’est plus là"), "{page}");
    }
    stack.finish().await
}

#[tokio::test]
async fn kept_and_new_photos_are_three_together() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let two = with(with(form("non"), wrong::jpeg(64, 48)), wrong::jpeg(65, 48));
    let names = kept(&refused(&resident, two).await?);
    assert_eq!(names.len(), 2);
    let again = || names.iter().fold(form(""), |form, name| form.text("kept_photo", name.clone()));
    let four = with(with(again(), wrong::jpeg(66, 48)), wrong::jpeg(67, 48));
    assert!(refused(&resident, four).await?.contains("Plus de 3 photos"));
    let placed = with(again(), street::dirty(paris(12, 44))?);
    assert_eq!(resident.send("/report", placed, &[]).await?.status(), 303);
    stack.eventually("SELECT count(*) = 3 FROM photo WHERE state = 'ready'").await?;
    stack.finish().await
}

#[tokio::test]
async fn our_own_script_gets_the_words_and_keeps_its_photos_itself() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    let script = [("Sent-By", "script")];
    let sent = with(form("non"), street::dirty(paris(12, 44))?);
    let answer = resident.send("/report", sent, &script).await?;
    assert_eq!(answer.status(), 422);
    let page = answer.text().await?;
    assert!(page.contains("id=\"email-error\"") && kept(&page).is_empty(), "{page}");
    let sent = with(form(""), street::dirty(paris(12, 44))?);
    let answer = resident.send("/report", sent, &script).await?;
    assert_eq!(answer.status(), 201);
    let body: serde_json::Value = answer.json().await?;
    let page = body["page"].as_str().expect("a page");
    assert!(resident.get(page).await?.text().await?.contains("S2026K"));
    stack.finish().await
}

#[tokio::test]
async fn a_form_that_was_changed_after_it_was_sent_gets_a_new_key() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let resident = stack.resident()?;
    assert_eq!(
        resident.send("/report", with(form(""), street::dirty(paris(12, 44))?), &[]).await?.status(),
        303
    );
    let changed = with(form("camille@example.org"), street::dirty(paris(12, 44))?);
    let page = refused(&resident, changed).await?;
    assert!(!page.contains(KEY) && kept(&page).len() == 1, "{page}");
    stack.finish().await
}
