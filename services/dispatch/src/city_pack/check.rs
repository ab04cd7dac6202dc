//! What the files say together: every name that is used is defined, once; the rules have no holes.

use std::collections::BTreeSet;

use model::city::{Category, HandledBy, Localized, Reply, Team, TeamKind};

use super::pack::{City, Pack};

/// Every flaw, each with its file and entry.
pub(super) fn flaws(pack: &Pack) -> Vec<String> {
    let sectors: BTreeSet<String> = pack.sectors.iter().map(|sector| sector.id.clone()).collect();
    let cleaning: BTreeSet<String> = pack
        .categories
        .iter()
        .filter(|category| category.handled_by == HandledBy::Cleaning)
        .map(|category| category.id.clone())
        .collect();
    let mut flaws = Vec::new();
    flaws.extend(twice("sectors.geojson: sector", pack.sectors.iter().map(|sector| &sector.id)));
    flaws.extend(twice("categories.toml: group", pack.groups.iter().map(|group| &group.id)));
    flaws.extend(twice("categories.toml: category", pack.categories.iter().map(|category| &category.id)));
    flaws.extend(twice("teams.toml: team", pack.teams.iter().map(|team| &team.id)));
    flaws.extend(twice("replies.toml: reply", pack.replies.iter().map(|reply| &reply.id)));
    flaws.extend(pack.categories.iter().flat_map(|one| category(one, pack)));
    flaws.extend(pack.teams.iter().flat_map(|one| team(one, &sectors)));
    flaws.extend(sectors.iter().flat_map(|sector| one_team_of_each_kind(sector, &pack.teams)));
    flaws.extend(pack.replies.iter().flat_map(|one| reply(one, pack)));
    if let Err(found) = model::rules::check(&pack.rules, &cleaning, &sectors) {
        flaws.extend(found.into_iter().map(|flaw| format!("rules.toml: {flaw}")));
    }
    flaws.extend(
        pack.rules
            .iter()
            .filter(|rule| is_empty(&rule.sentence))
            .map(|rule| format!("rules.toml: rule `{}`: its sentence is missing in one language", rule.id)),
    );
    flaws
}

/// What is wrong with the city itself.
pub(super) fn city(city: &City) -> Vec<String> {
    let [west, south, east, north] = city.bounds;
    let mut flaws = Vec::new();
    if !(west < east && south < north && (-180.0..=180.0).contains(&west) && (-90.0..=90.0).contains(&south))
        || east > 180.0
        || north > 90.0
    {
        flaws.push("city.toml: bounds must be west, south, east, north in degrees".to_owned());
    }
    if city.languages.is_empty() || city.languages.iter().any(|tag| tag != "fr" && tag != "en") {
        flaws.push("city.toml: languages must be `fr`, `en` or both".to_owned());
    }
    if city.country != "FR" {
        // The calendar of public holidays in `model` is France's.
        flaws.push(format!("city.toml: no public holidays are known for the country `{}`", city.country));
    }
    flaws
}

fn twice<'a>(what: &str, ids: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut flaws = Vec::new();
    for id in ids {
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            flaws.push(format!("{what} `{id}`: an id has lower-case letters, digits and hyphens"));
        }
        if !seen.insert(id) {
            flaws.push(format!("{what} `{id}` is there twice"));
        }
    }
    flaws
}

fn category(category: &Category, pack: &Pack) -> Vec<String> {
    let mut flaws = Vec::new();
    let mut wrong =
        |reason: String| flaws.push(format!("categories.toml: category `{}`: {reason}", category.id));
    if !pack.groups.iter().any(|group| group.id == category.group) {
        wrong(format!("the group `{}` is not defined", category.group));
    }
    if !web::icons::exists(&category.icon) {
        wrong(format!("nobody drew the icon `{}`", category.icon));
    }
    match (category.handled_by, &category.partner) {
        (HandledBy::Partner, None) => wrong("it is handled by a partner, but `partner` is missing".into()),
        (HandledBy::Cleaning, Some(_)) => wrong("it has a `partner`, but is handled by cleaning".into()),
        _ => {}
    }
    if category.target_hours <= 0 {
        wrong(format!("target_hours is {}, it must be at least 1", category.target_hours));
    }
    if category.radius_m <= 0 {
        wrong(format!("radius_m is {}, it must be at least 1", category.radius_m));
    }
    if is_empty(&category.name) || is_empty(&category.short) {
        wrong("a name is missing in one language".into());
    }
    flaws
}

fn team(team: &Team, sectors: &BTreeSet<String>) -> Vec<String> {
    let mut flaws = Vec::new();
    let mut wrong = |reason: String| flaws.push(format!("teams.toml: team `{}`: {reason}", team.id));
    for sector in team.sectors.difference(sectors) {
        wrong(format!("the sector `{sector}` is not in sectors.geojson"));
    }
    if team.shift.from >= team.shift.until {
        wrong("its shift must begin before it ends".into());
    }
    if is_empty(&team.name) || is_empty(&team.sentence_name) {
        wrong("a name is missing in one language".into());
    }
    flaws
}

fn one_team_of_each_kind(sector: &str, teams: &[Team]) -> Vec<String> {
    let mut flaws = Vec::new();
    for kind in [TeamKind::Dpe, TeamKind::UrgenceProprete] {
        let count = teams.iter().filter(|team| team.kind == kind && team.sectors.contains(sector)).count();
        if count != 1 {
            flaws.push(format!(
                "teams.toml: the sector `{sector}` has {count} teams of the kind `{}`, it must have one",
                kind.as_str()
            ));
        }
    }
    flaws
}

fn reply(reply: &Reply, pack: &Pack) -> Vec<String> {
    let mut flaws = Vec::new();
    let mut wrong = |reason: String| flaws.push(format!("replies.toml: reply `{}`: {reason}", reply.id));
    if reply.outcome != "done" && reply.outcome != "rejected" {
        wrong(format!("the outcome is `{}`, expected `done` or `rejected`", reply.outcome));
    }
    for id in &reply.categories {
        if !pack.categories.iter().any(|category| category.id == *id) {
            wrong(format!("the category `{id}` is not in categories.toml"));
        }
    }
    if is_empty(&reply.title) || is_empty(&reply.body) {
        wrong("a text is missing in one language".into());
    }
    flaws
}

fn is_empty(text: &Localized) -> bool {
    text.fr.trim().is_empty() || text.en.trim().is_empty()
}
