//! Everything, for the browser tests: prints its addresses as one line of JSON, then does what its input says, and stops when
//! that is closed: `stop` and `start` with a service's name are answered when they are done, `history` and a report's public
//! number by its moves and when each happened, `team` and a public number by the team that has the report, `rules`, a rule's
//! name and a sentence by a new version of the rules, as somebody else saves it. `refuse` and words let the mail server say
//! no to the next recipient, `stop letters` and `start letters` take it away and bring it back, `late letters` lets eleven
//! minutes pass for what waits. Each answer is one line.

use std::sync::Arc;

use anyhow::Context;
use dispatch::staff::{Language, NewStaff, Role};
use harness::Stack;
use local::inbox::Rehearsal;
use service_kit::clock::SystemClock;
use tokio::io::{AsyncBufReadExt, BufReader};

/// A few house numbers, far from where the sample photos were taken.
const STREETS: &str = "
    INSERT INTO street (insee, postcode, name, town, words) VALUES
        ('75101', '75001', 'Rue Saint-Honoré', 'Paris', 'rue saint honore 75001 paris'),
        ('75108', '75008', 'Rue du Faubourg Saint-Honoré', 'Paris', 'rue du faubourg saint honore 75008 paris');
    INSERT INTO address (id, street_id, number, suffix, place)
    SELECT postcode || '_120', id, 120, '', ST_Transform(ST_SetSRID(ST_MakePoint(x, 48.8615), 4326), 3857)
    FROM street JOIN (VALUES ('75001', 2.3410), ('75008', 2.3080)) AS house (code, x) ON code = postcode";

/// As many open reports as `$1` says, all over the city.
const REPORTS: &str = "
    INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel,
                        received_at, due_at)
    SELECT gen_random_uuid(), 'M' || number, 'received', 'bags',
           ST_SetSRID(ST_MakePoint(2.25 + 0.16 * random(), 48.82 + 0.08 * random()), 4326)::geography, 'phone', '75111',
           'Paris 11e', 'fr', 'web', now() - random() * interval '29 days', now() + interval '3 days'
    FROM generate_series(1, $1) number";

/// What waits has waited for eleven minutes longer.
const LATE: &str =
    "UPDATE letter SET created_at = created_at - interval '11 minutes' WHERE state = 'waiting'";

/// As many closed reports as `$1` says in the 11th, each with a doubtful close, a contest and an opinion; as many people
/// and changes of the city.
const ROWS: [&str; 8] = [
    "INSERT INTO report (id, reference, state, category_id, place, place_source, sector_id, address, language, channel,
                         team_id, received_at, due_at, first_closed_at, ended_at)
     SELECT gen_random_uuid(), 'R' || number, 'done', 'bags', ST_SetSRID(ST_MakePoint(2.3783, 48.8646), 4326)::geography,
            'phone', '75111', number || ' rue de la Fontaine-au-Roi prolongée, 75011 Paris', 'fr', 'web', 'up-11',
            now() - number % 29 * interval '1 day' - interval '3 hours', now(), now() - number % 29 * interval '1 day',
            now() - number % 29 * interval '1 day'
     FROM generate_series(1, $1) number",
    "INSERT INTO recipient (id, report_id, part, language, created_at)
     SELECT gen_random_uuid(), id, 'reporter', 'fr', received_at FROM report WHERE reference LIKE 'R%' AND $1 > 0",
    "INSERT INTO report_history (id, report_id, move, to_state, actor, occurred_at, recorded_at)
     SELECT gen_random_uuid(), id, 'receive', 'received', 'resident', received_at, received_at
     FROM report WHERE reference LIKE 'R%' AND $1 > 0",
    "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, occurred_at, recorded_at, words, detail)
     SELECT gen_random_uuid(), id, 'close', 'in_progress', 'done', 'crew', ended_at, ended_at, 'Bonjour, c’est nettoyé.',
            '{\"team\": \"up-11\", \"texts\": {\"fr\": \"Bonjour, c’est nettoyé.\", \"en\": \"Hello, it is cleaned.\"}}'
     FROM report WHERE reference LIKE 'R%' AND $1 > 0",
    "INSERT INTO closing (history_id, report_id, proof, doubts, evidence, recorded_at)
     SELECT id, report_id, 'doubtful', '[{\"doubt\": \"far\", \"metres\": 412}]', jsonb_build_object(
         'report_accuracy_m', 12, 'dispatched_at', recorded_at - interval '2 hours', 'closed_at', recorded_at,
         'phone', '{\"distance_m\": 412.4, \"accuracy_m\": 20}'::jsonb, 'shots', '[]'::jsonb), recorded_at
     FROM report_history WHERE move = 'close' AND words = 'Bonjour, c’est nettoyé.' AND $1 > 0",
    "INSERT INTO satisfaction (history_id, recipient_id, report_id, grade, words, recorded_at, changed_at)
     SELECT close.id, recipient.id, close.report_id, 1 + close.position % 5, 'Il reste un sac devant le 12.', close.recorded_at,
            close.recorded_at
     FROM report_history close JOIN recipient ON recipient.report_id = close.report_id
     WHERE move = 'close' AND words = 'Bonjour, c’est nettoyé.' AND $1 > 0",
    "INSERT INTO report_history (id, report_id, move, from_state, to_state, actor, occurred_at, recorded_at, words)
     SELECT gen_random_uuid(), report_id, 'contest', 'done', 'reopened', 'resident', recorded_at, recorded_at,
            'Il reste deux sacs et un carton devant la porte.'
     FROM report_history WHERE move = 'close' AND words = 'Bonjour, c’est nettoyé.' AND $1 > 0",
    "WITH people AS (
         INSERT INTO staff (id, email, name, role, team_id, language, created_at)
         SELECT gen_random_uuid(), 'agent-' || number || '@rue-nette.example', 'Agent ' || number, 'crew', 'up-11', 'fr', now()
         FROM generate_series(1, $1) number RETURNING id, name)
     INSERT INTO city_change (changed_at, kind, entry, action, after)
     SELECT now(), 'person', id, 'add', jsonb_build_object('name', name, 'role', 'crew', 'team', 'up-11') FROM people",
];

