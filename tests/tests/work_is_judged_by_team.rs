//! Doubtful closes, contests and opinions: those of a referent's own sectors, in the period and of the team that they ask for,
//! page by page, and never whose hands it was.

use std::collections::BTreeSet;

use anyhow::Context;
use harness::{Member, Stack, paris, street};
use reqwest::Client;
use reqwest::header::COOKIE;
use serde_json::json;
use service_kit::clock::SetClock;

const PARTS: [&str; 3] = ["/closings", "/closings/contested", "/closings/grades"];

/// `$1` closed reports in the sector `$2` of the team `$3`, an hour apart, each with a doubtful close, a contest and an
/// opinion.
const ROWS: [&str; 6] = [
    "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel,
                         team_id, received_at, due_at, ended_at)
     SELECT gen_random_uuid(), $2 || '-' || $3 || '-' || n, 'done', 'bags', ST_SetSRID(ST_MakePoint(2.3783, 48.8646), 4326)::geography,
            'phone', $2, 'rue ' || n, 'fr', 'web', $3, at, at, at
     FROM generate_series(1, $1) n, LATERAL (SELECT timestamptz '2026-11-24 12:00+01' - n * interval '1 hour' AS at) moment",
    "INSERT INTO recipient (id, report_id, part, language, created_at)
     SELECT gen_random_uuid(), id, 'reporter', 'fr', received_at FROM report WHERE sector_id = $2 AND team_id = $3 AND $1 > 0",
    "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, occurred_at, recorded_at, words, detail)
     SELECT gen_random_uuid(), id, 'close', 'in_progress', 'done', 'crew', ended_at, ended_at, 'Nettoyé.',
            jsonb_build_object('team', team_id)
     FROM report WHERE sector_id = $2 AND team_id = $3 AND $1 > 0",
    "INSERT INTO closing (history_id, report_id, proof, doubts, evidence, recorded_at)
     SELECT h.id, report_id, 'doubtful', '[{\"doubt\": \"far\", \"metres\": 412}]', jsonb_build_object(
         'report_accuracy_m', 12, 'dispatched_at', h.recorded_at, 'closed_at', h.recorded_at,
         'phone', '{\"distance_m\": 412.4, \"accuracy_m\": 20}'::jsonb, 'shots', '[]'::jsonb), h.recorded_at
     FROM report_history h JOIN report ON report.id = report_id WHERE move = 'close' AND sector_id = $2 AND team_id = $3 AND $1 > 0",
    "INSERT INTO satisfaction (history_id, recipient_id, report_id, grade, words, recorded_at, changed_at)
     SELECT h.id, recipient.id, h.report_id, 2, CASE WHEN h.position % 2 = 0 THEN 'Un <b>sac</b> reste.' END, h.recorded_at, h.recorded_at
     FROM report_history h JOIN report ON report.id = h.report_id JOIN recipient ON recipient.report_id = h.report_id
     WHERE move = 'close' AND sector_id = $2 AND team_id = $3 AND $1 > 0",
    "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, occurred_at, recorded_at, words)
     SELECT gen_random_uuid(), report_id, 'contest', 'done', 'reopened', 'resident', h.recorded_at, h.recorded_at, 'Il reste un sac.'
     FROM report_history h JOIN report ON report.id = report_id WHERE move = 'close' AND sector_id = $2 AND team_id = $3 AND $1 > 0",
];

async fn rows(stack: &Stack, count: i32, sector: &str, team: &str) -> anyhow::Result<()> {
    for statement in ROWS {
        sqlx::query(statement).bind(count).bind(sector).bind(team).execute(&stack.pool).await?;
    }
    Ok(())
}

async fn read(stack: &Stack, member: &Member, path: &str) -> anyhow::Result<(u16, String)> {
    let cookie = format!("{}; lang=en", member.cookie.clone().context("a cookie")?);
    let answer =
        Client::new().get(format!("{}{path}", stack.staff_url)).header(COOKIE, cookie).send().await?;
    let status = answer.status().as_u16();
    Ok((status, answer.text().await?.replace("&#38;", "&").replace("&amp;", "&")))
}

/// The reports that a list links to, page after page.
async fn walk(stack: &Stack, member: &Member, path: &str) -> anyhow::Result<(BTreeSet<String>, usize)> {
    let (mut next, mut seen, mut pages) = (path.to_owned(), BTreeSet::new(), 0);
    while !next.is_empty() {
        let (status, page) = read(stack, member, &next).await?;
        anyhow::ensure!(status == 200, "{next}: {status}");
        for link in page.split("<h2><a href=\"/desk/reports/").skip(1) {
            let reference = link.split('"').next().unwrap_or_default().to_owned();
            anyhow::ensure!(seen.insert(reference.clone()), "{reference} twice");
        }
        pages += 1;
        let link = page.split("quality-next\" href=\"").nth(1);
        link.and_then(|link| link.split('"').next()).unwrap_or_default().clone_into(&mut next);
    }
    Ok((seen, pages))
}

