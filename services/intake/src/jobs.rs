//! Every message that intake handles.

mod render_photo;

use std::sync::Arc;
use std::time::Duration;

use messages::PhotoMessage;
use queue::{Settings, consume};
use tokio_util::sync::CancellationToken;

use crate::Intake;

/// Consumes `photos` until `shutdown`; `parallel` at once, each hidden from other workers for `lease`.
pub(crate) async fn run(intake: Intake, parallel: usize, lease: Duration, shutdown: CancellationToken) {
    let settings = Settings { lease, ..Settings::new(parallel, Arc::new(rand::random)) };
    consume::<PhotoMessage, _, _>(intake.pool.clone(), settings, shutdown, move |delivery| {
        render_photo::render(intake.clone(), delivery)
    })
    .await;
}
