//! Somebody who has no coordinates writes an address: accents and typos are forgiven, what is not clear is asked, and
//! outside the city is said at once.

use harness::{Stack, paris, wrong};
use serde_json::Value;
use service_kit::clock::SetClock;

const STREETS: &str = "
    INSERT INTO street (insee, postcode, name, town, words) VALUES
        ('75111', '75011', 'Rue Oberkampf', 'Paris', 'rue oberkampf 75011 paris'),
        ('75115', '75015', 'Rue de l''Abbé Groult', 'Paris', 'rue de l abbe groult 75015 paris'),
        ('75101', '75001', 'Rue Saint-Honoré', 'Paris', 'rue saint honore 75001 paris'),
        ('75108', '75008', 'Rue du Faubourg Saint-Honoré', 'Paris', 'rue du faubourg saint honore 75008 paris');
    INSERT INTO address (id, street_id, number, suffix, place)
    SELECT postcode || number || suffix, id, number, suffix, ST_Transform(ST_SetSRID(ST_MakePoint(x, y), 4326), 3857)
    FROM street JOIN (VALUES ('75011', 14, '', 2.3783, 48.8646), ('75011', 82, '', 2.3790, 48.8649),
        ('75011', 14, 'bis', 2.3784, 48.8647), ('75015', 3, '', 2.2960, 48.8440), ('75001', 120, '', 2.3410, 48.8615),
        ('75008', 120, '', 2.3080, 48.8740)) AS house (code, number, suffix, x, y) ON code = postcode";

async fn city() -> anyhow::Result<Stack> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    sqlx::raw_sql(STREETS).execute(&stack.pool).await?;
    Ok(stack)
}

async fn asked(stack: &Stack, path: &str, query: &[(&str, &str)]) -> anyhow::Result<(u16, Value)> {
    let address = reqwest::Url::parse_with_params(&format!("{}{path}", stack.resident_url), query)?;
    let answer = stack.resident()?.get(address.as_str()).await?;
    Ok((answer.status().as_u16(), answer.json().await?))
}

#[tokio::test]
async fn accents_capitals_and_typos_are_forgiven() -> anyhow::Result<()> {
    let stack = city().await?;
    for (typed, first) in [
        ("14 rue Oberkampf", "14\u{a0}rue Oberkampf, 75011\u{a0}Paris"),
        ("14, RUE OBERKAMPF 75011", "14\u{a0}rue Oberkampf, 75011\u{a0}Paris"),
        ("82 rue oberkanpf", "82\u{a0}rue Oberkampf, 75011\u{a0}Paris"),
        ("14bis rue oberkamf", "14\u{a0}bis\u{a0}rue Oberkampf, 75011\u{a0}Paris"),
        ("3 rue de l’abbe groult", "3\u{a0}rue de l'Abbé Groult, 75015\u{a0}Paris"),
        ("oberk", "Rue Oberkampf, 75011\u{a0}Paris"),
        ("99 rue Oberkampf", "Rue Oberkampf, 75011\u{a0}Paris"),
    ] {
        let (status, told) = asked(&stack, "/addresses", &[("q", typed)]).await?;
        assert_eq!((status, told["addresses"][0]["words"].as_str()), (200, Some(first)), "{typed}: {told}");
    }
    let house = asked(&stack, "/addresses", &[("q", "14 rue Oberkampf")]).await?.1["addresses"][0].clone();
    assert!((house["latitude"].as_f64().unwrap_or_default() - 48.8646).abs() < 1e-6, "{house}");
    assert!((house["longitude"].as_f64().unwrap_or_default() - 2.3783).abs() < 1e-6, "{house}");
    let long = "rue Oberkampf ".repeat(500);
    for nothing in ["", "  ", "…", "\0", "14", "zzzzzz", &long] {
        let (status, told) = asked(&stack, "/addresses", &[("q", nothing)]).await?;
        assert_eq!((status, told["addresses"].as_array().map(Vec::len)), (200, Some(0)), "{nothing}: {told}");
    }
    stack.finish().await
}

/// The values of the fields of a page that have this name.
fn values<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!("name=\"{name}\" value=\"");
    page.match_indices(&mark).filter_map(|(at, _)| page[at + mark.len()..].split('"').next()).collect()
}

