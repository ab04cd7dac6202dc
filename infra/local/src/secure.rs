//! HTTPS on the local network: phones give their camera and place only to secure pages.

use std::fs;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// How long a client may take for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long open connections may still take after [`SecureFront::stop`].
const PATIENCE: Duration = Duration::from_secs(5);

/// A certificate that nobody but this machine vouches for, and its key. A phone asks once whether to trust it.
#[derive(Debug)]
pub struct Certificate {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

impl Certificate {
    /// The certificate for `address`, localhost and 127.0.0.1 that is kept in `folder`, or a new one.
    ///
    /// Each address has its own, so that a phone that trusted it is not asked again. Fails when `folder` can't be
    /// written or holds something else under the certificate's name.
    pub fn kept_in(folder: &Path, address: IpAddr) -> anyhow::Result<Self> {
        let name = address.to_string().replace(':', "-");
        let path = folder.join(format!("{name}.pem"));
        if !path.exists() {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
            write_private(&path, &make(address)?)?;
        }
        let context = || format!("reading the certificate {}", path.display());
        let pem = fs::read(&path).with_context(context)?;
        Ok(Self {
            certificate: CertificateDer::from_pem_slice(&pem).with_context(context)?,
            key: PrivateKeyDer::from_pem_slice(&pem).with_context(context)?,
        })
    }
}

/// The key and the certificate, as one PEM text.
fn make(address: IpAddr) -> anyhow::Result<String> {
    let names = ["localhost".into(), Ipv4Addr::LOCALHOST.to_string(), address.to_string()];
    let made = rcgen::generate_simple_self_signed(names).context("making a certificate")?;
    Ok(made.signing_key.serialize_pem() + &made.cert.pem())
}

/// Whole or not at all, and readable by its owner only.
fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let unfinished = path.with_extension("part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = || {
        options.open(&unfinished)?.write_all(text.as_bytes())?;
        fs::rename(&unfinished, path)
    };
    write().with_context(|| format!("writing {}", path.display()))
}

/// HTTPS in front of a plain HTTP server of this machine. It stops when dropped, and in good order with
/// [`SecureFront::stop`].
#[derive(Debug)]
pub struct SecureFront {
    address: SocketAddr,
    serving: JoinHandle<()>,
    stopping: DropGuard,
}

impl SecureFront {
    /// Takes TLS connections on `listen` and passes what they carry to `to`, unread and unchanged.
    ///
    /// The server behind sees every request coming from this machine. Must be called within a tokio runtime. Fails
    /// when the port is taken or the certificate's key doesn't fit.
    pub fn start(listen: SocketAddr, to: SocketAddr, certificate: Certificate) -> anyhow::Result<Self> {
        let mut tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.certificate], certificate.key)?;
        // Bytes are passed on unread: only the version that the server behind surely speaks is offered.
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        let listener = std::net::TcpListener::bind(listen)
            .with_context(|| format!("listening for phones on {listen}"))?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let address = listener.local_addr()?;
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, to, TlsAcceptor::from(Arc::new(tls)), stop.clone()));
        Ok(Self { address, serving, stopping: stop.drop_guard() })
    }

    /// The address and port it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops listening, lets open connections finish (at most 5 seconds), and returns.
    pub async fn stop(self) {
        drop(self.stopping);
        if let Err(error) = self.serving.await {
            tracing::error!(%error, "the HTTPS front ended badly");
        }
    }
}

async fn serve(listener: TcpListener, to: SocketAddr, tls: TlsAcceptor, stop: CancellationToken) {
    let open = TaskTracker::new();
    let cut_off = CancellationToken::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((socket, _)) => {
                let passing = cut_off.clone().run_until_cancelled_owned(pass_on(socket, to, tls.clone()));
                open.spawn(async move {
                    if let Some(Err(error)) = passing.await {
                        tracing::debug!("a phone's connection broke: {error:#}");
                    }
                });
            }
            Err(error) => crate::rest_after(error).await,
        }
    }
    drop(listener);
    open.close();
    if tokio::time::timeout(PATIENCE, open.wait()).await.is_err() {
        cut_off.cancel();
        open.wait().await;
    }
}

