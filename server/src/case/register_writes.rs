//! What a decision writes into a register: the same list for the page that shows it beforehand and for the entry that
//! leaves the house.

use std::collections::BTreeMap;

use app::case::{Dossier, FieldState};
use app::text::Wording;

use super::store::Matter;
use crate::Office;
use crate::fault::Fault;

/// One field of the entry, as it will stand in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenField {
    pub name: String,
    /// As the access log names it, with whom it is about: `dog-1.name`, `result.registration`.
    pub logged: String,
    pub label: Wording,
    pub value: String,
    /// As people read it.
    pub shown: Wording,
}

/// What `matter` writes, taken from the dossier and from the results of the case's other matters. Fields that the case
/// does not have are left out. Empty for a matter that writes nowhere.
pub fn what_will_be_written(
    office: &Office,
    dossier: &Dossier,
    matter: &Matter,
    siblings: &[Matter],
) -> Result<Vec<WrittenField>, Fault> {
    let Some(writing) = &matter.definition.writes else {
        return Ok(Vec::new());
    };
    let mut written: Vec<WrittenField> = Vec::new();
    for name in &writing.fields {
        let field = match name.strip_prefix("result.") {
            Some(code) => written_result(office, name, code, matter, siblings)?,
            None => written_value(dossier, name, matter),
        };
        // A number that a register gave and the applicant's own sources know, too, is written once.
        if let Some(field) = field
            && !written
                .iter()
                .any(|other| other.label == field.label && other.value == field.value)
        {
            written.push(field);
        }
    }
    Ok(written)
}

fn written_result(
    office: &Office,
    name: &str,
    code: &str,
    matter: &Matter,
    siblings: &[Matter],
) -> Result<Option<WrittenField>, Fault> {
    let of_same_subject = |other: &&Matter| {
        other.code == code
            && (other.subject == matter.subject
                || matter.subject == "case"
                || other.subject == "case")
    };
    let Some(sibling) = siblings.iter().find(of_same_subject) else {
        return Ok(None);
    };
    Ok(office.result_of(sibling)?.map(|result| WrittenField {
        name: name.to_owned(),
        logged: name.to_owned(),
        label: sibling.definition.result.clone(),
        shown: Wording::same(result.clone()),
        value: result,
    }))
}

fn written_value(dossier: &Dossier, name: &str, matter: &Matter) -> Option<WrittenField> {
    let field = dossier
        .get(&matter.subject, name)
        .or_else(|| dossier.get("case", name))
        .filter(|field| field.state != FieldState::Awaited)?;
    Some(WrittenField {
        name: name.to_owned(),
        logged: format!("{}.{name}", field.subject),
        label: field.label.clone(),
        value: field.value.clone(),
        shown: field.shown(),
    })
}

/// As the entry carries it.
pub fn as_entry(written: &[WrittenField]) -> BTreeMap<String, String> {
    written
        .iter()
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect()
}
