//! Which fields a look showed, in the words of whoever it is about: "About the child: name, date of birth". The log holds
//! names: alone (`contacts`), of a subject (`child-1.born`), or of a matter (`result.registration`).

use std::collections::BTreeSet;

use app::case::ServiceDefinition;
use app::text::{Text, Wording, in_every_language};

/// What belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Group {
    /// Stands for itself.
    Alone,
    /// Of a kind of subject, with its number where there may be several.
    Subject { kind: String, number: String },
    /// What matters gave, asked, or were sent.
    Matters(String),
}

/// A name of the log, as far as it is known: its group, and its own words.
fn read(services: &[ServiceDefinition], name: &str) -> Option<(Group, Wording)> {
    let word = |name: &str| {
        Text::from_key(&format!("looked-field-{name}")).map(|text| in_every_language(text, &[]))
    };
    let Some((head, rest)) = name.split_once('.') else {
        return Some((Group::Alone, word(name)?));
    };
    if let Some(said) = word(&format!("{head}-{rest}")) {
        return Some((Group::Alone, said));
    }
    if matches!(head, "result" | "question" | "evidence") {
        let code = rest.split('.').next().unwrap_or(rest);
        let matter = services
            .iter()
            .flat_map(|service| &service.matters)
            .find(|matter| matter.code == code);
        return match matter {
            Some(matter) => Some((Group::Matters(head.to_owned()), matter.name.clone())),
            // Filed under a definition that is not there any more.
            None => Text::from_key(&format!("looked-group-{head}"))
                .map(|text| (Group::Alone, in_every_language(text, &[]))),
        };
    }
    let (kind, number) = head
        .rsplit_once('-')
        .filter(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or((head, ""));
    Text::from_key(&format!("looked-group-{kind}"))?;
    let group = Group::Subject {
        kind: kind.to_owned(),
        number: number.to_owned(),
    };
    Some((group, word(rest)?))
}

/// Whether the citizen reads exactly which field this is.
pub fn is_in_words(services: &[ServiceDefinition], name: &str) -> bool {
    read(services, name).is_some()
}

/// The fields of one look by groups, in the order of the log; each in the words of both languages.
pub(super) fn fields_said(services: &[ServiceDefinition], names: &[String]) -> Vec<Wording> {
    let mut groups: Vec<(Group, Vec<Wording>)> = Vec::new();
    for name in names {
        // Of before its names were in words.
        let (group, said) = read(services, name).unwrap_or_else(|| {
            let other = in_every_language(Text::LookedFieldOther, &[]);
            (Group::Alone, other)
        });
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, fields)) if fields.contains(&said) => {}
            Some((_, fields)) => fields.push(said),
            None => groups.push((group, vec![said])),
        }
    }
    let subjects: BTreeSet<(String, String)> = groups
        .iter()
        .filter_map(|(group, _)| match group {
            Group::Subject { kind, number } => Some((kind.clone(), number.clone())),
            Group::Alone | Group::Matters(_) => None,
        })
        .collect();
    let has_several = |kind: &str| subjects.iter().filter(|(other, _)| other == kind).count() > 1;
    groups
        .into_iter()
        .map(|(group, fields)| {
            let (kind, number) = match &group {
                Group::Alone => return in_a_row(&fields),
                Group::Matters(kind) => (kind, ""),
                Group::Subject { kind, number } => (kind, number.as_str()),
            };
            let numbered = Text::from_key(&format!("looked-group-{kind}-numbered"));
            let title = numbered
                .filter(|_| has_several(kind))
                .or_else(|| Text::from_key(&format!("looked-group-{kind}")))
                .map_or_else(Wording::default, |text| {
                    in_every_language(text, &[("number", number, number)])
                });
            let fields = in_a_row(&fields);
            in_every_language(
                Text::LookedGroupOne,
                &[
                    ("group", &title.zh, &title.en),
                    ("fields", &fields.zh, &fields.en),
                ],
            )
        })
        .collect()
}

/// One after the other.
pub(super) fn in_a_row(fields: &[Wording]) -> Wording {
    let separator = in_every_language(Text::DataSeparator, &[]);
    let joined = |of: fn(&Wording) -> &str, separator: &str| {
        fields.iter().map(of).collect::<Vec<_>>().join(separator)
    };
    Wording::new(
        joined(|field| field.zh.as_str(), &separator.zh),
        joined(|field| field.en.as_str(), &separator.en),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn services() -> Vec<ServiceDefinition> {
        crate::services().unwrap()
    }

    fn english(names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        fields_said(&services(), &names)
            .into_iter()
            .map(|said| said.en)
            .collect()
    }

    #[test]
    fn fields_are_told_by_whom_they_are_about() {
        assert_eq!(
            english(&[
                "child-1.name",
                "contacts",
                "child-1.born",
                "case.household-street",
                "warnings",
            ]),
            [
                "About the child: name, date of birth",
                "whom to ring, warnings",
                "In the application: place of registration",
            ]
        );
        assert_eq!(
            english(&["child-1.name", "child-2.name"]),
            ["About child 1: name", "About child 2: name"]
        );
        let results = english(&[
            "result.household-registration.child-1",
            "result.birth-certificate",
        ]);
        assert_eq!(results.len(), 1, "{results:?}");
        assert!(results[0].starts_with("Results: "), "{results:?}");
    }

    #[test]
    fn of_a_matter_that_no_definition_has_any_more_it_is_said_what_kind_it_was() {
        assert_eq!(english(&["evidence.of-old"]), ["Files handed in"]);
    }

    #[test]
    fn what_the_log_held_before_is_told_once() {
        assert_eq!(
            english(&["unheard-of", "case.unheard-of"]),
            ["Details of the case"]
        );
    }

    #[test]
    fn whatever_a_matter_writes_has_words() {
        let services = services();
        for service in &services {
            for matter in &service.matters {
                for name in matter.writes.iter().flat_map(|writing| &writing.fields) {
                    let logged = match name.split_once('.') {
                        Some(_) => name.clone(),
                        None => format!("case.{name}"),
                    };
                    assert!(is_in_words(&services, &logged), "{logged}");
                }
            }
        }
    }
}
