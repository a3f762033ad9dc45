//! What the registers' answers say in the words of the rules, and where they contradict each other.

use app::benefits::{
    Disability, DisabilityKind, District, Fact, FactSource, Facts, Hardship, Insurance,
};
use app::data_layer::register_name;
use jiff::civil::Date;

use crate::data_layer::desk::{Outcome, Sourced};
use crate::data_layer::records::{DataSet, DisabilityCertificate, InHardship, Insured, Registered};

/// Months of employees' insurance that long-term care insurance asks for (Ft R30).
const MONTHS_INSURED: i32 = 24;

/// What the registers say, with the source of each fact.
#[derive(Clone, Debug)]
pub struct Heard {
    pub facts: Facts,
    pub sources: Vec<FactSource>,
    /// What two registers say differently, for the log and without a word about whom it concerns.
    pub contradictions: Vec<&'static str>,
}

/// Reads all answers. What contradicts another is marked as disputed: nothing is concluded from it.
pub fn hear(answers: &[Sourced], on: Date) -> Heard {
    let mut heard = Heard {
        facts: Facts::unknown(on),
        sources: Vec::new(),
        contradictions: Vec::new(),
    };
    for answer in answers {
        heard.take(answer);
    }
    let person = read::<Registered>(answers, DataSet::Persons);
    let lives_in = person.as_ref().and_then(|person| person.division.as_ref());
    let hardship = read::<InHardship>(answers, DataSet::Hardships);
    let recognised_in = hardship.and_then(|hardship| hardship.division);
    if let (Some(lives_in), Some(recognised_in)) = (lives_in, &recognised_in)
        && lives_in != recognised_in
    {
        heard.dispute(
            Fact::Hardship,
            "recognised by a division where the household is not registered",
        );
    }
    if let Some(person) = &person
        && person
            .birth_date
            .is_some_and(|born| born != person.number.birth_date())
    {
        heard.dispute(
            Fact::Born,
            "identity number and birth date name different days",
        );
    }
    heard
}

fn read<T: serde::de::DeserializeOwned>(answers: &[Sourced], set: DataSet) -> Option<T> {
    answers
        .iter()
        .find(|answer| answer.data_set == set.code())
        .and_then(Sourced::read)
}

impl Heard {
    fn take(&mut self, answer: &Sourced) {
        let set = DataSet::from_code(&answer.data_set);
        let is_empty = answer.outcome == Outcome::NothingHeld;
        match set {
            Some(DataSet::Persons) => {
                let person = answer.read::<Registered>();
                if let Some(born) = person.as_ref().and_then(|person| person.birth_date) {
                    self.facts.born = Some(born);
                    self.note(Fact::Born, answer);
                }
                if let Some(division) = person.and_then(|person| person.division) {
                    self.facts.district = Some(District::of(&division));
                    self.note(Fact::District, answer);
                }
            }
            Some(DataSet::Disabilities) => {
                let certificate = answer.read::<DisabilityCertificate>();
                self.facts.disability = match &certificate {
                    Some(certificate) => certified(certificate, self.facts.on),
                    None => is_empty.then_some(Disability::None),
                };
                if self.facts.disability.is_some() {
                    self.note(Fact::Disability, answer);
                }
            }
            Some(DataSet::Hardships) => {
                let record = answer.read::<InHardship>();
                self.facts.hardship = match &record {
                    Some(record) => Hardship::from_code(&record.kind),
                    None => is_empty.then_some(Hardship::None),
                };
                if self.facts.hardship.is_some() {
                    self.note(Fact::Hardship, answer);
                }
            }
            Some(DataSet::Insurance) => {
                let insured = answer.read::<Insured>();
                self.facts.insurance = match &insured {
                    Some(insured) => scheme(insured, self.facts.on),
                    None => is_empty.then_some(Insurance::Other),
                };
                if self.facts.insurance.is_some() {
                    self.note(Fact::Insurance, answer);
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, fact: Fact, answer: &Sourced) {
        self.sources.push(FactSource {
            fact,
            register: register_name(&answer.data_set),
            at: answer.at,
        });
    }

    fn dispute(&mut self, fact: Fact, what: &'static str) {
        self.contradictions.push(what);
        self.facts.disputed.push(fact);
    }
}

/// An expired certificate says nothing any more: the person may have a new one that is not entered yet.
fn certified(certificate: &DisabilityCertificate, on: Date) -> Option<Disability> {
    let kind = DisabilityKind::from_code(&certificate.kind)?;
    let is_valid = certificate.valid_until >= on && (1..=4).contains(&certificate.level);
    is_valid.then_some(Disability::Certified {
        kind,
        level: certificate.level,
    })
}

/// `None`: since when was not told.
fn scheme(insured: &Insured, on: Date) -> Option<Insurance> {
    if insured.scheme != "employee" {
        return Some(Insurance::Other);
    }
    let since = insured.insured_since?;
    let months = i32::from(on.year() - since.year()) * 12 + i32::from(on.month() - since.month())
        - i32::from(on.day() < since.day());
    Some(if months >= MONTHS_INSURED {
        Insurance::EmployeeTwoYears
    } else {
        Insurance::EmployeeLess
    })
}

#[cfg(test)]
mod tests {
    use app::person::ResidentId;
    use jiff::civil::date;

    use super::*;

    fn member() -> ResidentId {
        ResidentId::parse("11010519491231002X").unwrap()
    }

    #[test]
    fn two_years_are_counted_in_whole_months() {
        let insured = |since| Insured {
            member: member(),
            scheme: "employee".to_owned(),
            division: None,
            insured_since: Some(since),
        };
        let on = date(2026, 11, 20);
        assert_eq!(
            scheme(&insured(date(2024, 11, 20)), on),
            Some(Insurance::EmployeeTwoYears)
        );
        assert_eq!(
            scheme(&insured(date(2024, 11, 21)), on),
            Some(Insurance::EmployeeLess)
        );
    }

    #[test]
    fn an_expired_certificate_says_nothing() {
        let certificate = |until| DisabilityCertificate {
            member: member(),
            kind: "limb".to_owned(),
            level: 1,
            issued_on: date(2016, 1, 1),
            valid_until: until,
        };
        let on = date(2026, 11, 20);
        assert_eq!(certified(&certificate(date(2026, 11, 19)), on), None);
        assert!(certified(&certificate(on), on).is_some());
    }
}
