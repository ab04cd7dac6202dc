//! A received photo becomes two upright renditions without metadata, or is found unreadable.

use std::sync::Arc;

use messages::PhotoMessage;
use photos::{Renditions, Unreadable};
use queue::{Delivery, Done, Failure, OrFail};
use storage::{Key, Size, StorageError};
use tracing::Span;

use crate::Intake;
use crate::store::{photos as store, proofs};

/// After this many attempts a photo that crashes its renderer is given up.
const MOST_CRASHES: i32 = 5;

/// Harmless twice: the renditions have fixed names, and a photo that is ready stays as it is.
pub(crate) async fn render(intake: Intake, delivery: Arc<Delivery<PhotoMessage>>) -> Result<Done, Failure> {
    let photo = delivery.message.photo;
    let Some(waiting) = store::waiting(&intake.pool, photo).await.retry()? else {
        return delivery.commit(intake.pool.begin().await.retry()?).await;
    };
    Span::current().record("report", tracing::field::display(waiting));
    match rendered(&intake, photo.0).await {
        Ok(renditions) => {
            put(&intake, photo.0, &renditions).await.retry()?;
            let mut transaction = intake.pool.begin().await.retry()?;
            let now = intake.clock.now();
            store::ready(&mut transaction, photo, &renditions, now).await.retry()?;
            proofs::compare(&mut transaction, photo, now).await.retry()?;
            delivery.commit(transaction).await
        }
        Err(failure) if failure.may_pass(delivery.attempt) => Err(failure).retry(),
        Err(failure) => {
            tracing::error!(error = format!("{:#}", anyhow::Error::new(failure)), "a photo is unreadable");
            let mut transaction = intake.pool.begin().await.retry()?;
            let (now, new_id) = (intake.clock.now(), || intake.clock.id());
            store::unreadable(&mut transaction, photo, now, new_id).await.retry()?;
            delivery.commit(transaction).await
        }
    }
}

/// Why a photo has no renditions.
#[derive(Debug, thiserror::Error)]
enum NotRendered {
    #[error("the photo's bytes can't be had")]
    Storage(#[from] StorageError),
    #[error("the photo can't be rendered")]
    Photo(#[from] Unreadable),
}

impl NotRendered {
    /// Whether another attempt may give another answer. A renderer that stops, or crashes, says nothing about the
    /// photo; but one that crashes its renderer each time must not hold up the letter that waits for it.
    fn may_pass(&self, attempt: i32) -> bool {
        match self {
            Self::Storage(error) => !matches!(error, StorageError::Missing { .. }),
            Self::Photo(Unreadable::Crashed(_)) => attempt < MOST_CRASHES,
            Self::Photo(_) => false,
        }
    }
}

async fn rendered(intake: &Intake, photo: uuid::Uuid) -> Result<Renditions, NotRendered> {
    let bytes = intake.storage.get(&Key::received(photo)).await?;
    Ok(intake.budget.render(bytes).await?)
}

async fn put(intake: &Intake, photo: uuid::Uuid, renditions: &Renditions) -> Result<(), StorageError> {
    for (size, picture) in [(Size::Large, &renditions.large), (Size::Small, &renditions.small)] {
        intake.storage.put(&Key::rendition(photo, size), picture.clone(), "image/jpeg").await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crashed() -> NotRendered {
        Unreadable::Crashed("the program is stopping".into()).into()
    }

    #[test]
    fn a_renderer_that_stops_says_nothing_about_the_photo() {
        assert!(crashed().may_pass(1));
        assert!(crashed().may_pass(MOST_CRASHES - 1));
    }

    #[test]
    fn a_photo_that_crashes_its_renderer_each_time_is_given_up() {
        assert!(!crashed().may_pass(MOST_CRASHES));
    }

    #[test]
    fn a_store_that_fails_is_asked_again_and_a_photo_without_pixels_is_not() {
        let failed = StorageError::Failed { action: "get".into(), source: "no connection".into() };
        assert!(NotRendered::from(failed).may_pass(31));
        let missing = StorageError::Missing { key: Key::received(uuid::Uuid::nil()), bucket: "b".into() };
        assert!(!NotRendered::from(missing).may_pass(1));
        assert!(!NotRendered::from(Unreadable::NoPixels).may_pass(1));
    }
}
