//! What the files say together: every name that is used is defined, once; the rules have no holes.

mod rules;

use std::collections::BTreeSet;

use model::city::{Category, HandledBy, Localized, Reply, Team, TeamKind};
use model::wording::Wording;

use super::document::{Document, Entries};
use super::flaw::Flaw;
use super::pack::{City, Draft, Neighbour};

/// Every flaw, each with its file, line and key.
pub(super) fn flaws(draft: &Draft<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    flaws.extend(ids(&draft.calendars, &draft.in_calendars, |calendar| &calendar.id));
    flaws.extend(ids(&draft.groups, &draft.in_categories, |group| &group.id));
    flaws.extend(ids(&draft.categories, &draft.in_categories, |category| &category.id));
    flaws.extend(ids(&draft.teams, &draft.in_teams, |team| &team.id));
    flaws.extend(ids(&draft.rules, &draft.in_rules, |rule| &rule.id));
    flaws.extend(ids(&draft.replies, &draft.in_replies, |reply| &reply.id));
    for entry in &draft.calendars.sound {
        let wrong = Wrong { document: &draft.in_calendars, entry: ("calendar", entry.at) };
        flaws.extend(wrong.silent(&[("name", &entry.value.name)]));
    }
    flaws.extend(groups(draft));
    for entry in &draft.categories.sound {
        let wrong = Wrong { document: &draft.in_categories, entry: ("category", entry.at) };
        flaws.extend(category(&entry.value, draft, &wrong));
    }
    let sectors = draft.sectors.ids();
    for entry in &draft.teams.sound {
        let wrong = Wrong { document: &draft.in_teams, entry: ("team", entry.at) };
        flaws.extend(team(&entry.value, &sectors, &wrong));
    }
    if draft.teams.complete && draft.sectors.complete {
        flaws.extend(sectors.iter().flat_map(|sector| one_team_of_each_kind(sector, &draft.teams)));
    }
    let categories = known(&draft.categories, |category| &category.id);
    for entry in &draft.replies.sound {
        let wrong = Wrong { document: &draft.in_replies, entry: ("reply", entry.at) };
        flaws.extend(reply(&entry.value, &categories, &wrong));
    }
    flaws.extend(rules::flaws(draft));
    flaws
}

/// What is wrong with the city itself.
pub(super) fn city(city: &City, document: &Document<'_>) -> Vec<Flaw> {
    let [west, south, east, north] = city.bounds;
    let mut flaws = Vec::new();
    if !(west < east && south < north && (-180.0..=180.0).contains(&west) && (-90.0..=90.0).contains(&south))
        || east > 180.0
        || north > 90.0
    {
        let expected = "bounds must be west, south, east, north in degrees";
        flaws.push(document.flaw_of_key("bounds", expected.to_owned()));
    }
    if city.languages.is_empty() || city.languages.iter().any(|tag| tag != "fr" && tag != "en") {
        flaws.push(document.flaw_of_key("languages", "languages must be `fr`, `en` or both".to_owned()));
    }
    if city.country != "FR" {
        // The calendar of public holidays in `model` is France's.
        let reason = format!("no public holidays are known for the country `{}`", city.country);
        flaws.push(document.flaw_of_key("country", reason));
    }
    let notes = city.sector_note.iter().map(|note| ("sector_note", note));
    for (key, text) in notes.chain([("emergency", &city.emergency)]) {
        flaws.extend(silent(text).map(|reason| document.flaw_of_key(key, reason)));
    }
    for (at, one) in city.neighbours.iter().enumerate() {
        let wrong = Wrong { document, entry: ("neighbours", at) };
        flaws.extend(neighbour(one, city, &wrong));
    }
    flaws
}

/// Degrees around the bounds within which a neighbour has its places: some ten kilometres.
const NEAR: f64 = 0.15;

