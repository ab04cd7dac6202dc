//! The map of all reports and the list beside it: the same reports in both, and nothing of them that is anybody's.

use std::collections::BTreeSet;

use harness::{Feature, Stack, features, paris};
use service_kit::clock::SetClock;

/// The tile of a zoom that has the corner of rue Oberkampf where these reports lie.
fn tile(zoom: u8) -> String {
    let shift = 17 - zoom;
    format!("{zoom}/{}/{}", 66_401 >> shift, 45_089 >> shift)
}

async fn drawn(stack: &Stack, zoom: u8, query: &str) -> anyhow::Result<Vec<Feature>> {
    let answer = stack.resident()?.get(&format!("/tiles/reports/{}?{query}", tile(zoom))).await?;
    anyhow::ensure!(answer.status() == 200, "{}", answer.status());
    anyhow::ensure!(answer.headers()["content-type"] == "application/vnd.mapbox-vector-tile");
    features(&answer.bytes().await?)
}

async fn page(stack: &Stack, query: &str) -> anyhow::Result<String> {
    let answer = stack.resident()?.get(&format!("/map?lang=en&{query}")).await?;
    anyhow::ensure!(answer.status() == 200, "{query}: {}", answer.status());
    Ok(answer.text().await?)
}

/// How many reports the list has, from page to page.
async fn listed(stack: &Stack, query: &str) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut address = format!("view=list&{query}");
    loop {
        let html = page(stack, &address).await?;
        found.extend(
            html.split("<li class=\"item\">")
                .skip(1)
                .map(|item| item.split("</li>").next().unwrap_or_default().to_owned()),
        );
        let next = html.split("<a class=\"btn quiet\" href=\"/map?").nth(1);
        let Some(next) = next.and_then(|rest| rest.split('"').next()) else { return Ok(found) };
        address = next.replace("&#38;", "&").replace("&amp;", "&");
    }
}

/// Reports of an hour, of yesterday, of a week ago; the fourth was closed yesterday, the fifth two months ago.
const PAST: &str = "
    UPDATE report SET received_at = received_at - interval '25 hours' WHERE reference LIKE '%2';
    UPDATE report SET received_at = received_at - interval '6 days' WHERE reference LIKE '%3';
    UPDATE report SET state = 'done', received_at = received_at - interval '3 days',
        closed_at = received_at - interval '25 hours', ended_at = received_at - interval '25 hours' WHERE reference LIKE '%4';
    UPDATE report SET state = 'done', received_at = received_at - interval '90 days',
        closed_at = received_at - interval '60 days', ended_at = received_at - interval '60 days'
    WHERE reference LIKE '%5';
    UPDATE report SET state = 'rejected', ended_at = received_at WHERE reference LIKE '%6'";

async fn city() -> anyhow::Result<Stack> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    for number in 1..=6 {
        let place = format!("48.86{:02}, 2.3760", 20 + number);
        let email = format!("marie-{number}@example.org");
        let category = if number == 1 { "urine" } else { "bags" };
        let fields = [
            ("category", category),
            ("place", place.as_str()),
            ("email", email.as_str()),
            ("text", "Devant chez moi, Marie"),
        ];
        stack.resident()?.report(&format!("key-{number}"), &fields, &[]).await?;
    }
    stack.eventually("SELECT count(*) = 6 FROM report WHERE state = 'dispatched'").await?;
    sqlx::raw_sql(PAST).execute(&stack.pool).await?;
    Ok(stack)
}

#[tokio::test]
async fn a_tile_has_what_a_stranger_may_know_and_no_more() -> anyhow::Result<()> {
    let stack = city().await?;
    let points = drawn(&stack, 16, "state=all").await?;
    assert_eq!(points.len(), 5, "{points:?}");
    let known = BTreeSet::from(["category", "hours", "photo", "sector", "state"]);
    for point in &points {
        assert_eq!(point.layer, "reports");
        assert!(point.says.keys().all(|key| known.contains(key.as_str())), "{point:?}");
        assert!(!point.says.contains_key("photo"), "nothing was released: {point:?}");
        assert_eq!(point.says["sector"], "75111");
    }
    let hours: BTreeSet<_> = points.iter().map(|point| point.says["hours"].as_str()).collect();
    assert_eq!(hours, BTreeSet::from(["0", "24", "144"]), "ages are rounded");

    for query in ["state=all", ""] {
        let raw =
            stack.resident()?.get(&format!("/tiles/reports/{}?{query}", tile(16))).await?.bytes().await?;
        let cells =
            stack.resident()?.get(&format!("/tiles/reports/{}?{query}", tile(12))).await?.bytes().await?;
        let html = [page(&stack, query).await?, page(&stack, &format!("view=list&{query}")).await?].concat();
        for secret in ["marie", "Marie", "example.org", "Devant", "S2026"] {
            for bytes in [&raw[..], &cells[..], html.as_bytes()] {
                assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
            }
        }
    }
    stack.finish().await
}

