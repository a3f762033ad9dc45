//! What the dossier of a birth holds: every value with whose it is, who may see it and where it came from.

use app::case::{Dossier, Field, FieldState, PartyRole, Source};
use app::newborn::{AccountForm, HouseholdForm, SurnameReason};
use app::person::{PersonName, Sex};
use app::text::{Language, Text, Wording, Words, city_date, in_every_language};
use jiff::civil::Date;

use super::family::{Child, Family};
use crate::application::{ReadLicence, Reading, Understanding};
use crate::data_layer::records::{Birth, DataSet};

/// The whole family, as a field's subject.
pub const CASE: &str = "case";
/// The parents' marriage certificate, as the store of e-licences has it.
pub const MARRIAGE_LICENCE: ReadLicence = ReadLicence {
    kind: "marriage-certificate",
    name: "marriage-licence",
    label: Text::FieldMarriageLicence,
    class: "common",
};
/// Class of what the station and the hospital read besides the common fields.
const OF_THE_NAME: &str = "name";

/// A value on its way into the dossier: the subject's own and for every office, unless said otherwise.
pub struct Value {
    subject: String,
    name: &'static str,
    label: Text,
    value: String,
    shown: Wording,
    class: &'static str,
    belongs_to: PartyRole,
}

impl Value {
    pub fn new(subject: &str, name: &'static str, label: Text, value: impl Into<String>) -> Self {
        Self {
            subject: subject.to_owned(),
            name,
            label,
            value: value.into(),
            shown: Wording::default(),
            class: "common",
            belongs_to: PartyRole::Subject,
        }
    }

    /// As people read it.
    pub fn shown(mut self, shown: Wording) -> Self {
        self.shown = shown;
        self
    }

    /// A party's own: the other party never sees it.
    pub fn of(mut self, belongs_to: PartyRole) -> Self {
        self.belongs_to = belongs_to;
        self
    }

    /// Only for offices whose matter names this class.
    pub fn only_for(mut self, class: &'static str) -> Self {
        self.class = class;
        self
    }

    pub fn into_field(self, source: Option<Source>, state: FieldState) -> Field {
        Field {
            subject: self.subject,
            name: self.name.to_owned(),
            label: say(self.label),
            value: self.value,
            shown: self.shown,
            class: self.class.to_owned(),
            belongs_to: self.belongs_to,
            source,
            state,
        }
    }
}

/// Writes values into the dossier that is being understood.
struct Pen<'a, 'b> {
    reading: &'a Reading<'a>,
    says: &'b mut Understanding,
}

impl Pen<'_, '_> {
    /// As a register gave it; what the applicant says instead stands beside it.
    fn given(&mut self, value: Value, source: &Source) {
        let state = self
            .reading
            .draft
            .disputed(&format!("{}.{}", value.subject, value.name))
            .map_or(FieldState::AsGiven, |says| FieldState::Disputed { says });
        self.put(value.into_field(Some(source.clone()), state));
    }

    /// Typed on this page, because only the family can know it.
    fn declared(&mut self, value: Value, page: &str) {
        self.change(&value, page);
        self.put(value.into_field(None, FieldState::Declared));
    }

    /// Typed on this page in place of what a register did not say.
    fn by_hand(&mut self, value: Value, set: DataSet, page: &str) {
        self.change(&value, page);
        let state = self.reading.draft.typed_for(set);
        self.put(value.into_field(None, state));
    }

    fn put(&mut self, field: Field) {
        self.says.dossier.fields.push(field);
    }

    fn change(&mut self, value: &Value, page: &str) {
        self.says.changes.insert(
            (value.subject.clone(), value.name.to_owned()),
            page.to_owned(),
        );
    }
}

/// Writes everything that is known of the family, in the order in which it is read.
pub fn fill(
    family: &Family,
    reading: &Reading,
    says: &mut Understanding,
    street: Option<&str>,
    wants: &dyn Fn(&str) -> bool,
) {
    let mut pen = Pen { reading, says };
    for (index, child) in family.children.iter().enumerate() {
        let title = if family.children.len() == 1 {
            say(Text::SubjectChild)
        } else {
            let number = (index + 1).to_string();
            in_every_language(Text::SubjectChildNumber, &[("number", &number, &number)])
        };
        pen.says.subjects.push((child.key.clone(), title));
        write_child(&mut pen, child, family.applicant_is_mother);
    }
    pen.says
        .subjects
        .push((CASE.to_owned(), say(Text::SubjectFamily)));
    write_parents(&mut pen, family);
    if let (Some(street), true) = (
        street,
        wants("household-registration") || family.household.is_none(),
    ) {
        write_household(&mut pen, family, street);
    }
    write_money(&mut pen, family, wants);
}

