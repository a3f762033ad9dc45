//! How the portal treats what a register answered: how long an answer may be used again. `app/definitions/sources.toml`,
//! read once.

use std::sync::LazyLock;

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::Value;

use crate::text::Wording;

/// What holds for all registers together.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    pub version: String,
    /// Departments whose offices may hold their looks back by law for a while.
    pub may_hold: Vec<String>,
    /// Departments whose supervisors may set a safety mark on a person.
    pub may_protect: Vec<String>,
    pub kept: Vec<Kept>,
    pub authority: Vec<Authority>,
}

/// One fact that several registers hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    pub name: Wording,
    /// `POPULATION/persons.street`, `BIRTHS/certificates[mother=self].mother_name` .., whose word counts first.
    pub fields: Vec<String>,
    /// What applications call it: `case.street` ..
    pub dossier: Vec<String>,
}

/// Two registers that say something else of the same fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    pub name: Wording,
    pub dossier: Vec<String>,
    /// Data set whose word counts, and what it says.
    pub first: (String, String),
    /// The other.
    pub other: (String, String),
    /// What the other calls it.
    pub other_field: String,
}

/// How long answers of one data set may be used again.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    pub set: String,
    fresh_minutes: i64,
    stale_hours: i64,
}

static SOURCES: LazyLock<Sources> = LazyLock::new(|| {
    toml::from_str(include_str!("../../definitions/sources.toml"))
        .expect("the sources' definitions are part of the program and tested")
});

/// The definitions.
pub fn sources() -> &'static Sources {
    &SOURCES
}

impl Sources {
    /// How long answers of this data set may be used again; `None`: not at all.
    pub fn kept(&self, set: &str) -> Option<&Kept> {
        self.kept.iter().find(|kept| kept.set == set)
    }
}

impl Sources {
    /// What these answers (data set, body) about the person with this number say differently of the same fact.
    pub fn disagreements(&self, number: &str, answers: &[(&str, &Value)]) -> Vec<Disagreement> {
        let says = |field: &String| -> Option<(String, String, String)> {
            let place = FactPlace::parse(field)?;
            let (_, body) = answers.iter().find(|(asked, _)| *asked == place.set)?;
            let said = place.read(body, number)?;
            Some((place.set.to_owned(), said, place.field.to_owned()))
        };
        let mut found = Vec::new();
        for authority in &self.authority {
            let mut said = authority.fields.iter().filter_map(says);
            let Some(first) = said.next() else { continue };
            for other in said.filter(|other| other.1 != first.1) {
                found.push(Disagreement {
                    name: authority.name.clone(),
                    dossier: authority.dossier.clone(),
                    first: (first.0.clone(), first.1.clone()),
                    other: (other.0, other.1),
                    other_field: other.2,
                });
            }
        }
        found
    }
}

/// Where a register holds a fact: `SET/service.field`, or `SET/service[name=value].field` in a list.
struct FactPlace<'a> {
    set: &'a str,
    /// Which of a list: the one whose field says this; `self` is whoever it was asked about.
    which: Option<(&'a str, &'a str)>,
    field: &'a str,
}

impl<'a> FactPlace<'a> {
    fn parse(written: &'a str) -> Option<Self> {
        let (place, field) = written.rsplit_once('.')?;
        let Some((set, which)) = place.split_once('[') else {
            return Some(Self {
                set: place,
                which: None,
                field,
            });
        };
        Some(Self {
            set,
            which: Some(which.strip_suffix(']')?.split_once('=')?),
            field,
        })
    }

