//! What is typed in place of registers that do not answer, or may not be asked: by the services that ask about one person.
//! It is marked as unverified, compared with the register once that answers, and never keeps an application from being filed.

use app::application::ByHandForm;
use app::benefits::{Disability, Fact, Facts, Hardship};
use app::case::{Field, FieldState, PartyRole, SubjectKey};
use app::text::{Text, Wording, in_every_language};
use app::ui::FieldFault;

use super::Reading;
use super::desk::WHOSE_NUMBER;
use crate::data_layer::desk::{Outcome, Sourced};
use crate::data_layer::records::{DataSet, DisabilityCertificate, InHardship};

/// Its page, by its name in the draft and in addresses.
pub const BY_HAND: &str = "by-hand";

/// Which facts can be typed, and the register that would say each; what no register says is asked where it decides.
const FACTS: [(Fact, Option<DataSet>); 3] = [
    (Fact::Hardship, Some(DataSet::Hardships)),
    (Fact::Disability, Some(DataSet::Disabilities)),
    (Fact::LongDisabled, None),
];

/// What a draft asks to be typed.
pub struct ByHand {
    /// Nobody says where the person is registered.
    pub asks_street: bool,
    pub facts: Vec<Fact>,
    pub typed: ByHandForm,
    /// What was understood of the facts.
    parsed: Result<Facts, Vec<FieldFault>>,
    knows_street: bool,
}

/// The register was asked and is silent or denied, or leave was refused.
fn is_missing(reading: &Reading, set: DataSet) -> bool {
    reading.draft.sourced(set).is_some_and(|sourced| {
        sourced.outcome.is_without_answer() || sourced.outcome == Outcome::NoLeave
    })
}

impl ByHand {
    /// `besides`: what decides and no register can say ([`super::Service::asks_besides`]). `None`: everything is known.
    pub fn of(reading: &Reading, besides: &[Fact]) -> Option<Self> {
        let asks_street = reading.draft.acting.is_none() && is_missing(reading, DataSet::Persons);
        let facts: Vec<Fact> = FACTS
            .into_iter()
            .filter(|(fact, set)| match set {
                Some(set) => is_missing(reading, *set),
                None => besides.contains(fact),
            })
            .map(|(fact, _)| fact)
            .collect();
        if !asks_street && facts.is_empty() {
            return None;
        }
        let typed: ByHandForm = reading.draft.typed(BY_HAND);
        Some(Self {
            parsed: typed.facts(&facts, Facts::unknown(reading.today)),
            knows_street: reading.directory.has_street(&typed.street),
            asks_street,
            facts,
            typed,
        })
    }

