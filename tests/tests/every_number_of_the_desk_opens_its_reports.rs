//! A referent's numbers are those of the reports behind them, in their own sectors alone, and leave as a table that no
//! spreadsheet takes for a formula.

use std::sync::Arc;

use anyhow::Context;
use chrono::TimeDelta;
use harness::{Member, Stack, paris, street};
use reqwest::header::COOKIE;
use serde_json::json;
use service_kit::clock::SetClock;

struct Desk {
    stack: Stack,
    clock: Arc<SetClock>,
}

impl Desk {
    /// Three reports in the 11th, received at one o'clock: one cleaned after two hours and contested, one cleaned after
    /// thirty, and one that still waits two days later; and one report in the 12th.
    async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(13, 0));
        let stack = Stack::start_without_letters(clock.clone(), 30).await?;
        let desk = Self { stack, clock };
        let eleventh = ["48.8646, 2.3783", "48.8600, 2.3800", "48.8560, 2.3790"];
        let mut sent = Vec::new();
        for (key, place) in ["one-0123456789", "two-0123456789", "three-0123456789"].iter().zip(eleventh) {
            let fields = [("category", "bags"), ("place", place)];
            sent.push(desk.stack.resident()?.report(key, &fields, &[street::dirty(paris(12, 50))?]).await?);
        }
        let fields = [("category", "bags"), ("place", "48.8400, 2.4000")];
        desk.stack.resident()?.report("far-0123456789", &fields, &[street::dirty(paris(12, 50))?]).await?;
        desk.stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
        let crew = desk.stack.member("crew", Some("up-11"), None).await?;
        desk.clock.advance(TimeDelta::hours(2));
        desk.close(&crew, &sent[0].reference).await?;
        desk.stack.resident()?.answer(&sent[0], false, "Un sac est resté.").await?;
        desk.clock.advance(TimeDelta::hours(28));
        desk.close(&crew, &sent[1].reference).await?;
        desk.clock.advance(TimeDelta::hours(18));
        desk.stack.eventually("SELECT count(*) = 1 FROM report WHERE state = 'done'").await?;
        desk.stack.eventually("SELECT bool_and(state <> 'reopened') FROM report").await?;
        desk.stack.dispatch.count().await?;
        Ok(desk)
    }

    async fn close(&self, crew: &Member, reference: &str) -> anyhow::Result<()> {
        let id: uuid::Uuid = sqlx::query_scalar("SELECT id FROM report WHERE reference = $1")
            .bind(reference)
            .fetch_one(&self.stack.pool)
            .await?;
        let photo = street::clean(self.clock_now())?;
        let path = format!("/api/v1/jobs/{id}/moves/close");
        let (status, answer) = crew.ask(&path, &json!({ "reply": "done-cleaned" }), &[photo]).await?;
        anyhow::ensure!(status == 200, "{answer}");
        Ok(())
    }

    fn clock_now(&self) -> chrono::DateTime<chrono::Utc> {
        self.stack.clock.now()
    }

    async fn page(&self, member: &Member, address: &str) -> anyhow::Result<(u16, String)> {
        let request = reqwest::Client::new().get(format!("{}{address}", self.stack.staff_url));
        let answer = request.header(COOKIE, member.cookie.clone().context("a cookie")?).send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }
}

/// Every link to a list on a page, with the number that it stands on.
fn numbers(page: &str) -> Vec<(String, usize)> {
    let links = page.split("href=\"/desk/reports?").skip(1).filter_map(|part| {
        let (query, rest) = part.split_once("\">")?;
        let number = rest.split('<').next()?.parse().ok()?;
        Some((format!("/desk/reports?{}", query.replace("&amp;", "&").replace("&#38;", "&")), number))
    });
    links.collect()
}

#[tokio::test]
async fn every_number_opens_as_many_reports_as_it_says() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let (status, page) = desk.page(&referent, "/desk?days=7").await?;
    assert_eq!(status, 200);
    let numbers = numbers(&page);
    assert!(numbers.len() > 10, "{numbers:?}");
    assert!(
        numbers.iter().any(|(link, count)| link.ends_with("show=received") && *count == 4),
        "{numbers:?}"
    );
    assert!(numbers.iter().any(|(link, count)| link.ends_with("show=late") && *count > 0), "{numbers:?}");
    for (link, count) in numbers {
        let (status, list) = desk.page(&referent, &link).await?;
        assert_eq!((status, list.matches("<th scope=\"row\">").count()), (200, count), "{link}");
    }
    desk.stack.stop().await
}

