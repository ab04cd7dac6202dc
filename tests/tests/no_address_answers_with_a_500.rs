//! Every address of both sites, asked with garbage for paths, ids, tokens and bodies: words, never a 500.

use harness::{Stack, paris, street};
use reqwest::{Client, Method, redirect};
use service_kit::clock::SetClock;

const GARBAGE: [&str; 12] = [
    "x",
    "0",
    "-1",
    "%00",
    "%ff%fe",
    "%0d%0aSet-Cookie:%20a=b",
    "..%2f..%2fetc%2fpasswd",
    "00000000-0000-0000-0000-000000000000",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "%27%3B%20DROP%20TABLE%20report%3B--",
    "%F0%9F%92%A9",
    "99999999999999999999999999999999999999999999",
];

const RESIDENT: [&str; 23] = [
    "/map",
    "/map?view=list&after={}&sector={}",
    "/map?group={}&days={}",
    "/tiles/base/{}/{}/{}",
    "/tiles/sectors/{}/{}/{}",
    "/tiles/reports/{}/{}/{}",
    "/r/{}/erase",
    "/addresses",
    "/place",
    "/",
    "/report",
    "/r/{}",
    "/r/{}/answer",
    "/r/{}/photos",
    "/r/{}/photos/{}/{}",
    "/unsubscribe/{}",
    "/api/v1/reports",
    "/api/v1/reports/{}",
    "/api/v1/categories",
    "/api/v1/openapi.json",
    "/problems/{}",
    "/{}",
    "/assets/{}",
];

const STAFF: [&str; 49] = [
    "/",
    "/tiles/base/{}/{}/{}",
    "/tiles/sectors/{}/{}/{}",
    "/sign-in",
    "/sign-in/{}",
    "/sign-out",
    "/crew",
    "/crew?order={}&at={}&did={}",
    "/desk?days={}&sector={}&team={}",
    "/desk/reports?show={}&after={}&from={}",
    "/desk/turnaround.csv?kind={}",
    "/desk/reports?q={}&state={}&age={}",
    "/desk/reports/{}",
    "/desk/reports/{}/ways/{}",
    "/desk/reports/{}/photos/{}/{}",
    "/desk/views/{}/delete",
    "/desk/letters?reason={}&after={}&said={}&count={}",
    "/desk/letters/resend",
    "/desk/letters/{}",
    "/desk/letters/{}/resend",
    "/desk/letters/{}/address",
    "/desk/queues/{}/{}/resend",
    "/desk/replies",
    "/desk/replies/new",
    "/desk/replies/preview",
    "/desk/replies/{}",
    "/desk/replies/{}/letter",
    "/desk/replies/{}/retire",
    "/desk/addresses?q={}",
    "/desk/place?latitude={}&longitude={}",
    "/desk/rules/{}",
    "/desk/rules/draft/rules/{}",
    "/desk/rules/draft/new?before={}",
    "/desk/rules/draft/save",
    "/desk/rules/simulator?place={}&lat={}&time={}",
    "/desk/rules/replay?from={}&until={}",
    "/desk/city/teams/{}",
    "/desk/city/people/{}",
    "/desk/city/people/{}/end",
    "/desk/city/people?q={}&after={}",
    "/desk/city/categories/{}",
    "/desk/city/calendars/{}",
    "/desk/city/log?kind={}&before={}",
    "/crew/jobs/{}/moves/{}",
    "/crew/jobs/{}",
    "/crew/jobs/{}/take",
    "/crew/jobs/{}/close",
    "/crew/photos/{}/{}",
    "/{}",
];

const BODIES: [(&str, &[u8]); 8] = [
    ("application/x-www-form-urlencoded", b""),
    ("application/x-www-form-urlencoded", b"email=a%00b&clean=no&words=%00%01%02&reply=%ff"),
    ("application/x-www-form-urlencoded", b"email=%00%40example.org&clean=%00&words=%ed%a0%80"),
    ("application/json", b"{\"email\": 1"),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\n\0\r\n--x--\r\n",
    ),
    (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\ncut",
    ),
    ("multipart/form-data", b"no boundary"),
    ("\u{a0}nonsense", b"\xFF\xFE\x00"),
];

