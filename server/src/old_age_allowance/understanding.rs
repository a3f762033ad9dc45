//! Makes sense of a draft of an old-age allowance.

use app::case::{Field, FieldState, PartyRole, Source};
use app::identity::OfficeId;
use app::old_age_allowance::{ElderForm, TypedElder};
use app::person::{PersonName, ResidentId};
use app::text::{Said, Text, Wording, in_every_language};

use crate::application::{
    Asked, ChosenMatter, Detour, LEAVE, Question, Reading, Service, Understanding,
};
use crate::case::FiledParty;
use crate::data_layer::desk::Sourced;
use crate::data_layer::records::{DataSet, Person};
use crate::fault::Fault;
use crate::mandate::ActingFor;

/// The service `old-age-allowance`.
pub static OLD_AGE_ALLOWANCE: OldAgeAllowance = OldAgeAllowance;

/// Old-age allowance.
pub struct OldAgeAllowance;

/// Age bands differ by district; below 80 no district pays (Ft R21 R22).
const YOUNGEST: i16 = 80;

const ASKS: [Asked; 1] = [Asked {
    set: DataSet::Persons,
    register: Text::DataSetPopulationPersons,
    what: Text::LeavePersonWhat,
    why: Text::LeaveElderWhy,
}];

impl Service for OldAgeAllowance {
    fn code(&self) -> &'static str {
        "old-age-allowance"
    }

    fn may_be_for_another(&self) -> bool {
        true
    }

    fn asks(&self) -> &'static [Asked] {
        &ASKS
    }

    fn understand(&self, reading: &Reading) -> Result<Understanding, Fault> {
        let mut says = Understanding::default();
        if !reading.draft.has(LEAVE) {
            return Ok(says);
        }
        let form: ElderForm = reading.draft.typed("elder");
        let acting = reading.draft.acting.as_ref();
        let whose = acting.map_or(&reading.applicant.name, |acting| &acting.name);
        let typed = form.parse(whose).ok();
        says.questions.push(Question {
            page: "elder".to_owned(),
            is_answered: typed.is_some(),
        });
        let own = reading.draft.sourced(DataSet::Persons).and_then(|sourced| {
            Some((
                sourced.read::<Person>()?,
                Source {
                    data_set: sourced.data_set.clone(),
                    call: sourced.call.clone(),
                    at: sourced.at,
                },
            ))
        });
        says.subjects
            .push(("case".to_owned(), say(Text::SubjectElder)));
        let Some(typed) = typed else {
            if let Some((person, source)) = &own {
                write_known(&mut says, reading, person, source);
            }
            return Ok(says);
        };
        let elder = match (acting, &own) {
            (_, Some((person, source))) => {
                write_known(&mut says, reading, person, source);
                (
                    person.name.clone(),
                    person.number.clone(),
                    person.street.clone(),
                )
            }
            // The register is silent: what the person said yes to names them and their street.
            (Some(acting), None) => {
                write_as_said(&mut says, reading, acting);
                (
                    acting.name.clone(),
                    acting.number.clone(),
                    acting.mandate.home.clone(),
                )
            }
            // For oneself: nothing says where; the counter does.
            (None, None) => {
                says.detour = Some(Detour {
                    heading: Text::ElderSilentTitle.into(),
                    paragraphs: vec![Text::ElderSilentBody.into()],
                });
                return Ok(says);
            }
        };
        if elder.1.age_on(reading.today) < YOUNGEST {
            says.detour = Some(Detour {
                heading: Text::ElderTooYoungTitle.into(),
                paragraphs: vec![
                    Said::from(Text::ElderTooYoungBody),
                    Text::ElderTooYoungWay.into(),
                ],
            });
            return Ok(says);
        }
        write(&mut says, reading, &typed, &elder);
        Ok(says)
    }

    fn fields_of(&self, _sourced: &Sourced) -> Vec<(String, String, String)> {
        // Everything here is either the register's own answer or declared; nothing is fetched later.
        Vec::new()
    }
}