fn write_child(pen: &mut Pen, child: &Child, applicant_is_mother: bool) {
    let value = |name, label, value: &str| Value::new(&child.key, name, label, value);
    match (&child.birth, &child.typed) {
        (Some((birth, source)), _) => {
            if let Some(name) = &birth.child_name {
                pen.given(value("name", Text::FieldChildName, name.as_str()), source);
            } else if let Some(typed) = &child.typed {
                let name = value("name", Text::FieldChildName, typed.name.as_str());
                pen.declared(name, &child.page);
            }
            write_birth(pen, child, birth, source);
        }
        (None, Some(typed)) => {
            let mut by_hand = |value: Value| pen.by_hand(value, DataSet::Certificates, &child.page);
            by_hand(value("name", Text::FieldChildName, typed.name.as_str()));
            by_hand(value(
                "certificate",
                Text::FieldCertificate,
                typed.certificate.as_deref().unwrap_or_default(),
            ));
            if let (Some(sex), Some(born)) = (typed.sex, typed.born) {
                by_hand(value("sex", Text::FieldSex, sex_code(sex)).shown(sex_word(sex)));
                by_hand(value("born", Text::FieldBorn, &born.to_string()).shown(date_word(born)));
            }
            let (name, label) = if applicant_is_mother {
                ("mother-name", Text::FieldMother)
            } else {
                ("father-name", Text::FieldFather)
            };
            let applicant = pen.reading.applicant.name.as_str().to_owned();
            pen.declared(value(name, label, &applicant), &child.page);
        }
        (None, None) => {}
    }
    if let Some((reason, why)) = child
        .typed
        .as_ref()
        .and_then(|typed| typed.surname_reason.as_ref())
    {
        pen.declared(surname_reason(&child.key, *reason, why), &child.page);
    }
}

fn surname_reason(child: &str, reason: SurnameReason, why: &str) -> Value {
    let said = format!("{}: {why}", reason.code());
    Value::new(child, "surname-reason", Text::FieldSurnameReason, said)
        .shown(reason.explained(why))
        .only_for(OF_THE_NAME)
}

fn write_birth(pen: &mut Pen, child: &Child, birth: &Birth, source: &Source) {
    let value = |name, label, value: &str| Value::new(&child.key, name, label, value);
    let number = match &birth.certificate {
        Some(certificate) => value("certificate", Text::FieldCertificate, certificate),
        None => value("delivery", Text::FieldDelivery, &birth.delivery),
    };
    let born = city_date(birth.born_at);
    let father = birth
        .father_name
        .as_ref()
        .map(|father| value("father-name", Text::FieldFather, father.as_str()));
    let said = [
        number,
        value("sex", Text::FieldSex, sex_code(birth.sex)).shown(sex_word(birth.sex)),
        value("born", Text::FieldBorn, &born.to_string()).shown(date_word(born)),
        value("hospital", Text::FieldHospital, &birth.hospital),
        value("mother-name", Text::FieldMother, birth.mother_name.as_str()),
    ];
    for value in said.into_iter().chain(father) {
        pen.given(value, source);
    }
}

fn write_parents(pen: &mut Pen, family: &Family) {
    if let Some((person, source)) = &family.person {
        let own = |name, label, value: Option<&str>| {
            Some(Value::new(CASE, name, label, value?).of(PartyRole::Applicant))
        };
        let said = [
            own(
                "applicant-name",
                Text::FieldApplicantName,
                person.name.as_ref().map(PersonName::as_str),
            ),
            own(
                "applicant-ethnicity",
                Text::FieldApplicantEthnicity,
                person.ethnicity.as_deref(),
            ),
            own(
                "applicant-address",
                Text::FieldApplicantAddress,
                person.address.as_deref(),
            )
            .map(|address| address.only_for("address")),
        ];
        for value in said.into_iter().flatten() {
            pen.given(value, source);
        }
    }
    let other =
        |name: &str| Value::new(CASE, "other-parent-name", Text::FieldOtherParentName, name);
    match (&family.marriage, &family.other_parent) {
        (Some((marriage, source)), _) => {
            pen.given(other(marriage.spouse_name.as_str()), source);
            let on = marriage.married_on;
            pen.given(
                Value::new(CASE, "marriage", Text::FieldMarriage, on.to_string())
                    .shown(date_word(on)),
                source,
            );
        }
        (None, Some((name, _))) => {
            pen.by_hand(other(name.as_str()), DataSet::Marriages, "other-parent");
        }
        (None, None) => {}
    }
    if let Some(licence) = MARRIAGE_LICENCE.field(pen.reading) {
        pen.put(licence);
    }
}

