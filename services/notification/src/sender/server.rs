//! The mail server as `SMTP_URL` names it, and a new connection to it.

use std::borrow::Cow;
use std::time::Duration;

use anyhow::{Context, bail};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use tokio::net::TcpStream;
use url::Url;

use super::lines::{Broken, answered};

/// How a connection is kept secret.
enum Security {
    Plain,
    /// STARTTLS; `required`: no letter without it.
    Upgraded {
        required: bool,
        tls: TlsParameters,
    },
    FromTheStart(TlsParameters),
}

/// Where letters go.
pub(super) struct Server {
    host: String,
    port: u16,
    security: Security,
    hello: ClientId,
    credentials: Option<Credentials>,
}

impl Server {
    /// `smtp://host:25`, `smtp://host:587?tls=required` (or `opportunistic`), `smtps://user:password@host`; a path is
    /// the name to say hello with.
    pub(super) fn from_url(url: &str) -> anyhow::Result<Self> {
        // Without the parser's words: they may repeat a password.
        let url = Url::parse(url).ok().context("this is no address")?;
        let host = url.host_str().context("a host is missing")?.to_owned();
        let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let (port, security) = match (url.scheme(), tls.as_deref()) {
            ("smtp", None) => (25, Security::Plain),
            ("smtp", Some(how @ ("required" | "opportunistic"))) => {
                let tls = TlsParameters::new(host.clone())?;
                (587, Security::Upgraded { required: how == "required", tls })
            }
            ("smtps", _) => (465, Security::FromTheStart(TlsParameters::new(host.clone())?)),
            _ => bail!("a scheme other than smtp and smtps, or a tls other than required and opportunistic"),
        };
        let name = url.path().trim_matches('/');
        let hello = if name.is_empty() { ClientId::default() } else { ClientId::Domain(name.to_owned()) };
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decoded(url.username())?, decoded(password)?)),
            None => None,
        };
        Ok(Self { host, port: url.port().unwrap_or(port), security, hello, credentials })
    }

    /// A connection, greeted and signed in; each step may take `patience`.
    pub(super) async fn connect(&self, patience: Duration) -> Result<AsyncSmtpConnection, Broken> {
        let mut connection = answered(patience, self.greeted(patience)).await?;
        if let Security::Upgraded { required, tls } = &self.security
            && (*required || connection.can_starttls())
        {
            let upgrading = async { Ok(connection.starttls(tls.clone(), &self.hello).await?) };
            answered(patience, upgrading).await?;
        }
        if let Some(credentials) = &self.credentials {
            let signing_in = async { Ok(connection.auth(DEFAULT_MECHANISMS, credentials).await?) };
            answered(patience, signing_in).await?;
        }
        Ok(connection)
    }

    async fn greeted(&self, patience: Duration) -> Result<AsyncSmtpConnection, Broken> {
        let server = (self.host.as_str(), self.port);
        if let Security::FromTheStart(tls) = &self.security {
            let (patience, tls) = (Some(patience), Some(tls.clone()));
            return Ok(AsyncSmtpConnection::connect_tokio1(server, patience, &self.hello, tls, None).await?);
        }
        let stream = TcpStream::connect(server).await?;
        // The dot at a letter's end is a packet of its own, which must not wait for the one before it.
        stream.set_nodelay(true)?;
        Ok(AsyncSmtpConnection::connect_with_transport(Box::new(stream), &self.hello).await?)
    }
}

fn decoded(text: &str) -> anyhow::Result<String> {
    let decoded = percent_decode_str(text).decode_utf8().ok();
    decoded.map(Cow::into_owned).context("a user or password that is no UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_and_how_safely() {
        for (url, port) in [
            ("smtp://mail.example", 25),
            ("smtp://mail.example:2525", 2525),
            ("smtp://mail.example?tls=required", 587),
            ("smtp://u%40h:p%3A@mail.example?tls=opportunistic", 587),
            ("smtps://u:p@mail.example", 465),
        ] {
            let server = Server::from_url(url).map_err(|error| error.to_string());
            assert_eq!(server.map(|server| server.port), Ok(port), "{url}");
        }
        for url in
            ["http://mail.example", "smtp:mail.example", "smtp://mail.example?tls=no", "mail.example", ""]
        {
            assert!(Server::from_url(url).is_err(), "{url}");
        }
    }
}
