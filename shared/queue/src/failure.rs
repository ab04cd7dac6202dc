use std::time::Duration;

/// Why a message is not finished, and what becomes of it.
#[derive(Debug)]
pub enum Failure {
    /// Try again, with back-off; after the queue's last attempt it is buried.
    Retry(anyhow::Error),
    /// No attempt will ever help: into the dead queue, with the whole chain of errors.
    Bury(anyhow::Error),
    /// Not its turn yet, for the reason given. Counts as no attempt.
    Later(Duration, &'static str),
}

/// Chooses at each fallible call what its failure means for the message.
pub trait OrFail<T> {
    /// The failure may pass.
    ///
    /// # Errors
    /// [`Failure::Retry`] with the error as its cause.
    fn retry(self) -> Result<T, Failure>;

    /// The failure will not pass.
    ///
    /// # Errors
    /// [`Failure::Bury`] with the error as its cause.
    fn bury(self) -> Result<T, Failure>;
}

impl<T, E: Into<anyhow::Error>> OrFail<T> for Result<T, E> {
    fn retry(self) -> Result<T, Failure> {
        self.map_err(|error| Failure::Retry(error.into()))
    }

    fn bury(self) -> Result<T, Failure> {
        self.map_err(|error| Failure::Bury(error.into()))
    }
}
