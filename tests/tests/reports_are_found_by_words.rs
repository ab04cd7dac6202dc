//! The list of reports finds by number, address and words, with accents forgiven, in a period, by state, mark and age; never by
//! anybody's address. Lists are kept by each person for themselves. What is done with several at once is told for each.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use harness::{DeskPage, Referent, Stack, paris, street};
use service_kit::clock::SetClock;
use uuid::Uuid;

struct Desk {
    stack: Stack,
    clock: Arc<SetClock>,
    numbers: Vec<String>,
}

const WORDS: [&str; 3] = [
    "Un matelas déposé près de l’école, à côté du café.",
    "Des sacs éventrés devant la porte cochère.",
    "Encore un canapé. Écrivez-moi.",
];

impl Desk {
    /// Three reports in the 11th, an hour apart.
    async fn new() -> anyhow::Result<Self> {
        let clock = SetClock::at(paris(9, 0));
        let stack = Stack::start_without_letters(clock.clone(), 0).await?;
        let mut numbers = Vec::new();
        let places = ["48.8646, 2.3783", "48.8600, 2.3800", "48.8560, 2.3790"];
        for (n, (words, place)) in WORDS.iter().zip(places).enumerate() {
            let email = format!("matelas{n}@example.org");
            let fields =
                [("category", "bags"), ("place", place), ("words", *words), ("email", email.as_str())];
            let key = format!("words-{n}-0123456789");
            let sent = stack.resident()?.report(&key, &fields, &[street::dirty(paris(8, 50))?]).await?;
            numbers.push(sent.reference);
            clock.advance(TimeDelta::hours(1));
        }
        stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
        stack.eventually("SELECT bool_and(state = 'ready') FROM photo").await?;
        stack.dispatch.count().await?;
        Ok(Self { stack, clock, numbers })
    }

    /// Which of the reports a list has.
    fn listed(&self, page: &DeskPage) -> Vec<usize> {
        assert_eq!(page.status, 200, "{}", page.html);
        let there = |number: &String| page.html.contains(&format!("/desk/reports/{number}\""));
        (0..self.numbers.len()).filter(|n| there(&self.numbers[*n])).collect()
    }

    async fn sought(&self, referent: &Referent, query: &str) -> anyhow::Result<Vec<usize>> {
        let page = referent.open(&format!("/desk/reports?{query}")).await?;
        Ok(self.listed(&page))
    }
}

#[tokio::test]
async fn words_are_found_with_accents_forgiven_and_no_address_of_anybody_is() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let referent = desk.stack.referent("Ada", None).await?;
    for (query, found) in [
        ("", vec![0, 1, 2]),
        ("q=matelas", vec![0]),
        ("q=MATELAS+depose", vec![0]),
        ("q=%C3%A9cole", vec![0]),
        ("q=ecole", vec![0]),
        ("q=canape", vec![2]),
        ("q=sac+eventre", vec![1]),
        ("q=matelas+canape", vec![]),
        ("q=matelas+or+canape", vec![0, 2]),
        ("q=%22porte+cochere%22", vec![1]),
        ("q=75011", vec![]),
        ("q=paris", vec![0, 1, 2]),
        ("q=le+la", vec![]),
        ("q=example.org", vec![]),
        ("q=matelas1%40example.org", vec![]),
        ("q=%27+OR+1%3D1--", vec![]),
        ("q=%3A%2A%26%7C%21%28", vec![]),
        ("q=S2026K999999", vec![]),
    ] {
        assert_eq!(desk.sought(&referent, query).await?, found, "{query}");
    }
    // Whoever knows a number is led to the report, however it is written, and whenever it was received.
    let page = referent
        .open(&format!(
            "/desk/reports?from=2020-01-01&until=2020-01-02&q=+{}",
            desk.numbers[1].to_lowercase()
        ))
        .await?;
    assert_eq!((page.status, page.location), (303, format!("/desk/reports/{}", desk.numbers[1])));
    // What was said later is found, too.
    let words = [("words", "La déchèterie refuse les gravats.")];
    assert_eq!(referent.act(&desk.numbers[2], "write", &words, &[]).await?.status, 303);
    assert_eq!(desk.sought(&referent, "q=decheterie+gravats").await?, [2]);
    // A note is no letter.
    assert_eq!(referent.act(&desk.numbers[2], "note", &[("words", "Zinzolin.")], &[]).await?.status, 303);
    assert_eq!(desk.sought(&referent, "q=zinzolin").await?, Vec::<usize>::new());
    let other = desk.stack.referent("Zoe", Some("75112")).await?;
    assert_eq!(desk.sought(&other, "q=matelas").await?, Vec::<usize>::new(), "another sector's");
    desk.stack.stop().await
}