#[tokio::test]
async fn map_and_list_show_the_same_reports_for_every_choice() -> anyhow::Result<()> {
    let stack = city().await?;
    for (query, expected) in [
        ("", 3),
        ("state=open", 3),
        ("state=closed", 2),
        ("state=all", 5),
        ("state=all&days=1", 2),
        ("state=all&days=7", 5),
        ("days=1", 1),
        ("days=30", 3),
        ("group=dirty-ground&state=all", 1),
    ] {
        let points = drawn(&stack, 16, query).await?;
        assert_eq!(points.len(), expected, "points, {query}");
        for zoom in [9, 12, 14] {
            let cells = drawn(&stack, zoom, query).await?;
            let counts = cells.iter().map(|cell| cell.says["count"].parse::<usize>());
            assert_eq!(counts.sum::<Result<usize, _>>()?, expected, "cells at zoom {zoom}, {query}");
            assert!(cells.iter().all(|cell| cell.layer == "cells" && cell.says.len() == 1), "{cells:?}");
        }
        assert_eq!(listed(&stack, query).await?.len(), expected, "list, {query}");
        let words = if expected == 1 { "One report.".to_owned() } else { format!("{expected} reports.") };
        assert!(page(&stack, query).await?.contains(&words), "{query}");
    }
    assert_eq!(listed(&stack, "state=all&sector=75111").await?.len(), 5);
    assert_eq!(listed(&stack, "state=all&sector=75112").await?.len(), 0);
    stack.finish().await
}

#[tokio::test]
async fn the_list_goes_on_where_the_page_before_ended() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    for number in 0..45 {
        let place = format!("48.8646, 2.37{:02}", 40 + number);
        let fields = [("category", "bags"), ("place", place.as_str())];
        stack.resident()?.report(&format!("key-{number}"), &fields, &[]).await?;
    }
    stack.eventually("SELECT count(*) = 45 FROM report WHERE state = 'dispatched'").await?;
    // Half of them are closed, and many at the same moment.
    let closed = "UPDATE report SET state = 'done', ended_at = received_at, closed_at = received_at WHERE reference ~ '[02468]$'";
    sqlx::raw_sql(closed).execute(&stack.pool).await?;
    sqlx::raw_sql("UPDATE report SET address = reference").execute(&stack.pool).await?;
    for (query, expected) in [("state=all", 45), ("state=open", 23), ("state=closed", 22)] {
        let items = listed(&stack, query).await?;
        let references: BTreeSet<_> =
            items.iter().filter_map(|item| item.split("S2026").nth(1)?.split(' ').next()).collect();
        assert_eq!((items.len(), references.len()), (expected, expected), "{query}");
    }
    stack.finish().await
}

#[tokio::test]
async fn a_photo_is_shown_once_it_is_released() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let photo = harness::street::dirty(paris(12, 40))?;
    let fields = [("category", "bags"), ("place", "48.8623, 2.3760")];
    stack.resident()?.report("one", &fields, &[photo]).await?;
    stack.eventually("SELECT count(*) = 1 FROM photo WHERE state = 'ready'").await?;
    assert!(!drawn(&stack, 16, "").await?[0].says.contains_key("photo"));
    assert!(!page(&stack, "view=list").await?.contains("/photos/"));
    sqlx::raw_sql("UPDATE photo SET released_at = received_at").execute(&stack.pool).await?;
    let id = drawn(&stack, 16, "").await?[0].says["photo"].clone();
    let address = format!("/photos/{id}/small.jpg");
    assert!(page(&stack, "view=list").await?.contains(&address));
    assert_eq!(stack.resident()?.get(&address).await?.status(), 200);
    stack.finish().await
}

#[tokio::test]
async fn what_is_not_of_the_city_or_no_choice_is_not_there() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    for kind in ["base", "sectors", "reports"] {
        for outside in ["16/0/0", "16/33200/99999", "20/531200/360704", "99/1/1", "16/x/1", "16/-1/2"] {
            let answer = stack.resident()?.get(&format!("/tiles/{kind}/{outside}")).await?;
            assert_eq!(answer.status(), 404, "{kind}/{outside}");
        }
    }
    for wrong in ["state=secret", "days=3", "group=%00", "days=%FF"] {
        let answer = stack.resident()?.get(&format!("/tiles/reports/{}?{wrong}", tile(16))).await?;
        assert_eq!(answer.status(), 404, "{wrong}");
    }
    for wrong in [
        "state=secret",
        "group=nothing",
        "view=book",
        "view=list&sector=99999",
        "view=list&after=x",
        "view=list&after=1.x",
        "view=list&after=9223372036854775807.00000000-0000-0000-0000-000000000001",
    ] {
        let answer = stack.resident()?.get(&format!("/map?{wrong}")).await?;
        assert_eq!(answer.status(), 404, "{wrong}");
    }
    let sectors = stack.resident()?.get(&format!("/tiles/sectors/{}", tile(12))).await?;
    let shown = features(&sectors.bytes().await?)?;
    assert!(shown.iter().any(|one| one.layer == "sectors" && one.says.is_empty()), "{shown:?}");
    let names = shown.iter().filter(|one| one.layer == "names").map(|one| one.says["name"].as_str());
    assert_eq!(names.filter(|name| *name == "11e").count(), 1, "{shown:?}");
    // Without a map service the map has its outlines.
    let base = stack.resident()?.get(&format!("/tiles/base/{}", tile(12))).await?;
    assert_eq!(base.status(), 204);
    stack.finish().await
}
