//! A door between a service and one thing that it needs. It watches the conversation, and at a named moment holds it,
//! cuts it, or answers in the other's place; it can also be slow, or shut.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::machine::PATIENCE;
use crate::wire::{Moment, Piece, Side, Wire};

/// What becomes of a conversation that has come to a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Go {
    /// On, as if nothing had been.
    Pass,
    /// Both sides lose their connection; what was held is never seen.
    Cut,
    /// This is said to the client, then both sides lose their connection.
    Answer(&'static str),
}

/// Something that will happen to the first conversation that comes to a moment.
struct Planned {
    moment: Moment,
    /// Part of what the conversation is about: a path, a statement, an address.
    about: &'static str,
    reached: oneshot::Sender<()>,
    go: oneshot::Receiver<Go>,
}

/// A conversation that is, or will be, held at its moment. It is cut when this goes away.
#[derive(Debug)]
pub(crate) struct Held {
    what: String,
    reached: oneshot::Receiver<()>,
    go: Option<oneshot::Sender<Go>>,
}

impl Held {
    /// Waits for the moment.
    pub(crate) async fn reached(&mut self) -> anyhow::Result<()> {
        let reached = tokio::time::timeout(PATIENCE, &mut self.reached).await;
        reached.with_context(|| format!("never came: {}", self.what))?.context("the proxy ended")
    }

    /// Decides about what is held.
    pub(crate) fn then(mut self, go: Go) {
        if let Some(sender) = self.go.take() {
            _ = sender.send(go);
        }
    }
}

struct Shared {
    upstream: SocketAddr,
    kind: fn() -> Wire,
    planned: Mutex<VecDeque<Planned>>,
    /// What happens at a moment as long as it stands.
    standing: Mutex<Option<(Moment, Go)>>,
    /// Bytes that pass every hundredth of a second; 0: as fast as they come.
    pace: AtomicUsize,
    seen: Mutex<Vec<(Moment, String)>>,
    open: Mutex<CancellationToken>,
    /// Cancelled: the network loses every packet.
    lost: Mutex<CancellationToken>,
}

impl Shared {
    async fn at(&self, moment: Moment, about: &str) -> Go {
        // Of a hundred thousand letters' statements nobody asks afterwards.
        if moment != Moment::Asked {
            self.seen.lock().expect("what was seen").push((moment, about.to_owned()));
        }
        let planned = {
            let mut planned = self.planned.lock().expect("the plan");
            let at = planned.iter().position(|one| one.moment == moment && about.contains(one.about));
            at.and_then(|at| planned.remove(at))
        };
        if let Some(Planned { reached, go, .. }) = planned {
            _ = reached.send(());
            return go.await.unwrap_or(Go::Cut);
        }
        let standing = *self.standing.lock().expect("what stands");
        standing.filter(|(at, _)| *at == moment).map_or(Go::Pass, |(_, go)| go)
    }
}

/// A listener that passes each connection on.
pub(crate) struct Proxy {
    /// Where clients connect to.
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    listening: tokio::sync::Mutex<Option<(JoinHandle<()>, CancellationToken)>>,
}

impl Proxy {
    /// Passes connections on to `upstream`, whose language `kind` understands.
    pub(crate) async fn start(upstream: SocketAddr, kind: fn() -> Wire) -> anyhow::Result<Self> {
        let (listener, address) = listen_anywhere().await?;
        let shared = Arc::new(Shared {
            upstream,
            kind,
            planned: Mutex::default(),
            standing: Mutex::default(),
            pace: AtomicUsize::new(0),
            seen: Mutex::default(),
            open: Mutex::default(),
            lost: Mutex::default(),
        });
        let proxy = Self { address, shared, listening: tokio::sync::Mutex::default() };
        proxy.serve(listener).await;
        Ok(proxy)
    }

    async fn serve(&self, listener: TcpListener) {
        let shut = CancellationToken::new();
        let task = tokio::spawn(accept(listener, Arc::clone(&self.shared), shut.clone()));
        *self.listening.lock().await = Some((task, shut));
    }

    /// Holds the first conversation about `about` that comes to a moment. Planned before it can come.
    pub(crate) fn hold(&self, moment: Moment, about: &'static str) -> Held {
        let ((tell, reached), (go, wait)) = (oneshot::channel(), oneshot::channel());
        let planned = Planned { moment, about, reached: tell, go: wait };
        self.shared.planned.lock().expect("the plan").push_back(planned);
        Held { what: format!("{moment:?} {about}"), reached, go: Some(go) }
    }

    /// What happens to the first conversation about `about` that comes to a moment.
    pub(crate) fn once(&self, moment: Moment, about: &'static str, go: Go) -> Held {
        let mut held = self.hold(moment, about);
        if let Some(sender) = held.go.take() {
            _ = sender.send(go);
        }
        held
    }

    /// How many conversations about `about` came to a moment.
    pub(crate) fn seen(&self, moment: Moment, about: &str) -> usize {
        let seen = self.shared.seen.lock().expect("what was seen");
        seen.iter().filter(|(at, what)| *at == moment && what.contains(about)).count()
    }

    /// The same for every conversation, until it is told otherwise.
    pub(crate) fn always(&self, rule: Option<(Moment, Go)>) {
        *self.shared.standing.lock().expect("what stands") = rule;
    }