#[tokio::test]
async fn a_list_keeps_to_its_period_state_mark_and_age() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let referent = desk.stack.referent("Ada", None).await?;
    assert_eq!(
        referent.act(&desk.numbers[0], "watch", &[("review_on", "2026-12-24")], &[]).await?.status,
        303
    );
    let answer = [("reason", "other"), ("words", "Rien.")];
    assert_eq!(referent.act(&desk.numbers[1], "refuse", &answer, &[]).await?.status, 303);
    sqlx::query(
        "UPDATE letter SET state = 'refused' WHERE report_id = (SELECT id FROM report WHERE reference = $1)",
    )
    .bind(&desk.numbers[1])
    .execute(&desk.stack.pool)
    .await?;
    sqlx::query("UPDATE photo SET state = 'unreadable' WHERE report_id = (SELECT id FROM report WHERE reference = $1)")
        .bind(&desk.numbers[2])
        .execute(&desk.stack.pool)
        .await?;
    desk.clock.advance(TimeDelta::hours(1));
    desk.stack.dispatch.count().await?;
    for (query, found) in [
        ("days=7", vec![0, 1, 2]),
        ("from=2026-11-23&until=2026-11-23", vec![]),
        ("from=2026-11-23&until=2026-11-23&q=matelas", vec![]),
        ("from=2026-11-24&until=2026-11-24&q=matelas", vec![0]),
        ("state=monitored", vec![0]),
        ("state=rejected", vec![1]),
        ("state=dispatched", vec![2]),
        ("state=done", vec![]),
        ("show=rejected", vec![1]),
        ("show=untold", vec![1]),
        ("show=untold&q=sacs", vec![1]),
        ("show=unreadable", vec![2]),
        ("show=unreadable&q=sacs", vec![]),
        ("show=late", vec![]),
        ("age=0", vec![2]),
        ("age=1", vec![0]),
        ("age=4", vec![]),
        ("age=1&q=matelas", vec![0]),
        ("sector=75111", vec![0, 1, 2]),
        ("sector=75112", vec![]),
        ("q=matelas&sector=75111&group=dumped-objects&channel=api", vec![0]),
        ("q=matelas&sector=75112", vec![]),
        ("q=matelas&group=graffiti-posters", vec![]),
        ("q=matelas&sector=75111&group=graffiti-posters", vec![]),
        ("q=matelas&channel=web", vec![]),
        ("q=canape&team=dpe-11", vec![2]),
        ("q=canape&team=up-11", vec![]),
        ("q=canape&kind=dpe&group=dumped-objects", vec![2]),
        ("q=canape&kind=urgence_proprete", vec![]),
    ] {
        assert_eq!(desk.sought(&referent, query).await?, found, "{query}");
    }
    for query in ["age=9", "state=lost", "show=all", "after=x"] {
        assert_eq!(referent.open(&format!("/desk/reports?{query}")).await?.status, 404, "{query}");
    }
    desk.stack.stop().await
}

#[tokio::test]
async fn a_kept_list_is_its_keepers_alone_and_opens_what_it_was() -> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let (ada, zoe) = (desk.stack.referent("Ada", None).await?, desk.stack.referent("Zoe", None).await?);
    let page = ada.open("/desk/reports?days=7&q=matelas&state=dispatched").await?;
    let query = page.hidden("/desk/views").remove("query").unwrap_or_default();
    let page = ada.post("/desk/views", &[("name", "Matelas ouverts"), ("query", &query)]).await?;
    assert_eq!(page.status, 303);
    let page = ada.open("/desk/reports").await?;
    let link = page.html.split("<ul class=\"views\"").nth(1).and_then(|list| list.split("href=\"").nth(1));
    let link = link.and_then(|link| link.split('"').next()).unwrap_or_default().replace("&#38;", "&");
    let kept = ada.open(&link).await?;
    assert_eq!(desk.listed(&kept), [0], "{link}");
    assert!(kept.html.contains("aria-current=\"page\">Matelas ouverts"));
    assert!(!zoe.open("/desk/reports").await?.html.contains("Matelas ouverts"), "another person's");
    let id: Uuid = sqlx::query_scalar("SELECT id FROM saved_view").fetch_one(&desk.stack.pool).await?;
    let there = "SELECT count(*) FROM saved_view";
    assert_eq!(zoe.post(&format!("/desk/views/{id}/delete"), &[]).await?.status, 303);
    assert_eq!(
        sqlx::query_scalar::<_, i64>(there).fetch_one(&desk.stack.pool).await?,
        1,
        "not theirs to forget"
    );
    // The same name again is the same list.
    assert_eq!(
        ada.post("/desk/views", &[("name", "MATELAS ouverts"), ("query", "?days=30")]).await?.status,
        303
    );
    assert_eq!(sqlx::query_scalar::<_, i64>(there).fetch_one(&desk.stack.pool).await?, 1);
    for name in [String::new(), "x".repeat(61)] {
        let page = ada.post("/desk/views", &[("name", &name), ("query", &query)]).await?;
        assert_eq!(page.status, 422);
        assert!(page.html.contains("id=\"view-error\""));
    }
    assert_eq!(ada.post(&format!("/desk/views/{id}/delete"), &[]).await?.status, 303);
    assert!(!ada.open("/desk/reports").await?.html.contains("atelas ouverts"));
    desk.stack.stop().await
}

