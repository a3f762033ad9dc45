//! Makes sense of a draft of a birth: which matters are possible, which questions are left, whose offices they go to.

use std::collections::BTreeMap;

use app::application::{MatterChoice, MattersForm};
use app::case::{Field, MatterDefinition, PartyRole};
use app::casework::InPersonQuestion;
use app::identity::OfficeId;
use app::newborn::{AccountForm, HouseholdForm};
use app::person::ResidentId;
use app::text::{Text, Wording, city_date, in_every_language};
use app::ui::FieldFault;

use super::dossier::{CASE, MARRIAGE_LICENCE, fill, sex_code};
use super::family::{Child, Family, child_key, claim_of, other_parent, outcome, recent_births};
use super::own_part;
use crate::application::{
    Asked, CaseReading, ChosenMatter, ConfirmerNamed, Heard, OwnQuestion, Question, Reading,
    Service, Understanding, is_fetched_later,
};
use crate::case::{FiledParty, Matter};
use crate::data_layer::desk::{Outcome, Sourced};
use crate::data_layer::records::{DataSet, HouseholdTold, Marriage};
use crate::fault::Fault;
use crate::keys::Keys;

/// The service `newborn`.
pub static NEWBORN: Newborn = Newborn;

/// Birth of a child.
pub struct Newborn;

const ASKS: [Asked; 8] = [
    Asked {
        set: DataSet::Persons,
        register: Text::DataSetPopulationPersons,
        what: Text::LeavePersonWhat,
        why: Text::LeavePersonWhy,
    },
    Asked {
        set: DataSet::Households,
        register: Text::DataSetPopulationHouseholds,
        what: Text::LeaveHouseholdWhat,
        why: Text::LeaveHouseholdWhy,
    },
    Asked {
        set: DataSet::Marriages,
        register: Text::DataSetMarriagesMarriages,
        what: Text::LeaveMarriageWhat,
        why: Text::LeaveMarriageWhy,
    },
    Asked {
        set: DataSet::Certificates,
        register: Text::DataSetBirthsCertificates,
        what: Text::LeaveCertificateWhat,
        why: Text::LeaveCertificateWhy,
    },
    Asked {
        set: DataSet::Deliveries,
        register: Text::DataSetBirthsDeliveries,
        what: Text::LeaveDeliveryWhat,
        why: Text::LeaveDeliveryWhy,
    },
    Asked {
        set: DataSet::Insurance,
        register: Text::DataSetInsurancePersons,
        what: Text::LeaveInsuranceWhat,
        why: Text::LeaveInsuranceWhy,
    },
    Asked {
        set: DataSet::Licences,
        register: Text::DataSetLicencesLicences,
        what: Text::LeaveLicenceWhat,
        why: Text::LeaveLicenceWhy,
    },
    Asked {
        set: DataSet::SichuanPersons,
        register: Text::DataSetSichuanPopulationPersons,
        what: Text::LeaveSichuanWhat,
        why: Text::LeaveSichuanWhy,
    },
];

