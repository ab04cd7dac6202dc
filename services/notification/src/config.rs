use std::path::PathBuf;

use clap::Parser;
use lettre::message::Mailbox;
use service_kit::config::{Common, Secret};

/// Sends Rue Nette's letters. `notification letters --out DIR` writes every letter with sample data instead.
#[derive(Clone, Debug, Parser)]
#[command(name = "notification")]
pub struct Config {
    #[command(flatten)]
    #[expect(missing_docs, reason = "a group of flags, not a flag")]
    pub common: Common,
    /// The mail server: `smtp://host:25`, `smtps://user:password@host`, `smtp://host:587?tls=required`.
    #[arg(long, env = "SMTP_URL", hide_env_values = true)]
    pub smtp_url: Secret,
    /// Seconds after which a mail server that neither answers nor hangs up is given up; for the answer to a whole
    /// letter four times as many.
    #[arg(long, env = "SMTP_PATIENCE_SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub smtp_patience_seconds: u64,
    /// Who writes: `Rue Nette <name@domain>`; its domain is in every Message-ID.
    #[arg(long, env = "MAIL_FROM", default_value = "Rue Nette <ne-pas-repondre@rue-nette.example>")]
    pub mail_from: Mailbox,
    /// The domain that signs letters (DKIM, RFC 6376).
    #[arg(long, env = "DKIM_DOMAIN")]
    pub dkim_domain: Option<String>,
    /// The name of the key under the domain's `_domainkey`.
    #[arg(long, env = "DKIM_SELECTOR")]
    pub dkim_selector: Option<String>,
    /// A file with the private key: RSA or Ed25519, PEM.
    #[arg(long, env = "DKIM_KEY_FILE")]
    pub dkim_key_file: Option<PathBuf>,
}
