//! Sample data: for looking at the letters, and for tests.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Paris;
use web::Language;

use super::{
    City, Closed, Facts, Links, MyReports, Part, Picture, Rejected, Reopened, Scheduled, SignIn, Stage,
};

/// The street, cleaned: 960 × 720, drawn for the project.
const AFTER: &[u8] = include_bytes!("../samples/after.jpg");
/// The street before.
const BEFORE: &[u8] = include_bytes!("../samples/before.jpg");

/// Tuesday 24 November 2026, 16:06 in Paris: when the samples are written.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_532_760, 0).unwrap_or_default()
}

/// Sacks in the rue Oberkampf.
pub fn facts(language: Language) -> Facts {
    let category = match language {
        Language::Fr => "Sacs de déchets ménagers",
        Language::En => "Household rubbish bags",
    };
    let received_at = now() - TimeDelta::minutes(201);
    Facts {
        language,
        part: Part::Reporter,
        city: City { name: "Paris".into(), zone: Paris },
        reference: "S2026K004217".into(),
        address: "12 rue Oberkampf, 75011 Paris".into(),
        category: category.into(),
        emergency: None,
        partner: None,
        received_at,
        due_at: received_at + TimeDelta::hours(24),
    }
}

/// Cleaned after 3 h 20.
pub fn closed(language: Language) -> Closed {
    let reply = match language {
        Language::Fr => {
            "Bonjour, notre équipe a enlevé les sacs et le matelas, et lavé le trottoir. Merci de nous avoir prévenus."
        }
        Language::En => {
            "Hello, our team took the bags and the mattress away and washed the pavement. Thank you for telling us."
        }
    };
    let at = now() - TimeDelta::minutes(1);
    let before = now() - TimeDelta::minutes(202);
    Closed {
        team: Some(team(language)),
        at,
        reply: Some(reply.into()),
        pictures: vec![
            Picture { stage: Stage::After, at, jpeg: AFTER.to_vec() },
            Picture { stage: Stage::Before, at: before, jpeg: BEFORE.to_vec() },
        ],
        content_ids: content_ids(),
    }
}

fn team(language: Language) -> String {
    match language {
        Language::Fr => "l’équipe Urgence Propreté du 11e",
        Language::En => "the Urgence Propreté team of the 11th",
    }
    .into()
}

fn content_ids() -> String {
    "01994a50-0000-7000-8000-000000000001@rue-nette.example".into()
}

/// Somebody comes on Tuesday 1 December.
pub fn scheduled(language: Language) -> Scheduled {
    Scheduled { team: Some(team(language)), on: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap_or_default() }
}

/// Nothing there when the crew came, with the photo that shows it.
pub fn rejected(language: Language) -> Rejected {
    let reason = match language {
        Language::Fr => {
            "Bonjour, notre équipe est passée ce matin et n’a rien trouvé à cette adresse. Merci pour votre message."
        }
        Language::En => {
            "Hello, our team came by this morning and found nothing at this address. Thank you for your message."
        }
    };
    let at = now() - TimeDelta::minutes(1);
    Rejected {
        team: Some(team(language)),
        at,
        recorded_at: at,
        reason: Some(reason.into()),
        pictures: vec![Picture { stage: Stage::Found, at, jpeg: AFTER.to_vec() }],
        content_ids: content_ids(),
    }
}

/// The reader says that it is not clean.
pub fn reopened() -> Reopened {
    Reopened { at: now() - TimeDelta::minutes(1), by_reader: true, was_refused: false }
}

/// What a referent writes by hand.
pub fn written(language: Language) -> (DateTime<Utc>, &'static str) {
    let words = match language {
        Language::Fr => {
            "Bonjour,\nle matelas est derrière une grille fermée. Pouvez-vous nous dire qui en a la clé ?\nMerci !"
        }
        Language::En => {
            "Hello,\nthe mattress is behind a locked gate. Can you tell us who has the key?\nThank you!"
        }
    };
    (now() - TimeDelta::minutes(1), words)
}

/// Links as long as real ones.
pub fn links() -> Links {
    let token = "AQGZSlAAAHAAgAAAAAAAAAFk3Jd0m8Wn2u5sT7bQxYz1";
    Links {
        track: format!("https://rue-nette.example/r/{token}"),
        stop: format!("https://rue-nette.example/unsubscribe/{token}"),
    }
}

/// A resident's link to their list.
pub fn my_reports(language: Language) -> MyReports {
    MyReports {
        language,
        city: "Paris".into(),
        link: "https://rue-nette.example/mine/AQGZSlAAAHAAgAAAAAAAAAFk3Jd0m8Wn2u5sT7bQxYz1".into(),
        until: now() + TimeDelta::days(1),
        zone: Paris,
    }
}

/// A crew member's link.
pub fn sign_in(language: Language) -> SignIn {
    SignIn {
        language,
        city: "Paris".into(),
        name: "Awa Diallo".into(),
        link: "https://equipes.rue-nette.example/sign-in/AQGZSlAAAHAAgAAAAAAAAAFk3Jd0m8Wn2u5sT7bQxYz1".into(),
        until: now() + TimeDelta::minutes(15),
        zone: Paris,
    }
}
