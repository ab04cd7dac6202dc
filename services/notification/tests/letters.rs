//! What letters say, without a database or a mail server.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use letters::{Closed, Draft, Facts, Part, Rejected, samples};
use lettre::Message;
use lettre::message::Mailbox;
use mail_parser::{MessageParser, MimeHeaders};
use model::ids::{LetterId, RecipientId, ReportId};
use notification::mail::{Cover, Stationery, Thread};
use notification::{Dkim, preview};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use web::Language;

const ID: Uuid = Uuid::from_u128(7);

fn stationery(dkim: Option<Dkim>) -> Stationery {
    Stationery::new("Rue Nette <lettres@rue-nette.example>".parse::<Mailbox>().unwrap(), dkim)
}

fn message(stationery: &Stationery, draft: &Draft) -> Message {
    let thread = Thread {
        report: ReportId(ID),
        recipient: RecipientId(ID),
        unsubscribe: samples::links().stop,
        reply_to: Some("bonjour@rue-nette.example".parse().unwrap()),
    };
    let to = "lou@example.org".parse().unwrap();
    let cover = Cover { letter: LetterId(ID), to, thread: Some(&thread), at: samples::now() };
    stationery.message(draft, cover).unwrap()
}

fn closed(language: Language) -> Draft {
    letters::closed(&samples::facts(language), &samples::closed(language), &samples::links(), samples::now())
        .unwrap()
}

#[test]
fn the_closed_letter_shows_the_clean_street_first_and_asks_one_question() {
    for (language, question) in
        [(Language::Fr, "Est-ce vraiment propre\u{a0}?"), (Language::En, "Is it really clean?")]
    {
        let raw = message(&stationery(None), &closed(language)).formatted();
        let letter = MessageParser::new().parse(&raw).unwrap();
        let (html, text) = (letter.body_html(0).unwrap(), letter.body_text(0).unwrap());
        let pictures: Vec<_> = letter.attachments().collect();
        assert_eq!(pictures.len(), 2);
        let places: Vec<usize> = pictures
            .iter()
            .map(|picture| html.find(&format!("src=\"cid:{}\"", picture.content_id().unwrap())).unwrap())
            .collect();
        assert!(places[0] < places[1]);
        assert_eq!(pictures[0].contents(), samples::closed(language).pictures[0].jpeg);
        for body in [&html, &text] {
            assert!(body.contains(question), "{body}");
            for answer in ["clean", "not-clean"] {
                assert!(body.contains(&format!("{}?answer={answer}#answer", samples::links().track)));
            }
            assert!(body.contains(&samples::links().stop) && body.contains("S2026K004217"));
            assert!(!body.contains("[letter") && !body.contains("{ $"), "a text is missing: {body}");
        }
        assert!(html.contains(&format!("lang=\"{language}\"")));
        assert!(
            !html.contains("http://") || !html.contains("src=\"http"),
            "nothing is loaded from elsewhere"
        );
    }
}

#[test]
fn every_letter_has_all_its_words_in_both_languages() {
    for language in Language::ALL {
        let (facts, links, now) = (samples::facts(language), samples::links(), samples::now());
        let partner = Facts { partner: Some("X".into()), emergency: Some("112".into()), ..facts.clone() };
        let mut drafts = preview::drafts(language).unwrap();
        drafts.push(("danger", letters::received(&partner, &links, now).unwrap()));
        for (name, draft) in drafts {
            for part in [&draft.subject, &draft.text, &draft.html] {
                assert!(!part.contains("[letter") && !part.contains("{$") && !part.contains("{ $"), "{part}");
            }
            assert!(
                draft.html.contains("</h1>") && draft.html.contains(&format!("lang=\"{language}\"")),
                "{name}"
            );
            assert!(!draft.html.contains("\\u{"), "an attribute of {name} is escaped twice");
            if !matches!(name, "sign-in" | "my-reports") {
                for body in [&draft.html, &draft.text] {
                    assert!(body.contains(&links.stop) && body.contains(&links.track), "{name}: {body}");
                    assert!(body.contains(&facts.reference), "{name}: {body}");
                }
            }
        }
    }
}

