//! What dispatch promises to crews and residents, on real PostgreSQL, S3 and SMTP.

mod assigning;
mod cannot;
mod closing;
mod partners;
mod round;
mod signing_in;

use chrono::{DateTime, Utc};
use harness::{Sent, Stack, street};

/// Reports a problem at rue Oberkampf, in the 11th.
async fn report(stack: &Stack, key: &str, category: &str, at: DateTime<Utc>) -> anyhow::Result<Sent> {
    let fields =
        [("category", category), ("email", "marie@example.org"), ("language", "fr"), ("channel", "web")];
    stack.resident()?.report(&format!("{key}-0123456789"), &fields, &[street::dirty(at)?]).await
}

/// Waits until every report has left the dispatcher.
async fn dispatched(stack: &Stack) -> anyhow::Result<()> {
    stack.eventually("SELECT bool_and(state <> 'received') FROM report").await
}
