//! The other parent's own part: which registers are asked with that parent's own leave, what the answers change in the
//! case, and what only that parent can still fill in. Nothing of it is ever shown to the applicant.
//!
//! The child's ethnicity is one of its parents'. The applicant is never asked for it, because half of the answer is the
//! other parent's. With that parent's leave the population register tells it: the same as the applicant's, nobody is
//! asked at all. Different, or one unknown (leave refused, register silent): the parent who confirms says what both have
//! agreed on (the joint written choice where the parents' differ), and the registration waits for that one answer. What
//! was said without both registers stands unverified before the police station.

use std::collections::BTreeMap;

use app::case::{Field, FieldState, PartyRole, Source, Stage};
use app::casework::InPersonQuestion;
use app::identity::OfficeId;
use app::newborn::{AccountForm, ETHNICITIES, EthnicityAsks, EthnicityForm};
use app::text::{Text, Wording};
use app::ui::FieldFault;

use super::dossier::{
    CASE, Value, account_in_words, ethnicity_of, household_number, joins_the_confirmers,
    maternity_account, maternity_insurance, receiving_street, say,
};
use super::family::source_of;
use crate::application::{Asked, CaseReading, Heard, OwnQuestion};
use crate::case::Matter;
use crate::data_layer::desk::{Outcome, Sourced};
use crate::data_layer::records::{DataSet, HouseholdTold, Insured, RegionPerson, Registered};

const REGISTRATION: &str = "household-registration";
const MATERNITY: &str = "maternity-benefit";

/// The account page, as its address ends.
pub const ACCOUNT: &str = "account";
/// The page of the child's ethnicity, as its address ends.
pub const ETHNICITY: &str = "ethnicity";

/// Registers about the other parent, each only where the case has a use for it.
pub fn asks(case: &CaseReading) -> Vec<Asked> {
    let mut asked = Vec::new();
    if !unregistered(case).is_empty() {
        asked.push(Asked {
            set: DataSet::Persons,
            register: Text::DataSetPopulationPersons,
            what: Text::ConfirmerPersonWhat,
            why: Text::ConfirmerPersonWhy,
        });
        asked.push(Asked {
            set: DataSet::SichuanPersons,
            register: Text::DataSetSichuanPopulationPersons,
            what: Text::ConfirmerPersonWhat,
            why: Text::LeaveSichuanWhy,
        });
        if joins_the_confirmers(case.dossier) {
            asked.push(Asked {
                set: DataSet::Households,
                register: Text::DataSetPopulationHouseholds,
                what: Text::ConfirmerHouseholdWhat,
                why: Text::ConfirmerHouseholdWhy,
            });
        }
    }
    if awaits_account(case) {
        asked.push(Asked {
            set: DataSet::Insurance,
            register: Text::DataSetInsurancePersons,
            what: Text::ConfirmerInsuranceWhat,
            why: Text::ConfirmerInsuranceWhy,
        });
    }
    asked
}

/// What is left for the other parent to fill in.
pub fn left(case: &CaseReading) -> Vec<OwnQuestion> {
    let lacking: Vec<&Matter> = unregistered(case)
        .into_iter()
        .filter(|matter| {
            let field = case.dossier.get(&matter.subject, "ethnicity");
            field.is_some_and(|field| field.state == FieldState::Awaited)
        })
        .collect();
    let mut left = Vec::new();
    if let Some(matter) = lacking.first() {
        left.push(OwnQuestion {
            page: ETHNICITY,
            label: Text::OwnPartEthnicity,
            matter: matter.code.clone(),
        });
    }
    if awaits_account(case) {
        left.push(OwnQuestion {
            page: ACCOUNT,
            label: Text::OwnPartAccount,
            matter: MATERNITY.to_owned(),
        });
    }
    left
}

/// What the other parent gives at the counter of a matter: the child's ethnicity to the police station, the mother's own
/// account to the desk that pays.
pub fn asks_in_person(case: &CaseReading, matter: &Matter) -> Vec<InPersonQuestion> {
    let question = |name, label, hint, choices| InPersonQuestion {
        name,
        label,
        hint,
        choices,
    };
    match matter.code.as_str() {
        REGISTRATION if !without_ethnicity(case).is_empty() => {
            let choices = ETHNICITIES
                .iter()
                .map(|name| ((*name).to_owned(), Wording::same(*name)))
                .collect();
            let (label, hint) = (Text::FieldEthnicity, Text::EthnicityHintPlain);
            vec![question("ethnicity", label, hint, choices)]
        }
        MATERNITY if awaits_account(case) => vec![
            question("bank", Text::AccountBank, Text::AccountBankHint, Vec::new()),
            question(
                "account",
                Text::AccountNumber,
                Text::InPersonAccountHint,
                Vec::new(),
            ),
        ],
        _ => Vec::new(),
    }
}

