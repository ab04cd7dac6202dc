//! A received photo becomes two upright renditions without metadata, or is found unreadable.

use std::sync::Arc;

use messages::PhotoMessage;
use photos::{Key, Renditions, Size};
use queue::{Delivery, Done, Failure, OrFail};
use tracing::Span;

use crate::Intake;
use crate::store::photos as store;

/// Harmless twice: the renditions have fixed names, and a photo that is ready stays as it is.
pub(crate) async fn render(intake: Intake, delivery: Arc<Delivery<PhotoMessage>>) -> Result<Done, Failure> {
    let photo = delivery.message.photo;
    let Some(waiting) = store::waiting(&intake.pool, photo).await.retry()? else {
        return delivery.commit(intake.pool.begin().await.retry()?).await;
    };
    Span::current().record("report", tracing::field::display(waiting));
    let bytes = intake.storage.get(&Key::received(photo.0)).await.retry()?;
    match intake.budget.render(bytes).await {
        Ok(renditions) => {
            put(&intake, photo.0, &renditions).await.retry()?;
            let mut transaction = intake.pool.begin().await.retry()?;
            store::ready(&mut transaction, photo, &renditions, intake.clock.now()).await.retry()?;
            delivery.commit(transaction).await
        }
        Err(error) => {
            tracing::warn!(%error, "a photo is unreadable");
            let mut transaction = intake.pool.begin().await.retry()?;
            store::unreadable(&mut transaction, photo, intake.clock.now()).await.retry()?;
            delivery.commit(transaction).await
        }
    }
}

async fn put(
    intake: &Intake,
    photo: uuid::Uuid,
    renditions: &Renditions,
) -> Result<(), photos::StorageError> {
    for (size, picture) in [(Size::Large, &renditions.large), (Size::Small, &renditions.small)] {
        intake.storage.put(&Key::rendition(photo, size), picture.clone(), "image/jpeg").await?;
    }
    Ok(())
}
