//! What a referent can do with a report: each a form of its page, with what its move needs. One table of moves
//! (`model::moves`) says which of them its state allows.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use model::moves::needs::{REVIEWED_WITHIN, RefusalReason, SCHEDULED_WITHIN, Unmet};
use model::moves::{Actor, Move, State, allowed};
use uuid::Uuid;
use web::{Language, Texts, time};

use crate::closing::MOST_WORDS;
use crate::routes::round::{action, said};
use crate::store::desk::Named;
use crate::store::replies::Reply;
use crate::wish::Wish;

/// What a form does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::routes) enum Does {
    Move(Move),
    /// A letter to the reporter.
    Write,
    /// A note for colleagues.
    Note,
}

/// One form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::routes) struct Way {
    /// `sheet-way-{name}` are its words, `sheet-way-{name}-what` says what happens then, `sheet-way-{name}-do` is its button,
    /// and `sheet-did-{name}` says that it was done.
    pub(in crate::routes) name: &'static str,
    pub(in crate::routes) does: Does,
    /// Its fields, in their order.
    pub(in crate::routes) fields: &'static [&'static str],
    /// Those of them that can't be empty.
    needs: &'static [&'static str],
    /// Whether it can be done with many reports at once.
    pub(in crate::routes) together: bool,
}

const fn way(
    name: &'static str,
    does: Does,
    fields: &'static [&'static str],
    needs: &'static [&'static str],
) -> Way {
    Way { name, does, fields, needs, together: true }
}

/// All of them, in the order of the page.
pub(in crate::routes) const WAYS: [Way; 12] = [
    way("assign", Does::Move(Move::Requalify), &["team", "words"], &["team"]),
    way("category", Does::Move(Move::Requalify), &["category", "words"], &["category"]),
    Way { together: false, ..way("pin", Does::Move(Move::Requalify), &["place", "words"], &["place"]) },
    way("schedule", Does::Move(Move::Schedule), &["on", "words"], &["on"]),
    way("transfer", Does::Move(Move::Transfer), &["partner", "words"], &[]),
    way("watch", Does::Move(Move::Watch), &["review_on", "words"], &["review_on"]),
    way("resume", Does::Move(Move::Resume), &["words"], &[]),
    way("merge", Does::Move(Move::Merge), &["main", "words"], &["main"]),
    Way {
        together: false,
        ..way("close", Does::Move(Move::Close), &["photo", "done_reply", "answer"], &["photo"])
    },
    way("refuse", Does::Move(Move::Refuse), &["reason", "rejected_reply", "answer", "photo"], &["reason"]),
    Way { together: false, ..way("write", Does::Write, &["letter"], &["letter"]) },
    Way { together: false, ..way("note", Does::Note, &["note"], &["note"]) },
];

impl Way {
    /// The form of a name.
    pub(in crate::routes) fn named(name: &str) -> Option<Self> {
        WAYS.into_iter().find(|way| way.name == name)
    }

    /// Those of a report.
    fn of(state: State, has_team: bool, reads_letters: bool) -> impl Iterator<Item = Self> {
        WAYS.into_iter().filter(move |way| match way.does {
            Does::Move(Move::Schedule) if !has_team => false,
            Does::Move(step) => allowed(state, step, Actor::Referent).is_ok(),
            Does::Write => reads_letters,
            Does::Note => true,
        })
    }

    /// The first field that can't be empty and is.
    pub(in crate::routes) fn lacks(self, wish: &Wish) -> Option<Unmet> {
        let empty = |field: &&&'static str| match **field {
            "photo" => wish.sent.photos.is_empty() && wish.sent.refused.is_empty(),
            name => wish.text(sent_as(name)).is_none(),
        };
        self.needs.iter().find(empty).map(|field| Unmet::Missing(sent_as(field)))
    }

    /// The field that an error is about, as this form calls it; empty: none of its own.
    pub(in crate::routes) fn field(self, sent: &str) -> &'static str {
        let own = |field: &&&'static str| sent_as(field) == sent;
        self.fields.iter().find(own).copied().unwrap_or_default()
    }
}