#[test]
fn each_letter_says_what_happened_what_happens_next_and_when() {
    let said: [(&str, &[&str]); 8] = [
        ("received", &["elle s’efface 12 mois après la fin", "Ces liens sont à vous seul"]),
        (
            "scheduled",
            &[
                "Passage prévu mardi 1er décembre",
                "L’équipe Urgence Propreté du 11e",
                "vous recevrez une photo",
            ],
        ),
        (
            "rejected",
            &[
                "sans nettoyer",
                "n’a rien trouvé",
                "avant la fin du mardi 8 décembre",
                "?answer=not-clean#answer",
            ],
        ),
        (
            "merged",
            &["S2026K004217", "S2026K004199", "prochains messages porteront sur le signalement S2026K004199"],
        ),
        (
            "reopened",
            &["Vous nous avez dit aujourd’hui à 16 h 05 que ce n’est pas propre", "repart vers une équipe"],
        ),
        ("reopened-by-another", &["Vous suivez ce signalement", "Une personne", "que ce n’est pas réglé"]),
        (
            "written",
            &[
                "Un message pour vous",
                "vous a écrit aujourd’hui à 16 h 05",
                "Son message",
                "derrière une grille fermée",
                "Votre signalement suit son cours",
            ],
        ),
        ("photo-unreadable", &["son fichier est abîmé", "Envoyer une autre photo", "#photo"]),
    ];
    let drafts = preview::drafts(Language::Fr).unwrap();
    for (name, words) in said {
        let (_, draft) = drafts.iter().find(|(of, _)| *of == name).unwrap();
        for body in [&draft.text, &draft.html] {
            let body = body.replace('\u{a0}', " ");
            for words in words {
                assert!(body.contains(words), "{words} is not in {name}: {body}");
            }
        }
    }
}

#[test]
fn a_letter_about_the_main_report_says_whose_own_it_is_joined_with() {
    let part = Part::Joined { own: "S2026K004230".into() };
    let facts = Facts { part, ..samples::facts(Language::En) };
    let closed = samples::closed(Language::En);
    let draft = letters::closed(&facts, &closed, &samples::links(), samples::now()).unwrap();
    let text = draft.text.replace('\u{a0}', " ");
    assert!(text.contains("Your report S2026K004230 is joined with this one"), "{text}");
    assert!(text.contains("3 h 20 after the report."), "{text}");
}

#[test]
fn what_people_write_stays_words() {
    let evil = "<script>alert(1)</script>\" onerror='x' </mj-text><mj-raw>&amp;\r\nBcc: all@example.org";
    for language in Language::ALL {
        let facts = Facts {
            address: evil.into(),
            category: evil.into(),
            reference: "<script>".into(),
            emergency: Some(evil.into()),
            ..samples::facts(language)
        };
        let closed =
            Closed { team: Some(evil.into()), reply: Some(evil.into()), ..samples::closed(language) };
        let rejected =
            Rejected { team: Some(evil.into()), reason: Some(evil.into()), ..samples::rejected(language) };
        let sign_in = letters::SignIn { name: evil.into(), ..samples::sign_in(language) };
        for draft in [
            letters::closed(&facts, &closed, &samples::links(), samples::now()).unwrap(),
            letters::received(&facts, &samples::links(), samples::now()).unwrap(),
            letters::rejected(&facts, &rejected, &samples::links(), samples::now()).unwrap(),
            letters::sign_in(&sign_in).unwrap(),
        ] {
            assert!(!draft.html.contains("<script") && !draft.html.contains("<mj-raw>"), "{}", draft.html);
            assert!(!draft.html.contains("\" onerror"), "{}", draft.html);
            assert!(draft.text.contains(evil.lines().next().unwrap()), "the text has the very words");
            let raw = message(&stationery(None), &draft).formatted();
            let letter = MessageParser::new().parse(&raw).unwrap();
            assert!(letter.bcc().is_none(), "a header came in by words");
        }
    }
}