/// Asks one address in every way and gives what came back as a 500, or without words.
async fn asked(client: &Client, base: &str, path: &str, cookie: &str) -> anyhow::Result<Vec<String>> {
    let mut bad = Vec::new();
    for garbage in GARBAGE {
        let address = format!(
            "{base}{}?{garbage}={garbage}&lang={garbage}&answer={garbage}",
            path.replace("{}", garbage)
        );
        let mut requests = vec![
            (Method::GET, "", &b""[..]),
            (Method::DELETE, "", &b""[..]),
            (Method::PUT, "text/plain", &b"x"[..]),
        ];
        requests.extend(BODIES.map(|(kind, body)| (Method::POST, kind, body)));
        for (method, kind, body) in requests {
            let request =
                client.request(method.clone(), &address).header("Cookie", cookie).body(body.to_vec());
            let kind_header = reqwest::header::HeaderValue::from_bytes(kind.as_bytes())?;
            let request = if kind.is_empty() { request } else { request.header("Content-Type", kind_header) };
            let answer = request.send().await?;
            let status = answer.status();
            // Only pages load what is under /assets.
            let silent =
                status.is_client_error() && !path.starts_with("/assets") && answer.bytes().await?.len() < 20;
            if status.is_server_error() || silent {
                bad.push(format!(
                    "{method} {address} {kind:?} {body:?}: {status}{}",
                    if silent { " without words" } else { "" }
                ));
            }
        }
        if !path.contains("{}") {
            break;
        }
    }
    Ok(bad)
}

#[tokio::test]
async fn every_address_answers_garbage_in_words() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let client = Client::builder().redirect(redirect::Policy::none()).build()?;
    let mut bad = Vec::new();
    for path in RESIDENT {
        bad.extend(asked(&client, &stack.resident_url, path, "lang=tlh; session=nonsense").await?);
    }
    for path in STAFF {
        bad.extend(asked(&client, &stack.staff_url, path, "session=nonsense").await?);
    }
    assert_eq!(bad, Vec::<String>::new());
    assert_eq!(stack.written().await?, Vec::<String>::new());
    stack.finish().await
}

#[tokio::test]
async fn the_desk_answers_a_referents_garbage_in_words() -> anyhow::Result<()> {
    let stack = Stack::start_without_letters(SetClock::at(paris(12, 45)), 0).await?;
    let client = Client::builder().redirect(redirect::Policy::none()).build()?;
    let sent =
        stack.resident()?.report("desk", &[("category", "bags")], &[street::dirty(paris(12, 44))?]).await?;
    stack.eventually("SELECT bool_and(state = 'dispatched') FROM report").await?;
    let cookie = stack.member("referent", None, None).await?.cookie.unwrap_or_default();
    let number = &sent.reference;
    let mut bad = Vec::new();
    for path in [
        "/desk/reports".to_owned(),
        "/desk/reports?q={}&show={}".to_owned(),
        "/desk/reports?q={}&state={}&age={}&after={}".to_owned(),
        "/desk/reports?days=7&q={}".to_owned(),
        "/desk/reports/{}".to_owned(),
        format!("/desk/reports/{number}?did={{}}"),
        format!("/desk/reports/{number}/ways/{{}}"),
        format!("/desk/reports/{number}/ways/note"),
        format!("/desk/reports/{number}/ways/write"),
        format!("/desk/reports/{number}/ways/assign"),
        format!("/desk/reports/{number}/photos/{{}}/{{}}"),
        "/desk/views".to_owned(),
        "/desk/views/{}/delete".to_owned(),
    ] {
        bad.extend(asked(&client, &stack.staff_url, &path, &cookie).await?);
    }
    assert_eq!(bad, Vec::<String>::new());
    stack.stop().await
}

#[tokio::test]
async fn a_report_of_ones_own_answers_garbage_in_words_too() -> anyhow::Result<()> {
    let stack = Stack::start(SetClock::at(paris(12, 45))).await?;
    let client = Client::builder().redirect(redirect::Policy::none()).build()?;
    let sent =
        stack.resident()?.report("own", &[("category", "bags")], &[street::dirty(paris(12, 44))?]).await?;
    let own = format!("/r/{}", sent.token());
    let mut bad = Vec::new();
    for path in [
        own.clone(),
        format!("{own}/answer"),
        format!("{own}/photos"),
        format!("{own}/photos/{{}}/{{}}"),
        format!("{own}/photos/{{}}/large.jpg"),
    ] {
        bad.extend(asked(&client, &stack.resident_url, &path, "").await?);
    }
    assert_eq!(bad, Vec::<String>::new());
    stack.finish().await
}