/// What a field is called when it is sent: several kinds of words have one name.
pub(in crate::routes) fn sent_as(field: &'static str) -> &'static str {
    match field {
        "answer" | "letter" | "note" => "words",
        "done_reply" | "rejected_reply" => "reply",
        field => field,
    }
}

/// An option of a select.
#[derive(Clone, Debug)]
pub(in crate::routes) struct Pick {
    pub(in crate::routes) value: String,
    pub(in crate::routes) words: String,
}

/// What can be chosen in the forms.
#[derive(Clone, Debug, Default)]
pub(in crate::routes) struct Picks {
    pub(in crate::routes) teams: Vec<Pick>,
    pub(in crate::routes) categories: Vec<Pick>,
    pub(in crate::routes) reasons: Vec<Pick>,
    pub(in crate::routes) done_replies: Vec<Pick>,
    pub(in crate::routes) rejected_replies: Vec<Pick>,
}

impl Picks {
    /// In a language. A reason that needs a photo is for one report at a time.
    pub(in crate::routes) fn new(
        texts: &Texts,
        (categories, teams): (&[Named], &[Named]),
        photos: bool,
    ) -> Self {
        let named = |named: &[Named]| -> Vec<Pick> {
            let words = |one: &Named| said(texts.language(), &one.name).to_owned();
            named.iter().map(|one| Pick { value: one.id.clone(), words: words(one) }).collect()
        };
        let reasons = RefusalReason::ALL.iter().rev().copied();
        let reasons = reasons.filter(|reason| {
            photos || !matches!(reason, RefusalReason::NothingThere | RefusalReason::AlreadyClean)
        });
        Self {
            teams: named(teams),
            categories: named(categories),
            reasons: reasons
                .map(|reason| Pick {
                    value: reason.to_string(),
                    words: texts.t(&format!("sheet-reason-{reason}")),
                })
                .collect(),
            ..Self::default()
        }
    }

    /// With prepared answers.
    pub(in crate::routes) fn answering(self, language: Language, done: &[Reply], rejected: &[Reply]) -> Self {
        let picks = |replies: &[Reply]| -> Vec<Pick> {
            let pick = |reply: &Reply| Pick {
                value: reply.id.clone(),
                words: said(language, &reply.title).to_owned(),
            };
            replies.iter().map(pick).collect()
        };
        Self { done_replies: picks(done), rejected_replies: picks(rejected), ..self }
    }

    /// Those of a field.
    pub(in crate::routes) fn of(&self, field: &str) -> &[Pick] {
        match field {
            "team" => &self.teams,
            "category" => &self.categories,
            "reason" => &self.reasons,
            "done_reply" => &self.done_replies,
            "rejected_reply" => &self.rejected_replies,
            _ => &[],
        }
    }
}

/// A form as it was sent, to be put right or sent again.
#[derive(Clone, Debug)]
pub(in crate::routes) struct Held {
    pub(in crate::routes) way: Way,
    pub(in crate::routes) action: Uuid,
    /// The field that is wrong, as the form calls it; empty: none.
    pub(in crate::routes) wrong: &'static str,
    /// What is wrong, in words; empty: nothing, it was overtaken.
    pub(in crate::routes) error: String,
    fields: BTreeMap<&'static str, String>,
}

impl Held {
    /// What was sent with a form.
    pub(in crate::routes) fn new(way: Way, action: Uuid, wish: &Wish) -> Self {
        let fields = way.fields.iter().map(|field| {
            let text = match sent_as(field) {
                "words" => wish.sent.words(),
                name => wish.text(name).unwrap_or_default().to_owned(),
            };
            (*field, text)
        });
        Self { way, action, wrong: "", error: String::new(), fields: fields.collect() }
    }

    /// With what is wrong.
    pub(in crate::routes) fn wrong(self, field: &'static str, error: String) -> Self {
        Self { wrong: field, error, ..self }
    }

    /// What somebody typed, where the form itself is not there any more.
    pub(in crate::routes) fn typed(&self) -> impl Iterator<Item = &str> {
        let typed = ["place", "partner", "main", "words", "answer", "letter", "note"];
        typed
            .into_iter()
            .filter_map(|field| self.fields.get(field))
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }
}

/// A field of a form, as the page draws it.
pub(in crate::routes) struct FieldForm {
    pub(in crate::routes) name: &'static str,
    /// In the form that is sent.
    pub(in crate::routes) sent: String,
    pub(in crate::routes) id: String,
    pub(in crate::routes) value: String,
    pub(in crate::routes) error: String,
    pub(in crate::routes) picks: Vec<Pick>,
    /// Of a day.
    pub(in crate::routes) first: String,
    pub(in crate::routes) last: String,
}

impl FieldForm {
    /// How it is drawn.
    pub(in crate::routes) fn kind(&self) -> &'static str {
        match self.name {
            "team" | "category" | "reason" | "done_reply" | "rejected_reply" => "select",
            "on" | "review_on" => "date",
            "photo" => "photo",
            "words" | "answer" | "letter" | "note" => "words",
            _ => "text",
        }
    }
}

/// A form, as the page draws it.
pub(in crate::routes) struct WayForm {
    pub(in crate::routes) way: Way,
    pub(in crate::routes) action: Uuid,
    pub(in crate::routes) open: bool,
    /// What is wrong and belongs to no field.
    pub(in crate::routes) error: String,
    pub(in crate::routes) fields: Vec<FieldForm>,
}

/// What the forms of a page are drawn with.
pub(in crate::routes) struct Drawing<'a> {
    pub(in crate::routes) picks: &'a Picks,
    /// The city's.
    pub(in crate::routes) today: NaiveDate,
    /// What a partner's name is, unless another one is written.
    pub(in crate::routes) partner: &'a str,
    /// In front of each field's name: forms that are sent together have none of the same name.
    pub(in crate::routes) together: bool,
    pub(in crate::routes) held: Option<&'a Held>,
}

