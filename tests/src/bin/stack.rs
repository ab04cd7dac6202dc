//! Everything, for the browser tests: prints its addresses as one line of JSON, and stops when its input is closed.

use std::sync::Arc;

use dispatch::staff::{Language, NewStaff, Role};
use harness::Stack;
use service_kit::clock::SystemClock;
use tokio::io::AsyncReadExt;

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

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let stack = Stack::start(Arc::new(SystemClock)).await?;
    for team in ["up-11", "dpe-11"] {
        stack.crew(team, &format!("{team}@rue-nette.example")).await?;
    }
    let agent = NewStaff {
        email: "call-centre@rue-nette.example".to_owned(),
        name: "Centre d’appels".to_owned(),
        role: Role::CallCentre,
        team: None,
        sectors: Vec::new(),
        language: Language::Fr,
    };
    dispatch::staff::add(&stack.pool, stack.clock.as_ref(), &agent).await?;
    sqlx::raw_sql(STREETS).execute(&stack.pool).await?;
    if let Ok(count) = std::env::var("OPEN_REPORTS") {
        sqlx::query(REPORTS).bind(count.parse::<i32>()?).execute(&stack.pool).await?;
        sqlx::raw_sql("ANALYZE report").execute(&stack.pool).await?;
    }
    let addresses = serde_json::json!({
        "resident": stack.resident_url,
        "staff": stack.staff_url,
        "inbox": stack.inbox.web_url(),
    });
    println!("{addresses}");
    _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    stack.finish().await
}