#[async_trait::async_trait]
impl Service for Newborn {
    fn code(&self) -> &'static str {
        "newborn"
    }

    fn asks(&self) -> &'static [Asked] {
        &ASKS
    }

    fn understand(&self, reading: &Reading) -> Result<Understanding, Fault> {
        if !reading.draft.has(crate::application::LEAVE) {
            return Ok(Understanding::default());
        }
        let family = Family::of(reading);
        if let Some(detour) = family.detour(reading) {
            return Ok(Understanding {
                detour: Some(detour),
                ..Understanding::default()
            });
        }
        Ok(understood(&family, reading))
    }

    fn fields_of(&self, sourced: &Sourced) -> Vec<(String, String, String)> {
        let mut fields = Vec::new();
        let mut say = |subject: &str, name: &str, value: String| {
            fields.push((subject.to_owned(), name.to_owned(), value))
        };
        match DataSet::from_code(&sourced.data_set) {
            Some(DataSet::Households) => {
                if let Some(household) = sourced.read::<HouseholdTold>() {
                    say("case", "household-street", household.street);
                }
            }
            Some(DataSet::Certificates) => {
                for (index, birth) in recent_births(sourced.read().unwrap_or_default())
                    .into_iter()
                    .enumerate()
                {
                    let key = child_key(index);
                    say(&key, "certificate", birth.certificate.unwrap_or_default());
                    say(
                        &key,
                        "name",
                        birth
                            .child_name
                            .map(|name| name.as_str().to_owned())
                            .unwrap_or_default(),
                    );
                    say(&key, "sex", sex_code(birth.sex).to_owned());
                    say(&key, "born", city_date(birth.born_at).to_string());
                }
            }
            Some(DataSet::Marriages) => {
                if let Some(marriage) = sourced.read::<Marriage>() {
                    say(
                        "case",
                        "other-parent-name",
                        marriage.spouse_name.as_str().to_owned(),
                    );
                }
            }
            _ => fields.extend(MARRIAGE_LICENCE.fields_of(sourced)),
        }
        fields
    }

    fn confirmer_in(&self, sourced: &Sourced) -> Option<ConfirmerNamed> {
        let marriage: Marriage = (sourced.data_set == DataSet::Marriages.code())
            .then(|| sourced.read())
            .flatten()?;
        Some(ConfirmerNamed {
            field: (CASE, "other-parent-name"),
            number: marriage.spouse,
            if_another: in_every_language(
                Text::OtherParentAnotherNumber,
                &[(
                    "name",
                    marriage.spouse_name.as_str(),
                    marriage.spouse_name.as_str(),
                )],
            ),
        })
    }

    fn claim_of(&self, keys: &Keys, field: &Field) -> Option<String> {
        (field.name == "certificate").then(|| claim_of(keys, &field.value))
    }

    fn asks_confirmer(&self, case: &CaseReading) -> Vec<Asked> {
        own_part::asks(case)
    }

    fn hear_confirmer(&self, case: &CaseReading, answers: &[Sourced]) -> Heard {
        own_part::hear(case, answers)
    }

    fn asks_in_person(&self, case: &CaseReading, matter: &Matter) -> Vec<InPersonQuestion> {
        own_part::asks_in_person(case, matter)
    }

    fn given_in_person(
        &self,
        case: &CaseReading,
        matter: &Matter,
        typed: &BTreeMap<String, String>,
    ) -> Result<Vec<Field>, Vec<FieldFault>> {
        own_part::given_in_person(case, matter, typed)
    }

    fn left_to_confirmer(&self, case: &CaseReading) -> Vec<OwnQuestion> {
        own_part::left(case)
    }
}

fn understood(family: &Family, reading: &Reading) -> Understanding {
    let household: HouseholdForm = reading.draft.typed("household");
    let street = family.receiving_street(&household);
    let choices = choices(family, reading);
    let wanted: MattersForm = if reading.draft.has("matters") {
        reading.draft.typed("matters")
    } else {
        MattersForm {
            matters: choices.iter().map(|choice| choice.code.clone()).collect(),
        }
    };
    // What is done or cannot be had is not wanted, whatever was posted.
    let closed: Vec<String> = choices
        .iter()
        .filter(|choice| choice.done.is_some() || choice.impossible.is_some())
        .map(|choice| choice.code.clone())
        .collect();
    let is_among = |codes: &[String], code: &str| codes.iter().any(|known| known == code);
    let wants = |code: &str| is_among(&wanted.matters, code) && !is_among(&closed, code);
    let mut says = Understanding {
        questions: questions(family, reading, &wants),
        home: street.clone().unwrap_or_default(),
        parties: parties(family, reading),
        matters: matters(family, reading, street.as_deref(), &wants, &choices),
        claims: family
            .children
            .iter()
            .flat_map(|child| child.claims(reading.keys, &reading.applicant.person))
            .collect(),
        fetch_later: fetch_later(reading, &household),
        last_day: family
            .children
            .iter()
            .filter(|child| child.registered_as().is_none())
            .filter_map(Child::last_day_of_declaration)
            .min()
            .filter(|day| *day >= reading.today),
        // The money is hers: a father can ask for it, and it waits until she has said yes in her own session.
        confirmed: (!family.applicant_is_mother)
            .then(|| "maternity-benefit".to_owned())
            .into_iter()
            .collect(),
        choices,
        ..Understanding::default()
    };
    fill(family, reading, &mut says, street.as_deref(), &wants);
    says
}