impl Drawing<'_> {
    /// The forms of one report.
    pub(in crate::routes) fn forms(
        &self,
        (state, has_team): (State, bool),
        reads_letters: bool,
    ) -> Vec<WayForm> {
        Way::of(state, has_team, reads_letters).map(|way| self.form(way)).collect()
    }

    /// One form.
    pub(in crate::routes) fn form(&self, way: Way) -> WayForm {
        let held = self.held.filter(|held| held.way == way);
        let fields = way.fields.iter().filter(|field| !(self.together && **field == "photo"));
        let error = held.filter(|held| held.wrong.is_empty()).map(|held| held.error.clone());
        WayForm {
            way,
            action: held.map_or_else(action, |held| held.action),
            open: held.is_some(),
            error: error.unwrap_or_default(),
            fields: fields.map(|field| self.field(way, field, held)).collect(),
        }
    }

    fn field(&self, way: Way, name: &'static str, held: Option<&Held>) -> FieldForm {
        let tomorrow = self.today + Days::new(1);
        let (first, last) = match name {
            "on" => (self.today, self.today + SCHEDULED_WITHIN),
            _ => (tomorrow, self.today + REVIEWED_WITHIN),
        };
        let usual = match name {
            "partner" => self.partner.to_owned(),
            "on" => tomorrow.to_string(),
            "review_on" => (self.today + Days::new(30)).to_string(),
            _ => String::new(),
        };
        let sent = sent_as(name);
        FieldForm {
            name,
            sent: if self.together { format!("{}-{sent}", way.name) } else { sent.to_owned() },
            id: format!("{}-{name}", way.name),
            value: held.and_then(|held| held.fields.get(name).cloned()).unwrap_or(usual),
            error: held.filter(|held| held.wrong == name).map(|held| held.error.clone()).unwrap_or_default(),
            picks: self.picks.of(name).to_vec(),
            first: first.to_string(),
            last: last.to_string(),
        }
    }
}

/// What a form lacks, and what to do.
pub(in crate::routes) fn in_words(texts: &Texts, way: Way, unmet: &Unmet, today: NaiveDate) -> String {
    let facts = match unmet {
        Unmet::TooEarly { first: day, .. } | Unmet::TooFar { last: day, .. } => {
            vec![("day", time::day(texts, *day, today).into())]
        }
        Unmet::WordsTooLong(count) => vec![("count", (*count).into()), ("most", MOST_WORDS.into())],
        Unmet::MainNotOpen(state) => vec![("state", texts.t(&format!("state-{state}")).into())],
        _ => Vec::new(),
    };
    if let (Some(field), Unmet::Missing(_) | Unmet::Unreadable { .. }) = (unmet.field(), unmet) {
        let own = match way.field(field) {
            "" => field,
            own => own,
        };
        return texts.t(&format!("sheet-wrong-{own}"));
    }
    let key = format!("refused-move-{}", unmet.name());
    format!("{}. {}", texts.with(&key, &facts), texts.with(&format!("{key}-do"), &facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_its_words_and_every_field_its_label_and_what_is_wrong_with_it_in_both_languages() {
        for texts in Language::ALL.map(Texts::of) {
            for way in WAYS {
                for key in ["way-{}", "way-{}-what", "way-{}-do", "did-{}"] {
                    let key = format!("sheet-{}", key.replace("{}", way.name));
                    assert!(texts.has(&key), "{key}");
                }
                for field in way.fields {
                    for key in [format!("sheet-field-{field}"), format!("sheet-wrong-{field}")] {
                        assert!(texts.has(&key), "{key}");
                    }
                }
                if way.together {
                    assert!(texts.has(&format!("bulk-did-{}", way.name)), "{}", way.name);
                }
            }
            for reason in RefusalReason::ALL {
                assert!(texts.has(&format!("sheet-reason-{reason}")), "{reason}");
            }
        }
    }

    #[test]
    fn what_the_table_forbids_is_not_offered() {
        let names = |state, team| Way::of(state, team, false).map(|way| way.name).collect::<Vec<_>>();
        for state in State::ALL {
            for way in WAYS {
                if let Does::Move(step) = way.does {
                    let may = allowed(*state, step, Actor::Referent).is_ok();
                    assert_eq!(names(*state, true).contains(&way.name), may, "{} in {state}", way.name);
                }
            }
            assert!(names(*state, true).contains(&"note"), "{state}");
        }
        assert!(!names(State::Monitored, false).contains(&"schedule"), "nobody would come");
        assert!(Way::of(State::Done, true, true).any(|way| way.name == "write"));
    }

    #[test]
    fn a_referent_can_make_every_move_that_the_table_gives_to_referents() {
        for step in Move::ALL {
            let given = model::moves::line(*step).by.contains(&Actor::Referent);
            let there = WAYS.iter().any(|way| way.does == Does::Move(*step));
            assert_eq!(given, there, "{step}");
        }
    }
}