/// The fields of what was given there.
///
/// # Errors
/// What is wrong with it.
pub fn given_in_person(
    case: &CaseReading,
    matter: &Matter,
    typed: &BTreeMap<String, String>,
) -> Result<Vec<Field>, Vec<FieldFault>> {
    let typed = |name: &str| typed.get(name).cloned().unwrap_or_default();
    if matter.code == MATERNITY {
        let form = AccountForm {
            bank: typed("bank"),
            account: typed("account"),
        };
        let (bank, account) = form.parse()?;
        let hers = maternity_account(&account, account_in_words(&bank, &account));
        return Ok(vec![
            hers.of(PartyRole::Confirmer)
                .into_field(None, FieldState::Declared),
        ]);
    }
    let form = EthnicityForm {
        ethnicity: typed("ethnicity"),
    };
    let faults = form.faults(EthnicityAsks::AnyOfAll);
    if !faults.is_empty() {
        return Err(faults);
    }
    let of_parents = ["applicant-ethnicity", "other-ethnicity"]
        .map(|name| known_ethnicity(case, name).map(|(known, _)| known));
    let is_a_parents = of_parents.iter().all(Option::is_some)
        && of_parents.contains(&Some(form.ethnicity.as_str()));
    let state = if is_a_parents {
        FieldState::Declared
    } else {
        // Not both parents' entries are here: the station compares.
        FieldState::Unverified {
            data_set: DataSet::Persons.code(),
            is_denied: false,
        }
    };
    Ok(without_ethnicity(case)
        .into_iter()
        .map(|child| ethnicity_of(&child, &form.ethnicity).into_field(None, state.clone()))
        .collect())
}

/// Children whose ethnicity nobody has said yet.
fn without_ethnicity(case: &CaseReading) -> Vec<String> {
    unregistered(case)
        .into_iter()
        .filter(|matter| {
            case.dossier
                .get(&matter.subject, "ethnicity")
                .is_none_or(|field| field.state == FieldState::Awaited)
        })
        .map(|matter| matter.subject.clone())
        .collect()
}

/// Registrations that have not begun.
fn unregistered<'a>(case: &CaseReading<'a>) -> Vec<&'a Matter> {
    case.matters
        .iter()
        .filter(|matter| matter.code == REGISTRATION && matter.stage == Stage::Waiting)
        .collect()
}

fn awaits_account(case: &CaseReading) -> bool {
    let is_open = case
        .matters
        .iter()
        .any(|matter| matter.code == MATERNITY && matter.stage == Stage::Waiting);
    let field = case.dossier.get(CASE, "maternity-account");
    is_open && field.is_some_and(|field| field.state == FieldState::Awaited)
}

/// How the child's ethnicity is asked of the other parent.
pub fn ethnicity_asks(case: &CaseReading) -> EthnicityAsks {
    match (
        known_ethnicity(case, "applicant-ethnicity"),
        known_ethnicity(case, "other-ethnicity"),
    ) {
        (Some(_), Some(_)) => EthnicityAsks::WhichParents,
        _ => EthnicityAsks::AnyOfAll,
    }
}

/// A parent's ethnicity as the register has it, unless that parent says that it is wrong; with where it came from.
pub fn known_ethnicity<'a>(case: &CaseReading<'a>, name: &str) -> Option<(&'a str, &'a Source)> {
    let field = case.dossier.get(CASE, name)?;
    let is_certain = matches!(
        field.state,
        FieldState::AsGiven | FieldState::NowConfirmed | FieldState::Corrected { .. }
    );
    let source = field.source.as_ref()?;
    (is_certain && !field.value.is_empty()).then_some((field.value.as_str(), source))
}

