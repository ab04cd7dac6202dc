//! The same problem twice: one report goes on, and everybody of the other is told.

use std::time::Duration;

use model::ids::ReportId;
use model::moves::needs::{Main, Unmet};
use serde_json::json;

use super::change::{Asked, Change, Moved, NotMoved};
use crate::Service;
use crate::store::moves::{self, Reach, Standing};
use crate::wish::Wish;

/// Into a report that is open, and that who asks sees too.
pub(super) async fn merge(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let wished = wish.id("main").map(ReportId);
    let mut transaction = service.database.begin().await?;
    if let Ok(main) = wished {
        moves::lock_both(&mut transaction, asked.report, main).await?;
    }
    let mut change = Change::within(service, asked, transaction).await?;
    let (main, words) = (wished?, wish.words()?);
    let reach = asked.by.staff().map_or(Reach::Clock, Reach::Staff);
    let found = moves::lock(&mut change.transaction, main, reach, change.now).await?;
    let state = found.ok_or_else(|| Unmet::Unreadable { field: "main", value: main.to_string() })?.state;
    let main = Main::new(main, state, asked.report)?.id();
    change.record(Standing::Duplicate(main), words.as_deref(), json!({ "main": main })).await?;
    change.tell(Duration::ZERO).await?;
    change.commit().await
}
