//! Pages as a person uses them: reading, following links, filling forms; without scripts, with cookies.

use anyhow::{Context, ensure};
use reqwest::multipart::{self, Part};
use reqwest::{Client, RequestBuilder};
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// A browser at one of the two sites, whose pages say another origin where phones reach it by HTTPS.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    client: Client,
    here: Url,
}

/// A page that was answered with success.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) html: String,
}

/// A form as it stands on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    action: String,
    multipart: bool,
    /// What would be sent if nobody typed anything.
    fields: Vec<(String, String)>,
    /// What could be chosen instead: radio buttons' values.
    choices: Vec<(String, String)>,
    /// Names of the fields for files.
    files: Vec<String>,
}

impl Visitor {
    /// Somebody who reads French.
    pub(crate) fn new(here: &str) -> anyhow::Result<Self> {
        let french = [(reqwest::header::ACCEPT_LANGUAGE, reqwest::header::HeaderValue::from_static("fr"))];
        let headers = french.into_iter().collect();
        let client = Client::builder().cookie_store(true).default_headers(headers).build()?;
        Ok(Self { client, here: Url::parse(here)? })
    }

    /// `link`, a path or a whole address, at this site.
    pub(crate) fn address(&self, link: &str) -> anyhow::Result<Url> {
        let meant = self.here.join(link).with_context(|| format!("{link} is no address"))?;
        let mut address = self.here.clone();
        address.set_path(meant.path());
        address.set_query(meant.query());
        Ok(address)
    }

    pub(crate) fn get(&self, link: &str) -> anyhow::Result<RequestBuilder> {
        Ok(self.client.get(self.address(link)?))
    }

    pub(crate) fn post(&self, link: &str) -> anyhow::Result<RequestBuilder> {
        Ok(self.client.post(self.address(link)?))
    }

    pub(crate) async fn open(&self, link: &str) -> anyhow::Result<Page> {
        page(self.get(link)?).await
    }

    pub(crate) async fn bytes(&self, link: &str) -> anyhow::Result<Vec<u8>> {
        Ok(self.get(link)?.send().await?.error_for_status()?.bytes().await?.to_vec())
    }

    /// Sends a form, with a photo in its field for files when one is given; gives the page it leads to.
    pub(crate) async fn submit(&self, form: Form, photo: Option<Vec<u8>>) -> anyhow::Result<Page> {
        let request = self.post(&form.action)?;
        if !form.multipart {
            return page(request.form(&form.fields)).await;
        }
        let mut body = multipart::Form::new();
        for (name, value) in form.fields {
            body = body.text(name, value);
        }
        if let Some(photo) = photo {
            let name = form.files.into_iter().next().context("the form takes no photo")?;
            body = body.part(name, Part::bytes(photo).file_name("photo.jpg").mime_str("image/jpeg")?);
        }
        page(request.multipart(body)).await
    }
}

async fn page(request: RequestBuilder) -> anyhow::Result<Page> {
    let answer = request.send().await?;
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let html = answer.text().await?;
    ensure!(status.is_success(), "the page {} answered {status}: {}", without_secrets(&path), words(&html));
    Ok(Page { path, html })
}

/// A path without what only its owner should know.
fn without_secrets(path: &str) -> &str {
    path.match_indices('/').nth(1).map_or(path, |(at, _)| &path[..at])
}

impl Page {
    /// Addresses in links and pictures.
    pub(crate) fn links(&self) -> Vec<String> {
        links(&self.html)
    }

    /// The form whose address ends with `end`, however often it stands there.
    pub(crate) fn form(&self, end: &str) -> anyhow::Result<Form> {
        let html = Html::parse_document(&self.html);
        let all = selector("form")?;
        let forms = html.select(&all).map(|form| read_form(&html, form, &self.path));
        let found =
            forms.collect::<anyhow::Result<Vec<_>>>()?.into_iter().find(|form| form.action.ends_with(end));
        found.with_context(|| {
            format!("no form for {end} on the page {}: {}", without_secrets(&self.path), words(&self.html))
        })
    }
}

