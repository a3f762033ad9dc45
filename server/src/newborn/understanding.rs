//! Makes sense of a draft of a birth: which children, which matters are possible, which questions are left, and which
//! way works when this one does not.

use app::application::{MatterChoice, MattersForm};
use app::case::{Field, FieldState, MatterDefinition, PartyRole, Source};
use app::identity::OfficeId;
use app::newborn::{
    AccountForm, ChildAsks, ChildForm, EthnicityForm, HouseholdForm, OtherParentForm, TypedChild,
};
use app::person::{PersonName, Sex};
use app::text::{Language, Text, Wording, Words, city_date, in_every_language};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::application::{Asked, ChosenMatter, Detour, Question, Reading, Service, Understanding};
use crate::case::FiledParty;
use crate::data_layer::desk::{Outcome, Sourced};
use crate::data_layer::records::{Birth, DataSet, Household, Insurance, Marriage, Person};
use crate::fault::Fault;
use crate::keys::Keys;

/// The service `newborn`.
pub static NEWBORN: Newborn = Newborn;

/// Birth of a child.
pub struct Newborn;

const ASKS: [Asked; 6] = [
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
];

/// A child of this application: as a register knows it, or as typed.
struct Child {
    key: String,
    birth: Option<(Birth, Source)>,
    typed: Option<TypedChild>,
    /// Its page is a question of this application.
    asks: Option<ChildAsks>,
}

