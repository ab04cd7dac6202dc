//! What a city's other programs do: posting reports, as fast as they are answered or at a fixed rate.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Client};
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

/// What is posted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    /// With an address, so that letters are written.
    pub(crate) letters: bool,
    /// A JPEG, or none.
    pub(crate) photo: Option<Bytes>,
}

/// How it is posted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// So many at once, each after the answer to the one before.
    Closed { at_once: u32 },
    /// So many a second, whether answered or not.
    Open { per_second: u32 },
}

/// Where and what to post.
#[derive(Clone, Debug)]
pub(crate) struct Poster {
    pub(crate) http: Client,
    /// The residents' site.
    pub(crate) url: String,
    /// Longitude and latitude, all over the city.
    pub(crate) places: Arc<Vec<(f64, f64)>>,
    pub(crate) categories: Arc<Vec<String>>,
}

impl Poster {
    /// Posts `count` reports; the time each answer took.
    pub(crate) async fn post(
        &self,
        report: &Report,
        count: u32,
        pace: Pace,
    ) -> anyhow::Result<Vec<Duration>> {
        match pace {
            Pace::Closed { at_once } => self.closed(report, count, at_once).await,
            Pace::Open { per_second } => self.open(report, count, per_second).await,
        }
    }

    async fn closed(&self, report: &Report, count: u32, at_once: u32) -> anyhow::Result<Vec<Duration>> {
        let next = Arc::new(AtomicU32::new(0));
        let mut posting = JoinSet::new();
        for _ in 0..at_once {
            let (poster, report, next) = (self.clone(), report.clone(), next.clone());
            posting.spawn(async move {
                let mut times = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return Ok::<_, anyhow::Error>(times);
                    }
                    let began = Instant::now();
                    poster.one(&report, number).await?;
                    times.push(began.elapsed());
                }
            });
        }
        let mut times = Vec::new();
        while let Some(done) = posting.join_next().await {
            times.extend(done??);
        }
        Ok(times)
    }

    async fn open(&self, report: &Report, count: u32, per_second: u32) -> anyhow::Result<Vec<Duration>> {
        let began = Instant::now();
        let mut posting = JoinSet::new();
        for number in 0..count {
            let due = began + Duration::from_secs(1) * number / per_second;
            tokio::time::sleep_until(due).await;
            let (poster, report) = (self.clone(), report.clone());
            posting.spawn(async move {
                poster.one(&report, number).await?;
                // From when it was due: a late start is the reporter's waiting, too.
                Ok::<_, anyhow::Error>(due.elapsed())
            });
        }
        let mut times = Vec::new();
        while let Some(done) = posting.join_next().await {
            times.push(done??);
        }
        Ok(times)
    }

    async fn one(&self, report: &Report, number: u32) -> anyhow::Result<()> {
        let at = number as usize;
        let (longitude, latitude) = self.places.get(at % self.places.len()).context("no places")?;
        let category = self.categories.get(at % self.categories.len()).context("no categories")?;
        let mut form = Form::new()
            .text("category", category.clone())
            .text("place_longitude", longitude.to_string())
            .text("place_latitude", latitude.to_string())
            .text("text", "Deux matelas et des sacs devant la porte.")
            .text("language", "fr");
        if report.letters {
            form = form.text("email", format!("resident-{number}@rue-nette.example"));
        }
        if let Some(photo) = &report.photo {
            let part = Part::stream_with_length(Body::from(photo.clone()), photo.len() as u64);
            form = form.part("photo", part.file_name("photo.jpg"));
        }
        let request = self.http.post(format!("{}/api/v1/reports", self.url));
        let answer =
            request.header("Idempotency-Key", Uuid::new_v4().to_string()).multipart(form).send().await?;
        let status = answer.status();
        let body = answer.text().await?;
        ensure!(status == 201, "a report was answered {status}: {body}");
        Ok(())
    }
}
