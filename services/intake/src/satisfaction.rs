//! How content somebody is with a close: from 1 to 5, with words or without, from the page and from the API alike.

use crate::Intake;
use crate::store::{self, NotRated};
use crate::submission::Submission;
use crate::track::Follower;
use crate::wrong::Wrong;

/// Why it changes nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotHeard {
    #[error("{0:?}")]
    Wrong(Vec<Wrong>),
    #[error(transparent)]
    Failed(#[from] anyhow::Error),
}

/// Hears it, or says everything that is wrong with it. Said again it replaces what was said before.
pub(crate) async fn rate(
    intake: &Intake,
    follower: &Follower,
    sent: &mut Submission,
) -> Result<(), NotHeard> {
    let (grade, words) = checked(sent).map_err(NotHeard::Wrong)?;
    let rating = store::Rating {
        recipient: follower.recipient,
        own: follower.report,
        grade,
        words: words.as_deref(),
        now: intake.clock.now(),
    };
    store::rate(&intake.pool, &rating).await.map_err(|error| match error {
        NotRated::NotDone => NotHeard::Wrong(vec![Wrong::GradeNotDone]),
        NotRated::TooLate => NotHeard::Wrong(vec![Wrong::GradeTooLate]),
        NotRated::Database(error) => NotHeard::Failed(error.into()),
    })
}

fn checked(sent: &mut Submission) -> Result<(i16, Option<String>), Vec<Wrong>> {
    let unread = sent.unread();
    let mut wrong = std::mem::take(&mut sent.wrong);
    if unread {
        return Err(wrong);
    }
    let grade = sent.grade().map_err(|error| wrong.push(error)).ok();
    let words = sent.words().map_err(|error| wrong.push(error)).ok().flatten();
    match grade {
        Some(grade) if wrong.is_empty() => Ok((grade, words)),
        _ => Err(wrong),
    }
}