/// What the registers said about the applicant.
struct Family {
    person: Option<(Person, Source)>,
    household: Option<(Household, Source)>,
    marriage: Option<(Marriage, Source)>,
    insurance: Option<(Insurance, Source)>,
    children: Vec<Child>,
    applicant_is_mother: bool,
}

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
        Ok(family.understood(reading))
    }

    fn fields_of(&self, sourced: &Sourced) -> Vec<(String, String, String)> {
        let mut fields = Vec::new();
        let mut say = |subject: &str, name: &str, value: String| {
            fields.push((subject.to_owned(), name.to_owned(), value))
        };
        match DataSet::from_code(&sourced.data_set) {
            Some(DataSet::Households) => {
                if let Some(household) = sourced.read::<Household>() {
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
            _ => {}
        }
        fields
    }
}

impl Family {
    fn of(reading: &Reading) -> Self {
        let certificates: Vec<(Birth, Source)> = births(reading, DataSet::Certificates);
        let deliveries: Vec<(Birth, Source)> = births(reading, DataSet::Deliveries);
        let person: Option<(Person, Source)> = answer(reading, DataSet::Persons);
        let known: Vec<(Birth, Source)> = if certificates.is_empty() {
            deliveries
        } else {
            certificates
        };
        let applicant_is_mother = match (known.first(), &person) {
            (Some((birth, _)), _) => reading.keys.person(&birth.mother) == reading.applicant.person,
            (None, Some((person, _))) => person.sex == Sex::Female,
            (None, None) => true,
        };
        let children = if known.is_empty() {
            // No register answered: one child by hand; twins whose registers are down go to the counter for the second.
            vec![typed_child(reading, 0, None, Some(ChildAsks::Everything))]
        } else {
            known
                .into_iter()
                .enumerate()
                .map(|(index, (birth, source))| {
                    let asks = birth.certificate.is_none().then_some(ChildAsks::Name);
                    typed_child(reading, index, Some((birth, source)), asks)
                })
                .collect()
        };
        Self {
            person,
            household: answer(reading, DataSet::Households),
            marriage: answer(reading, DataSet::Marriages),
            insurance: answer(reading, DataSet::Insurance),
            children,
            applicant_is_mother,
        }
    }

    /// The ways that are not this form: quiet, with one number to call.
    fn detour(&self, reading: &Reading) -> Option<Detour> {
        let births = || {
            self.children
                .iter()
                .filter_map(|child| child.birth.as_ref().map(|(birth, _)| birth))
        };
        if births().any(|birth| birth.died_on.is_some()) {
            // Birth and death are both registered (Regulation on household registration, art. 9): by a person, quietly.
            return Some(Detour {
                heading: Text::QuietTitle.into(),
                paragraphs: vec![Text::QuietBody.into(), Text::QuietCall.into()],
            });
        }
        let mother_is_minor = births().any(|birth| birth.mother.age_on(reading.today) < 18)
            || (self.applicant_is_mother
                && self
                    .person
                    .as_ref()
                    .is_some_and(|(person, _)| person.number.age_on(reading.today) < 18));
        if mother_is_minor {
            return Some(Detour {
                heading: Text::QuietTitle.into(),
                paragraphs: vec![Text::QuietHelpBody.into(), Text::QuietCall.into()],
            });
        }
        let answered_nothing = |set| {
            outcome(reading, set) == Some(Outcome::NothingHeld)
                || reading.draft.sourced(set).is_some_and(|sourced| {
                    sourced
                        .read::<Vec<Birth>>()
                        .is_some_and(|births| births.is_empty())
                })
        };
        let has_known_child = self.children.iter().any(|child| child.birth.is_some());
        if !has_known_child
            && answered_nothing(DataSet::Certificates)
            && (answered_nothing(DataSet::Deliveries) || !self.applicant_is_mother)
        {
            return Some(Detour {
                heading: Text::NoRecordTitle.into(),
                paragraphs: vec![Text::NoRecordBody.into(), Text::NoRecordWay.into()],
            });
        }
        if outcome(reading, DataSet::Marriages) == Some(Outcome::NothingHeld) {
            return Some(Detour {
                heading: Text::NotMarriedTitle.into(),
                paragraphs: vec![Text::NotMarriedBody.into(), Text::NotMarriedWay.into()],
            });
        }
        None
    }

    fn understood(&self, reading: &Reading) -> Understanding {
        let household_form: HouseholdForm = reading.draft.typed("household");
        let street = self.receiving_street(&household_form);
        let choices = self.choices(reading);
        let wanted: MattersForm = if reading.draft.has("matters") {
            reading.draft.typed("matters")
        } else {
            MattersForm {
                matters: choices
                    .iter()
                    .filter(|choice| choice.impossible.is_none())
                    .map(|choice| choice.code.clone())
                    .collect(),
            }
        };
        let wants = |code: &str| {
            wanted.matters.iter().any(|wanted| wanted == code)
                && choices
                    .iter()
                    .any(|choice| choice.code == code && choice.impossible.is_none())
        };
        let questions = self.questions(reading, &wants);
        let mut says = Understanding {
            questions,
            choices: choices.clone(),
            home: street.clone().unwrap_or_default(),
            ..Understanding::default()
        };
        self.fill_dossier(
            reading,
            &mut says,
            &household_form,
            street.as_deref(),
            &wants,
        );
        says.parties = self.parties(reading);
        says.matters = self.matters(reading, street.as_deref(), &wants, &choices);
        says.claims = self
            .children
            .iter()
            .flat_map(|child| child.claims(reading.keys))
            .collect();
        says.fetch_later = ASKS
            .iter()
            .filter(|asked| outcome(reading, asked.set) == Some(Outcome::Silent))
            .map(|asked| asked.set)
            .filter(|set| {
                matches!(
                    set,
                    DataSet::Households | DataSet::Certificates | DataSet::Marriages
                )
            })
            .collect();
        says
    }

    /// Nine digits of the street whose station takes the child in.
    fn receiving_street(&self, form: &HouseholdForm) -> Option<String> {
        if form.whose == "mine"
            && let Some((household, _)) = &self.household
        {
            return Some(household.street.clone());
        }
        if !form.street.is_empty() {
            return Some(form.street.clone());
        }
        self.household
            .as_ref()
            .map(|(household, _)| household.street.clone())
    }

    fn choices(&self, reading: &Reading) -> Vec<MatterChoice> {
        reading
            .definition
            .matters
            .iter()
            .map(|matter| {
                let done = (matter.code == "birth-certificate"
                    && self
                        .children
                        .iter()
                        .all(|child| child.certificate().is_some()))
                .then(|| {
                    Wording::same(
                        self.children
                            .iter()
                            .filter_map(Child::certificate)
                            .collect::<Vec<_>>()
                            .join("、"),
                    )
                });
                MatterChoice {
                    code: matter.code.clone(),
                    name: matter.name.clone(),
                    gives: matter.gives.clone(),
                    impossible: self.why_impossible(matter),
                    done,
                }
            })
            .collect()
    }

    /// Why a matter cannot be had in this application.
    fn why_impossible(&self, matter: &MatterDefinition) -> Option<Wording> {
        match matter.code.as_str() {
            // The account is typed by the mother in her own session, in her own name.
            "maternity-benefit" if !self.applicant_is_mother => Some(say(Text::MatterOnlyMother)),
            _ => None,
        }
    }

    fn questions(&self, reading: &Reading, wants: &dyn Fn(&str) -> bool) -> Vec<Question> {
        let mut questions = Vec::new();
        let mut ask =
            |page: String, is_answered: bool| questions.push(Question { page, is_answered });
        for (index, child) in self.children.iter().enumerate() {
            if child.asks.is_some() {
                ask(format!("child/{}", index + 1), child.typed.is_some());
            }
        }
        if self.marriage.is_none() {
            let form: OtherParentForm = reading.draft.typed("other-parent");
            ask("other-parent".to_owned(), form.parse(None).is_ok());
        }
        ask(
            "matters".to_owned(),
            reading.draft.has("matters")
                && reading
                    .draft
                    .typed::<MattersForm>("matters")
                    .faults()
                    .is_empty(),
        );
        let registers = wants("household-registration");
        let household: HouseholdForm = reading.draft.typed("household");
        // Without the household's place no office can be found, whatever was chosen.
        if registers || self.household.is_none() {
            ask(
                "household".to_owned(),
                reading.draft.has("household")
                    && household.faults(self.household.is_some()).is_empty(),
            );
        }
        if registers {
            ask(
                "ethnicity".to_owned(),
                reading
                    .draft
                    .typed::<EthnicityForm>("ethnicity")
                    .faults()
                    .is_empty(),
            );
        }
        if wants("maternity-benefit") || wants("childcare-allowance") {
            ask(
                "account".to_owned(),
                reading
                    .draft
                    .typed::<AccountForm>("account")
                    .parse()
                    .is_ok(),
            );
        }
        questions
    }

    fn fill_dossier(
        &self,
        reading: &Reading,
        says: &mut Understanding,
        household: &HouseholdForm,
        street: Option<&str>,
        wants: &dyn Fn(&str) -> bool,
    ) {
        let mut pen = Pen { reading, says };
        for (index, child) in self.children.iter().enumerate() {
            let title = if self.children.len() == 1 {
                say(Text::SubjectChild)
            } else {
                in_every_language(
                    Text::SubjectChildNumber,
                    &[("number", &(index + 1).to_string(), &(index + 1).to_string())],
                )
            };
            pen.says.subjects.push((child.key.clone(), title));
            child.write(
                &mut pen,
                index,
                self.applicant_is_mother,
                &reading.applicant.name,
            );
        }
        pen.says
            .subjects
            .push(("case".to_owned(), say(Text::SubjectFamily)));
        if let Some((person, source)) = &self.person {
            pen.given(
                "case",
                "applicant-name",
                Text::FieldApplicantName,
                person.name.as_str(),
                PartyRole::Applicant,
                "common",
                source,
            );
            pen.given(
                "case",
                "applicant-ethnicity",
                Text::FieldApplicantEthnicity,
                &person.ethnicity,
                PartyRole::Applicant,
                "common",
                source,
            );
            pen.given(
                "case",
                "applicant-address",
                Text::FieldApplicantAddress,
                &person.address,
                PartyRole::Applicant,
                "address",
                source,
            );
        }
        match &self.marriage {
            Some((marriage, source)) => {
                pen.given(
                    "case",
                    "other-parent-name",
                    Text::FieldOtherParentName,
                    marriage.spouse_name.as_str(),
                    PartyRole::Subject,
                    "common",
                    source,
                );
                pen.given_as(
                    "case",
                    "marriage",
                    Text::FieldMarriage,
                    &marriage.married_on.to_string(),
                    date_word(marriage.married_on),
                    PartyRole::Subject,
                    "common",
                    source,
                );
            }
            None => {
                let form: OtherParentForm = reading.draft.typed("other-parent");
                if let Ok((name, _)) = form.parse(None) {
                    pen.by_hand(
                        "case",
                        "other-parent-name",
                        Text::FieldOtherParentName,
                        name.as_str(),
                        PartyRole::Subject,
                        DataSet::Marriages,
                        "other-parent",
                    );
                }
            }
        }
        if let (Some(street), true) = (
            street,
            wants("household-registration") || self.household.is_none(),
        ) {
            let is_own = household.whose == "mine" || household.whose.is_empty();
            match &self.household {
                Some((mine, source)) if is_own => {
                    pen.given(
                        "case",
                        "household-number",
                        Text::FieldHouseholdNumber,
                        &mine.number,
                        PartyRole::Applicant,
                        "common",
                        source,
                    );
                    pen.given_as(
                        "case",
                        "household-street",
                        Text::FieldHouseholdStreet,
                        street,
                        reading.directory.street_name(street),
                        PartyRole::Applicant,
                        "common",
                        source,
                    );
                    pen.change("case", "household-street", "household");
                }
                _ => {
                    pen.by_hand(
                        "case",
                        "household-street",
                        Text::FieldHouseholdStreet,
                        street,
                        PartyRole::Applicant,
                        DataSet::Households,
                        "household",
                    );
                    pen.shown(
                        "case",
                        "household-street",
                        reading.directory.street_name(street),
                    );
                }
            }
        }
        let ethnicity: EthnicityForm = reading.draft.typed("ethnicity");
        if wants("household-registration") && ethnicity.faults().is_empty() {
            for child in &self.children {
                pen.declared(
                    &child.key,
                    "ethnicity",
                    Text::FieldEthnicity,
                    &ethnicity.ethnicity,
                    PartyRole::Subject,
                    "common",
                    "ethnicity",
                );
            }
        }
        if let Some((insurance, source)) = &self.insurance
            && wants("maternity-benefit")
        {
            let scheme = say(if insurance.scheme == "employee" {
                Text::SchemeEmployee
            } else {
                Text::SchemeResident
            });
            pen.given_as(
                "case",
                "mother-insurance",
                Text::FieldInsurance,
                &insurance.scheme,
                scheme,
                PartyRole::Applicant,
                "insurance",
                source,
            );
        }
        if (wants("maternity-benefit") || wants("childcare-allowance"))
            && let Ok((bank, account)) = reading.draft.typed::<AccountForm>("account").parse()
        {
            pen.declared(
                "case",
                "bank",
                Text::FieldBank,
                &bank,
                PartyRole::Applicant,
                "account",
                "account",
            );
            pen.declared(
                "case",
                "account",
                Text::FieldAccount,
                &account,
                PartyRole::Applicant,
                "account",
                "account",
            );
            pen.shown("case", "account", Wording::same(mask_account(&account)));
        }
    }

    fn parties(&self, reading: &Reading) -> Vec<FiledParty> {
        let mut parties = vec![FiledParty {
            role: PartyRole::Applicant,
            party: "applicant".to_owned(),
            person: Some(reading.applicant.person.clone()),
            name: reading.applicant.name.clone(),
        }];
        let other = match &self.marriage {
            Some((marriage, _)) => Some((marriage.spouse_name.clone(), marriage.spouse.clone())),
            None => reading
                .draft
                .typed::<OtherParentForm>("other-parent")
                .parse(None)
                .ok(),
        };
        if let Some((name, number)) = other {
            parties.push(FiledParty {
                role: PartyRole::Confirmer,
                party: "confirmer".to_owned(),
                person: Some(reading.keys.person(&number)),
                name,
            });
        }
        for child in &self.children {
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
        &self,
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
                for child in &self.children {
                    let already = (matter.code == "birth-certificate")
                        .then(|| child.certificate())
                        .flatten();
                    matters.push(ChosenMatter {
                        code: matter.code.clone(),
                        subject: child.key.clone(),
                        office: self.office(reading, matter, Some(child), street),
                        already,
                    });
                }
            } else {
                matters.push(ChosenMatter {
                    code: matter.code.clone(),
                    subject: "case".to_owned(),
                    office: self.office(reading, matter, None, street),
                    already: None,
                });
            }
        }
        matters
    }

    /// The definition's rules for finding an office, by name.
    fn office(
        &self,
        reading: &Reading,
        matter: &MatterDefinition,
        child: Option<&Child>,
        street: Option<&str>,
    ) -> Option<OfficeId> {
        let directory = reading.directory;
        let serving = |street: Option<&str>| {
            street.and_then(|street| directory.serving(&matter.department, street))
        };
        let own_street = self
            .person
            .as_ref()
            .map(|(person, _)| person.street.as_str())
            .or(street);
        let found = match matter.office.as_str() {
            "hospital" => child
                .and_then(|child| child.birth.as_ref())
                .and_then(|(birth, _)| directory.get(&OfficeId(birth.hospital_office.clone())))
                .or_else(|| serving(street)),
            "household-station" => self
                .household
                .as_ref()
                .filter(|(household, _)| Some(household.street.as_str()) == street)
                .and_then(|(household, _)| directory.get(&OfficeId(household.station.clone())))
                .or_else(|| serving(street)),
            "mother-insurer" => self
                .insurance
                .as_ref()
                .and_then(|(insurance, _)| {
                    directory.of_division(&matter.department, &insurance.division)
                })
                .or_else(|| serving(own_street)),
            "applicant-health" | "residence-health" => serving(own_street),
            _ => serving(street),
        };
        found.map(|office| OfficeId(office.id.clone()))
    }
}

