//! Sign-in with the city's account: `OpenID` Connect Core 1.0, authorization code with PKCE (RFC 7636), state and nonce.
//!
//! Nothing of an attempt is stored: its cookie holds one random token, and state, nonce and the verifier are derived from
//! it. Whoever comes back with another state, another nonce or another browser has not proven anything.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use openidconnect::core::{CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreProviderMetadata};
use openidconnect::core::{CoreResponseType, CoreTokenResponse, CoreUserInfoClaims};
use openidconnect::{
    AuthType, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, LanguageTag, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use url::{Host, Url};

use crate::config::Secret;
use crate::session::{Cookie, Token};

/// The cookie of an attempt: long enough to find a password.
pub const ATTEMPT: Cookie = Cookie { name: "sign-in", lasts: TimeDelta::minutes(10) };

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long what a provider says of itself is taken as true.
const KNOWN_FOR: TimeDelta = TimeDelta::hours(1);
/// How far its clock and ours may be apart.
const SKEW: TimeDelta = TimeDelta::minutes(2);

/// The city's provider; all three settings or none: without them nobody signs in this way.
#[derive(Args, Clone, Debug, Default)]
pub struct OpenIdSettings {
    /// The provider's address, as it names itself: `https://accounts.city.example`. Not given: no sign-in with it.
    #[arg(long, env = "OIDC_ISSUER")]
    pub oidc_issuer: Option<Url>,
    /// This service's name there.
    #[arg(long, env = "OIDC_CLIENT_ID")]
    pub oidc_client_id: Option<String>,
    /// Its secret there.
    #[arg(long, env = "OIDC_CLIENT_SECRET", hide_env_values = true)]
    pub oidc_client_secret: Option<Secret>,
}

impl OpenIdSettings {
    /// The provider, which is not asked anything yet: whether it answers is seen when somebody signs in. None: it is off.
    ///
    /// # Errors
    /// When one of the three is missing, or the address is no safe one: the message names the variable.
    pub fn open(&self, back: Url) -> anyhow::Result<Option<OpenId>> {
        let id = self.oidc_client_id.as_deref().filter(|id| !id.is_empty());
        let secret = self.oidc_client_secret.as_ref().filter(|secret| !secret.0.is_empty());
        let given = [
            ("OIDC_ISSUER", self.oidc_issuer.is_some()),
            ("OIDC_CLIENT_ID", id.is_some()),
            ("OIDC_CLIENT_SECRET", secret.is_some()),
        ];
        let missing: Vec<_> = given.iter().filter(|(_, given)| !given).map(|(name, _)| *name).collect();
        let (Some(issuer), Some(id), Some(secret)) = (&self.oidc_issuer, id, secret) else {
            ensure!(
                missing.len() == given.len(),
                "sign-in with the city's account needs all three settings, or none; missing: {}",
                missing.join(", ")
            );
            return Ok(None);
        };
        let here = matches!(issuer.host(), Some(Host::Ipv4(ip)) if ip.is_loopback())
            || issuer.host_str() == Some("localhost");
        ensure!(
            issuer.scheme() == "https" || issuer.scheme() == "http" && here,
            "OIDC_ISSUER must be an https address (http only on this machine), and is `{issuer}`"
        );
        ensure!(
            issuer.query().is_none() && issuer.fragment().is_none(),
            "OIDC_ISSUER must have neither `?` nor `#` (OpenID Connect Discovery 1.0, 3), and is `{issuer}`"
        );
        // As the provider writes it: an address without a path has no slash at its end, and is compared byte by byte.
        let written =
            if issuer.path() == "/" { issuer.as_str().trim_end_matches('/') } else { issuer.as_str() };
        let http = reqwest::Client::builder()
            // A redirect of a provider would lead our secret elsewhere.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(PATIENCE)
            .build()
            .context("a client for the city's provider")?;
        Ok(Some(OpenId {
            issuer: IssuerUrl::new(written.to_owned()).context("OIDC_ISSUER")?,
            id: ClientId::new(id.to_owned()),
            secret: ClientSecret::new(secret.0.clone()),
            back: RedirectUrl::from_url(back),
            http,
            known: Arc::default(),
        }))
    }
}

/// Why somebody has not proven who they are. `oidc-{name}` and `oidc-{name}-do` are its texts.
#[derive(Debug, thiserror::Error)]
pub enum NotProven {
    /// The provider does not answer, or not as one.
    #[error("the city's provider does not answer")]
    Down(#[source] anyhow::Error),
    /// Begun elsewhere, too long ago, or by somebody else's page.
    #[error("it was begun elsewhere, or too long ago")]
    Stale,
    /// The person said no, or the provider did.
    #[error("the provider said {0}")]
    Declined(String),
    /// The provider has no address, or has not verified it.
    #[error("the address is not verified")]
    Unverified,
    /// The clocks are too far apart.
    #[error("clocks are apart: {0}")]
    Clock(String),
    /// What the provider said proves nothing.
    #[error("the provider's answer proves nothing")]
    Refused(#[source] anyhow::Error),
}

impl NotProven {
    /// Every name.
    pub const NAMES: [&'static str; 6] = ["down", "stale", "declined", "unverified", "clock", "refused"];

    /// In its texts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Down(_) => "down",
            Self::Stale => "stale",
            Self::Declined(_) => "declined",
            Self::Unverified => "unverified",
            Self::Clock(_) => "clock",
            Self::Refused(_) => "refused",
        }
    }

    /// Of the page that says so.
    pub fn status(&self) -> axum::http::StatusCode {
        use axum::http::StatusCode;
        match self {
            Self::Down(_) | Self::Clock(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Stale => StatusCode::BAD_REQUEST,
            Self::Declined(_) | Self::Unverified => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::BAD_GATEWAY,
        }
    }
}

/// What the provider sends somebody back with.
#[derive(Debug, Default, Deserialize)]
pub struct Back {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

/// The city's provider.
#[derive(Clone, Debug)]
pub struct OpenId {
    issuer: IssuerUrl,
    id: ClientId,
    secret: ClientSecret,
    back: RedirectUrl,
    http: reqwest::Client,
    known: Arc<Mutex<Option<Known>>>,
}

/// What the provider says of itself, and when it said so.
#[derive(Clone, Debug)]
struct Known {
    since: DateTime<Utc>,
    metadata: Arc<CoreProviderMetadata>,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl OpenId {
    /// Where somebody proves who they are, for an attempt whose token is in [`ATTEMPT`]. `language`: `fr` or `en`.
    ///
    /// # Errors
    /// When the provider does not answer.
    pub async fn begin(&self, attempt: &Token, language: &str, now: DateTime<Utc>) -> Result<Url, NotProven> {
        let client = self.client(&*self.metadata(now, false).await?);
        let secrets = Derived::of(attempt);
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&secrets.verifier);
        let (state, nonce) = (secrets.state, secrets.nonce);
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = client
            .authorize_url(flow, || CsrfToken::new(state), || Nonce::new(nonce))
            .add_scope(Scope::new("email".to_owned()))
            .add_ui_locale(LanguageTag::new(language.to_owned()))
            .set_pkce_challenge(challenge);
        Ok(request.url().0)
    }

    /// The verified address of who came back.
    ///
    /// # Errors
    /// Why it proves nothing.
    pub async fn finish(
        &self,
        attempt: Option<Token>,
        back: Back,
        now: DateTime<Utc>,
    ) -> Result<String, NotProven> {
        let attempt = attempt.ok_or(NotProven::Stale)?;
        let secrets = Derived::of(&attempt);
        // Hashes take the same time to compare, whatever they are of.
        let same = back.state.is_some_and(|state| Sha256::digest(state) == Sha256::digest(&secrets.state));
        if !same {
            return Err(NotProven::Stale);
        }
        if let Some(error) = back.error {
            return Err(NotProven::Declined(error));
        }
        let code = back.code.ok_or(NotProven::Stale)?;
        let metadata = self.metadata(now, false).await?;
        let client = self.client(&metadata);
        let answer = self.redeem(&client, code, secrets.verifier).await?;
        let claims = match proven(&client, &answer, &secrets.nonce, now) {
            // It may sign with a newer key than we know.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let client = self.client(&*self.metadata(now, true).await?);
                proven(&client, &answer, &secrets.nonce, now)
            }
            claims => claims,
        };
        let claims = claims.map_err(refused)?;
        if let Some(email) = claims.email() {
            let verified = claims.email_verified() == Some(true);
            return verified.then(|| email.to_string()).ok_or(NotProven::Unverified);
        }
        self.asked_for_email(&client, &answer, &claims).await
    }

    async fn redeem(
        &self,
        client: &Client,
        code: String,
        verifier: PkceCodeVerifier,
    ) -> Result<CoreTokenResponse, NotProven> {
        use openidconnect::RequestTokenError::Request;
        let request = client.exchange_code(AuthorizationCode::new(code));
        let request = request.map_err(|error| NotProven::Down(error.into()))?.set_pkce_verifier(verifier);
        request.request_async(&self.http).await.map_err(|error| match error {
            Request(error) => NotProven::Down(error.into()),
            error => NotProven::Refused(error.into()),
        })
    }

    /// A provider may say the address only to who asks for it.
    async fn asked_for_email(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<String, NotProven> {
        let subject = Some(claims.subject().clone());
        let request = client.user_info(answer.access_token().clone(), subject);
        let request = request.map_err(|_| NotProven::Unverified)?;
        let person: CoreUserInfoClaims =
            request.request_async(&self.http).await.map_err(|error| NotProven::Refused(error.into()))?;
        let verified = person.email().filter(|_| person.email_verified() == Some(true));
        verified.map(|email| email.to_string()).ok_or(NotProven::Unverified)
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Client {
        let post_only = metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        let client =
            CoreClient::from_provider_metadata(metadata.clone(), self.id.clone(), Some(self.secret.clone()));
        let client = client.set_redirect_uri(self.back.clone());
        client.set_auth_type(if post_only { AuthType::RequestBody } else { AuthType::BasicAuth })
    }

    /// What the provider says of itself: remembered, asked anew after an hour, or when `anew`.
    async fn metadata(&self, now: DateTime<Utc>, anew: bool) -> Result<Arc<CoreProviderMetadata>, NotProven> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| !anew && now - known.since < KNOWN_FOR) {
            return Ok(Arc::clone(&known.metadata));
        }
        let asked = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = asked.map_err(|error| NotProven::Down(error.into()))?;
        let metadata = Arc::new(metadata);
        *known = Some(Known { since: now, metadata: Arc::clone(&metadata) });
        Ok(metadata)
    }
}

/// The claims of an answer, if everything about them is right.
fn proven(
    client: &Client,
    answer: &CoreTokenResponse,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
    let verifier = client.id_token_verifier().set_time_fn(move || now - SKEW).set_issue_time_verifier_fn(
        move |issued| {
            if issued <= now + SKEW { Ok(()) } else { Err(format!("{EARLY}{issued}, and it is {now}")) }
        },
    );
    let token = answer.id_token().ok_or_else(|| ClaimsVerificationError::Other("no ID token".to_owned()))?;
    token.claims(&verifier, &Nonce::new(nonce.to_owned())).cloned()
}

/// How our own check of the time of issue begins.
const EARLY: &str = "issued at ";

fn refused(error: ClaimsVerificationError) -> NotProven {
    match error {
        ClaimsVerificationError::Expired(why) => NotProven::Clock(why),
        ClaimsVerificationError::Other(why) if why.contains(EARLY) => NotProven::Clock(why),
        ClaimsVerificationError::InvalidNonce(_) => NotProven::Stale,
        error => NotProven::Refused(anyhow!(error)),
    }
}

/// The three secrets of an attempt.
struct Derived {
    state: String,
    nonce: String,
    verifier: PkceCodeVerifier,
}

impl Derived {
    fn of(attempt: &Token) -> Self {
        Self {
            state: attempt.derived("state"),
            nonce: attempt.derived("nonce"),
            verifier: PkceCodeVerifier::new(attempt.derived("verifier")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(issuer: &str, id: &str, secret: &str) -> anyhow::Result<Option<OpenId>> {
        let settings = OpenIdSettings {
            oidc_issuer: (!issuer.is_empty()).then(|| issuer.parse().expect("an address")),
            oidc_client_id: Some(id.to_owned()),
            oidc_client_secret: Some(Secret(secret.to_owned())),
        };
        settings.open("https://rue-nette.example/sign-in/city/back".parse().expect("an address"))
    }

    #[test]
    fn it_is_off_without_settings_and_half_of_them_stop_the_program() {
        assert!(open("", "", "").expect("off").is_none());
        for (issuer, id, secret, missing) in [
            ("https://city.example", "", "s", "missing: OIDC_CLIENT_ID"),
            ("https://city.example", "", "", "missing: OIDC_CLIENT_ID, OIDC_CLIENT_SECRET"),
            ("", "rue-nette", "s", "missing: OIDC_ISSUER"),
        ] {
            let error = open(issuer, id, secret).expect_err(missing).to_string();
            assert!(error.ends_with(missing), "{error}");
            assert!(!error.contains("`s`"), "{error}");
        }
    }

    #[test]
    fn a_provider_that_others_could_listen_to_is_refused() {
        for good in ["https://city.example", "https://city.example/realms/a", "http://127.0.0.1:4000"] {
            assert!(open(good, "rue-nette", "s").expect(good).is_some(), "{good}");
        }
        for bad in
            ["http://city.example", "ftp://city.example", "https://city.example?x=1", "https://c.example#a"]
        {
            let error = open(bad, "rue-nette", "s").expect_err(bad).to_string();
            assert!(error.starts_with("OIDC_ISSUER must"), "{error}");
        }
    }

    #[tokio::test]
    async fn who_comes_back_with_another_state_or_without_the_cookie_proves_nothing() {
        let provider = open("http://127.0.0.1:1", "rue-nette", "s").expect("on").expect("on");
        let now = DateTime::UNIX_EPOCH;
        let token = || Token::new().expect("randomness");
        let back =
            |state: &str| Back { code: Some("c".to_owned()), state: Some(state.to_owned()), error: None };
        let proof = provider.finish(None, back("x"), now).await;
        assert!(matches!(proof, Err(NotProven::Stale)), "{proof:?}");
        let other = token().derived("state");
        let proof = provider.finish(Some(token()), back(&other), now).await;
        assert!(matches!(proof, Err(NotProven::Stale)), "{proof:?}");
        let attempt = token();
        let state = attempt.derived("state");
        let down = provider.finish(Some(attempt), back(&state), now).await;
        assert!(matches!(down, Err(NotProven::Down(_))), "nobody listens there: {down:?}");
    }
}
