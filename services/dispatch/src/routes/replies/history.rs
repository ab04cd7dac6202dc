use chrono::Duration;
use model::city::Localized;

use super::{Answered, Seen};
use crate::Service;
use crate::error::Problem;
use crate::session::Staff;
use crate::store::wordings;

/// The closes whose answers are counted for each version.
const COUNTED_FOR: Duration = Duration::days(365);

/// A save of an answer, and how the letters that used it were answered.
pub(super) struct Save {
    pub(super) saved: String,
    pub(super) title: Localized,
    pub(super) body: Localized,
    pub(super) retired: bool,
    pub(super) heard: Answered,
}

/// Every save of an answer, the newest first.
pub(super) async fn history(
    service: &Service,
    seen: &Seen,
    staff: &Staff,
    reply: &str,
) -> Result<Vec<Save>, Problem> {
    let since = seen.now - COUNTED_FOR;
    let heard = wordings::heard(&service.database, staff.id, Some(reply), since).await?;
    let saves = wordings::versions(&service.database, reply).await?;
    let saves = saves.into_iter().map(|save| {
        let heard = heard.iter().find(|heard| heard.version == save.version).cloned().unwrap_or_default();
        Save {
            saved: seen.saved(save.version, &save.author, save.at),
            title: save.title,
            body: save.body,
            retired: save.retired,
            heard: seen.answered(&heard),
        }
    });
    Ok(saves.collect())
}