fn neighbour(neighbour: &Neighbour, city: &City, wrong: &Wrong<'_, '_>) -> Vec<Flaw> {
    let [west, south, east, north] = city.bounds;
    let mut flaws = Vec::new();
    if neighbour.name.trim().is_empty() {
        flaws.push(wrong.with("name", "its name is missing"));
    }
    if city.neighbours.iter().filter(|other| other.name == neighbour.name).count() > 1 {
        flaws.push(wrong.with("name", format!("`{}` is there twice", neighbour.name)));
    }
    if neighbour.points.is_empty() {
        flaws.push(wrong.with("points", format!("`{}` has no points", neighbour.name)));
    }
    for [longitude, latitude] in &neighbour.points {
        let near = (west - NEAR..=east + NEAR).contains(longitude)
            && (south - NEAR..=north + NEAR).contains(latitude);
        if !near {
            let reason =
                format!("{longitude}, {latitude} is not near the city: longitude first, then latitude");
            flaws.push(wrong.with("points", reason));
        }
    }
    flaws
}

/// Says what is wrong with one entry.
struct Wrong<'a, 't> {
    document: &'a Document<'t>,
    entry: (&'static str, usize),
}

impl Wrong<'_, '_> {
    fn with(&self, key: &str, reason: impl Into<String>) -> Flaw {
        self.document.flaw(self.entry, key, reason.into())
    }

    /// Texts that are empty in a language.
    fn silent(&self, texts: &[(&str, &Localized)]) -> Vec<Flaw> {
        texts.iter().filter_map(|(key, text)| Some(self.with(key, silent(text)?))).collect()
    }
}

/// The language in which a text is empty, in words.
fn silent(text: &Localized) -> Option<String> {
    let missing = |text: &str| text.trim().is_empty();
    match (missing(&text.fr), missing(&text.en)) {
        (true, _) => Some("the text in French (`fr`) is empty".into()),
        (_, true) => Some("the text in English (`en`) is empty".into()),
        _ => None,
    }
}

/// The ids that other files may name: also those of entries that can't be read.
fn known<T>(entries: &Entries<T>, id: impl Fn(&T) -> &String) -> BTreeSet<String> {
    entries.values().map(id).cloned().chain(entries.broken.iter().cloned()).collect()
}

fn ids<T>(entries: &Entries<T>, document: &Document<'_>, id: impl Fn(&T) -> &String) -> Vec<Flaw> {
    let mut seen = BTreeSet::new();
    let mut flaws = Vec::new();
    for entry in &entries.sound {
        let id = id(&entry.value);
        let mut wrong = |reason: &str| {
            flaws.push(document.flaw((entries.name, entry.at), "id", reason.to_owned()));
        };
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            wrong("an id has lower-case letters, digits and hyphens");
        }
        if !seen.insert(id) {
            wrong("it is there twice");
        }
    }
    flaws
}

/// The tree has two levels, groups and categories, and nothing hangs in the air.
fn groups(draft: &Draft<'_>) -> Vec<Flaw> {
    if !draft.categories.complete {
        return Vec::new();
    }
    let empty = draft
        .groups
        .sound
        .iter()
        .filter(|group| !draft.categories.values().any(|category| category.group == group.value.id));
    let wrong = |at| Wrong { document: &draft.in_categories, entry: ("group", at) };
    let said = empty.map(|group| wrong(group.at).with("id", "no category is in this group"));
    let unnamed =
        draft.groups.sound.iter().flat_map(|group| wrong(group.at).silent(&[("name", &group.value.name)]));
    said.chain(unnamed).collect()
}

