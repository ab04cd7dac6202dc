//! The key that signs letters (DKIM, RFC 6376; Ed25519: RFC 8463).

use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lettre::Message;
use lettre::message::dkim::{
    DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey,
    DkimSigningKeyError,
};
use lettre::message::header::HeaderName;
use pkcs8::der::SecretDocument;
use pkcs8::der::pem::LineEnding;
use pkcs8::{ObjectIdentifier, PrivateKeyInfo};

use crate::Config;

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// What is signed. One-click unsubscribing counts only when its two headers are among them (RFC 8058, 3).
const SIGNED: [&str; 8] =
    ["From", "To", "Subject", "Date", "Message-ID", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post"];

/// A key to sign letters with.
#[derive(Clone, Debug)]
pub struct Dkim(Arc<DkimConfig>);

/// Why a DKIM key can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BadDkim {
    /// Only some of the three settings are there.
    #[error("DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE go together: give all three or none")]
    Incomplete,
    /// The file can't be read.
    #[error("DKIM_KEY_FILE: can't read {0}")]
    File(PathBuf, #[source] std::io::Error),
    /// Not a private key in PEM.
    #[error("DKIM_KEY_FILE: expected a PEM file that begins with BEGIN PRIVATE KEY or BEGIN RSA PRIVATE KEY")]
    NoKey(#[source] pkcs8::der::Error),
    /// A key of a kind that DKIM does not know.
    #[error("DKIM_KEY_FILE: expected an RSA or an Ed25519 key, this one's algorithm is {0}")]
    OtherKind(String),
    /// The key itself is broken.
    #[error("DKIM_KEY_FILE: the key is broken")]
    Broken(#[source] DkimSigningKeyError),
}

impl Dkim {
    /// The configured key; none when none is configured.
    pub(crate) fn from_config(config: &Config) -> Result<Option<Self>, BadDkim> {
        match (&config.dkim_domain, &config.dkim_selector, &config.dkim_key_file) {
            (None, None, None) => Ok(None),
            (Some(domain), Some(selector), Some(file)) => {
                let pem =
                    std::fs::read_to_string(file).map_err(|error| BadDkim::File(file.clone(), error))?;
                Self::new(domain, selector, &pem).map(Some)
            }
            _ => Err(BadDkim::Incomplete),
        }
    }

    /// A key for `selector._domainkey.domain`, from the text of a PEM file.
    ///
    /// # Errors
    /// When it is no RSA or Ed25519 private key.
    pub fn new(domain: &str, selector: &str, pem: &str) -> Result<Self, BadDkim> {
        let headers = SIGNED.map(HeaderName::new_from_ascii_str).to_vec();
        // The only form that survives a relay that folds lines anew.
        let canonicalization = DkimCanonicalization {
            header: DkimCanonicalizationType::Relaxed,
            body: DkimCanonicalizationType::Relaxed,
        };
        let key = signing_key(pem)?;
        Ok(Self(Arc::new(DkimConfig::new(
            selector.to_owned(),
            domain.to_owned(),
            key,
            headers,
            canonicalization,
        ))))
    }

    /// Signs a finished letter.
    pub(crate) fn sign(&self, message: &mut Message) {
        message.sign(&self.0);
    }
}

/// lettre takes RSA as PKCS #1 in PEM and Ed25519 as 32 bytes in base64; openssl writes both as PKCS #8.
fn signing_key(pem: &str) -> Result<DkimSigningKey, BadDkim> {
    if pem.contains("BEGIN RSA PRIVATE KEY") {
        return DkimSigningKey::new(pem.trim(), DkimSigningAlgorithm::Rsa).map_err(BadDkim::Broken);
    }
    let (_, document) = SecretDocument::from_pem(pem.trim()).map_err(BadDkim::NoKey)?;
    let info: PrivateKeyInfo<'_> = document.decode_msg().map_err(BadDkim::NoKey)?;
    let (key, algorithm) = match info.algorithm.oid {
        RSA => {
            let inner = SecretDocument::try_from(info.private_key).map_err(BadDkim::NoKey)?;
            let pem = inner.to_pem("RSA PRIVATE KEY", LineEnding::LF).map_err(BadDkim::NoKey)?;
            (pem.to_string(), DkimSigningAlgorithm::Rsa)
        }
        // The 32 bytes are an octet string within the octet string (RFC 8410, 7): tag and length first.
        ED25519 => {
            let bytes = info.private_key.get(2..).unwrap_or_default();
            (BASE64_STANDARD.encode(bytes), DkimSigningAlgorithm::Ed25519)
        }
        other => return Err(BadDkim::OtherKind(other.to_string())),
    };
    DkimSigningKey::new(&key, algorithm).map_err(BadDkim::Broken)
}