fn write_household(pen: &mut Pen, family: &Family, street: &str) {
    let form: HouseholdForm = pen.reading.draft.typed("household");
    let is_own = form.whose != "other";
    // Whose household it is, is the child's matter: the other parent reads it before confirming.
    let head = if is_own {
        Some(&pen.reading.applicant.name)
    } else {
        family.other_parent.as_ref().map(|(name, _)| name)
    };
    if let (Some(name), false) = (head, form.whose.is_empty()) {
        let whose = household_of(if is_own {
            PartyRole::Applicant
        } else {
            PartyRole::Confirmer
        });
        let name = Wording::same(name.as_str());
        pen.declared(
            Value::new(CASE, "household-of", Text::FieldHouseholdOf, whose).shown(name),
            "household",
        );
    }
    // The other parent's household is theirs, whoever typed its street.
    let owner = if is_own {
        PartyRole::Applicant
    } else {
        PartyRole::Confirmer
    };
    let place = receiving_street(street, pen.reading.directory.street_name(street)).of(owner);
    match &family.household {
        Some((mine, source)) if is_own => {
            pen.given(
                household_number(&mine.number).of(PartyRole::Applicant),
                source,
            );
            pen.change(&place, "household");
            pen.given(place, source);
        }
        _ => pen.by_hand(place, DataSet::Households, "household"),
    }
}

fn write_money(pen: &mut Pen, family: &Family, wants: &dyn Fn(&str) -> bool) {
    let typed = pen.reading.draft.typed::<AccountForm>("account").parse();
    if wants("childcare-allowance")
        && let Ok((bank, account)) = &typed
    {
        let own = |name, label, value: &str| {
            Value::new(CASE, name, label, value)
                .of(PartyRole::Applicant)
                .only_for("account")
        };
        pen.declared(own("bank", Text::FieldBank, bank), "account");
        let shown = Wording::same(mask_account(account));
        pen.declared(
            own("account", Text::FieldAccount, account).shown(shown),
            "account",
        );
    }
    if !wants("maternity-benefit") {
        return;
    }
    if !family.applicant_is_mother {
        // The matter waits until she has filled it in herself.
        let awaited = maternity_account("", say(Text::FieldAwaitedMother)).of(PartyRole::Confirmer);
        pen.put(awaited.into_field(None, FieldState::Awaited));
        return;
    }
    if let Some((insurance, source)) = &family.insurance {
        pen.given(
            maternity_insurance(&insurance.scheme).of(PartyRole::Applicant),
            source,
        );
    }
    if let Ok((bank, account)) = &typed {
        let shown = account_in_words(bank, account);
        pen.declared(
            maternity_account(account, shown).of(PartyRole::Applicant),
            "account",
        );
    }
}

/// `applicant` or `confirmer`: whose household takes the child in.
pub const fn household_of(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Confirmer => "confirmer",
        PartyRole::Applicant | PartyRole::Subject => "applicant",
    }
}

/// Whether the other parent's household takes the child in.
pub fn joins_the_confirmers(dossier: &Dossier) -> bool {
    dossier.value(CASE, "household-of") == Some(household_of(PartyRole::Confirmer))
}

pub fn household_number(number: &str) -> Value {
    Value::new(CASE, "household-number", Text::FieldHouseholdNumber, number)
}

pub fn receiving_street(street: &str, name: Wording) -> Value {
    Value::new(CASE, "household-street", Text::FieldHouseholdStreet, street).shown(name)
}

pub fn maternity_insurance(scheme: &str) -> Value {
    let shown = say(if scheme == "employee" {
        Text::SchemeEmployee
    } else {
        Text::SchemeResident
    });
    Value::new(CASE, "mother-insurance", Text::FieldInsurance, scheme)
        .shown(shown)
        .only_for("insurance")
}

/// The mother's account, which the insurance office alone reads.
pub fn maternity_account(account: &str, shown: Wording) -> Value {
    Value::new(
        CASE,
        "maternity-account",
        Text::FieldMaternityAccount,
        account,
    )
    .shown(shown)
    .only_for("maternity-account")
}

/// The child's ethnicity.
pub fn ethnicity_of(child: &str, ethnicity: &str) -> Value {
    Value::new(child, "ethnicity", Text::FieldEthnicity, ethnicity)
}

/// Bank and `**** 1234`.
pub fn account_in_words(bank: &str, account: &str) -> Wording {
    Wording::same(format!("{bank} {}", mask_account(account)))
}

fn mask_account(account: &str) -> String {
    format!("**** {}", &account[account.len().saturating_sub(4)..])
}

pub fn say(text: Text) -> Wording {
    in_every_language(text, &[])
}

pub fn sex_code(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

fn sex_word(sex: Sex) -> Wording {
    say(match sex {
        Sex::Female => Text::SexFemale,
        Sex::Male => Text::SexMale,
    })
}

fn date_word(date: Date) -> Wording {
    Wording::new(
        Words::new(Language::Chinese).date(date),
        Words::new(Language::English).date(date),
    )
}
