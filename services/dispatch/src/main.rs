//! The dispatch service, and the commands that prepare its database.

use std::fs::{File, Permissions};
use std::io::{BufWriter, stdout};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use dispatch::city_pack::{self, Pack};
use dispatch::config::{Arguments, Command, Config, Import, Owner, Staff, Token};
use dispatch::import::addresses;
use dispatch::import::sectors::{self, SectorsFile};
use dispatch::points::{self, Question};
use dispatch::{staff, tokens};
use service_kit::clock::{Clock, SystemClock};
use service_kit::{http, telemetry};
use web::Language;

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::read(std::env::args()).command {
        Command::Serve(config) => serve(*config).await,
        Command::Load { folder, owner } => load(&folder, &owner).await,
        Command::Check { folder } => check(&folder),
        Command::Export { folder, owner } => export(&folder, &owner).await,
        Command::Import(Import::Sectors { file, kind, retire, owner }) => {
            import_sectors(&file, kind, retire, &owner).await
        }
        Command::Import(Import::Addresses { file, replace, owner }) => {
            import_addresses(&file, replace, &owner).await
        }
        Command::Where { points, out, language, owner } => {
            locate(&points, out.as_deref(), &language, &owner).await
        }
        Command::Staff(Staff::Add { new, owner }) => add(&new, &owner).await,
        Command::Staff(Staff::SignOut { email, owner }) => sign_out(&email, &owner).await,
        Command::Token(token) => with_tokens(token).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: Config) -> anyhow::Result<()> {
    let common = &config.common;
    let traces = telemetry::start("dispatch", common.log_format, common.traces_url.as_ref())?;
    let running = dispatch::start(config, Arc::new(SystemClock), http::shutdown_on_signal()).await?;
    tracing::info!(address = %running.address, "listening");
    let finished = running.finished().await;
    // The last spans are sent before the process ends.
    _ = traces.shutdown();
    finished
}

async fn load(folder: &Path, owner: &Owner) -> anyhow::Result<()> {
    let pack = Pack::read(folder)?;
    let database = database::connect(&owner.database_url.0, 1, "dispatch load")?;
    let loaded = city_pack::load(&database, &pack, SystemClock.now()).await?;
    println!("{loaded}");
    Ok(())
}

fn check(folder: &Path) -> anyhow::Result<()> {
    println!("{}", Pack::read(folder)?);
    Ok(())
}

async fn export(folder: &Path, owner: &Owner) -> anyhow::Result<()> {
    let database = database::connect(&owner.database_url.0, 1, "dispatch export")?;
    let files = city_pack::export(&mut *database.acquire().await?).await?;
    println!("{}", city_pack::write(folder, &files)?);
    Ok(())
}

async fn import_sectors(
    file: &Path,
    kind: Option<sectors::Kind>,
    retire: bool,
    owner: &Owner,
) -> anyhow::Result<()> {
    let database = database::connect(&owner.database_url.0, 1, "dispatch import")?;
    let bounds = sectors::bounds(&database).await?;
    let read = SectorsFile::read(file, kind, bounds)?;
    for note in &read.notes {
        println!("{note}");
    }
    println!("{}", sectors::import(&database, &read, retire, SystemClock.now()).await?);
    Ok(())
}

async fn import_addresses(file: &Path, replace: bool, owner: &Owner) -> anyhow::Result<()> {
    let database = database::connect(&owner.database_url.0, 1, "dispatch import")?;
    println!("{}", addresses::import(&database, file, replace).await?);
    Ok(())
}

async fn locate(points: &Path, out: Option<&Path>, language: &str, owner: &Owner) -> anyhow::Result<()> {
    let database = database::connect(&owner.database_url.0, 2, "dispatch where")?;
    let input = File::open(points).with_context(|| format!("{}: can't be read", points.display()))?;
    let language = language.parse::<Language>().unwrap_or_default();
    let question = Question { now: SystemClock.now(), language };
    let counts = match out {
        None => points::locate(&database, input, stdout().lock(), question).await?,
        Some(out) => {
            let folder =
                out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            // As open to readers as any new file: the umask decides.
            let mut file = tempfile::Builder::new()
                .permissions(Permissions::from_mode(0o666))
                .tempfile_in(folder)
                .with_context(|| format!("{}: can't be written", out.display()))?;
            let counts = points::locate(&database, input, BufWriter::new(&mut file), question).await?;
            // The file appears whole, or not at all.
            file.persist(out).with_context(|| format!("{}: can't be written", out.display()))?;
            counts
        }
    };
    let points::Counts { rows, outside, broken } = counts;
    eprintln!("{rows} points: {outside} outside the city, {broken} not read (see found_reason).");
    Ok(())
}

async fn add(new: &staff::NewStaff, owner: &Owner) -> anyhow::Result<()> {
    let database = database::connect(&owner.database_url.0, 1, "dispatch staff")?;
    let place = new.team.as_deref().unwrap_or("the staff");
    if staff::add(&database, &SystemClock, new).await? {
        println!("Added {} to {place}.", new.email);
    } else {
        println!("{} is already in {place}.", new.email);
    }
    Ok(())
}

async fn sign_out(email: &str, owner: &Owner) -> anyhow::Result<()> {
    let database = database::connect(&owner.database_url.0, 1, "dispatch staff")?;
    println!("Ended {} sessions of {email}.", staff::sign_out(&database, &SystemClock, email).await?);
    Ok(())
}

async fn with_tokens(what: Token) -> anyhow::Result<()> {
    let (Token::Add { owner, .. } | Token::Revoke { owner, .. } | Token::List { owner }) = &what;
    let database = database::connect(&owner.database_url.0, 1, "dispatch token")?;
    match &what {
        Token::Add { new, .. } => println!("{}", tokens::add(&database, &SystemClock, new).await?),
        Token::Revoke { id, .. } => {
            let known = tokens::revoke(&database, &SystemClock, *id).await?;
            anyhow::ensure!(known, "there is no token `{id}`; `dispatch token list` prints them");
            println!("Taken back: {id}.");
        }
        Token::List { .. } => {
            for token in tokens::list(&database).await? {
                let tokens::Known { id, name, email, scopes, expires_at, revoked } = token;
                let until = if revoked {
                    "taken back".to_owned()
                } else {
                    format!("until {}", expires_at.format("%F"))
                };
                println!("{id}  {until}  {}  {email}  {name}", scopes.join(" "));
            }
        }
    }
    Ok(())
}
