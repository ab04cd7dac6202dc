//! Every letter with sample data, as files: for looking at them.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Parser;
use letters::{Draft, Facts, samples};
use lettre::message::Mailbox;
use model::ids::{LetterId, RecipientId, ReportId};
use uuid::Uuid;
use web::Language;

use crate::mail::{Cover, Stationery, Thread};

/// Writes every letter, in French and English, with sample data: `.eml`, `.html` and `.txt`.
#[derive(Clone, Debug, Parser)]
#[command(name = "notification letters")]
pub struct Preview {
    /// The folder; made when it is missing.
    #[arg(long)]
    pub out: PathBuf,
}

/// Writes the files.
///
/// # Errors
/// When the folder can't be written.
pub fn write(preview: &Preview) -> anyhow::Result<()> {
    let context = || format!("writing to {}", preview.out.display());
    std::fs::create_dir_all(&preview.out).with_context(context)?;
    let stationery =
        Stationery::new("Rue Nette <ne-pas-repondre@rue-nette.example>".parse::<Mailbox>()?, None);
    for language in Language::ALL {
        for (name, draft) in drafts(language)? {
            let file = |extension| preview.out.join(format!("{name}-{language}.{extension}"));
            let to = "Lou Martin <lou@example.org>".parse::<Mailbox>()?;
            let thread = thread(name);
            let cover = Cover { letter: letter(), to, thread: thread.as_ref(), at: samples::now() };
            let message = stationery.message(&draft, cover)?;
            std::fs::write(file("eml"), message.formatted()).with_context(context)?;
            std::fs::write(file("html"), draft.standalone()).with_context(context)?;
            std::fs::write(file("txt"), &draft.text).with_context(context)?;
            writeln!(std::io::stdout(), "{}", file("html").display())?;
        }
    }
    Ok(())
}

/// Every letter in a language, by name.
pub fn drafts(language: Language) -> Result<Vec<(&'static str, Draft)>, letters::Unwritten> {
    let (facts, links, now) = (samples::facts(language), samples::links(), samples::now());
    let closed = samples::closed(language);
    let follower = Facts { part: letters::Part::Follower, ..facts.clone() };
    let without = letters::Closed { pictures: Vec::new(), reply: None, team: None, ..closed.clone() };
    let partner = match language {
        Language::Fr => "l’entreprise chargée d’effacer les graffitis pour la Ville",
        Language::En => "the contractor that removes graffiti for the City",
    };
    let of_partner = Facts { partner: Some(partner.into()), ..facts.clone() };
    let joined = Facts { part: letters::Part::Joined { own: "S2026K004230".into() }, ..facts.clone() };
    let (rejected, reopened) = (samples::rejected(language), samples::reopened());
    let unseen = letters::Rejected { pictures: Vec::new(), team: None, ..rejected.clone() };
    let contested = letters::Reopened { by_reader: false, was_refused: true, ..reopened.clone() };
    let scheduled = samples::scheduled(language);
    Ok(vec![
        ("received", letters::received(&facts, &links, now)?),
        ("received-partner", letters::received(&of_partner, &links, now)?),
        ("followed", letters::received(&follower, &links, now)?),
        ("scheduled", letters::scheduled(&facts, &scheduled, &links, now)?),
        ("closed", letters::closed(&facts, &closed, &links, now)?),
        ("closed-follower", letters::closed(&follower, &closed, &links, now + chrono::TimeDelta::days(3))?),
        ("closed-joined", letters::closed(&joined, &closed, &links, now)?),
        ("closed-without-photo", letters::closed(&facts, &without, &links, now)?),
        ("rejected", letters::rejected(&facts, &rejected, &links, now)?),
        ("rejected-without-photo", letters::rejected(&follower, &unseen, &links, now)?),
        ("merged", letters::merged(&facts, "S2026K004199", &links, now)?),
        ("reopened", letters::reopened(&facts, &reopened, &links, now)?),
        ("reopened-by-another", letters::reopened(&follower, &contested, &links, now)?),
        ("photo-unreadable", letters::photo_unreadable(&facts, false, &links, now)?),
        ("written", letters::written(&facts, samples::written(language), &links, now)?),
        ("my-reports", letters::my_reports(&samples::my_reports(language), now)?),
        ("sign-in", letters::sign_in(&samples::sign_in(language))?),
    ])
}

fn letter() -> LetterId {
    LetterId(Uuid::from_u128(0x0199_4a50_0000_7000_8000_0000_0000_0001))
}

fn thread(name: &str) -> Option<Thread> {
    let id = letter().0;
    (!matches!(name, "sign-in" | "my-reports")).then(|| Thread {
        report: ReportId(id),
        recipient: RecipientId(id),
        unsubscribe: samples::links().stop,
        reply_to: None,
    })
}
