//! The residents' page: photo first, then what it is.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maps::MapParts;
use service_kit::upload::Upload;
use uuid::Uuid;
use web::{Lang, Language, Page, Texts};

use super::already::Around;
use crate::Intake;
use crate::error::{Failed, page_response};
use crate::resident::Resident;
use crate::routes::kinds::{KindsPart, kinds};
use crate::store::Nearby;
use crate::submission::{Found, MOST_PHOTOS, MOST_WORDS, Submission};
use crate::wrong::{Said, Wrong, written};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    page: Page,
    kinds: KindsPart<'a>,
    kept: Vec<KeptPhoto>,
    typed: Typed,
    /// The addresses that may be meant; after one was chosen, that one.
    places: Vec<PlaceChoice>,
    place_chosen: bool,
    key: Uuid,
    map: MapParts,
    simplified: bool,
    attribution: String,
    most_photos: usize,
    most_words: usize,
    errors: Errors,
    texts: &'static Texts,
    /// Already reported?
    near: Around,
    account: Account,
}

/// A good photo of a refused form, which the server keeps for an hour.
pub(crate) struct KeptPhoto {
    pub(crate) name: String,
    pub(crate) words: String,
}

/// A place for the words that were typed.
pub(crate) struct PlaceChoice {
    /// As the form takes it: "48.8646, 2.3783".
    pub(crate) value: String,
    pub(crate) words: String,
}

/// What was typed before, to be shown again; put right where we can guess what was meant.
#[derive(Default)]
pub(crate) struct Typed {
    pub(crate) place: String,
    pub(crate) words: String,
    pub(crate) email: String,
}

/// The words of what is wrong, by field; empty where all is well.
#[derive(Default)]
pub(crate) struct Errors {
    pub(crate) photo: String,
    pub(crate) category: String,
    pub(crate) place: String,
    pub(crate) words: String,
    pub(crate) email: String,
    /// About the request as a whole.
    pub(crate) other: String,
    /// What is to be put right: the anchor and the label of each field, in the order of the page.
    pub(crate) fields: Vec<(&'static str, String)>,
}

/// Whether one can sign in with the city's account, and who did.
#[derive(Default)]
struct Account {
    on: bool,
    /// Empty: nobody is signed in.
    email: String,
}

pub(crate) async fn home(
    State(intake): State<Intake>,
    Lang(language): Lang,
    Resident(email): Resident,
) -> Result<Response, Failed> {
    let (mut typed, near) = (Submission::default(), Around::unknown());
    let account = Account { on: intake.openid.is_some(), email: email.clone().unwrap_or_default() };
    let Some(email) = email else {
        let shown = Shown { language, typed: &typed, wrong: &[], kept: Vec::new(), near, account };
        return page(&intake, shown).await;
    };
    typed.fields.insert("email", email);
    // A page with somebody's address is kept nowhere, not by the service worker either.
    let kept_nowhere = [(header::CACHE_CONTROL, "no-store")];
    let shown = Shown { language, typed: &typed, wrong: &[], kept: Vec::new(), near, account };
    Ok((kept_nowhere, page(&intake, shown).await?).into_response())
}

/// The page with what was typed, what is wrong with it, and the photos that were good: those the server keeps.
pub(crate) async fn show(
    intake: &Intake,
    language: Language,
    typed: &Submission,
    wrong: &[Wrong],
) -> Result<Response, Failed> {
    let kept = keep(intake, Texts::of(language), typed);
    let near = known(typed);
    page(intake, Shown { language, typed, wrong, kept, near, account: Account::default() }).await
}

/// What is near was shown before: it is not asked again.
fn known(typed: &Submission) -> Around {
    Around { asked: typed.field("nearby").is_some(), ..Around::unknown() }
}

/// The same for our own script, which keeps its photos itself.
pub(crate) async fn show_to_script(
    intake: &Intake,
    language: Language,
    typed: &Submission,
    wrong: &[Wrong],
) -> Result<Response, Failed> {
    page(
        intake,
        Shown { language, typed, wrong, kept: Vec::new(), near: known(typed), account: Account::default() },
    )
    .await
}

/// Asks our own script's reader whether it is already reported: nothing is wrong.
pub(crate) async fn ask_script(
    intake: &Intake,
    language: Language,
    typed: &Submission,
    near: Nearby,
) -> Result<Response, Failed> {
    let near = Around::of(intake, language, near);
    let shown = page(
        intake,
        Shown { language, typed, wrong: &[], kept: Vec::new(), near, account: Account::default() },
    )
    .await?;
    Ok((StatusCode::CONFLICT, shown).into_response())
}

/// What the page is made from.
struct Shown<'a> {
    language: Language,
    typed: &'a Submission,
    wrong: &'a [Wrong],
    kept: Vec<KeptPhoto>,
    near: Around,
    account: Account,
}

