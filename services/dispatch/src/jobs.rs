//! Every message that this service handles.

mod assign_report;

pub(crate) use assign_report::RulesInForce;

use std::sync::Arc;

use messages::ReportMessage;
use queue::{Settings, consume};
use tokio_util::sync::CancellationToken;

use crate::Service;

/// Reports handled at once by one process: each is a few indexed rows.
const AT_ONCE: usize = 8;

/// Handles messages until `shutdown`.
pub(crate) async fn run(service: Service, shutdown: CancellationToken) {
    let lease = service.config.common.lease();
    let settings = Settings { lease, ..Settings::new(AT_ONCE, Arc::new(rand::random::<f64>)) };
    consume::<ReportMessage, _, _>(service.database.clone(), settings, shutdown, move |delivery| {
        let service = service.clone();
        async move { assign_report::handle(&service, &delivery).await }
    })
    .await;
}
