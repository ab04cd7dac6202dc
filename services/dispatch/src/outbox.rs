//! Actions that wait in a crew's phone, and in whose name they are made when they arrive.
//!
//! A phone has many hands. With its pages, a signed-in phone gets a secret that is derived from the sign-in's own key;
//! with it, the script seals each action as it is made: its id, when it happened, which move of which report, and what is
//! sent with it. Signing out takes the secret away and leaves the seals: what waits can leave under the name of who made
//! it, exactly as it was, and nothing new can be made in that name.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use model::moves::Actor;
use service_kit::links::{LinkKeys, Purpose};
use uuid::Uuid;
use web::Lang;

use crate::Service;
use crate::refused::Refused;
use crate::session::Staff;
use crate::store::sign_ins::{self, SignedIn};
use crate::wish::Wish;

/// What a page tells the phone of who is signed in; all empty where nobody is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    /// The id of who is signed in.
    pub(crate) staff: String,
    /// As colleagues call them.
    pub(crate) name: String,
    /// The key's id and its secret, with a dot between; empty: nothing can be sealed.
    pub(crate) key: String,
}

impl Outbox {
    /// Of somebody who is signed in.
    pub(crate) fn of(who: &SignedIn, keys: &LinkKeys) -> Self {
        let secret = |key| format!("{key}.{}", keys.token(Purpose::Actions, key, 0));
        Self {
            staff: who.staff.to_string(),
            name: who.name.clone(),
            key: who.action_key.map(secret).unwrap_or_default(),
        }
    }
}

/// What a phone sealed an action with: the key's id, and the seal.
#[derive(Clone, Debug)]
struct Sealed {
    key: Uuid,
    seal: String,
}

/// Who makes a move: who is signed in, or who has sealed it.
#[derive(Clone, Debug)]
pub(crate) struct Acting {
    staff: Staff,
    sealed: Option<Sealed>,
}

impl FromRequestParts<Service> for Acting {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refused> {
        let Some(named) = header(&parts.headers, "acting-as").map(str::to_owned) else {
            return Ok(Self { staff: Staff::from_request_parts(parts, service).await?, sealed: None });
        };
        let named = Uuid::try_parse(&named).map_err(|_| Refused::malformed())?;
        match Staff::from_request_parts(parts, service).await {
            Ok(staff) if staff.id.0 == named => return Ok(Self { staff, sealed: None }),
            Err(refused) if !refused.is_signed_out() => return Err(refused),
            // Somebody else has the phone now, or nobody.
            _ => {}
        }
        let sealed = header(&parts.headers, "action-seal").and_then(|text| text.split_once('.'));
        let sealed = sealed
            .and_then(|(key, seal)| Some(Sealed { key: Uuid::try_parse(key).ok()?, seal: seal.to_owned() }));
        let sealed = sealed.ok_or_else(Refused::signed_out)?;
        let found = sign_ins::of_action_key(&service.database, sealed.key, service.clock.now()).await?;
        let who = found.filter(|who| who.staff.0 == named).ok_or_else(Refused::signed_out)?;
        let Ok(Lang(language)) = Lang::from_request_parts(parts, service).await;
        Ok(Self { staff: Staff { id: who.staff, role: who.role, language }, sealed: Some(sealed) })
    }
}

impl Acting {
    /// In whose name the action is made, once its content is known.
    ///
    /// # Errors
    /// When it is not what was sealed.
    pub(crate) fn proven(
        self,
        service: &Service,
        headers: &HeaderMap,
        wish: &Wish,
        fingerprint: &[u8; 32],
    ) -> Result<Staff, Refused> {
        let Some(Sealed { key, seal }) = self.sealed else { return Ok(self.staff) };
        let action = header(headers, "idempotency-key").unwrap_or_default();
        let mut message =
            format!("{action}\n{}\n", wish.text("occurred_at").unwrap_or_default()).into_bytes();
        message.extend_from_slice(fingerprint);
        let keys = &service.config.common.link_keys;
        // Nobody but crews makes actions in a phone.
        if self.staff.actor() == Actor::Crew && keys.sealed(Purpose::Actions, key, &message, &seal) {
            Ok(self.staff)
        } else {
            Err(Refused::signed_out())
        }
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}
