//! Nothing to clean, or not for this team.

use std::time::Duration;

use model::city::Localized;
use model::moves::needs::{Refusal, RefusalReason, SendBackReason};
use serde_json::json;
use web::{Language, Texts};

use super::change::{Asked, Change, Moved, NotMoved};
use super::close::Stored;
use crate::Service;
use crate::closing::Answer;
use crate::store::moves::Standing;
use crate::store::replies::{Outcome, replies};
use crate::wish::Wish;

/// Closed without cleaning, with a reason that the resident can read.
pub(super) async fn refuse(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let (refusal, answer) = {
        // Looked at before the photos are stored; asked again below.
        let change = Change::begin(service, asked).await?;
        let reason = wish.reason::<RefusalReason>()?;
        let (report, at) = (asked.report, change.occurred_at);
        let replies = replies(&service.database, report, Outcome::Rejected, at).await?;
        let answer = wish.sent.reply_or_words(&replies)?;
        (Refusal::new(reason, wish.sent.proof()?, answer.is_some())?, answer)
    };
    let photos = Stored::put(service, &wish.sent).await?;
    let moved = write(service, asked, refusal, answer, &photos).await;
    photos.kept(service, moved).await
}

async fn write(
    service: &Service,
    asked: &Asked,
    refusal: Refusal,
    answer: Option<Answer>,
    photos: &Stored<'_>,
) -> Result<Moved, NotMoved> {
    let reason = refusal.reason();
    let Answer { reply, version, texts } = answer.unwrap_or_else(|| prepared(reason));
    let mut change = Change::begin(service, asked).await?;
    let detail = json!({ "reason": reason, "reply": reply, "reply_version": version, "texts": texts,
        "team": change.report.team });
    change.record(Standing::Rejected, Some(&texts.fr), detail).await?;
    photos.record(&mut change).await?;
    change.tell(Duration::ZERO).await?;
    change.commit().await
}

/// The reason itself, in words.
fn prepared(reason: RefusalReason) -> Answer {
    let said = |language| Texts::of(language).t(&format!("refused-{reason}"));
    Answer { reply: None, version: None, texts: Localized { fr: said(Language::Fr), en: said(Language::En) } }
}

/// Not this team's, or not what the report says: a referent decides.
pub(super) async fn send_back(service: &Service, asked: &Asked, wish: &Wish) -> Result<Moved, NotMoved> {
    let mut change = Change::begin(service, asked).await?;
    let (reason, words) = (wish.reason::<SendBackReason>()?, wish.words()?);
    let detail = json!({ "reason": reason, "team": change.report.team });
    change.record(Standing::ToRequalify, words.as_deref(), detail).await?;
    change.tell_referents().await?;
    change.commit().await
}
