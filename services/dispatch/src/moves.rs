//! The moves of a report, each a paragraph of one transaction: lock, ask the table, parse what the move needs, record
//! it with the new state, tell, commit. Pages, API and the clock all come through here.

mod change;
mod clock;
mod close;
mod merge;
mod partner;
mod refuse;
mod requalify;
mod take;
mod undo;
mod wait;

pub(crate) use change::{Asked, By, Change, Moved, NotMoved};
pub(crate) use clock::{run, tick};
pub(crate) use close::close;
pub(crate) use take::take;

use model::moves::{Forbidden, Move};

use crate::Service;
use crate::wish::Wish;

/// Makes the move that somebody asked for. The same key with the same content gives the same answer.
///
/// # Errors
/// Why it was not made; nothing is written then.
pub(crate) async fn make(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    match asked.step {
        Move::Take => take(service, asked).await,
        Move::Release => take::release(service, asked).await,
        Move::Schedule => wait::schedule(service, asked, wish).await,
        Move::Close => close(service, asked, wish).await,
        Move::Undo => undo::undo(service, asked).await,
        Move::Refuse => refuse::refuse(service, asked, wish).await,
        Move::SendBack => refuse::send_back(service, asked, wish).await,
        Move::Requalify => requalify::requalify(service, asked, wish).await,
        Move::Transfer => partner::transfer(service, asked, wish).await,
        Move::ComeBack => partner::come_back(service, asked, wish).await,
        Move::Watch => wait::watch(service, asked, wish).await,
        Move::Resume => wait::resume(service, asked, wish).await,
        Move::Merge => merge::merge(service, asked, wish).await,
        // Nobody's here: the table says so, or the state does.
        Move::Receive | Move::Assign | Move::Contest | Move::Archive => {
            let forbidden = Forbidden::Actor { by: asked.by.actor(), step: asked.step };
            Err(Change::begin(service, asked).await.err().unwrap_or(NotMoved::Forbidden(forbidden)))
        }
    }
}