/// The form of several reports as a page has it, with what is filled in.
fn filled(page: &DeskPage, numbers: &[&String], fields: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut sent = page.hidden("/desk/reports");
    for number in numbers {
        let seen = page.html.split(&format!("name=\"chosen-{number}\" value=\"")).nth(1);
        let seen = seen.and_then(|seen| seen.split('"').next()).unwrap_or_default();
        sent.insert(format!("chosen-{number}"), seen.to_owned());
    }
    sent.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    sent
}

#[tokio::test]
async fn what_is_done_with_several_is_told_for_each_and_one_that_is_refused_stops_no_other()
-> anyhow::Result<()> {
    let desk = Desk::new().await?;
    let (ada, zoe) = (desk.stack.referent("Ada", None).await?, desk.stack.referent("Zoe", None).await?);
    let [one, two, three] = &desk.numbers[..] else { panic!("three") };
    let page = ada.open("/desk/reports?days=7").await?;
    assert!(
        page.hidden("/desk/reports").contains_key("action"),
        "the form of several: {:?}",
        page.hidden("/desk/reports")
    );
    // Somebody was faster with one of them.
    assert_eq!(zoe.act(two, "watch", &[("review_on", "2026-12-24")], &[]).await?.status, 303);
    let fields = [("way", "schedule"), ("schedule-on", "2026-12-01"), ("schedule-words", "Tournée.")];
    let form = filled(&page, &[one, two, three], &fields);
    let done = ada.send("/desk/reports", &form, &[]).await?;
    assert_eq!(done.status, 200);
    assert!(done.html.contains("2 sur 3") && done.html.contains("a changé entre-temps"), "{}", done.html);
    let state = "SELECT string_agg(state, ' ' ORDER BY received_at) FROM report";
    let states = async || sqlx::query_scalar::<_, String>(state).fetch_one(&desk.stack.pool).await;
    assert_eq!(states().await?, "scheduled monitored scheduled");
    let before = desk.stack.snapshot().await?;
    let again = ada.send("/desk/reports", &form, &[]).await?;
    assert!(again.html.contains("2 sur 3"), "the same form again says the same");
    assert_eq!(desk.stack.snapshot().await?, before, "and does nothing more");
    // Into one of the chosen ones: that one is refused, the others are merged.
    let page = ada.open("/desk/reports?days=7").await?;
    let form = filled(&page, &[one, two, three], &[("way", "merge"), ("merge-main", one)]);
    let done = ada.send("/desk/reports", &form, &[]).await?;
    assert!(
        done.html.contains("2 sur 3") && done.html.contains("n’est pas son propre doublon"),
        "{}",
        done.html
    );
    assert_eq!(states().await?, "scheduled duplicate duplicate");
    // What the form itself lacks is said at its field, and what was chosen stays chosen.
    let page = ada.open("/desk/reports?days=7").await?;
    for (way, field) in [("refuse", "refuse-reason"), ("schedule", "schedule-on"), ("assign", "assign-team")]
    {
        let form = filled(&page, &[one], &[("way", way), ("schedule-on", "")]);
        let wrong = ada.send("/desk/reports", &form, &[]).await?;
        assert_eq!(wrong.status, 422, "{way}");
        assert!(wrong.html.contains(&format!("id=\"{field}-error\"")), "{way}");
        assert_eq!(wrong.html.matches(" checked").count(), 1, "{way}");
    }
    let none = ada.send("/desk/reports", &filled(&page, &[], &fields), &[]).await?;
    assert!(none.status == 422 && none.html.contains("Cochez d’abord"));
    let enter = ada.send("/desk/reports", &filled(&page, &[one], &[("way", "none")]), &[]).await?;
    assert!(enter.status == 422 && enter.html.contains("appuyez sur son bouton"));
    let answer = [("way", "refuse"), ("refuse-reason", "other"), ("refuse-words", "Rien à faire ici.")];
    let done = ada.send("/desk/reports", &filled(&page, &[one], &answer), &[]).await?;
    assert!(done.html.contains("1 sur 1"), "{}", done.html);
    assert_eq!(states().await?, "rejected duplicate duplicate");
    let other = desk.stack.referent("Zoe", Some("75112")).await?;
    let done = other.send("/desk/reports", &filled(&page, &[one], &answer), &[]).await?;
    assert!(done.html.contains("0 sur 1"), "another sector's");
    desk.stack.stop().await
}