/// The moves of the report with the public number `$1`.
const HISTORY: &str = "
    SELECT coalesce(jsonb_agg(jsonb_build_object('move', move, 'at', occurred_at) ORDER BY history.position), '[]')
    FROM report_history history JOIN report ON report.id = report_id WHERE reference = $1";

/// The rules in force with another sentence at the rule `$1`.
const RULES: &str = "
    INSERT INTO rule_set (rules, author, author_id, why, created_at)
    SELECT (SELECT jsonb_agg(CASE rule ->> 'id' WHEN $1 THEN jsonb_set(rule, '{sentence,fr}', to_jsonb($2::text)) ELSE rule END
                             ORDER BY position)
            FROM jsonb_array_elements(rules) WITH ORDINALITY AS one (rule, position)),
           name, id, 'Plus clair', now()
    FROM (SELECT rules FROM rule_set ORDER BY version DESC LIMIT 1) newest, staff WHERE email = 'referent@rue-nette.example'";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // What goes wrong inside is read beside the test that it breaks.
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::ERROR)
        .with_writer(std::io::stderr)
        .init();
    let undo_seconds = std::env::var("UNDO_SECONDS").map_or(Ok(0), |seconds| seconds.parse())?;
    let mut stack = Stack::start_with(Arc::new(SystemClock), undo_seconds).await?;
    for team in ["up-11", "dpe-11"] {
        stack.crew(team, &format!("{team}@rue-nette.example")).await?;
        let colleague = NewStaff {
            email: format!("camille-{team}@rue-nette.example"),
            name: "Camille".to_owned(),
            role: Role::Crew,
            team: Some(team.to_owned()),
            sectors: Vec::new(),
            language: Language::Fr,
        };
        dispatch::staff::add(&stack.pool, stack.clock.as_ref(), &colleague).await?;
    }
    for (email, name, role) in [
        ("call-centre@rue-nette.example", "Centre d’appels", Role::CallCentre),
        ("referent@rue-nette.example", "Référent", Role::Referent),
        ("zoe@rue-nette.example", "Zoé", Role::Referent),
        ("admin@rue-nette.example", "Nadia", Role::Admin),
    ] {
        let member = NewStaff {
            email: email.to_owned(),
            name: name.to_owned(),
            role,
            team: None,
            sectors: Vec::new(),
            language: Language::Fr,
        };
        dispatch::staff::add(&stack.pool, stack.clock.as_ref(), &member).await?;
    }
    sqlx::raw_sql(STREETS).execute(&stack.pool).await?;
    if let Ok(count) = std::env::var("OPEN_REPORTS") {
        sqlx::query(REPORTS).bind(count.parse::<i32>()?).execute(&stack.pool).await?;
        sqlx::raw_sql("ANALYZE report").execute(&stack.pool).await?;
    }
    if let Ok(count) = std::env::var("ROWS") {
        for statement in ROWS {
            sqlx::query(statement).bind(count.parse::<i32>()?).execute(&stack.pool).await?;
        }
        sqlx::raw_sql("ANALYZE").execute(&stack.pool).await?;
    }
    let addresses = serde_json::json!({
        "resident": stack.resident_url,
        "staff": stack.staff_url,
        "inbox": stack.inbox.web_url(),
    });
    println!("{addresses}");
    let mut input = BufReader::new(tokio::io::stdin()).lines();
    while let Some(command) = input.next_line().await? {
        match command.split_once(' ') {
            Some(("stop", "letters")) => stack.inbox.pause().await,
            Some(("start", "letters")) => stack.inbox.resume().await?,
            Some(("stop", service)) => stack.stop_service(service.parse()?).await?,
            Some(("start", service)) => stack.start_service(service.parse()?).await?,
            Some(("late", "letters")) => {
                sqlx::raw_sql(LATE).execute(&stack.pool).await?;
            }
            Some(("refuse", words)) => {
                let (code, words) = words.split_once(' ').context("a code and words")?;
                stack.inbox.answer_next(Rehearsal::Recipient, code.parse()?, words)?;
            }
            Some(("history", reference)) => {
                let moves: serde_json::Value =
                    sqlx::query_scalar(HISTORY).bind(reference).fetch_one(&stack.pool).await?;
                println!("{moves}");
                continue;
            }
            Some(("team", reference)) => {
                let team: Option<String> =
                    sqlx::query_scalar("SELECT team_id FROM report WHERE reference = $1")
                        .bind(reference)
                        .fetch_one(&stack.pool)
                        .await?;
                println!("{}", serde_json::json!(team));
                continue;
            }
            Some(("rules", changed)) => {
                let (rule, sentence) = changed.split_once(' ').unwrap_or_default();
                sqlx::query(RULES).bind(rule).bind(sentence).execute(&stack.pool).await?;
            }
            _ => anyhow::bail!("`{command}` is nothing that can be done"),
        }
        println!("{command}");
    }
    stack.finish().await
}
