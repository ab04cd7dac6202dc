use askama::Template;
use web::Texts;

use super::draft::Frame;
use super::{Draft, SignIn, Unwritten};

/// Everything that the sign-in letter says.
struct Letter<'a> {
    frame: Frame,
    headline: String,
    link: &'a str,
    good: String,
}

#[derive(Template)]
#[template(path = "sign_in.mjml", escape = "html")]
struct Mjml<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

#[derive(Template)]
#[template(path = "sign_in.txt", escape = "none")]
struct Text<'a> {
    frame: &'a Frame,
    letter: &'a Letter<'a>,
}

/// The link that signs a member of the staff in: good once, for a quarter of an hour.
///
/// # Errors
/// When a template is wrong.
pub fn sign_in(facts: &SignIn) -> Result<Draft, Unwritten> {
    let texts = Texts::of(facts.language);
    let until = web::time::clock_time(texts, facts.until, facts.zone);
    let good = texts.t1("letter-sign-in-good", "until", until);
    let letter = Letter {
        frame: Frame {
            texts,
            subject: texts.t("letter-sign-in-subject"),
            preview: good.clone(),
            city: facts.city.clone(),
        },
        headline: texts.t1("letter-sign-in-headline", "name", facts.name.as_str()),
        link: &facts.link,
        good,
    };
    let frame = &letter.frame;
    frame.clone().draft(&Mjml { frame, letter: &letter }, &Text { frame, letter: &letter }, Vec::new())
}