async fn pass_on(socket: TcpStream, to: SocketAddr, tls: TlsAcceptor) -> anyhow::Result<()> {
    let mut outside = tokio::time::timeout(HANDSHAKE, tls.accept(socket)).await??;
    let mut inside = TcpStream::connect(to).await.with_context(|| format!("reaching {to}"))?;
    tokio::io::copy_bidirectional(&mut outside, &mut inside).await?;
    Ok(())
}

/// This machine's address on the network it would reach others by. Nothing is sent.
///
/// Fails when the machine has no network.
pub fn lan_address() -> anyhow::Result<IpAddr> {
    // An address kept for documentation (RFC 5737): connecting a UDP socket only chooses the way.
    let elsewhere = (Ipv4Addr::new(192, 0, 2, 1), 9);
    let find = || {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        socket.connect(elsewhere)?;
        socket.local_addr()
    };
    let address = find().context("this machine has no address on a network that a phone could reach")?.ip();
    anyhow::ensure!(!address.is_unspecified() && !address.is_loopback(), "this machine is on no network");
    Ok(address)
}

/// `url` as a QR code of Unicode blocks, for a terminal with a dark or light background; several lines.
///
/// Fails for an address of more than about 2,900 bytes.
pub fn qr(url: &str) -> anyhow::Result<String> {
    let code = QrCode::new(url).context("the address is too long for a QR code")?;
    // The dark squares are what is drawn: both colours are set, so that the code is not inverted on a dark terminal.
    let drawn = code.render::<Dense1x2>().build();
    let lines = drawn.lines().flat_map(|line| ["\x1b[30;107m", line, "\x1b[0m\n"]);
    Ok(lines.collect())
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::TlsConnector;
    use tokio_rustls::rustls::pki_types::ServerName;
    use tokio_rustls::rustls::{ClientConfig, RootCertStore};

    use super::*;

    fn somewhere() -> IpAddr {
        Ipv4Addr::new(192, 168, 1, 20).into()
    }

    /// A client that trusts only this certificate, as a phone does after it was asked.
    fn phone(certificate: &Certificate) -> TlsConnector {
        let mut trusted = RootCertStore::empty();
        trusted.add(certificate.certificate.clone()).unwrap();
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap();
        TlsConnector::from(Arc::new(tls.with_root_certificates(trusted).with_no_client_auth()))
    }

    #[tokio::test]
    async fn a_phone_that_trusts_the_certificate_reaches_the_plain_server_by_each_name() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = crate::inbox::Inbox::start(folder.path(), 0, 0).unwrap();
        let behind = inbox.web_url().replace("http://", "").parse().unwrap();
        let certificate = Certificate::kept_in(folder.path(), somewhere()).unwrap();
        let phone = phone(&certificate);
        let front = SecureFront::start((Ipv4Addr::LOCALHOST, 0).into(), behind, certificate).unwrap();

        for name in ["192.168.1.20", "localhost", "127.0.0.1"] {
            let socket = TcpStream::connect(front.address()).await.unwrap();
            let mut secure = phone.connect(ServerName::try_from(name).unwrap(), socket).await.unwrap();
            secure.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
            let mut answer = String::new();
            secure.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        }
        front.stop().await;
        inbox.stop().await;
    }

    #[test]
    fn the_certificate_stays_the_same_and_its_key_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = Certificate::kept_in(folder.path(), somewhere()).unwrap();
        let second = Certificate::kept_in(folder.path(), somewhere()).unwrap();
        assert_eq!(first.certificate, second.certificate);
        let elsewhere = Certificate::kept_in(folder.path(), Ipv4Addr::new(10, 0, 0, 9).into()).unwrap();
        assert_ne!(first.certificate, elsewhere.certificate);
        #[cfg(unix)]
        {
            let file = fs::metadata(folder.path().join("192.168.1.20.pem")).unwrap();
            let mode = std::os::unix::fs::PermissionsExt::mode(&file.permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_qr_code_has_a_light_edge_and_dark_corners_on_any_terminal() {
        let code = qr("https://192.168.1.20:8443/").unwrap();
        let lines: Vec<&str> = code.lines().collect();
        assert!(
            lines.iter().all(|line| line.starts_with("\x1b[30;107m    ") && line.ends_with("    \x1b[0m"))
        );
        // Four light squares, then the corner: a dark ring of one square around a light one.
        assert!(lines[2].starts_with("\x1b[30;107m    █▀▀▀▀▀█ "), "{}", lines[2]);
        assert!(qr(&"x".repeat(3000)).is_err());
    }
}
