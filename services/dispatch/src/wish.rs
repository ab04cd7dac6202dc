//! What is sent with a move, as JSON or as a form with photos: read once, parsed by the move that needs it.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use chrono::{DateTime, NaiveDate, Utc};
use model::city::Localized;
use model::moves::needs::{Unmet, Words};
use model::place::Point;
use serde::Deserialize;
use service_kit::body::NotRead;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Service;
use crate::closing::{MOST_BYTES, Sent, Unreadable, limit};
use crate::refused::Refused;

/// What a move may be sent with; each takes the fields that it needs, and a form has the same names. Photos come with
/// a form only.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MoveBody {
    /// When it happened, as the phone says: RFC 3339. Never counts later than the server's receipt, nor before the
    /// dispatch.
    #[schema(format = DateTime)]
    occurred_at: Option<String>,
    /// `schedule`: the day, within 90 days.
    #[schema(format = Date)]
    on: Option<String>,
    /// `watch`: the day on which somebody looks again, within a year.
    #[schema(format = Date)]
    review_on: Option<String>,
    /// `refuse`: `nothing_there`, `already_clean` (both with a photo), `private_property` or `other` (with words or a
    /// reply). `send_back`: `wrong_team` or `wrong_category`. `schedule`, where a crew stood there in vain: `blocked` or
    /// `equipment`.
    reason: Option<String>,
    /// `close`, `refuse`: the id of a prepared answer.
    reply: Option<String>,
    /// Own words, at most 1,000 characters: to the resident with `close` and `refuse`, else to colleagues.
    words: Option<String>,
    /// `requalify`: the new category.
    category: Option<String>,
    /// `requalify`: the team that gets it, whatever the rules say.
    team: Option<String>,
    /// `requalify`: the new place.
    place: Option<PlaceBody>,
    /// `merge`: the id of the report that goes on.
    #[schema(format = Uuid)]
    main: Option<String>,
    /// `transfer`: who gets it; not given: whom its category is passed to.
    partner: Option<PartnerBody>,
}

/// A place in WGS 84.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlaceBody {
    /// Degrees east.
    longitude: f64,
    /// Degrees north.
    latitude: f64,
}

/// A partner, as in a sentence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PartnerBody {
    /// In French.
    fr: String,
    /// In English.
    en: String,
}

impl MoveBody {
    fn fields(self) -> BTreeMap<String, String> {
        let (place, partner) = (self.place, self.partner);
        let fields = [
            ("occurred_at", self.occurred_at),
            ("on", self.on),
            ("review_on", self.review_on),
            ("reason", self.reason),
            ("reply", self.reply),
            ("words", self.words),
            ("category", self.category),
            ("team", self.team),
            ("longitude", place.as_ref().map(|place| place.longitude.to_string())),
            ("latitude", place.map(|place| place.latitude.to_string())),
            ("main", self.main),
            ("partner_fr", partner.as_ref().map(|partner| partner.fr.clone())),
            ("partner_en", partner.map(|partner| partner.en)),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

/// What was sent with a move.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    pub(crate) sent: Sent,
}

impl FromRequest<Service> for Wish {
    type Rejection = Refused;

    async fn from_request(request: Request, service: &Service) -> Result<Self, Refused> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let form = Multipart::from_request(request, service).await.map_err(|_| Refused::malformed())?;
            return match Sent::read(form).await {
                Ok(sent) => Ok(Self { sent }),
                Err(Unreadable::Disk(error)) => Err(Refused::failed(error)),
                Err(Unreadable::Request(error)) => Err(Refused::unread(limit(&error))),
            };
        }
        let body = Bytes::from_request(request, service).await;
        let body = body.map_err(|rejection| {
            let too_large = rejection.status() == StatusCode::PAYLOAD_TOO_LARGE;
            let most = MOST_BYTES as u64;
            Refused::unread(
                NotRead::among(&rejection).or_else(|| too_large.then_some(NotRead::TooLarge { most })),
            )
        })?;
        if body.is_empty() {
            return Ok(Self::default());
        }
        let Json(body) = Json::<MoveBody>::from_bytes(&body).map_err(|_| Refused::malformed())?;
        Ok(Self { sent: Sent::of(body.fields()) })
    }
}

impl Wish {
    /// A text field that is there and not blank.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        Some(self.sent.field(field)).filter(|text| !text.is_empty())
    }

    fn parsed<T: FromStr>(&self, field: &'static str) -> Result<T, Unmet> {
        let text = self.text(field).ok_or(Unmet::Missing(field))?;
        text.parse().map_err(|_| Unmet::Unreadable { field, value: text.chars().take(100).collect() })
    }

    /// A day: `2026-12-01`.
    pub(crate) fn day(&self, field: &'static str) -> Result<NaiveDate, Unmet> {
        self.parsed(field)
    }

    /// The id of a report.
    pub(crate) fn id(&self, field: &'static str) -> Result<Uuid, Unmet> {
        self.parsed(field)
    }

    /// A reason of the move's own list.
    pub(crate) fn reason<T: FromStr>(&self) -> Result<T, Unmet> {
        self.parsed("reason")
    }

    /// The same, for a move that may have none.
    pub(crate) fn some_reason<T: FromStr>(&self) -> Result<Option<T>, Unmet> {
        self.text("reason").map(|_| self.reason()).transpose()
    }

    /// When it happened, as the phone says.
    pub(crate) fn occurred_at(&self) -> Result<Option<DateTime<Utc>>, Unmet> {
        self.text("occurred_at").map(|_| self.parsed("occurred_at")).transpose()
    }

    /// Words to colleagues.
    pub(crate) fn words(&self) -> Result<Option<String>, Unmet> {
        Ok(Words::new(self.sent.field("words"))?.map(|words| words.as_str().to_owned()))
    }

    /// A new place.
    pub(crate) fn place(&self) -> Result<Option<Point>, Unmet> {
        if self.text("longitude").is_none() && self.text("latitude").is_none() {
            return Ok(None);
        }
        let point = Point::new(self.parsed("longitude")?, self.parsed("latitude")?);
        let value = || format!("{}, {}", self.sent.field("latitude"), self.sent.field("longitude"));
        point.map(Some).map_err(|_| Unmet::Unreadable { field: "place", value: value() })
    }

    /// The named partner in both languages, else the category's.
    pub(crate) fn partner(&self, of_category: Option<&Localized>) -> Result<Localized, Unmet> {
        // A name is the same in both languages.
        let name = Words::new(self.sent.field("partner"))?;
        let name = name.as_ref().map(Words::as_str);
        match (self.text("partner_fr").or(name), self.text("partner_en").or(name)) {
            (Some(fr), Some(en)) => Ok(Localized { fr: fr.to_owned(), en: en.to_owned() }),
            (None, None) => of_category.cloned().ok_or(Unmet::Missing("partner")),
            _ => Err(Unmet::Missing("partner")),
        }
    }
}