/// The other parent has confirmed: what the registers said of that parent goes into the case.
pub fn hear(case: &CaseReading, answers: &[Sourced]) -> Heard {
    let mut heard = Heard::unchanged(case);
    hear_ethnicity(case, answers, &mut heard);
    if joins_the_confirmers(case.dossier) {
        hear_household(case, answers, &mut heard);
    }
    if let Some((insurance, source)) = answer::<Insured>(answers, DataSet::Insurance)
        && awaits_account(case)
    {
        let scheme = maternity_insurance(&insurance.scheme).of(PartyRole::Confirmer);
        heard
            .dossier
            .put(scheme.into_field(Some(source), FieldState::AsGiven));
        for matter in case
            .matters
            .iter()
            .filter(|matter| matter.code == MATERNITY)
        {
            let insurer = insurance
                .division
                .as_ref()
                .and_then(|division| case.directory.of_division(&matter.department, division));
            heard.send(matter, insurer.map(|office| OfficeId(office.id.clone())));
        }
    }
    heard
}

fn hear_ethnicity(case: &CaseReading, answers: &[Sourced], heard: &mut Heard) {
    let unregistered = unregistered(case);
    let children = unregistered
        .iter()
        .filter(|matter| case.dossier.get(&matter.subject, "ethnicity").is_none());
    let registered = answer::<Registered>(answers, DataSet::Persons)
        .and_then(|(person, source)| Some((person.ethnicity?, source)))
        .or_else(|| {
            answer::<RegionPerson>(answers, DataSet::SichuanPersons)
                .map(|(person, source)| (person.ethnicity, source))
        });
    if let Some((ethnicity, source)) = registered {
        let other = Value::new(
            CASE,
            "other-ethnicity",
            Text::FieldOtherEthnicity,
            ethnicity,
        )
        .of(PartyRole::Confirmer);
        heard
            .dossier
            .put(other.into_field(Some(source), FieldState::AsGiven));
    }
    let dossier = heard.dossier.clone();
    let with_answers = CaseReading {
        dossier: &dossier,
        ..*case
    };
    let mine = known_ethnicity(&with_answers, "applicant-ethnicity");
    let other = known_ethnicity(&with_answers, "other-ethnicity");
    for matter in children {
        let field = match (mine, other) {
            (Some((mine, source)), Some((other, _))) if mine == other => {
                ethnicity_of(&matter.subject, mine)
                    .into_field(Some(source.clone()), FieldState::AsGiven)
            }
            _ => ethnicity_of(&matter.subject, "")
                .shown(say(Text::FieldAwaitedChoice))
                .into_field(None, FieldState::Awaited),
        };
        heard.dossier.put(field);
    }
}

/// The register's household in the place of the street that the applicant typed.
fn hear_household(case: &CaseReading, answers: &[Sourced], heard: &mut Heard) {
    let asked = answers
        .iter()
        .find(|sourced| sourced.data_set == DataSet::Households.code());
    if asked.is_some_and(|sourced| sourced.outcome == Outcome::Silent) {
        heard.fetch_later.push(DataSet::Households);
    }
    let Some((household, source)) = answer::<HouseholdTold>(answers, DataSet::Households) else {
        return;
    };
    let typed = case.dossier.get(CASE, "household-street");
    // What the applicant typed is not what the register has: the desk reads both.
    let state = match typed {
        Some(typed) if typed.value != household.street => FieldState::Disputed {
            says: typed.shown().zh,
        },
        _ => FieldState::AsGiven,
    };
    let number = household_number(&household.number).of(PartyRole::Confirmer);
    let street = receiving_street(
        &household.street,
        case.directory.street_name(&household.street),
    )
    .of(PartyRole::Confirmer);
    heard
        .dossier
        .put(number.into_field(Some(source.clone()), FieldState::AsGiven));
    heard.dossier.put(street.into_field(Some(source), state));
    let station = OfficeId(household.station);
    for matter in case.matters {
        if !matter.definition.office.starts_with("household-") {
            continue;
        }
        let keeps_it = (matter.definition.office == "household-station")
            .then(|| case.directory.get(&station))
            .flatten();
        let office = keeps_it.or_else(|| {
            case.directory
                .serving(&matter.department, &household.street)
        });
        heard.send(matter, office.map(|office| OfficeId(office.id.clone())));
    }
}

fn answer<T: serde::de::DeserializeOwned>(
    answers: &[Sourced],
    set: DataSet,
) -> Option<(T, Source)> {
    let sourced = answers
        .iter()
        .find(|sourced| sourced.data_set == set.code())?;
    Some((sourced.read()?, source_of(sourced)))
}