impl Child {
    fn certificate(&self) -> Option<String> {
        match &self.birth {
            Some((birth, _)) => birth.certificate.clone(),
            None => self
                .typed
                .as_ref()
                .and_then(|typed| typed.certificate.clone()),
        }
    }

    /// What may be applied for once. The delivery too: a certificate that is issued meanwhile is of the same birth.
    fn claims(&self, keys: &Keys) -> Vec<String> {
        let certificate = self
            .certificate()
            .map(|number| keys.blind("certificate,v1,", &number));
        let delivery = self
            .birth
            .as_ref()
            .map(|(birth, _)| keys.blind("delivery,v1,", &birth.delivery));
        certificate.into_iter().chain(delivery).collect()
    }

    fn name(&self) -> Option<PersonName> {
        let of_certificate = self
            .birth
            .as_ref()
            .and_then(|(birth, _)| birth.child_name.clone());
        of_certificate.or_else(|| self.typed.as_ref().map(|typed| typed.name.clone()))
    }

    fn write(
        &self,
        pen: &mut Pen,
        index: usize,
        applicant_is_mother: bool,
        applicant: &PersonName,
    ) {
        let page = format!("child/{}", index + 1);
        let key = &self.key;
        match &self.birth {
            Some((birth, source)) => {
                match &birth.child_name {
                    Some(name) => pen.given(
                        key,
                        "name",
                        Text::FieldChildName,
                        name.as_str(),
                        PartyRole::Subject,
                        "common",
                        source,
                    ),
                    None => {
                        if let Some(typed) = &self.typed {
                            pen.declared(
                                key,
                                "name",
                                Text::FieldChildName,
                                typed.name.as_str(),
                                PartyRole::Subject,
                                "common",
                                &page,
                            );
                        }
                    }
                }
                if let Some(certificate) = &birth.certificate {
                    pen.given(
                        key,
                        "certificate",
                        Text::FieldCertificate,
                        certificate,
                        PartyRole::Subject,
                        "common",
                        source,
                    );
                } else {
                    pen.given(
                        key,
                        "delivery",
                        Text::FieldDelivery,
                        &birth.delivery,
                        PartyRole::Subject,
                        "common",
                        source,
                    );
                }
                pen.given_as(
                    key,
                    "sex",
                    Text::FieldSex,
                    sex_code(birth.sex),
                    sex_word(birth.sex),
                    PartyRole::Subject,
                    "common",
                    source,
                );
                let born = city_date(birth.born_at);
                pen.given_as(
                    key,
                    "born",
                    Text::FieldBorn,
                    &born.to_string(),
                    date_word(born),
                    PartyRole::Subject,
                    "common",
                    source,
                );
                pen.given(
                    key,
                    "hospital",
                    Text::FieldHospital,
                    &birth.hospital,
                    PartyRole::Subject,
                    "common",
                    source,
                );
                pen.given(
                    key,
                    "mother-name",
                    Text::FieldMother,
                    birth.mother_name.as_str(),
                    PartyRole::Subject,
                    "common",
                    source,
                );
                if let Some(father) = &birth.father_name {
                    pen.given(
                        key,
                        "father-name",
                        Text::FieldFather,
                        father.as_str(),
                        PartyRole::Subject,
                        "common",
                        source,
                    );
                }
            }
            None => {
                let Some(typed) = &self.typed else { return };
                let mut by_hand = |name: &str, label: Text, value: &str| {
                    pen.by_hand(
                        key,
                        name,
                        label,
                        value,
                        PartyRole::Subject,
                        DataSet::Certificates,
                        &page,
                    )
                };
                by_hand("name", Text::FieldChildName, typed.name.as_str());
                by_hand(
                    "certificate",
                    Text::FieldCertificate,
                    typed.certificate.as_deref().unwrap_or_default(),
                );
                if let (Some(sex), Some(born)) = (typed.sex, typed.born) {
                    by_hand("sex", Text::FieldSex, sex_code(sex));
                    by_hand("born", Text::FieldBorn, &born.to_string());
                    pen.shown(key, "sex", sex_word(sex));
                    pen.shown(key, "born", date_word(born));
                }
                let (name, label) = if applicant_is_mother {
                    ("mother-name", Text::FieldMother)
                } else {
                    ("father-name", Text::FieldFather)
                };
                pen.declared(
                    key,
                    name,
                    label,
                    applicant.as_str(),
                    PartyRole::Subject,
                    "common",
                    &page,
                );
            }
        }
    }
}

