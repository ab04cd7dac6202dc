use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::Stack;

/// Somebody who uses the staff's API: signed in, or with a link, or nobody.
#[derive(Clone, Debug)]
pub struct Member {
    /// In the table `staff`.
    pub id: Uuid,
    /// Of a session that lasts longer than any test; none: not signed in.
    pub cookie: Option<String>,
    client: Client,
    url: String,
}

impl Stack {
    /// A member of the staff, signed in: `crew` with a team, `referent` with one sector or all of them, `call_centre`.
    ///
    /// # Errors
    /// When there is no such role, team or sector.
    pub async fn member(
        &self,
        role: &str,
        team: Option<&str>,
        sector: Option<&str>,
    ) -> anyhow::Result<Member> {
        let token: [u8; 32] = rand::random();
        let nobody = self.nobody()?;
        sqlx::query(
            "WITH member AS (
                 INSERT INTO staff (id, email, name, role, team_id, language, created_at)
                 VALUES ($1, $2, 'x', $3, $4, 'fr', $5) RETURNING id),
             place AS (
                 INSERT INTO staff_sector SELECT id, $6 FROM member WHERE $6 IS NOT NULL)
             INSERT INTO session SELECT $7, id, $5, $5 + interval '100 years' FROM member",
        )
        .bind(nobody.id)
        .bind(format!("{}@example.org", nobody.id))
        .bind(role)
        .bind(team)
        .bind(self.clock.now())
        .bind(sector)
        .bind(Sha256::digest(token).to_vec())
        .execute(&self.pool)
        .await?;
        let cookie = format!("session={}", BASE64_URL_SAFE_NO_PAD.encode(token));
        Ok(Member { cookie: Some(cookie), ..nobody })
    }

    /// Somebody who is not signed in.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn nobody(&self) -> anyhow::Result<Member> {
        let client = Client::builder().build()?;
        Ok(Member { id: Uuid::new_v4(), cookie: None, client, url: self.staff_url.clone() })
    }

    /// All that a refused move must leave alone, in one line. Photos change their state by themselves.
    ///
    /// # Errors
    /// As the database says.
    pub async fn snapshot(&self) -> anyhow::Result<String> {
        Ok(sqlx::query_scalar(
            "SELECT concat_ws(' ', (SELECT md5(string_agg(report::text, ',' ORDER BY id)) FROM report),
                 (SELECT count(*) FROM report_history), (SELECT count(*) FROM assignment),
                 (SELECT count(*) FROM photo), (SELECT count(*) FROM recipient), (SELECT count(*) FROM answer),
                 (SELECT count(*) FROM accepted_request),
                 (SELECT md5(string_agg(letter::text, ',' ORDER BY id)) FROM letter),
                 (SELECT md5(string_agg(msg_id::text, ',' ORDER BY msg_id)) FROM pgmq.q_letters),
                 (SELECT count(*) FROM pgmq.q_reports))",
        )
        .fetch_one(&self.pool)
        .await?)
    }
}

impl Member {
    /// Posts to an address of the API under a new key, as JSON or, with photos, as a form; the status and the body.
    ///
    /// # Errors
    /// When nobody answers, or not with JSON.
    pub async fn ask(&self, path: &str, body: &Value, photos: &[Vec<u8>]) -> anyhow::Result<(u16, Value)> {
        self.ask_by(&Uuid::new_v4().to_string(), path, body, photos).await
    }

    /// The same under a key of one's own.
    ///
    /// # Errors
    /// When nobody answers, or not with JSON.
    pub async fn ask_by(
        &self,
        key: &str,
        path: &str,
        body: &Value,
        photos: &[Vec<u8>],
    ) -> anyhow::Result<(u16, Value)> {
        let url = if path.starts_with('/') { format!("{}{path}", self.url) } else { path.to_owned() };
        let request = self.client.post(url).header("Idempotency-Key", key).header("Accept-Language", "en");
        let request = match &self.cookie {
            Some(cookie) => request.header("Cookie", cookie),
            None => request,
        };
        let request =
            if photos.is_empty() { request.json(body) } else { request.multipart(form(body, photos)) };
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await.with_context(|| format!("{path}: {status}"))?))
    }

    /// Gets what an address of the API says; the status and the body.
    ///
    /// # Errors
    /// When nobody answers, or not with JSON.
    pub async fn read(&self, path: &str) -> anyhow::Result<(u16, Value)> {
        let url = if path.starts_with('/') { format!("{}{path}", self.url) } else { path.to_owned() };
        let request = self.client.get(url).header("Cookie", self.cookie.as_deref().unwrap_or_default());
        let answer = request.header("Accept-Language", "en").send().await?;
        let status = answer.status().as_u16();
        Ok((status, answer.json().await.with_context(|| format!("{path}: {status}"))?))
    }
}

/// The same fields as a form, with photos.
fn form(body: &Value, photos: &[Vec<u8>]) -> Form {
    let fields = body.as_object().into_iter().flatten();
    let form = fields.fold(Form::new(), |form, (name, value)| {
        form.text(name.clone(), value.as_str().unwrap_or_default().to_owned())
    });
    photos
        .iter()
        .fold(form, |form, photo| form.part("photo", Part::bytes(photo.clone()).file_name("photo.jpg")))
}
