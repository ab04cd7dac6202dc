//! A reader's side of DKIM (RFC 6376) for Ed25519 (RFC 8463) and relaxed canonicalization, which our letters use.

use std::fmt::Write;

use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// A private key as openssl writes it (PKCS #8, RFC 8410), and the public one.
pub(crate) fn key() -> (String, VerifyingKey) {
    let seed = [9; 32];
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend(seed);
    let pem =
        format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", BASE64_STANDARD.encode(der));
    (pem, SigningKey::from_bytes(&seed).verifying_key())
}

/// Checks the one signature of a letter: body and signed headers are as they were signed.
pub(crate) fn verify(raw: &[u8], key: &VerifyingKey) -> anyhow::Result<()> {
    let text = std::str::from_utf8(raw).context("not UTF-8")?;
    let (head, body) = text.split_once("\r\n\r\n").context("no body")?;
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let headers: Vec<(String, &str)> = unfolded
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value))
        .collect();
    let (_, signature) = headers.iter().find(|(name, _)| name == "dkim-signature").context("not signed")?;
    let tag = |name: &str| {
        let tags = signature.split(';').filter_map(|tag| tag.split_once('='));
        let value = tags.filter(|(tag, _)| tag.trim() == name).map(|(_, value)| value).next();
        value.map(|value| value.split_whitespace().collect::<String>()).context("a tag is missing")
    };
    let body_hash = BASE64_STANDARD.encode(Sha256::digest(relaxed_body(body)));
    anyhow::ensure!(tag("bh")? == body_hash, "the body was changed");

    let mut signed = String::new();
    for name in tag("h")?.to_ascii_lowercase().split(':') {
        // Of several, the last one; none is signed as nothing.
        if let Some((_, value)) = headers.iter().rev().find(|(header, _)| header == name) {
            write!(signed, "{name}:{}\r\n", relaxed_line(value).trim())?;
        }
    }
    let (before, after) = signature.rsplit_once("b=").context("no b=")?;
    let after = after.split_once(';').map_or("", |(_, after)| after);
    write!(signed, "dkim-signature:{}", relaxed_line(&format!("{before}b={after}")).trim())?;
    let bytes = BASE64_STANDARD.decode(tag("b")?)?;
    key.verify_strict(&Sha256::digest(signed), &Signature::from_slice(&bytes)?)
        .context("a header was changed")
}

/// Runs of space become one.
fn relaxed_line(line: &str) -> String {
    let mut words = String::new();
    for c in line.chars() {
        let c = if c == '\t' { ' ' } else { c };
        if !(c == ' ' && words.ends_with(' ')) {
            words.push(c);
        }
    }
    words
}

fn relaxed_body(body: &str) -> String {
    let lines: Vec<String> =
        body.split("\r\n").map(|line| relaxed_line(line).trim_end_matches(' ').to_owned()).collect();
    format!("{}\r\n", lines.join("\r\n").trim_end_matches("\r\n"))
}
