use anyhow::Context;
use local::inbox::Inbox;
use reqwest::{Client, Response};

use crate::letter::{Letter, links_in};
use crate::resident::form;
use crate::stack::{PATIENCE, Stack};

/// A crew member at a phone.
#[derive(Clone, Debug)]
pub struct Crew {
    client: Client,
    url: String,
    email: String,
}

/// A job as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// The page of the job: `/crew/jobs/…`.
    pub path: String,
}

impl Crew {
    /// Somebody whose staff pages are at `url`, not signed in yet.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: String, email: String) -> anyhow::Result<Self> {
        let client = Client::builder().cookie_store(true).build()?;
        Ok(Self { client, url, email })
    }

    /// Asks for a link, reads the letter, and taps the button behind the link.
    ///
    /// # Errors
    /// When no letter comes, or the link does not sign in.
    pub async fn sign_in(&self, stack: &Stack) -> anyhow::Result<()> {
        self.sign_in_by(&stack.inbox).await
    }

    /// The same, with the letter in any inbox.
    ///
    /// # Errors
    /// When no letter comes, or the link does not sign in.
    pub async fn sign_in_by(&self, inbox: &Inbox) -> anyhow::Result<()> {
        let before = inbox.newest();
        let fields = [("email", self.email.as_str())];
        self.client.post(format!("{}/sign-in", self.url)).form(&fields).send().await?.error_for_status()?;
        let to = self.email.clone();
        let letter =
            inbox.wait_for(PATIENCE, Some(before), |letter| letter.envelope.to.contains(&to)).await?;
        let link = Letter::parse(&letter.raw)?.link("/sign-in/")?;
        self.get(&link).await?.error_for_status()?;
        let page = self.client.post(&link).send().await?.error_for_status()?;
        anyhow::ensure!(page.url().path() == "/crew", "signing in led to {}", page.url());
        Ok(())
    }

    /// Gets a page.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn get(&self, address: &str) -> anyhow::Result<Response> {
        let address =
            if address.starts_with('/') { format!("{}{address}", self.url) } else { address.to_owned() };
        Ok(self.client.get(address).send().await?)
    }

    /// The team's open jobs, in their order.
    ///
    /// # Errors
    /// When the list can't be had.
    pub async fn jobs(&self) -> anyhow::Result<Vec<Job>> {
        let list = self.get("/crew").await?.error_for_status()?.text().await?;
        let mut jobs: Vec<Job> = Vec::new();
        for path in links_in(&list).into_iter().filter(|link| link.starts_with("/crew/jobs/")) {
            // A link to a part of the page is to the same job.
            let job = Job { path: path.split('#').next().unwrap_or_default().to_owned() };
            if !jobs.contains(&job) {
                jobs.push(job);
            }
        }
        Ok(jobs)
    }

    /// Takes a job.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn take(&self, job: &Job) -> anyhow::Result<Response> {
        Ok(self.client.post(format!("{}{}/take", self.url, job.path)).send().await?)
    }

    /// The action's id in the closing form: the same on every retry.
    ///
    /// # Errors
    /// When the job's page has no closing form.
    pub async fn action(&self, job: &Job) -> anyhow::Result<String> {
        let page = self.get(&job.path).await?.error_for_status()?.text().await?;
        hidden(&page, "action").context("no closing form on the job's page")
    }

    /// Closes a job with an after-photo and a prepared reply.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn close(
        &self,
        job: &Job,
        action: &str,
        photo: &[u8],
        reply: &str,
    ) -> anyhow::Result<Response> {
        let fields = [("action", action), ("reply", reply)];
        self.post(&format!("{}/close", job.path), &fields, &[photo.to_vec()]).await
    }

    /// Sends a form of a job's page.
    ///
    /// # Errors
    /// When nobody answers.
    pub async fn post(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        photos: &[Vec<u8>],
    ) -> anyhow::Result<Response> {
        let body = form(fields, photos);
        Ok(self.client.post(format!("{}{path}", self.url)).multipart(body).send().await?)
    }
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> Option<String> {
    let field = page.split("<input").find(|field| field.contains(&format!("name=\"{name}\"")))?;
    let value = field.split("value=\"").nth(1)?;
    Some(value.split('"').next()?.to_owned())
}