fn category(category: &Category, draft: &Draft<'_>, wrong: &Wrong<'_, '_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let group = &category.group;
    if !known(&draft.groups, |group| &group.id).contains(group) {
        let reason = if *group == category.id {
            format!("the category `{group}` can't be its own group")
        } else if known(&draft.categories, |category| &category.id).contains(group) {
            format!(
                "`{group}` is a category, not a group: the tree has two levels and can't turn back on itself"
            )
        } else {
            format!("the group `{group}` is not defined")
        };
        flaws.push(wrong.with("group", reason));
    }
    if let Some(calendar) = &category.calendar
        && !known(&draft.calendars, |calendar| &calendar.id).contains(calendar)
    {
        flaws.push(wrong.with("calendar", format!("the calendar `{calendar}` is not in calendars.toml")));
    }
    if !web::icons::exists(&category.icon) {
        flaws.push(wrong.with("icon", format!("nobody drew the icon `{}`", category.icon)));
    }
    match (category.handled_by, &category.partner) {
        (HandledBy::Partner, None) => {
            flaws.push(wrong.with("handled_by", "it is handled by a partner, but `partner` is missing"));
        }
        (HandledBy::Cleaning | HandledBy::Elsewhere, Some(_)) => {
            flaws.push(wrong.with("partner", "it has a `partner`, but is not handled by one"));
        }
        _ => {}
    }
    match (category.handled_by == HandledBy::Elsewhere, &category.tell) {
        (true, None) => {
            flaws.push(
                wrong.with("handled_by", "it is handled elsewhere, but `tell` does not say whom to tell"),
            );
        }
        (false, Some(_)) => {
            flaws.push(wrong.with("tell", "it says whom to `tell`, but is handled here"));
        }
        _ => {}
    }
    for (key, value) in [("target_hours", category.target_hours), ("radius_m", category.radius_m)] {
        if value <= 0 {
            flaws.push(wrong.with(key, format!("{key} is {value}, it must be at least 1")));
        }
    }
    let more = [("partner", &category.partner), ("tell", &category.tell), ("also", &category.also)];
    let more = more.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?)));
    let texts: Vec<_> =
        [("name", &category.name), ("short", &category.short)].into_iter().chain(more).collect();
    flaws.extend(wrong.silent(&texts));
    flaws
}

fn team(team: &Team, sectors: &BTreeSet<String>, wrong: &Wrong<'_, '_>) -> Vec<Flaw> {
    let unknown = team.sectors.difference(sectors);
    let mut flaws: Vec<Flaw> = unknown
        .map(|sector| wrong.with("sectors", format!("the sector `{sector}` is not in sectors.geojson")))
        .collect();
    if team.shift.from >= team.shift.until {
        flaws.push(wrong.with("shift", "it must begin before it ends"));
    }
    flaws.extend(wrong.silent(&[("name", &team.name), ("sentence_name", &team.sentence_name)]));
    flaws
}

fn one_team_of_each_kind(sector: &str, teams: &Entries<Team>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for kind in [TeamKind::Dpe, TeamKind::UrgenceProprete] {
        let of_kind = |team: &&Team| team.kind == kind && team.sectors.contains(sector);
        let found: Vec<_> = teams.values().filter(of_kind).map(|team| format!("`{}`", team.id)).collect();
        if found.len() == 1 {
            continue;
        }
        let who = if found.is_empty() { String::new() } else { format!(" ({})", found.join(", ")) };
        let kind = kind.as_str();
        flaws.push(Flaw {
            file: "teams.toml",
            line: None,
            key: "sectors".to_owned(),
            reason: format!(
                "the sector `{sector}` has {} teams of the kind `{kind}`{who}, it must have one",
                found.len()
            ),
        });
    }
    flaws
}

fn reply(reply: &Reply, categories: &BTreeSet<String>, wrong: &Wrong<'_, '_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if reply.outcome != "done" && reply.outcome != "rejected" {
        let reason = format!("the outcome is `{}`, expected `done` or `rejected`", reply.outcome);
        flaws.push(wrong.with("outcome", reason));
    }
    for id in reply.categories.difference(categories) {
        flaws.push(wrong.with("categories", format!("the category `{id}` is not in categories.toml")));
    }
    flaws.extend(wrong.silent(&[("title", &reply.title), ("body", &reply.body)]));
    for text in [&reply.body.fr, &reply.body.en] {
        if let Err(flaw) = Wording::read(text) {
            flaws.push(wrong.with("body", flaw.to_string()));
        }
    }
    flaws
}
