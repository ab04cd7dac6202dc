use std::collections::BTreeMap;

use anyhow::Context;
use reqwest::header::{COOKIE, LOCATION};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::{Member, Stack};

/// A referent at the desk, in a browser without JavaScript.
#[derive(Clone, Debug)]
pub struct Referent {
    /// In the table `staff`.
    pub member: Member,
    client: Client,
    url: String,
}

/// A page of the desk.
#[derive(Clone, Debug)]
pub struct DeskPage {
    /// Of the answer.
    pub status: u16,
    /// Where it leads; empty: nowhere.
    pub location: String,
    /// The HTML.
    pub html: String,
}

impl DeskPage {
    /// The hidden fields of the form that is sent to an address ending so.
    pub fn hidden(&self, action: &str) -> BTreeMap<String, String> {
        let form = self.html.split("<form ").find(|form| {
            let to = form.split("action=\"").nth(1).and_then(|rest| rest.split('"').next());
            let tag = form.split('>').next().unwrap_or_default();
            tag.contains("method=\"post\"") && to.is_some_and(|to| to.ends_with(action))
        });
        let form = form.and_then(|form| form.split("</form>").next()).unwrap_or_default();
        let fields = form.split("<input type=\"hidden\" ").skip(1).filter_map(|field| {
            let value = |name: &str| {
                let text = field.split(&format!("{name}=\"")).nth(1)?.split('"').next()?;
                Some(text.replace("&#38;", "&"))
            };
            Some((value("name")?, value("value")?))
        });
        fields.collect()
    }

    /// Whether there is a form that is sent to an address ending so.
    pub fn offers(&self, action: &str) -> bool {
        self.html.contains(&format!("{action}\""))
    }
}

impl Stack {
    /// A referent of a sector, or of all, with a name.
    ///
    /// # Errors
    /// When there is no such sector.
    pub async fn referent(&self, name: &str, sector: Option<&str>) -> anyhow::Result<Referent> {
        let member = self.member("referent", None, sector).await?;
        sqlx::query("UPDATE staff SET name = $2 WHERE id = $1")
            .bind(member.id)
            .bind(name)
            .execute(&self.pool)
            .await?;
        let client = Client::builder().redirect(Policy::none()).build()?;
        Ok(Referent { member, client, url: self.staff_url.clone() })
    }
}

impl Referent {
    async fn page(answer: Response) -> anyhow::Result<DeskPage> {
        let status = answer.status().as_u16();
        let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        Ok(DeskPage { status, location: to.unwrap_or_default().to_owned(), html: answer.text().await? })
    }

    fn cookie(&self) -> anyhow::Result<String> {
        self.member.cookie.clone().context("a cookie")
    }

    /// Opens a page, in French.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn open(&self, path: &str) -> anyhow::Result<DeskPage> {
        let request = self.client.get(format!("{}{path}", self.url)).header(COOKIE, self.cookie()?);
        Self::page(request.header("Accept-Language", "fr").send().await?).await
    }

    /// Sends a form with its fields and photos, as it is.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn send(
        &self,
        path: &str,
        fields: &BTreeMap<String, String>,
        photos: &[Vec<u8>],
    ) -> anyhow::Result<DeskPage> {
        let form =
            fields.iter().fold(Form::new(), |form, (name, value)| form.text(name.clone(), value.clone()));
        let form = photos
            .iter()
            .fold(form, |form, photo| form.part("photo", Part::bytes(photo.clone()).file_name("photo.jpg")));
        let request = self.client.post(format!("{}{path}", self.url)).header(COOKIE, self.cookie()?);
        Self::page(request.header("Accept-Language", "fr").multipart(form).send().await?).await
    }

    /// Sends a form without photos, as browsers do without `enctype`.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<DeskPage> {
        let request = self.client.post(format!("{}{path}", self.url)).header(COOKIE, self.cookie()?);
        Self::page(request.header("Accept-Language", "fr").form(fields).send().await?).await
    }

    /// Opens a report's page, fills one of its forms and sends it.
    ///
    /// # Errors
    /// When nobody answers, or the form is not there.
    pub async fn act(
        &self,
        reference: &str,
        way: &str,
        fields: &[(&str, &str)],
        photos: &[Vec<u8>],
    ) -> anyhow::Result<DeskPage> {
        let page = self.open(&format!("/desk/reports/{reference}")).await?;
        self.fill(&page, reference, way, fields, photos).await
    }

    /// Fills a form of a page that was opened before, and sends it.
    ///
    /// # Errors
    /// When nobody answers, or the form is not there.
    pub async fn fill(
        &self,
        page: &DeskPage,
        reference: &str,
        way: &str,
        fields: &[(&str, &str)],
        photos: &[Vec<u8>],
    ) -> anyhow::Result<DeskPage> {
        let path = format!("/desk/reports/{reference}/ways/{way}");
        anyhow::ensure!(page.offers(&path), "{way} is not offered: {}", page.status);
        let mut sent = page.hidden(&path);
        sent.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send(&path, &sent, photos).await
    }
}
