//! A partner outside the city's cleaning has a report for a term, and gives it back.

use model::moves::needs::term;
use serde_json::json;

use super::change::{Asked, Change, Moved, NotMoved};
use super::close::Stored;
use crate::Service;
use crate::store::moves::Standing;
use crate::wish::Wish;

/// To the named partner, or to the one that its category is passed to.
pub(super) async fn transfer(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let partner = wish.partner(change.report.partner.as_ref())?;
    let (words, until) = (wish.words()?, term(change.now));
    let detail = json!({ "partner": partner, "until": until, "team": change.report.team });
    change.record(Standing::Transferred { partner: &partner, until }, words.as_deref(), detail).await?;
    change.commit().await
}

/// The partner declines, with words and photos if they like, or its term is over.
pub(super) async fn come_back(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let words = {
        // Looked at before the photos are stored; asked again below.
        let _change = Change::begin(service, asked).await?;
        wish.sent.proof()?;
        wish.words()?
    };
    let photos = Stored::put(service, &wish.sent).await?;
    let moved = give_back(service, asked, words.as_deref(), &photos).await;
    photos.kept(service, moved).await
}

async fn give_back(
    service: &Service,
    asked: &Asked,
    words: Option<&str>,
    photos: &Stored<'_>,
) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let detail = json!({ "team": change.report.team });
    change.back_to_team(words, detail).await?;
    photos.record(&mut change).await?;
    change.commit().await
}