/// Sources that were silent, where what was typed instead can be compared with what they say of the applicant.
fn fetch_later(reading: &Reading, household: &HouseholdForm) -> Vec<DataSet> {
    let mut sets = vec![DataSet::Certificates, DataSet::Marriages];
    // The street of the other parent's household is not in the applicant's own entry.
    if household.whose != "other" {
        sets.push(DataSet::Households);
    }
    sets.retain(|set| outcome(reading, *set) == Some(Outcome::Silent));
    sets.extend(is_fetched_later(reading).then_some(DataSet::Licences));
    sets
}

fn choices(family: &Family, reading: &Reading) -> Vec<MatterChoice> {
    // Of every child, or it is not done.
    let of_all = |result: fn(&Child) -> Option<String>| {
        let numbers: Option<Vec<String>> = family.children.iter().map(result).collect();
        numbers.map(|numbers| Wording::same(numbers.join("、")))
    };
    let of_matter = |matter: &MatterDefinition| {
        let is_hers = matter.code == "maternity-benefit" && !family.applicant_is_mother;
        MatterChoice {
            code: matter.code.clone(),
            name: matter.name.clone(),
            gives: if is_hers {
                in_every_language(
                    Text::MatterMotherAdds,
                    &[("gives", &matter.gives.zh, &matter.gives.en)],
                )
            } else {
                matter.gives.clone()
            },
            impossible: (matter.code == "maternity-benefit"
                && family.applicant_is_mother
                && outcome(reading, DataSet::Insurance) == Some(Outcome::NothingHeld))
            .then(|| in_every_language(Text::MatterImpossibleUninsured, &[])),
            done: match matter.code.as_str() {
                "birth-certificate" => of_all(Child::certificate),
                "household-registration" => {
                    of_all(|child| child.registered_as().map(ResidentId::masked))
                }
                _ => None,
            },
        }
    };
    reading.definition.matters.iter().map(of_matter).collect()
}

/// What is left to ask. The child's ethnicity is not among it: it is its parents', and the other's is not known before
/// that parent has given leave. Where both are the same nobody is asked; otherwise the parent who confirms is, in their
/// own session (see [`own_part`]).
fn questions(family: &Family, reading: &Reading, wants: &dyn Fn(&str) -> bool) -> Vec<Question> {
    let mut questions = Vec::new();
    let mut ask = |page: &str, is_answered: bool| {
        questions.push(Question {
            page: page.to_owned(),
            is_answered,
        });
    };
    for child in family.children.iter().filter(|child| child.asks.is_some()) {
        ask(&child.page, child.typed.is_some());
    }
    if family.marriage.is_none() {
        ask("other-parent", other_parent(reading).is_ok());
    }
    let chosen: MattersForm = reading.draft.typed("matters");
    ask(
        "matters",
        reading.draft.has("matters") && chosen.faults().is_empty(),
    );
    // Without the household's place no office can be found, whatever was chosen.
    if wants("household-registration") || family.household.is_none() {
        let form: HouseholdForm = reading.draft.typed("household");
        ask(
            "household",
            reading.draft.has("household") && form.faults(family.household.is_some()).is_empty(),
        );
    }
    let is_paid_to_applicant =
        wants("childcare-allowance") || (wants("maternity-benefit") && family.applicant_is_mother);
    if is_paid_to_applicant {
        let form: AccountForm = reading.draft.typed("account");
        ask("account", form.parse().is_ok());
    }
    questions
}

