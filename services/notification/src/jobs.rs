//! Everything that the service hears: one kind of message, [`LetterMessage`].

mod send_letter;
mod write_letter;

use std::sync::Arc;

use messages::LetterMessage;
use queue::{Delivery, Done, Failure};

use crate::State;

/// A letter is due.
pub(crate) async fn handle(
    state: Arc<State>,
    delivery: Arc<Delivery<LetterMessage>>,
) -> Result<Done, Failure> {
    Box::pin(send_letter::send_letter(&state, &delivery)).await
}
