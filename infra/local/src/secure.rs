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
    // The light squares are what is drawn: both colours are set, so that the code is not inverted on a dark terminal.
    let drawn = code.render::<Dense1x2>().build();
    let lines = drawn.lines().flat_map(|line| ["\x1b[97;40m", line, "\x1b[0m\n"]);
    Ok(lines.collect())
}