fn write_known(says: &mut Understanding, reading: &Reading, person: &Person, source: &Source) {
    for (name, label, value) in [
        ("name", Text::FieldElderName, person.name.as_str()),
        ("street", Text::FieldElderStreet, person.street.as_str()),
    ] {
        let state = reading
            .draft
            .disputed(&format!("case.{name}"))
            .map_or(FieldState::AsGiven, |says| FieldState::Disputed { says });
        let shown = if name == "street" {
            reading.directory.street_name(value)
        } else {
            Wording::default()
        };
        says.dossier.fields.push(field(
            name,
            label,
            value,
            shown,
            "common",
            Some(source.clone()),
            state,
        ));
    }
}

/// Name and street as they stand in the mandate.
fn write_as_said(says: &mut Understanding, reading: &Reading, acting: &ActingFor) {
    let street = acting.mandate.home.as_str();
    for (name, label, value, shown) in [
        (
            "name",
            Text::FieldElderName,
            acting.name.as_str(),
            Wording::default(),
        ),
        (
            "street",
            Text::FieldElderStreet,
            street,
            reading.directory.street_name(street),
        ),
    ] {
        says.dossier.fields.push(field(
            name,
            label,
            value,
            shown,
            "common",
            None,
            FieldState::Unverified {
                data_set: DataSet::Persons.code(),
            },
        ));
    }
}

fn write(
    says: &mut Understanding,
    reading: &Reading,
    typed: &TypedElder,
    (name, number, street): &(PersonName, ResidentId, String),
) {
    let mut declared = |field_name: &str, label: Text, value: &str, shown: Wording, class: &str| {
        says.dossier.fields.push(field(
            field_name,
            label,
            value,
            shown,
            class,
            None,
            FieldState::Declared,
        ));
        // Who it is for was chosen at the start; the account is what the page asks for.
        if class == "account" {
            says.changes.insert(
                ("case".to_owned(), field_name.to_owned()),
                "elder".to_owned(),
            );
        }
    };
    let born = number.birth_date();
    declared(
        "number",
        Text::FieldElderNumber,
        number.as_str(),
        Wording::same(number.masked()),
        "number",
    );
    declared(
        "born",
        Text::FieldElderBorn,
        &born.to_string(),
        Wording::same(born.to_string()),
        "common",
    );
    declared(
        "account-owner",
        Text::FieldAccountOwner,
        name.as_str(),
        Wording::default(),
        "account",
    );
    declared(
        "bank",
        Text::FieldBank,
        &typed.bank,
        Wording::default(),
        "account",
    );
    declared(
        "account",
        Text::FieldAccount,
        &typed.account,
        Wording::same(format!(
            "**** {}",
            &typed.account[typed.account.len() - 4..]
        )),
        "account",
    );
    says.home.clone_from(street);
    says.subject_number = Some(number.clone());
    says.claims
        .push(reading.keys.blind("old-age-allowance,v1,", number.as_str()));
    says.parties = vec![
        FiledParty {
            role: PartyRole::Applicant,
            party: "applicant".to_owned(),
            person: Some(reading.applicant.person.clone()),
            name: reading.applicant.name.clone(),
        },
        FiledParty {
            role: PartyRole::Subject,
            party: "elder".to_owned(),
            person: Some(reading.keys.person(number)),
            name: name.clone(),
        },
    ];
    says.matters = reading
        .definition
        .matters
        .iter()
        .map(|matter| {
            let office = match matter.office.as_str() {
                "subject-district" => reading
                    .directory
                    .of_division(&matter.department, street.get(..6).unwrap_or_default()),
                _ => reading.directory.serving(&matter.department, street),
            };
            ChosenMatter {
                code: matter.code.clone(),
                subject: "case".to_owned(),
                office: office.map(|office| OfficeId(office.id.clone())),
                already: None,
            }
        })
        .collect();
}

fn field(
    name: &str,
    label: Text,
    value: &str,
    shown: Wording,
    class: &str,
    source: Option<Source>,
    state: FieldState,
) -> Field {
    Field {
        subject: "case".to_owned(),
        name: name.to_owned(),
        label: say(label),
        value: value.to_owned(),
        shown,
        class: class.to_owned(),
        belongs_to: PartyRole::Subject,
        source,
        state,
    }
}

fn say(text: Text) -> Wording {
    in_every_language(text, &[])
}