#[tokio::test]
async fn each_list_has_the_referents_own_and_what_was_chosen_page_by_page() -> anyhow::Result<()> {
    let stack = Stack::start_without_letters(SetClock::at(paris(13, 0)), 30).await?;
    rows(&stack, 45, "75111", "up-11").await?;
    rows(&stack, 7, "75111", "dpe-11").await?;
    rows(&stack, 3, "75112", "up-12").await?;
    let all = stack.member("referent", None, None).await?;
    let eleventh = stack.member("referent", None, Some("75111")).await?;
    let first = stack.member("referent", None, Some("75101")).await?;
    for part in PARTS {
        let also = if part.ends_with("grades") { "&silent=1" } else { "" };
        for (member, query, count, pages) in [
            (&all, "days=30", 55, 3),
            (&eleventh, "days=30", 52, 3),
            (&first, "days=30", 0, 1),
            (&all, "days=30&sector=75112", 3, 1),
            (&eleventh, "days=30&sector=75112", 0, 1),
            (&all, "days=30&team=dpe-11", 7, 1),
            (&all, "from=2026-11-24&until=2026-11-24&team=up-11", 12, 1),
            (&all, "from=2026-11-23&until=2026-11-23&team=up-11", 24, 2),
            (&all, "from=2020-01-01&until=2020-02-01", 0, 1),
        ] {
            let path = format!("{part}?{query}{also}");
            let (seen, walked) = walk(&stack, member, &path).await?;
            assert_eq!((seen.len(), walked), (count, pages), "{path}");
            let (_, page) = read(&stack, member, &path).await?;
            let said =
                if count == 0 { "Nothing with these choices".to_owned() } else { format!("{count} in all") };
            assert!(page.contains(&said), "{path}: {said}");
        }
        for query in ["team=%00", "days=x", "after=x", "after=1_2_3", "proof=x&grade=x"] {
            let (status, _) = read(&stack, &all, &format!("{part}?{query}")).await?;
            let ignored = query.starts_with("proof") && part.ends_with("contested");
            assert_eq!(status, if ignored { 200 } else { 404 }, "{part}?{query}");
        }
    }
    stack.stop().await
}

#[tokio::test]
async fn opinions_are_chosen_by_grade_and_their_words_stay_words() -> anyhow::Result<()> {
    let stack = Stack::start_without_letters(SetClock::at(paris(13, 0)), 30).await?;
    rows(&stack, 10, "75111", "up-11").await?;
    let referent = stack.member("referent", None, None).await?;
    let count = async |query: &str| -> anyhow::Result<usize> {
        Ok(walk(&stack, &referent, &format!("/closings/grades?{query}")).await?.0.len())
    };
    assert_eq!((count("").await?, count("silent=1").await?), (5, 10), "with words, and all");
    assert_eq!((count("grade=2").await?, count("grade=5").await?), (5, 0));
    let (_, page) = read(&stack, &referent, "/closings/grades?grade=5").await?;
    assert!(page.contains("2 (5)") && page.contains("5 (0)") && page.contains("All grades (5)"), "{page}");
    let (_, page) = read(&stack, &referent, "/closings/grades").await?;
    assert!(!page.contains("<b>sac") && page.contains("sac"), "somebody's words are no markup");
    stack.stop().await
}

#[tokio::test]
async fn a_photo_that_repeats_another_ones_is_shown_beside_it_where_it_may_be_seen() -> anyhow::Result<()> {
    let clock = SetClock::at(paris(13, 0));
    let stack = Stack::start_without_letters(clock.clone(), 30).await?;
    let mut reports = Vec::new();
    for (key, place) in [("one-0123456789", "48.8646, 2.3783"), ("two-0123456789", "48.8400, 2.4000")] {
        let fields = [("category", "bags"), ("place", place)];
        let sent = stack.resident()?.report(key, &fields, &[street::dirty(paris(12, 50))?]).await?;
        stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
        let (id, team): (uuid::Uuid, String) =
            sqlx::query_as("SELECT id, team_id FROM report WHERE reference = $1")
                .bind(&sent.reference)
                .fetch_one(&stack.pool)
                .await?;
        reports.push((sent.reference, id, team));
    }
    let photo = street::clean(paris(13, 30))?;
    for (_, id, team) in &reports {
        clock.advance(chrono::TimeDelta::hours(2));
        let crew = stack.member("crew", Some(team), None).await?;
        let path = format!("/api/v1/jobs/{id}/moves/close");
        let (status, answer) =
            crew.ask(&path, &json!({ "reply": "done-cleaned" }), std::slice::from_ref(&photo)).await?;
        assert_eq!(status, 200, "{answer}");
    }
    stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
    let all = stack.member("referent", None, None).await?;
    let twelfth = stack.member("referent", None, Some("75112")).await?;
    let (_, page) = read(&stack, &all, "/closings?days=7").await?;
    assert!(page.contains(&format!("Similar photo: {}", reports[0].0)), "{page}");
    let (_, page) = read(&stack, &twelfth, "/closings?days=7").await?;
    assert!(
        page.contains("of a sector that you don't watch")
            || page.contains("of a sector that you don’t watch"),
        "{page}"
    );
    assert!(!page.contains(&reports[0].0), "nothing of the other report");
    // Nobody's name is on any of these pages.
    sqlx::query("UPDATE staff SET name = 'Somebody In Person'").execute(&stack.pool).await?;
    for part in PARTS {
        assert!(!read(&stack, &all, part).await?.1.contains("Somebody In Person"), "{part}");
    }
    stack.stop().await
}