impl Form {
    /// Types or chooses a value.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses the first of radio buttons of which none is chosen.
    pub(crate) fn with_first_choices(mut self) -> Self {
        for (name, value) in std::mem::take(&mut self.choices) {
            if !self.fields.iter().any(|(known, _)| *known == name) {
                self.fields.push((name, value));
            }
        }
        self
    }
}

/// Addresses in a document's links and pictures, in its order.
pub(crate) fn links(html: &str) -> Vec<String> {
    let html = Html::parse_document(html);
    let Ok(all) = selector("a[href], img[src]") else { return Vec::new() };
    let of = |element: ElementRef<'_>| element.attr("href").or(element.attr("src")).map(ToOwned::to_owned);
    html.select(&all).filter_map(of).collect()
}

fn read_form(html: &Html, form: ElementRef<'_>, path: &str) -> anyhow::Result<Form> {
    let mut read = Form {
        action: form.attr("action").unwrap_or(path).to_owned(),
        multipart: form.attr("enctype") == Some("multipart/form-data"),
        ..Form::default()
    };
    let fields = selector("input[name], textarea[name], button[name], select[name]")?;
    let id = form.attr("id");
    // Fields may stand outside of their form and name it.
    let belongs = |field: &ElementRef<'_>| match field.attr("form") {
        Some(of) => Some(of) == id,
        None => field.ancestors().any(|parent| parent.id() == form.id()),
    };
    for field in html.select(&fields).filter(belongs) {
        let name = field.attr("name").unwrap_or_default().to_owned();
        let value = field.attr("value").unwrap_or_default().to_owned();
        match (field.value().name(), field.attr("type").unwrap_or("text")) {
            ("textarea", _) => read.fields.push((name, field.text().collect())),
            ("input", "file") => read.files.push(name),
            ("input", "radio" | "checkbox") if field.attr("checked").is_some() => {
                read.fields.push((name, value));
            }
            ("input", "radio") | ("button", _) => read.choices.push((name, value)),
            ("input", "checkbox" | "submit") => {}
            ("select", _) => read.fields.extend(selected(field)?.map(|value| (name, value))),
            _ => read.fields.push((name, value)),
        }
    }
    Ok(read)
}

/// The value of the chosen option, or else of the first one.
fn selected(select: ElementRef<'_>) -> anyhow::Result<Option<String>> {
    let options = selector("option")?;
    let all: Vec<_> = select.select(&options).collect();
    let chosen = all.iter().find(|option| option.attr("selected").is_some()).or(all.first());
    Ok(chosen.and_then(|option| option.attr("value")).map(ToOwned::to_owned))
}

/// The words of a page, to be quoted when it is not the expected one.
fn words(html: &str) -> String {
    let document = Html::parse_document(html);
    let main = selector("main").ok().and_then(|main| document.select(&main).next());
    let text = main.unwrap_or(document.root_element()).text().collect::<Vec<_>>().join(" ");
    text.split_whitespace().take(60).collect::<Vec<_>>().join(" ")
}

fn selector(text: &str) -> anyhow::Result<Selector> {
    Selector::parse(text).map_err(|error| anyhow::anyhow!("{text}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_browser_would_send_it() {
        let page = Page {
            path: "/crew/jobs/1".into(),
            html: r#"<form action="/crew/jobs/1/take" method="post"><input type="hidden" name="a" value="1"></form>
                <form id="close" action="/crew/jobs/1/close" method="post" enctype="multipart/form-data">
                <input type="hidden" name="action" value="x&amp;y"><input type="file" name="photo">
                <input type="radio" name="reply" value="clean"><input type="radio" name="reply" value="other">
                <input type="checkbox" name="more" value="1"><textarea name="words">d'ici</textarea></form>
                <input form="close" name="note" value="here"><input name="nowhere" value="lost">"#
                .into(),
        };
        let form = page.form("/close").unwrap().with_first_choices().with("words", "Fait");
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            form.fields,
            [field("action", "x&y"), field("note", "here"), field("reply", "clean"), field("words", "Fait")]
        );
        assert_eq!((form.multipart, form.files), (true, vec!["photo".to_owned()]));
        assert!(page.form("/undo").unwrap_err().to_string().contains("no form for /undo"));
    }
}