    /// What it says there; `None`: nothing, or of several entries not the same.
    fn read(&self, body: &Value, number: &str) -> Option<String> {
        let said = |entry: &Value| match entry.get(self.field)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let Some((name, value)) = self.which else {
            return said(body);
        };
        let wanted = if value == "self" { number } else { value };
        let mut found = body
            .as_array()?
            .iter()
            .filter(|entry| entry.get(name).and_then(Value::as_str) == Some(wanted))
            .filter_map(said);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

impl Kept {
    /// Whether an answer of this age need not be asked for again. One from the future is none.
    pub fn is_fresh(&self, age: SignedDuration) -> bool {
        !age.is_negative() && age < SignedDuration::from_mins(self.fresh_minutes)
    }

    /// Whether an answer of this age may stand in for one that does not come.
    pub fn may_stand_in(&self, age: SignedDuration) -> bool {
        !age.is_negative() && age <= SignedDuration::from_hours(self.stale_hours)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::data_layer::catalogue;

    #[test]
    fn every_data_set_that_is_named_is_catalogued() {
        for kept in &sources().kept {
            assert!(catalogue().set(&kept.set).is_some(), "{}", kept.set);
            let stale = SignedDuration::from_hours(kept.stale_hours);
            assert!(!kept.is_fresh(stale), "{}", kept.set);
        }
        for authority in &sources().authority {
            assert!(authority.fields.len() > 1, "{}", authority.name.en);
            for field in &authority.fields {
                let place = FactPlace::parse(field).expect(field);
                let set = catalogue().set(place.set).expect(field);
                assert!(set.field(place.field).is_some(), "{field}");
                if let Some((name, _)) = place.which {
                    assert!(set.field(name).is_some(), "{field}");
                }
            }
        }
    }

    #[test]
    fn the_first_register_counts_and_the_others_are_named() {
        let here = json!({ "street": "500106001", "division": "500106" });
        let there = json!({ "street": "500112001", "division": "500106" });
        let found = sources().disagreements(
            "",
            &[
                ("POPULATION/persons", &there),
                ("POPULATION/households", &here),
                ("HARDSHIP/persons", &here),
            ],
        );
        assert_eq!(found.len(), 1);
        let of = |set: &str, says: &str| (set.to_owned(), says.to_owned());
        assert_eq!(found[0].first, of("POPULATION/households", "500106001"));
        assert_eq!(found[0].other, of("POPULATION/persons", "500112001"));
        // One alone, an empty answer or a list contradicts nobody.
        let (nothing, list) = (json!(null), json!([{ "street": "x" }]));
        let quiet = [
            ("POPULATION/persons", &here),
            ("POPULATION/households", &nothing),
            ("HARDSHIP/persons", &list),
        ];
        assert!(sources().disagreements("", &quiet).is_empty());
    }

    #[test]
    fn of_a_list_the_entry_about_the_person_counts() {
        let person = json!({ "name": "林晓燕" });
        let birth = |mother: &str, name: &str| json!({ "mother": mother, "mother_name": name });
        let found = |births: &Value| {
            let answers = [
                ("POPULATION/persons", &person),
                ("BIRTHS/certificates", births),
            ];
            sources().disagreements("7", &answers).len()
        };
        assert_eq!(found(&json!([birth("7", "林小燕")])), 1);
        assert_eq!(found(&json!([birth("7", "林晓燕")])), 0);
        assert_eq!(found(&json!([birth("8", "林小燕")])), 0);
        // A register that contradicts itself contradicts nobody else.
        let twice = json!([birth("7", "林小燕"), birth("7", "林燕")]);
        assert_eq!(found(&twice), 0);
    }

    #[test]
    fn an_answer_ages_and_one_from_the_future_is_none() {
        let kept = sources().kept("POPULATION/persons").expect("named");
        let hours = SignedDuration::from_hours;
        assert!(kept.is_fresh(SignedDuration::from_mins(29)));
        assert!(!kept.is_fresh(SignedDuration::from_mins(30)));
        assert!(kept.may_stand_in(hours(72)));
        assert!(!kept.may_stand_in(hours(73)));
        assert!(!kept.is_fresh(hours(-1)) && !kept.may_stand_in(hours(-1)));
        assert!(sources().kept("INSURANCE/persons").is_none());
    }
}