/// Writes fields into the dossier that is being understood.
struct Pen<'a, 'b> {
    reading: &'a Reading<'a>,
    says: &'b mut Understanding,
}

impl Pen<'_, '_> {
    #[expect(
        clippy::too_many_arguments,
        reason = "a field is what these seven say of it"
    )]
    fn given(
        &mut self,
        subject: &str,
        name: &str,
        label: Text,
        value: &str,
        belongs_to: PartyRole,
        class: &str,
        source: &Source,
    ) {
        self.given_as(
            subject,
            name,
            label,
            value,
            Wording::default(),
            belongs_to,
            class,
            source,
        );
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a field is what these eight say of it"
    )]
    fn given_as(
        &mut self,
        subject: &str,
        name: &str,
        label: Text,
        value: &str,
        shown: Wording,
        belongs_to: PartyRole,
        class: &str,
        source: &Source,
    ) {
        let state = self
            .reading
            .draft
            .disputed(&format!("{subject}.{name}"))
            .map_or(FieldState::AsGiven, |says| FieldState::Disputed { says });
        self.add(
            subject,
            name,
            label,
            value,
            shown,
            belongs_to,
            class,
            Some(source.clone()),
            state,
        );
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a field is what these seven say of it"
    )]
    fn declared(
        &mut self,
        subject: &str,
        name: &str,
        label: Text,
        value: &str,
        belongs_to: PartyRole,
        class: &str,
        page: &str,
    ) {
        self.add(
            subject,
            name,
            label,
            value,
            Wording::default(),
            belongs_to,
            class,
            None,
            FieldState::Declared,
        );
        self.change(subject, name, page);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a field is what these seven say of it"
    )]
    fn by_hand(
        &mut self,
        subject: &str,
        name: &str,
        label: Text,
        value: &str,
        belongs_to: PartyRole,
        set: DataSet,
        page: &str,
    ) {
        self.add(
            subject,
            name,
            label,
            value,
            Wording::default(),
            belongs_to,
            "common",
            None,
            FieldState::Unverified {
                data_set: set.code(),
            },
        );
        self.change(subject, name, page);
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a field is what these nine say of it"
    )]
    fn add(
        &mut self,
        subject: &str,
        name: &str,
        label: Text,
        value: &str,
        shown: Wording,
        belongs_to: PartyRole,
        class: &str,
        source: Option<Source>,
        state: FieldState,
    ) {
        self.says.dossier.fields.push(Field {
            subject: subject.to_owned(),
            name: name.to_owned(),
            label: say(label),
            value: value.to_owned(),
            shown,
            class: class.to_owned(),
            belongs_to,
            source,
            state,
        });
    }

    fn shown(&mut self, subject: &str, name: &str, shown: Wording) {
        if let Some(field) = self
            .says
            .dossier
            .fields
            .iter_mut()
            .find(|field| field.subject == subject && field.name == name)
        {
            field.shown = shown;
        }
    }

    fn change(&mut self, subject: &str, name: &str, page: &str) {
        self.says
            .changes
            .insert((subject.to_owned(), name.to_owned()), page.to_owned());
    }
}