#[test]
fn a_letter_sent_again_is_the_same_letter() {
    let (one, other) = (
        message(&stationery(None), &closed(Language::Fr)),
        message(&stationery(None), &closed(Language::Fr)),
    );
    assert_eq!(one.formatted(), other.formatted());
    let raw = one.formatted();
    let letter = MessageParser::new().parse(&raw).unwrap();
    assert_eq!(letter.message_id(), Some("00000000-0000-0000-0000-000000000007@rue-nette.example"));
    assert_eq!(letter.in_reply_to().as_text(), Some(format!("report-{ID}-{ID}@rue-nette.example").as_str()));
    assert_eq!(letter.header_raw("Auto-Submitted").unwrap().trim(), "auto-generated");
    assert_eq!(letter.header_raw("List-Unsubscribe-Post").unwrap().trim(), "List-Unsubscribe=One-Click");
    assert_eq!(letter.header_raw("List-Unsubscribe").unwrap().trim(), format!("<{}>", samples::links().stop));
    assert_eq!(letter.date().unwrap().to_timestamp(), samples::now().timestamp());
    assert_eq!(letter.subject(), Some("C’est nettoyé, rue Oberkampf."));
}

/// An Ed25519 key as openssl writes it (PKCS #8): the frame of RFC 8410 around 32 bytes.
fn ed25519_pem() -> String {
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend([9; 32]);
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64_STANDARD.encode(der))
}

#[test]
fn a_signed_letter_carries_its_bodys_hash_and_covers_the_unsubscribe_headers() {
    let dkim = Dkim::new("rue-nette.example", "letters", &ed25519_pem()).unwrap();
    let raw = message(&stationery(Some(dkim)), &closed(Language::Fr)).formatted();
    let letter = MessageParser::new().parse(&raw).unwrap();
    let signature: String = letter.header_raw("DKIM-Signature").unwrap().split_whitespace().collect();
    let tag = |name: &str| {
        signature.split(';').find_map(|tag| tag.strip_prefix(&format!("{name}="))).unwrap().to_owned()
    };
    assert_eq!(
        (tag("v").as_str(), tag("a").as_str(), tag("c").as_str()),
        ("1", "ed25519-sha256", "relaxed/relaxed")
    );
    assert_eq!((tag("d").as_str(), tag("s").as_str()), ("rue-nette.example", "letters"));
    for covered in
        ["from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"]
    {
        assert!(tag("h").split(':').any(|header| header == covered), "{covered} is not signed");
    }
    assert_eq!(BASE64_STANDARD.decode(tag("b")).unwrap().len(), 64);
    assert_eq!(tag("bh"), BASE64_STANDARD.encode(Sha256::digest(relaxed_body(&raw))));
}

/// RFC 6376, 3.4.4.
fn relaxed_body(raw: &[u8]) -> String {
    let text = String::from_utf8(raw.to_vec()).unwrap();
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    let lines: Vec<String> = body
        .split("\r\n")
        .map(|line| {
            let mut words = String::new();
            for c in line.trim_end_matches([' ', '\t']).chars() {
                let c = if c == '\t' { ' ' } else { c };
                if !(c == ' ' && words.ends_with(' ')) {
                    words.push(c);
                }
            }
            words
        })
        .collect();
    format!("{}\r\n", lines.join("\r\n").trim_end_matches("\r\n"))
}

#[test]
fn a_key_that_can_not_sign_is_refused_in_words() {
    let said = |pem: &str| Dkim::new("d", "s", pem).unwrap_err().to_string();
    assert!(said("no key").contains("BEGIN PRIVATE KEY"));
    assert!(said("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----").contains("broken"));
}
