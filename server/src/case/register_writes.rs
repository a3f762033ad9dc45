//! What a decision writes into a register: the same list for the page that shows it beforehand and for the entry that
//! leaves the house.

use std::collections::BTreeMap;

use app::case::Dossier;
use app::text::Wording;

use super::store::Matter;
use crate::Office;
use crate::fault::Fault;

/// One field of the entry, as it will stand in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenField {
    pub name: String,
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
    let mut written = Vec::new();
    for name in &writing.fields {
        if let Some(code) = name.strip_prefix("result.") {
            let sibling = siblings.iter().find(|other| {
                other.code == code
                    && (other.subject == matter.subject
                        || matter.subject == "case"
                        || other.subject == "case")
            });
            if let Some(sibling) = sibling
                && let Some(result) = office.result_of(sibling)?
            {
                written.push(WrittenField {
                    name: name.clone(),
                    label: sibling.definition.result.clone(),
                    shown: Wording::same(result.clone()),
                    value: result,
                });
            }
            continue;
        }
        let field = dossier
            .get(&matter.subject, name)
            .or_else(|| dossier.get("case", name));
        if let Some(field) = field {
            written.push(WrittenField {
                name: name.clone(),
                label: field.label.clone(),
                value: field.value.clone(),
                shown: field.shown(),
            });
        }
    }
    Ok(written)
}

/// As the entry carries it.
pub fn as_entry(written: &[WrittenField]) -> BTreeMap<String, String> {
    written
        .iter()
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect()
}
