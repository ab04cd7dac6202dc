//! What runs within this program: the object store, the inbox, HTTPS for phones; and where everything is.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::bail;
use local::inbox::Inbox;
use local::object_store::{BUCKET, ObjectStore};
use local::secure::{Certificate, SecureFront, lan_address};

use super::services::Plan;
use super::state::{Door, Ports, State};
use super::{Run, UNDO_SECONDS};

/// The parts, and the addresses that come of them.
pub(crate) struct Parts {
    store: Option<ObjectStore>,
    /// None: letters go to a given mail server.
    pub(crate) inbox: Option<Inbox>,
    fronts: Vec<SecureFront>,
    /// As in letters.
    pub(crate) public: Sites,
    /// As reached on this machine, without HTTPS.
    pub(crate) here: Sites,
    /// The services to start.
    pub(crate) plans: [Plan; 3],
}

/// The addresses of the two services with pages.
#[derive(Clone, Debug)]
pub(crate) struct Sites {
    pub(crate) residents: String,
    pub(crate) crews: String,
}

/// The object store's settings, as services take them.
type Storage = Vec<(&'static str, String)>;

impl Parts {
    pub(crate) fn start(run: &Run, state: &State) -> anyhow::Result<Self> {
        let given_storage = given_storage(run)?;
        let given_mail = run.smtp_url.clone().filter(|url| !url.is_empty());
        let mut doors = vec![Door::Residents, Door::Crews, Door::Notification];
        if given_storage.is_none() {
            doors.push(Door::Photos);
        }
        if given_mail.is_none() {
            doors.extend([Door::Inbox, Door::Mail]);
        }
        if run.phone {
            doors.extend([Door::SecureResidents, Door::SecureCrews]);
        }
        let (ports, changes) = state.ports(&doors)?;
        for change in changes {
            println!("  {change}");
        }
        let (store, storage) = match given_storage {
            Some(storage) => (None, storage),
            None => local_storage(state, &ports)?,
        };
        let inbox = match given_mail {
            Some(_) => None,
            None => Some(Inbox::start(&state.letters(), ports[&Door::Mail], ports[&Door::Inbox])?),
        };
        let mail = given_mail.or(inbox.as_ref().map(Inbox::smtp_url)).unwrap_or_default();
        let address = |door| format!("http://127.0.0.1:{}", ports[&door]);
        let here = Sites { residents: address(Door::Residents), crews: address(Door::Crews) };
        let (fronts, public) = if run.phone { secure(state, &ports)? } else { (Vec::new(), here.clone()) };
        let links = state.link_keys()?;
        let plan = |name, door: Door, database: &str| {
            let mut settings = storage.clone();
            settings.extend([
                ("DATABASE_URL", database.to_owned()),
                ("LISTEN", format!("127.0.0.1:{}", ports[&door])),
                ("PUBLIC_URL", public.residents.clone()),
                ("STAFF_URL", public.crews.clone()),
                ("LINK_KEYS", links.clone()),
                ("LOG_FORMAT", "json".to_owned()),
            ]);
            Plan { name, port: ports[&door], settings }
        };
        let intake = plan("intake", Door::Residents, &run.intake_database_url);
        let mut dispatch = plan("dispatch", Door::Crews, &run.dispatch_database_url);
        dispatch.settings.push(("UNDO_SECONDS", UNDO_SECONDS.to_string()));
        let mut notification = plan("notification", Door::Notification, &run.notification_database_url);
        notification.settings.push(("SMTP_URL", mail));
        Ok(Self { store, inbox, fronts, public, here, plans: [intake, dispatch, notification] })
    }

    /// Stops them, the outermost first.
    pub(crate) async fn stop(self) {
        for front in self.fronts {
            front.stop().await;
        }
        if let Some(inbox) = self.inbox {
            inbox.stop().await;
        }
        if let Some(store) = self.store {
            store.stop().await;
        }
    }
}

fn given_storage(run: &Run) -> anyhow::Result<Option<Storage>> {
    let given = [
        ("S3_ENDPOINT", &run.s3_endpoint),
        ("S3_BUCKET", &run.s3_bucket),
        ("S3_REGION", &run.s3_region),
        ("S3_ACCESS_KEY", &run.s3_access_key),
        ("S3_SECRET_KEY", &run.s3_secret_key),
    ];
    let is_set = |value: &Option<String>| value.as_ref().is_some_and(|value| !value.is_empty());
    let missing: Vec<_> = given.iter().filter(|(_, value)| !is_set(value)).map(|(name, _)| *name).collect();
    match missing.len() {
        5 => Ok(None),
        0 => Ok(Some(given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect())),
        _ => bail!("a given object store needs all five S3 settings; missing: {}", missing.join(", ")),
    }
}

fn local_storage(state: &State, ports: &Ports) -> anyhow::Result<(Option<ObjectStore>, Storage)> {
    let (access, secret) = state.store_keys()?;
    let store = ObjectStore::start(&state.photos(), ports[&Door::Photos], &access, &secret)?;
    let storage = vec![
        ("S3_ENDPOINT", store.endpoint()),
        ("S3_BUCKET", BUCKET.to_owned()),
        ("S3_REGION", "us-east-1".to_owned()),
        ("S3_ACCESS_KEY", access),
        ("S3_SECRET_KEY", secret),
    ];
    Ok((Some(store), storage))
}

/// HTTPS in front of the two services with pages, and their addresses on the local network.
fn secure(state: &State, ports: &Ports) -> anyhow::Result<(Vec<SecureFront>, Sites)> {
    let address: IpAddr = lan_address()?;
    let start = |outside: Door, inside: Door| {
        let listen = SocketAddr::from((Ipv4Addr::UNSPECIFIED, ports[&outside]));
        let to = SocketAddr::from((Ipv4Addr::LOCALHOST, ports[&inside]));
        SecureFront::start(listen, to, Certificate::kept_in(&state.certificates(), address)?)
    };
    let fronts = vec![start(Door::SecureResidents, Door::Residents)?, start(Door::SecureCrews, Door::Crews)?];
    let url = |door| format!("https://{}", SocketAddr::new(address, ports[&door]));
    Ok((fronts, Sites { residents: url(Door::SecureResidents), crews: url(Door::SecureCrews) }))
}
