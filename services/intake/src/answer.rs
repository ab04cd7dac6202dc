//! "It is clean", or "it is not": what a follower says of an end, from the page and from the API alike.

use model::moves::needs::Unmet;

use crate::Intake;
use crate::accept::{forget, new_photo, put};
use crate::store::{self, AnswerError};
use crate::submission::Submission;
use crate::track::Follower;
use crate::wrong::Wrong;

/// Why an answer changes nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAnswered {
    /// What is wrong with it, or with its time.
    #[error("{0:?}")]
    Wrong(Vec<Wrong>),
    /// Something of ours.
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

impl From<AnswerError> for NotAnswered {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Forbidden(_) => Self::Wrong(vec![Wrong::AnswerNotClosed]),
            AnswerError::Unmet(Unmet::ContestTooLate) => Self::Wrong(vec![Wrong::AnswerTooLate]),
            AnswerError::Given => Self::Wrong(vec![Wrong::AnswerGiven]),
            AnswerError::Unmet(_) => Self::Wrong(vec![Wrong::AnswerEmpty]),
            error => Self::Failed(error.into()),
        }
    }
}

/// Hears an answer, or says everything that is wrong with it. "It is not clean" comes with words, photos or both;
/// what is sent with "it is clean" is not kept. The same answer again changes nothing.
pub(crate) async fn answer(
    intake: &Intake,
    follower: &Follower,
    sent: &mut Submission,
) -> Result<(), NotAnswered> {
    let (clean, words) = checked(sent).map_err(NotAnswered::Wrong)?;
    let now = intake.clock.now();
    let uploads = if clean { &[][..] } else { &sent.photos[..] };
    let photos: Vec<_> = uploads.iter().map(|upload| new_photo(intake, upload, now)).collect();
    let said = store::Answer {
        recipient: follower.recipient,
        own: follower.report,
        clean,
        words: words.as_deref(),
        photos: &photos,
        now,
    };
    if !photos.is_empty() {
        // Looked at before the photos are stored; asked again below.
        store::may_answer(&intake.pool, &said).await?;
        put(intake, &photos).await?;
    }
    let heard = store::answer(&intake.pool, &said, || intake.clock.id()).await;
    // After a failure of ours nobody knows whether a row names them: they stay, or go with other orphans.
    if !matches!(heard, Ok(true) | Err(AnswerError::Database(_))) {
        forget(intake, &photos).await;
    }
    heard?;
    Ok(())
}

/// Whether it is clean, and the words for who has to look again.
fn checked(sent: &mut Submission) -> Result<(bool, Option<String>), Vec<Wrong>> {
    let unread = sent.unread();
    let mut wrong = std::mem::take(&mut sent.wrong);
    if unread {
        return Err(wrong);
    }
    let clean = sent.clean().map_err(|error| wrong.push(error)).ok();
    let words = match clean {
        Some(false) => sent.words().map_err(|error| wrong.push(error)).ok().flatten(),
        _ => None,
    };
    if clean == Some(false) && wrong.is_empty() && words.is_none() && sent.photos.is_empty() {
        wrong.push(Wrong::AnswerEmpty);
    }
    match clean {
        Some(clean) if wrong.is_empty() => Ok((clean, words)),
        _ => Err(wrong),
    }
}
