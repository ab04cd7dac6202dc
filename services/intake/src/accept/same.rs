//! "It is the same": whoever reports what is already reported follows that one, with their own photos for the crew.

use anyhow::Context;
use model::ids::{HistoryId, RecipientId};

use super::{Accepted, Channel, Checked, NotAccepted, answered, forget, new_photo, put, told};
use crate::Intake;
use crate::store::{self, Following, NewFollower, NotFollowed};
use crate::submission::Submission;
use crate::wrong::Wrong;

/// What is asked for, checked.
pub(super) struct Asked<'a> {
    /// The number of the report.
    pub(super) same: &'a str,
    pub(super) checked: &'a Checked,
    pub(super) channel: Channel,
    pub(super) fingerprint: [u8; 32],
}

/// Makes the sender a follower of the report, or of what it was merged into.
pub(super) async fn follow(
    intake: &Intake,
    submission: &Submission,
    asked: Asked<'_>,
) -> Result<Accepted, NotAccepted> {
    let Asked { same, checked, channel, fingerprint } = asked;
    let now = intake.clock.now();
    let new = NewFollower {
        same,
        recipient: RecipientId(intake.clock.id()),
        history: HistoryId(intake.clock.id()),
        photos: submission.photos.iter().map(|upload| new_photo(intake, upload, now)).collect(),
        checked,
        channel,
        fingerprint,
        now,
    };
    // Looked at before the photos are stored; asked again in the transaction.
    store::may_follow(&intake.pool, &new).await.context("the report")?.map_err(refused)?;
    put(intake, &new.photos).await?;
    let followed = store::follow(&intake.pool, &new, || intake.clock.id()).await.context("following")?;
    match followed {
        Following::Now { reference } => {
            tracing::info!(channel = channel.as_str(), photos = new.photos.len(), "report followed");
            Ok(told(intake, reference, new.recipient, 0))
        }
        Following::Not(why) => {
            forget(intake, &new.photos).await;
            Err(refused(why))
        }
        Following::Before => {
            forget(intake, &new.photos).await;
            let before = answered(intake, &checked.key, &fingerprint).await?;
            before.unwrap_or_else(|| {
                Err(anyhow::anyhow!("the key is taken, and its report can't be found").into())
            })
        }
    }
}

fn refused(why: NotFollowed) -> NotAccepted {
    NotAccepted::Wrong(vec![match why {
        NotFollowed::Unknown => Wrong::SameUnknown,
        NotFollowed::Closed => Wrong::SameClosed,
        NotFollowed::Far => Wrong::SameFar,
    }])
}