/// What was asked of a child's page, and what of it was understood.
fn typed_child(
    reading: &Reading,
    index: usize,
    birth: Option<(Birth, Source)>,
    asks: Option<ChildAsks>,
) -> Child {
    let form: ChildForm = reading.draft.typed(&format!("child/{}", index + 1));
    let typed = asks.and_then(|asks| form.parse(asks, reading.today).ok());
    Child {
        key: child_key(index),
        birth,
        typed,
        asks,
    }
}

fn child_key(index: usize) -> String {
    format!("child-{}", index + 1)
}

/// A birth lies at most this long back; older ones take the way of late registration.
const RECENT: i64 = 12;

/// The children of the newest delivery, in the order of birth: twins together, an elder sibling not.
fn recent_births(mut births: Vec<Birth>) -> Vec<Birth> {
    births.sort_by_key(|birth| (std::cmp::Reverse(city_date(birth.born_at)), birth.order));
    let newest = births.first().map(|birth| city_date(birth.born_at));
    births.retain(|birth| {
        newest.is_some_and(|newest| {
            (newest.saturating_sub(2.days())..=newest).contains(&city_date(birth.born_at))
        })
    });
    births
}

fn births(reading: &Reading, set: DataSet) -> Vec<(Birth, Source)> {
    let Some(sourced) = reading.draft.sourced(set) else {
        return Vec::new();
    };
    let source = source_of(&sourced);
    let earliest = reading.today.saturating_sub(RECENT.months());
    recent_births(sourced.read().unwrap_or_default())
        .into_iter()
        .filter(|birth| city_date(birth.born_at) >= earliest)
        .map(|birth| (birth, source.clone()))
        .collect()
}

fn answer<T: serde::de::DeserializeOwned>(reading: &Reading, set: DataSet) -> Option<(T, Source)> {
    let sourced = reading.draft.sourced(set)?;
    Some((sourced.read()?, source_of(&sourced)))
}

fn source_of(sourced: &Sourced) -> Source {
    Source {
        data_set: sourced.data_set.clone(),
        call: sourced.call.clone(),
        at: sourced.at,
    }
}

fn outcome(reading: &Reading, set: DataSet) -> Option<Outcome> {
    reading.draft.sourced(set).map(|sourced| sourced.outcome)
}

fn say(text: Text) -> Wording {
    in_every_language(text, &[])
}

fn sex_code(sex: Sex) -> &'static str {
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

/// `**** 1234`.
fn mask_account(account: &str) -> String {
    format!("**** {}", &account[account.len().saturating_sub(4)..])
}

/// Said on the page of a name that is still open.
pub fn last_day_of_declaration(birth: &Birth) -> Date {
    // One month (Regulation on household registration, art. 7): it starts at birth, not at discharge.
    city_date(birth.born_at).saturating_add(1.month())
}