#[tokio::test]
async fn without_javascript_what_is_not_clear_is_asked_and_the_choice_counts() -> anyhow::Result<()> {
    let stack = city().await?;
    let resident = stack.resident()?;
    let key = "7f0f7a60-52a9-4d53-8a2e-6f8f6d6f0002";
    let sound = [("idempotency_key", key), ("category", "bags"), ("language", "fr")];
    let photo = [wrong::jpeg(64, 48)];
    let asked = [&sound[..], &[("place", "82 rue oberkanpf")]].concat();
    let page = resident.post_form(&asked, &photo).await?;
    assert_eq!(page.status(), 422);
    let page = page.text().await?;
    assert!(page.contains("82\u{a0}rue Oberkampf, 75011\u{a0}Paris"), "{page}");
    assert!(page.contains("name=\"place\" type=\"text\" value=\"82 rue oberkanpf\""), "{page}");
    assert_eq!(stack.written().await?, Vec::<String>::new());

    // The form as it came back, sent again.
    let [kept] = values(&page, "kept_photo").try_into().expect("the photo is kept");
    let [sought] = values(&page, "place_sought").try_into().expect("the words that were sought");
    let choice = values(&page, "place_choice")[0];
    let chosen =
        [&asked[..], &[("place_sought", sought), ("place_choice", choice), ("kept_photo", kept)]].concat();
    // Other words beside the old choice are sought anew.
    let other: Vec<_> = chosen
        .iter()
        .map(|&(name, value)| (name, if name == "place" { "quai du bout du monde" } else { value }))
        .collect();
    let page = resident.post_form(&other, &[]).await?.text().await?;
    assert!(page.contains("Nous ne trouvons pas cette adresse"), "{page}");
    assert_eq!(resident.post_form(&chosen, &[]).await?.status(), 303);
    let (address, source): (String, String) =
        sqlx::query_as("SELECT address, place_source FROM report").fetch_one(&stack.pool).await?;
    assert_eq!((address.as_str(), source.as_str()), ("82\u{a0}rue Oberkampf, 75011\u{a0}Paris", "hand"));
    stack.eventually("SELECT count(*) = 1 FROM photo WHERE state <> 'received'").await?;
    stack.finish().await
}

#[tokio::test]
async fn an_exact_address_is_taken_as_it_is() -> anyhow::Result<()> {
    let stack = city().await?;
    let resident = stack.resident()?;
    for (key, place, expected) in [
        ("street", "120 rue saint honoré", "120\u{a0}rue Saint-Honoré, 75001\u{a0}Paris"),
        ("town", "14 bis, rue Oberkampf, 75011 PARIS", "14\u{a0}bis\u{a0}rue Oberkampf, 75011\u{a0}Paris"),
    ] {
        let sent = resident.report(key, &[("category", "bags"), ("place", place)], &[]).await?;
        assert_eq!(resident.read(&sent).await?["address"], expected, "{place}");
    }
    for (place, name) in [("rue Oberkampf", "place-several"), ("99 boulevard Voltaire", "place-not-found")] {
        let answer = resident.post(place, &[("category", "bags"), ("place", place)], &[]).await?;
        assert_eq!(answer.status(), 422, "{place}");
        let problem: Value = answer.json().await?;
        assert_eq!(problem["type"], format!("/problems/{name}"), "{place}: {problem}");
    }
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    stack.finish().await
}

#[tokio::test]
async fn outside_the_city_is_said_with_the_neighbours_name() -> anyhow::Result<()> {
    let stack = city().await?;
    let at = |latitude, longitude| [("latitude", latitude), ("longitude", longitude), ("lang", "fr")];
    let (_, inside) = asked(&stack, "/place", &at("48.8646", "2.3783")).await?;
    assert_eq!(inside["inside"], true);
    assert_eq!(inside["words"], "14\u{a0}rue Oberkampf, 75011\u{a0}Paris");
    assert_eq!(inside["sector"], "75111");
    let (_, montreuil) = asked(&stack, "/place", &at("48.8638", "2.4484")).await?;
    assert_eq!(montreuil["inside"], false);
    assert!(montreuil["words"].as_str().is_some_and(|words| words.contains("Montreuil")), "{montreuil}");
    assert!(montreuil["remedy"].as_str().is_some_and(|words| words.len() > 10), "{montreuil}");
    let (_, lyon) = asked(&stack, "/place", &at("45.764", "4.8357")).await?;
    assert_eq!(lyon["inside"], false);
    assert_eq!(asked(&stack, "/place", &at("x", "")).await?.0, 422);
    stack.finish().await
}