    pub fn is_answered(&self, reading: &Reading) -> bool {
        // Without a number nobody can be found; it is there since the registers were asked.
        let is_somebody = !self.asks_street || reading.draft.has(WHOSE_NUMBER);
        reading.draft.has(BY_HAND) && is_somebody && self.faults().is_empty()
    }

    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        if self.asks_street && !self.knows_street {
            faults.push(FieldFault::new("street", Text::ByHandStreetEmpty));
        }
        faults.extend(self.parsed.clone().err().unwrap_or_default());
        faults
    }

    /// Nine digits, where it was asked for and typed.
    pub fn street(&self) -> Option<&str> {
        (self.asks_street && self.knows_street).then_some(self.typed.street.as_str())
    }

    /// Puts what was typed where the registers said nothing.
    pub fn complete(&self, facts: &mut Facts) {
        let Ok(typed) = &self.parsed else { return };
        for fact in &self.facts {
            match fact {
                Fact::Hardship => facts.hardship = typed.hardship,
                Fact::Disability => facts.disability = typed.disability,
                Fact::LongDisabled => facts.long_disabled = typed.long_disabled,
                _ => {}
            }
        }
    }

    /// The typed facts as they stand in the dossier, as nobody has confirmed them; one that nobody knows stands there empty,
    /// so that what the register says of it later has its place.
    pub fn fields(&self, reading: &Reading) -> Vec<Field> {
        let Ok(typed) = &self.parsed else {
            return Vec::new();
        };
        FACTS
            .into_iter()
            .filter(|(fact, _)| self.facts.contains(fact))
            .map(|(fact, set)| {
                let (value, shown) = match fact {
                    Fact::Hardship => hardship(typed.hardship),
                    Fact::LongDisabled => long_disabled(typed.long_disabled),
                    _ => disability(typed.disability),
                };
                let (name, class, label) = named(fact);
                Field {
                    subject: "case".to_owned(),
                    name: name.to_owned(),
                    label: in_every_language(label, &[]),
                    value,
                    shown,
                    class: class.to_owned(),
                    belongs_to: PartyRole::Subject,
                    source: None,
                    state: set.map_or(FieldState::Declared, |set| reading.draft.typed_for(set)),
                }
            })
            .collect()
    }

    /// Registers to be asked again once it is filed: those that were silent.
    pub fn fetch_later(&self, reading: &Reading) -> Vec<DataSet> {
        FACTS
            .into_iter()
            .filter(|(fact, _)| self.facts.contains(fact))
            .filter_map(|(_, set)| set)
            .filter(|set| {
                reading
                    .draft
                    .sourced(*set)
                    .is_some_and(|sourced| sourced.outcome == Outcome::Silent)
            })
            .collect()
    }

    /// The same fields as these registers' answers say them.
    pub fn fields_of(sourced: &Sourced) -> Vec<(SubjectKey, String, String)> {
        let found = match DataSet::from_code(&sourced.data_set) {
            Some(DataSet::Hardships) => {
                let record = sourced.read::<InHardship>();
                let kind = record.and_then(|record| Hardship::from_code(&record.kind));
                Some((Fact::Hardship, kind.map(|kind| kind.code().to_owned())))
            }
            Some(DataSet::Disabilities) => {
                let certificate = sourced.read::<DisabilityCertificate>();
                let said = certificate.map(|found| format!("{}/{}", found.kind, found.level));
                Some((Fact::Disability, said))
            }
            _ => None,
        };
        let Some((fact, said)) = found else {
            return Vec::new();
        };
        let nothing = (sourced.outcome == Outcome::NothingHeld).then(|| NONE.to_owned());
        said.or(nothing)
            .map(|value| ("case".to_owned(), named(fact).0.to_owned(), value))
            .into_iter()
            .collect()
    }
}

/// How a register that holds nothing about somebody stands in the dossier.
pub const NONE: &str = "none";

/// Name of a fact's field, who may see it (a class of the definition's `sees`), and its label.
const fn named(fact: Fact) -> (&'static str, &'static str, Text) {
    match fact {
        Fact::Hardship => ("hardship", "hardship", Text::AllowanceFieldHardship),
        Fact::LongDisabled => ("long-disabled", "disability", fact.text()),
        _ => ("disability", "disability", Text::AllowanceFieldDisability),
    }
}

/// Whether somebody cannot care for themselves for long, as the dossier has it; empty where it is not known.
fn long_disabled(answer: Option<bool>) -> (String, Wording) {
    let (value, text) = match answer {
        Some(true) => (YES, Text::BenefitsYes),
        Some(false) => ("no", Text::BenefitsNo),
        None => ("", Text::ByHandNotKnown),
    };
    (value.to_owned(), in_every_language(text, &[]))
}

/// A yes in the dossier.
pub const YES: &str = "yes";

/// A hardship as the dossier has it, and as people read it; empty and "not known" where it is not.
pub fn hardship(hardship: Option<Hardship>) -> (String, Wording) {
    match hardship {
        Some(hardship) => {
            let key = Text::from_key(&format!("allowance-hardship-{}", hardship.code()))
                .unwrap_or(Text::AllowanceHardshipNone);
            (hardship.code().to_owned(), in_every_language(key, &[]))
        }
        None => (String::new(), in_every_language(Text::ByHandNotKnown, &[])),
    }
}

/// The same of a disability certificate.
pub fn disability(disability: Option<Disability>) -> (String, Wording) {
    match disability {
        Some(Disability::Certified { kind, level }) => {
            let key = Text::from_key(&format!("allowance-kind-{}", kind.code()))
                .unwrap_or(Text::AllowanceKindOther);
            let said = in_every_language(key, &[]);
            let level = level.to_string();
            let shown = in_every_language(
                Text::AllowanceDisabilityShown,
                &[("kind", &said.zh, &said.en), ("level", &level, &level)],
            );
            (format!("{}/{level}", kind.code()), shown)
        }
        Some(Disability::None) => (
            NONE.to_owned(),
            in_every_language(Text::BenefitsDisabilityNone, &[]),
        ),
        None => (String::new(), in_every_language(Text::ByHandNotKnown, &[])),
    }
}