async fn page(intake: &Intake, shown: Shown<'_>) -> Result<Response, Failed> {
    let Shown { language, typed, wrong, kept, near, account } = shown;
    let texts = Texts::of(language);
    let chosen = typed.field("category").unwrap_or_default();
    let place = typed.place().ok().map(|place| place.point);
    let kinds =
        kinds(intake, language, chosen, place).await.map_err(|error| Failed(language, error.into()))?;
    let mut errors = errors(texts, wrong);
    let kinds = KindsPart { texts, kinds, error: std::mem::take(&mut errors.category) };
    let page = Page::new(language, texts.t("home-title"), "/")
        .described(texts.t("home-description"))
        .in_city(&intake.city.name);
    let status = wrong.first().map_or(StatusCode::OK, Wrong::status);
    Ok(page_response(
        status,
        &HomePage {
            page,
            kinds,
            kept,
            typed: self::typed(typed, wrong),
            places: places(typed),
            place_chosen: typed.chosen_place().is_some(),
            key: key(typed, wrong),
            map: intake.maps.parts(&intake.city.area),
            simplified: intake.city.simplified,
            attribution: intake.city.area.attribution.clone(),
            most_photos: MOST_PHOTOS,
            most_words: MOST_WORDS,
            errors,
            texts,
            near,
            account,
        },
    ))
}

/// Keeps the photos that were good, for the form's next try.
pub(crate) fn keep(intake: &Intake, texts: &Texts, typed: &Submission) -> Vec<KeptPhoto> {
    let kept = (1..).zip(&typed.photos).map(|(number, photo)| KeptPhoto {
        name: intake.kept.keep(photo),
        words: texts.with("photo-kept", &[("number", number.into()), ("size", size(texts, photo).into())]),
    });
    kept.collect()
}

/// What a form shows again of what was typed.
pub(crate) fn typed(sent: &Submission, wrong: &[Wrong]) -> Typed {
    Typed {
        place: put_right(sent, "place", wrong),
        words: put_right(sent, "words", wrong),
        email: put_right(sent, "email", wrong),
    }
}

/// What was typed, or what was probably meant: sending the form again accepts it.
fn put_right(typed: &Submission, name: &str, wrong: &[Wrong]) -> String {
    let meant = wrong.iter().filter(|wrong| wrong.field() == name).find_map(Wrong::suggestion);
    meant.unwrap_or_else(|| typed.field(name).unwrap_or_default().to_owned())
}

/// What may be meant by the words of a place, the likeliest first.
pub(crate) fn places(typed: &Submission) -> Vec<PlaceChoice> {
    let words = typed.field("place").unwrap_or_default();
    let choice = |place, words: &str| PlaceChoice { value: written(place), words: words.to_owned() };
    match (typed.chosen_place(), &typed.found) {
        (Some(chosen), _) => vec![choice(chosen, words)],
        (None, Found::Several(found)) => found.iter().map(|one| choice(one.place, &one.words)).collect(),
        (None, Found::One(_) | Found::Nothing) => Vec::new(),
    }
}

/// The key of a form stays the same while it is corrected: nothing was written under it. Under a used one something was.
pub(crate) fn key(typed: &Submission, wrong: &[Wrong]) -> Uuid {
    let used = wrong.iter().any(|wrong| matches!(wrong, Wrong::KeyReused));
    let typed = typed.field("idempotency_key").filter(|_| !used).and_then(|key| key.parse().ok());
    typed.unwrap_or_else(Uuid::new_v4)
}

/// As the script says it beside a chosen photo.
fn size(texts: &Texts, photo: &Upload) -> String {
    let kilobytes = photo.inspected.bytes.div_ceil(1000);
    if kilobytes < 1000 {
        return texts.t1("size-kilobytes", "size", kilobytes.to_string());
    }
    let tenths = (kilobytes + 50) / 100;
    let point = if texts.language() == Language::Fr { ',' } else { '.' };
    texts.t1("size-megabytes", "size", format!("{}{point}{}", tenths / 10, tenths % 10))
}

pub(crate) fn errors(texts: &Texts, wrong: &[Wrong]) -> Errors {
    let mut errors = Errors::default();
    for wrong in wrong {
        let Said { what, remedy } = wrong.said(texts);
        let words = match wrong.field() {
            "photo" => &mut errors.photo,
            "category" => &mut errors.category,
            "place" | "place_longitude" | "place_latitude" => &mut errors.place,
            "words" => &mut errors.words,
            "email" => &mut errors.email,
            _ => &mut errors.other,
        };
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(&what);
        words.push(' ');
        words.push_str(&remedy);
    }
    let fields = [
        (&errors.photo, "photo-error", "home-photo-label"),
        (&errors.category, "category-error", "home-category-label"),
        (&errors.place, "place", "home-place-label"),
        (&errors.words, "words", "home-words-label"),
        (&errors.email, "email", "home-email"),
    ];
    let fields = fields.into_iter().filter(|(words, ..)| !words.is_empty());
    errors.fields = fields.map(|(_, anchor, label)| (anchor, texts.t(label))).collect();
    errors
}