fn parties(family: &Family, reading: &Reading) -> Vec<FiledParty> {
    let mut parties = vec![FiledParty {
        role: PartyRole::Applicant,
        party: "applicant".to_owned(),
        person: Some(reading.applicant.person.clone()),
        name: reading.applicant.name.clone(),
    }];
    if let Some((name, number)) = &family.other_parent {
        parties.push(FiledParty {
            role: PartyRole::Confirmer,
            party: "confirmer".to_owned(),
            person: Some(reading.keys.person(number)),
            name: name.clone(),
        });
    }
    for child in &family.children {
        if let Some(name) = child.name() {
            parties.push(FiledParty {
                role: PartyRole::Subject,
                party: child.key.clone(),
                person: None,
                name,
            });
        }
    }
    parties
}

fn matters(
    family: &Family,
    reading: &Reading,
    street: Option<&str>,
    wants: &dyn Fn(&str) -> bool,
    choices: &[MatterChoice],
) -> Vec<ChosenMatter> {
    let mut matters = Vec::new();
    for matter in &reading.definition.matters {
        let is_done = choices
            .iter()
            .any(|choice| choice.code == matter.code && choice.done.is_some());
        // The certificate is never left out: the others stand on it.
        if !(wants(&matter.code) || is_done || matter.code == "birth-certificate") {
            continue;
        }
        if matter.per == "child" {
            for child in &family.children {
                let already = match matter.code.as_str() {
                    "birth-certificate" => child.certificate(),
                    "household-registration" => child
                        .registered_as()
                        .map(|number| number.as_str().to_owned()),
                    _ => None,
                };
                matters.push(ChosenMatter {
                    code: matter.code.clone(),
                    subject: child.key.clone(),
                    office: office(family, reading, matter, Some(child), street),
                    already,
                });
            }
        } else {
            matters.push(ChosenMatter {
                code: matter.code.clone(),
                subject: CASE.to_owned(),
                office: office(family, reading, matter, None, street),
                already: None,
            });
        }
    }
    matters
}

/// The definition's rules for finding an office, by name.
fn office(
    family: &Family,
    reading: &Reading,
    matter: &MatterDefinition,
    child: Option<&Child>,
    street: Option<&str>,
) -> Option<OfficeId> {
    let directory = reading.directory;
    let serving = |street: Option<&str>| {
        street.and_then(|street| directory.serving(&matter.department, street))
    };
    let own_street = family
        .person
        .as_ref()
        .and_then(|(person, _)| person.street.as_deref())
        // Whoever is registered in another region is served where the child will be.
        .filter(|own| directory.has_street(own))
        .or(street);
    let found = match matter.office.as_str() {
        "hospital" => child
            .and_then(|child| child.birth.as_ref())
            .and_then(|(birth, _)| directory.get(&OfficeId(birth.hospital_office.clone())))
            .or_else(|| serving(street)),
        "household-station" => family
            .household
            .as_ref()
            .filter(|(household, _)| Some(household.street.as_str()) == street)
            .and_then(|(household, _)| directory.get(&OfficeId(household.station.clone())))
            .or_else(|| serving(street)),
        "mother-insurer" if family.applicant_is_mother => family
            .insurance
            .as_ref()
            .and_then(|(insurance, _)| {
                directory.of_division(&matter.department, insurance.division.as_deref()?)
            })
            .or_else(|| serving(own_street)),
        "applicant-health" | "residence-health" => serving(own_street),
        // Also the insurer of a mother who did not apply: hers is known once she has given leave.
        _ => serving(street),
    };
    found.map(|office| OfficeId(office.id.clone()))
}