    /// Lets only so many bytes a second through; 0: all that come.
    pub(crate) fn slow(&self, bytes_a_second: usize) {
        self.shared.pace.store(bytes_a_second.div_ceil(100), Ordering::Relaxed);
    }

    /// Cuts every conversation; new ones are taken.
    pub(crate) fn cut(&self) {
        std::mem::take(&mut *self.shared.open.lock().expect("open")).cancel();
    }

    /// Every packet is lost from now on: conversations stand still, new ones begin with silence, nobody is told.
    pub(crate) fn lose(&self) {
        self.shared.lost.lock().expect("lost").cancel();
    }

    /// New conversations get through again. Those that stood still never go on, and are never closed.
    pub(crate) fn find(&self) {
        *self.shared.lost.lock().expect("lost") = CancellationToken::new();
    }

    /// Cuts every conversation and refuses new connections.
    pub(crate) async fn shut(&self) -> anyhow::Result<()> {
        if let Some((task, shut)) = self.listening.lock().await.take() {
            shut.cancel();
            task.await?;
        }
        self.cut();
        Ok(())
    }

    /// Takes connections again.
    pub(crate) async fn open(&self) -> anyhow::Result<()> {
        let listener = TcpListener::bind(self.address).await.context("the proxy's own port")?;
        self.serve(listener).await;
        Ok(())
    }
}

/// A port below those that the system lends to outgoing connections: it is still free when it is wanted again.
pub(crate) async fn listen_anywhere() -> anyhow::Result<(TcpListener, SocketAddr)> {
    for _ in 0..200 {
        let port = rand::random_range(10_000..20_000);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if !reserved(port)? {
            continue;
        }
        if let Ok(listener) = TcpListener::bind(address).await {
            return Ok((listener, address));
        }
    }
    anyhow::bail!("no free port between 10000 and 20000")
}

/// Takes a port for this test until its process ends: a service listens there only a moment after it was found free, and
/// again after it was killed. False: another test has it.
fn reserved(port: u16) -> anyhow::Result<bool> {
    static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());
    let folder = std::env::temp_dir().join("rue-nette-test-ports");
    std::fs::create_dir_all(&folder)?;
    let lock = File::create(folder.join(port.to_string()))?;
    let free = lock.try_lock().is_ok();
    if free {
        HELD.lock().expect("held").push(lock);
    }
    Ok(free)
}

async fn accept(listener: TcpListener, shared: Arc<Shared>, shut: CancellationToken) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shut.cancelled() => return,
        };
        let Ok((client, _)) = accepted else { continue };
        let (shared, cut) = (Arc::clone(&shared), shared.open.lock().expect("open").clone());
        let lost = shared.lost.lock().expect("lost").clone();
        tokio::spawn(async move {
            let mut conversation = pin!(converse(client, &shared));
            tokio::select! {
                biased;
                () = cut.cancelled() => return,
                () = lost.cancelled() => {}
                _ = &mut conversation => return,
            }
            cut.cancelled().await;
        });
    }
}

async fn converse(client: TcpStream, shared: &Shared) -> io::Result<()> {
    let server = TcpStream::connect(shared.upstream).await?;
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let wire = Mutex::new((shared.kind)());
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let ends = Ends {
        wire: &wire,
        shared,
        client: tokio::sync::Mutex::new(to_client),
        server: tokio::sync::Mutex::new(to_server),
    };
    tokio::try_join!(ends.pump(Side::Client, from_client), ends.pump(Side::Server, from_server)).map(|_| ())
}

struct Ends<'a> {
    wire: &'a Mutex<Wire>,
    shared: &'a Shared,
    client: tokio::sync::Mutex<OwnedWriteHalf>,
    server: tokio::sync::Mutex<OwnedWriteHalf>,
}

impl Ends<'_> {
    /// Passes on what one side says, until it ends. An error ends both directions.
    async fn pump(&self, side: Side, mut from: OwnedReadHalf) -> io::Result<()> {
        let to = match side {
            Side::Client => &self.server,
            Side::Server => &self.client,
        };
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = from.read(&mut buffer).await?;
            if read == 0 {
                return to.lock().await.shutdown().await;
            }
            let pieces = self.wire.lock().expect("the wire").heard(side, &buffer[..read]);
            for piece in pieces {
                match piece {
                    Piece::Bytes(bytes) => self.write(to, &bytes).await?,
                    Piece::Moment(moment, about) => match self.shared.at(moment, &about).await {
                        Go::Pass => {}
                        Go::Cut => return Err(io::ErrorKind::ConnectionAborted.into()),
                        Go::Answer(words) => {
                            let mut client = self.client.lock().await;
                            client.write_all(words.as_bytes()).await?;
                            client.shutdown().await?;
                            return Err(io::ErrorKind::ConnectionAborted.into());
                        }
                    },
                }
            }
        }
    }

    async fn write(&self, to: &tokio::sync::Mutex<OwnedWriteHalf>, bytes: &[u8]) -> io::Result<()> {
        let pace = self.shared.pace.load(Ordering::Relaxed);
        let mut to = to.lock().await;
        if pace == 0 {
            return to.write_all(bytes).await;
        }
        for bytes in bytes.chunks(pace) {
            to.write_all(bytes).await?;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }
}
