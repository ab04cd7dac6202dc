use anyhow::Context;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response};

use crate::letter::links_in;

/// A resident who reports, by form or API.
#[derive(Clone, Debug)]
pub struct Resident {
    client: Client,
    url: String,
}

/// A report that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// `S2026K000001`.
    pub reference: String,
    /// The secret address.
    pub tracking_url: String,
}

impl Sent {
    /// The secret itself.
    pub fn token(&self) -> &str {
        self.tracking_url.rsplit('/').next().unwrap_or_default()
    }
}

impl Resident {
    /// Somebody whose residents' site is at `url`.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: String) -> anyhow::Result<Self> {
        let client =
            Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Self { client, url })
    }

    /// Posts to the API, whatever comes of it.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn post(
        &self,
        key: &str,
        fields: &[(&str, &str)],
        photos: &[Vec<u8>],
    ) -> anyhow::Result<Response> {
        let request = self.client.post(format!("{}/api/v1/reports", self.url)).header("Idempotency-Key", key);
        Ok(request.multipart(form(fields, photos)).send().await?)
    }

    /// Posts to the API and expects it to be accepted.
    ///
    /// # Errors
    /// With the answer, when it is not.
    pub async fn report(
        &self,
        key: &str,
        fields: &[(&str, &str)],
        photos: &[Vec<u8>],
    ) -> anyhow::Result<Sent> {
        let response = self.post(key, fields, photos).await?;
        let status = response.status();
        let body = response.text().await?;
        anyhow::ensure!(status == 201, "{status}: {body}");
        let body: serde_json::Value = serde_json::from_str(&body)?;
        let text = |name: &str| body[name].as_str().map(str::to_owned).context("a field of the answer");
        Ok(Sent { reference: text("reference")?, tracking_url: text("tracking_url")? })
    }

    /// Posts the residents' own form, as a browser without JavaScript does.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn post_form(&self, fields: &[(&str, &str)], photos: &[Vec<u8>]) -> anyhow::Result<Response> {
        Ok(self.client.post(format!("{}/report", self.url)).multipart(form(fields, photos)).send().await?)
    }

    /// Posts any form to a path of the site, with any headers.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn send(&self, path: &str, form: Form, headers: &[(&str, &str)]) -> anyhow::Result<Response> {
        let request = self.client.post(format!("{}{path}", self.url)).multipart(form);
        Ok(headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value))
            .send()
            .await?)
    }

    /// Posts any body.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn post_raw(&self, address: &str, content_type: &str, body: &str) -> anyhow::Result<Response> {
        Ok(self
            .client
            .post(address)
            .header("Content-Type", content_type)
            .body(body.to_owned())
            .send()
            .await?)
    }

    /// Gets a page or photo; a path is one of the residents' site.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn get(&self, address: &str) -> anyhow::Result<Response> {
        let address =
            if address.starts_with('/') { format!("{}{address}", self.url) } else { address.to_owned() };
        Ok(self.client.get(address).send().await?)
    }

    /// What the API says of a report.
    ///
    /// # Errors
    /// When nobody answers, or not with JSON.
    pub async fn read(&self, sent: &Sent) -> anyhow::Result<serde_json::Value> {
        Ok(self.get(&format!("/api/v1/reports/{}", sent.token())).await?.json().await?)
    }

    /// Answers the question of the tracking page.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn answer(&self, sent: &Sent, clean: bool, words: &str) -> anyhow::Result<Response> {
        let fields = [("clean", if clean { "yes" } else { "no" }), ("words", words)];
        let address = format!("{}/r/{}/answer", self.url, sent.token());
        Ok(self.client.post(address).form(&fields).send().await?)
    }

    /// Sends another photo in the place of one that can't be read, as the tracking page's form does.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn send_photo(
        &self,
        sent: &Sent,
        key: &str,
        replaces: &str,
        photos: &[Vec<u8>],
    ) -> anyhow::Result<Response> {
        let fields = [("idempotency_key", key), ("replaces", replaces)];
        let address = format!("{}/r/{}/photos", self.url, sent.token());
        Ok(self.client.post(address).multipart(form(&fields, photos)).send().await?)
    }

    /// Every photo that the tracking page shows, large, in its order.
    ///
    /// # Errors
    /// When a photo that is shown can't be had.
    pub async fn photos(&self, sent: &Sent) -> anyhow::Result<Vec<Vec<u8>>> {
        let page = self.get(&sent.tracking_url).await?.text().await?;
        let mut photos = Vec::new();
        for link in links_in(&page).into_iter().filter(|link| link.ends_with("/large.jpg")) {
            let answer = self.get(&link).await?.error_for_status()?;
            photos.push(answer.bytes().await?.to_vec());
        }
        Ok(photos)
    }
}

pub(crate) fn form(fields: &[(&str, &str)], photos: &[Vec<u8>]) -> Form {
    let form = fields
        .iter()
        .fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
    photos
        .iter()
        .fold(form, |form, photo| form.part("photo", Part::bytes(photo.clone()).file_name("photo.jpg")))
}
