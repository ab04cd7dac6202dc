//! What can be chosen on the desk: a period, filters, and what the map shows.

use model::city::TeamKind;

use super::asked::PERIODS;
use super::map::COLOURS;
use super::{Seen, said};
use crate::store::desk::{Choices, Named};

/// One option of a choice.
pub(super) struct Option_ {
    pub(super) value: String,
    pub(super) words: String,
    pub(super) chosen: bool,
}

/// Everything that can be chosen.
pub(super) struct Choosing {
    pub(super) periods: Vec<Option_>,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) sectors: Vec<Option_>,
    pub(super) teams: Vec<Option_>,
    pub(super) groups: Vec<Option_>,
    pub(super) channels: Vec<Option_>,
    pub(super) kinds: Vec<Option_>,
    pub(super) colours: Vec<Option_>,
}

impl Seen<'_> {
    pub(super) fn choosing(&self, known: &Choices, colour: &str) -> Choosing {
        let (texts, filters) = (self.texts, &self.look.filters);
        let all = |key: &str, chosen| Option_ { value: String::new(), words: texts.t(key), chosen };
        let language = texts.language();
        let of = |key: &str, chosen: &Option<String>, named: &[Named]| -> Vec<Option_> {
            let options = named.iter().map(|one| Option_ {
                value: one.id.clone(),
                words: said(language, &one.name).to_owned(),
                chosen: chosen.as_ref() == Some(&one.id),
            });
            std::iter::once(all(key, chosen.is_none())).chain(options).collect()
        };
        let sectors = known.sectors.iter().map(|one| Named { id: one.id.clone(), name: one.name.clone() });
        let teams = known.teams.iter().map(|one| Named { id: one.id.clone(), name: one.name.clone() });
        let fixed = |key: &str, prefix: &str, values: &[&str], chosen: Option<&str>| -> Vec<Option_> {
            let options = values.iter().map(|value| Option_ {
                value: (*value).to_owned(),
                words: texts.t(&format!("{prefix}{value}")),
                chosen: chosen == Some(value),
            });
            std::iter::once(all(key, chosen.is_none())).chain(options).collect()
        };
        let mut periods: Vec<_> = PERIODS
            .iter()
            .map(|days| Option_ {
                value: days.to_string(),
                words: texts.t1("desk-period", "days", *days),
                chosen: self.look.days == Some(*days),
            })
            .collect();
        let own = self.look.days.is_none();
        if own {
            periods.insert(0, all("desk-period-own", true));
        }
        let last = filters.until.pred_opt().unwrap_or(filters.until);
        Choosing {
            periods,
            from: if own { filters.from.to_string() } else { String::new() },
            until: if own { last.to_string() } else { String::new() },
            sectors: of("desk-all-sectors", &filters.sector, &sectors.collect::<Vec<_>>()),
            teams: of("desk-all-teams", &filters.team, &teams.collect::<Vec<_>>()),
            groups: of("desk-all-groups", &filters.group, &known.groups),
            channels: fixed(
                "desk-all-channels",
                "desk-channel-",
                &["web", "api", "call_centre"],
                filters.channel.as_deref(),
            ),
            kinds: fixed(
                "desk-all-kinds",
                "desk-kind-",
                &["dpe", "urgence_proprete"],
                filters.team_kind.map(TeamKind::as_str),
            ),
            colours: COLOURS
                .iter()
                .map(|name| Option_ {
                    value: (*name).to_owned(),
                    words: texts.t(&format!("desk-colour-{name}")),
                    chosen: *name == colour,
                })
                .collect(),
        }
    }
}