#[tokio::test]
async fn a_list_of_more_than_ten_thousand_reports_says_how_many_as_its_number_does() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    for write in [
        "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel,
                             received_at, due_at, team_id)
         SELECT gen_random_uuid(), 'M' || number, state, category_id, place, place_source, sector_id, address, language, channel,
                received_at, due_at, team_id
         FROM (SELECT * FROM report WHERE state = 'dispatched' ORDER BY id LIMIT 1) AS one, generate_series(1, 10020) number",
        "INSERT INTO report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at)
         SELECT gen_random_uuid(), id, 'receive', 'received', 'resident', received_at, received_at
         FROM report WHERE reference LIKE 'M%'",
    ] {
        sqlx::query(write).execute(&desk.stack.pool).await?;
    }
    desk.stack.dispatch.count().await?;
    let referent = desk.stack.member("referent", None, None).await?;
    // With the four that were there; the spaces are those of French numbers.
    for (show, count) in [("received", "10\u{202f}024"), ("open", "10\u{202f}023"), ("late", "10\u{202f}023")]
    {
        let (status, page) = desk.page(&referent, &format!("/desk/reports?days=7&show={show}")).await?;
        assert!(status == 200 && page.contains(&format!("{count} signalements")), "{show}: {page}");
    }
    // Nobody has counted those that are sought besides.
    let (_, page) = desk.page(&referent, "/desk/reports?days=7&state=dispatched").await?;
    assert!(page.contains("10\u{202f}000"), "{page}");
    desk.stack.stop().await
}

#[tokio::test]
async fn a_referent_sees_the_numbers_of_their_own_sectors_alone() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let received = |page: &str| {
        numbers(page)
            .into_iter()
            .find(|(link, _)| link.ends_with("days=7&show=received"))
            .map(|(_, count)| count)
    };
    for (sector, count) in [("75111", 3), ("75112", 1), ("75101", 0)] {
        let referent = desk.stack.member("referent", None, Some(sector)).await?;
        let (_, page) = desk.page(&referent, "/desk?days=7").await?;
        assert_eq!(received(&page), Some(count), "{sector}");
        let (_, list) = desk.page(&referent, "/desk/reports?days=7&sector=75111").await?;
        let own = if sector == "75111" { 3 } else { 0 };
        assert_eq!(list.matches("<th scope=\"row\">").count(), own, "{sector}");
    }
    desk.stack.stop().await
}

#[tokio::test]
async fn a_list_goes_on_where_the_page_before_ended() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    // As many again as two pages hold, of one day.
    sqlx::query(
        "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel,
             received_at, due_at)
         SELECT gen_random_uuid(), 'T' || n, 'received', 'bags', place, 'hand', sector_id, address, 'fr', 'web', received_at,
             due_at FROM generate_series(1, 120) n, (SELECT * FROM report ORDER BY id LIMIT 1) one",
    )
    .execute(&desk.stack.pool)
    .await?;
    sqlx::query(
        "INSERT INTO report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at)
         SELECT gen_random_uuid(), id, 'receive', 'received', 'resident', received_at, received_at FROM report
         WHERE reference LIKE 'T%'",
    )
    .execute(&desk.stack.pool)
    .await?;
    desk.stack.dispatch.count().await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let (mut next, mut seen) = ("/desk/reports?days=7".to_owned(), std::collections::BTreeSet::new());
    let mut pages = 0;
    loop {
        let (status, list) = desk.page(&referent, &next).await?;
        assert_eq!(status, 200, "{next}");
        let rows: Vec<_> =
            list.split("</small></th><td>").skip(1).filter_map(|row| row.split('<').next()).collect();
        assert!(rows.iter().all(|row| seen.insert((*row).to_owned())), "twice on the pages: {rows:?}");
        pages += 1;
        let link = list.split("class=\"btn quiet\" href=\"/desk/reports").nth(1);
        let Some(link) = link.and_then(|link| link.split('"').next()) else { break };
        next = format!("/desk/reports{}", link.replace("&amp;", "&").replace("&#38;", "&"));
    }
    assert_eq!((pages, seen.len()), (3, 124));
    desk.stack.stop().await
}

#[tokio::test]
async fn the_table_leaves_as_csv_and_no_name_is_a_formula() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    sqlx::query(r#"UPDATE team SET name = '{"fr": "=cmd|calc", "en": "=cmd|calc"}' WHERE id = 'up-11'"#)
        .execute(&desk.stack.pool)
        .await?;
    let referent = desk.stack.member("referent", None, None).await?;
    let (status, table) = desk.page(&referent, "/desk/turnaround.csv?days=7").await?;
    assert_eq!(status, 200);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let column = rows.headers()?.iter().position(|name| name == "received").context("received")?;
    let rows: Vec<_> = rows.records().collect::<Result<_, _>>()?;
    let received: i64 = rows.iter().filter_map(|row| row[column].parse::<i64>().ok()).sum();
    assert_eq!(received, 4);
    let up = rows.iter().find(|row| &row[0] == "up-11").context("the pair")?;
    assert_eq!(&up[1], "'=cmd|calc");
    desk.stack.stop().await
}

#[tokio::test]
async fn what_can_t_be_understood_is_no_page() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let referent = desk.stack.member("referent", None, None).await?;
    for address in [
        "/desk?days=8",
        "/desk?from=2026-02-30&until=2026-03-01",
        "/desk?from=2026-03-02&until=2026-03-01",
        "/desk/reports?show=all",
        "/desk/reports?after=yesterday",
        "/desk/turnaround.csv?kind=contractor",
    ] {
        assert_eq!(desk.page(&referent, address).await?.0, 404, "{address}");
    }
    assert_eq!(desk.page(&referent, "/desk?sector=nowhere&team=x&group=y&channel=z").await?.0, 200);
    desk.stack.stop().await
}
