//! What the registers say of a family, together with what it typed where they could not: the applicant, the other
//! parent, the children of this delivery.

use app::case::Source;
use app::identity::PersonKey;
use app::newborn::{
    AskedBecause, ChildAsks, ChildForm, HouseholdForm, KnownOfChild, OtherParentForm, Parents,
    TypedChild,
};
use app::person::{PersonName, ResidentId, Sex};
use app::text::{Text, city_date};
use app::ui::FieldFault;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::application::{Detour, Reading};
use crate::data_layer::desk::{Outcome, Sourced};
use crate::data_layer::records::{
    Birth, DataSet, HouseholdTold, Insured, Marriage, RegionPerson, Registered,
};
use crate::keys::Keys;

/// A child of this application: as a register knows it, or as typed.
pub struct Child {
    /// `child-1` ..
    pub key: String,
    /// Last part of its page's address.
    pub page: String,
    pub birth: Option<(Birth, Source)>,
    pub known: KnownOfChild,
    pub typed: Option<TypedChild>,
    /// Its page is a question of this application.
    pub asks: Option<ChildAsks>,
}

/// What the registers said about the applicant and the children.
pub struct Family {
    pub person: Option<(Registered, Source)>,
    pub household: Option<(HouseholdTold, Source)>,
    pub marriage: Option<(Marriage, Source)>,
    pub insurance: Option<(Insured, Source)>,
    /// By the marriage register; else the name as typed, and the number of the birth's record where it has one.
    pub other_parent: Option<(PersonName, ResidentId)>,
    pub children: Vec<Child>,
    pub applicant_is_mother: bool,
}

impl Family {
    pub fn of(reading: &Reading) -> Self {
        let certificates = births(reading, DataSet::Certificates);
        let known = if certificates.is_empty() {
            births(reading, DataSet::Deliveries)
        } else {
            certificates
        };
        let person = answer(reading, DataSet::Persons).or_else(|| registered_in_sichuan(reading));
        let marriage: Option<(Marriage, Source)> = answer(reading, DataSet::Marriages);
        let applicant_is_mother = match (known.first(), &person) {
            (Some((birth, _)), _) => reading.keys.person(&birth.mother) == reading.applicant.person,
            (None, Some((person, _))) => person.sex.is_none_or(|sex| sex == Sex::Female),
            (None, None) => true,
        };
        let other_parent = match &marriage {
            Some((marriage, _)) => Some((marriage.spouse_name.clone(), marriage.spouse.clone())),
            // Whoever is typed, the link opens for the parent whom the record names.
            None => other_parent(reading).ok().map(|(name, typed)| {
                let on_record = known
                    .first()
                    .and_then(|(birth, _)| birth.parent_beside(applicant_is_mother));
                (name, on_record.unwrap_or(typed))
            }),
        };
        let other_name = other_parent.as_ref().map(|(name, _)| name);
        let parents =
            |birth: Option<&Birth>| parents(reading, applicant_is_mother, other_name, birth);
        let children = if known.is_empty() {
            by_hand(reading, &parents(None))
        } else {
            known
                .into_iter()
                .enumerate()
                .map(|(index, (birth, source))| {
                    let known = KnownOfChild {
                        name: birth.child_name.clone(),
                        parents: parents(Some(&birth)),
                        certificates_before: Vec::new(),
                    };
                    Child::read(reading, index, Some((birth, source)), known)
                })
                .collect()
        };
        Self {
            person,
            household: answer(reading, DataSet::Households),
            marriage,
            insurance: answer(reading, DataSet::Insurance),
            other_parent,
            children,
            applicant_is_mother,
        }
    }

    /// Nine digits of the street whose station takes the child in.
    pub fn receiving_street(&self, form: &HouseholdForm) -> Option<String> {
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

    /// The ways that are not this form: quiet, with one number to call.
    pub fn detour(&self, reading: &Reading) -> Option<Detour> {
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
                instead: Vec::new(),
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
                instead: Vec::new(),
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
        if !has_known_child && answered_nothing(DataSet::Certificates) {
            if !self.applicant_is_mother {
                // Whether a hospital has recorded the delivery, the register tells the mother only.
                return Some(Detour::of(
                    Text::MotherBeginsTitle.into(),
                    vec![Text::MotherBeginsBody.into(), Text::MotherBeginsWay.into()],
                ));
            }
            if answered_nothing(DataSet::Deliveries) {
                return Some(Detour::of(
                    Text::NoRecordTitle.into(),
                    vec![Text::NoRecordBody.into(), Text::NoRecordWay.into()],
                ));
            }
        }
        if outcome(reading, DataSet::Marriages) == Some(Outcome::NothingHeld) {
            return Some(Detour {
                heading: Text::NotMarriedTitle.into(),
                paragraphs: vec![Text::NotMarriedBody.into(), Text::NotMarriedWay.into()],
                instead: Vec::new(),
            });
        }
        None
    }
}

impl Child {
    /// What is known of the child at this place, what its page asks, and what of it was understood.
    fn read(
        reading: &Reading,
        index: usize,
        birth: Option<(Birth, Source)>,
        known: KnownOfChild,
    ) -> Self {
        let page = child_page(index);
        let has_certificate = birth
            .as_ref()
            .is_some_and(|(birth, _)| birth.certificate.is_some());
        let asks = if birth.is_none() {
            Some(ChildAsks::Everything)
        } else if !has_certificate {
            Some(ChildAsks::Name)
        } else {
            ChildForm::default()
                .asks_why(ChildAsks::SurnameReason, &known)
                .then_some(ChildAsks::SurnameReason)
        };
        let form: ChildForm = reading.draft.typed(&page);
        Self {
            key: child_key(index),
            typed: asks.and_then(|asks| form.parse(asks, &known, reading.today).ok()),
            page,
            birth,
            known,
            asks,
        }
    }

    /// The identity number, where a household has registered the child already.
    pub fn registered_as(&self) -> Option<&ResidentId> {
        let (birth, _) = self.birth.as_ref()?;
        birth.child.as_ref()
    }

    pub fn certificate(&self) -> Option<String> {
        match &self.birth {
            Some((birth, _)) => birth.certificate.clone(),
            None => self
                .typed
                .as_ref()
                .and_then(|typed| typed.certificate.clone()),
        }
    }

    /// What may be applied for once. The delivery too: a certificate that is issued meanwhile is of the same birth. A
    /// number that was only typed keeps the same person from filing it twice, and nobody else from anything: it may be
    /// another family's, until a register has said that it is not.
    pub fn claims(&self, keys: &Keys, applicant: &PersonKey) -> Vec<String> {
        match (&self.birth, self.certificate()) {
            (Some((birth, _)), certificate) => certificate
                .map(|number| claim_of(keys, &number))
                .into_iter()
                .chain([keys.blind("delivery,v1,", &birth.delivery)])
                .collect(),
            (None, Some(typed)) => {
                vec![keys.blind("certificate,typed,v1,", &format!("{typed},{}", applicant.0))]
            }
            (None, None) => Vec::new(),
        }
    }

    /// As on the certificate, else as typed.
    pub fn name(&self) -> Option<PersonName> {
        self.known
            .name
            .clone()
            .or_else(|| self.typed.as_ref().map(|typed| typed.name.clone()))
    }

    /// By when the birth must be declared, where its day is known.
    pub fn last_day_of_declaration(&self) -> Option<Date> {
        // One month (Regulation on household registration, art. 7): it starts at birth, not at discharge.
        let (birth, _) = self.birth.as_ref()?;
        Some(city_date(birth.born_at).saturating_add(1.month()))
    }
}

/// Both parents' names, by the birth's record where it has them.
fn parents(
    reading: &Reading,
    applicant_is_mother: bool,
    other: Option<&PersonName>,
    birth: Option<&Birth>,
) -> Option<Parents> {
    let own = &reading.applicant.name;
    let (mother, father) = if applicant_is_mother {
        (Some(own), other)
    } else {
        (other, Some(own))
    };
    let on_record = birth.map(|birth| (&birth.mother_name, birth.father_name.as_ref()));
    Some(Parents {
        mother: on_record.map(|(mother, _)| mother).or(mother)?.clone(),
        father: on_record.and_then(|(_, father)| father).or(father)?.clone(),
    })
}

/// A birth as a register knows it belongs to one application in the city, by its certificate.
pub fn claim_of(keys: &Keys, certificate: &str) -> String {
    keys.blind("certificate,v1,", certificate)
}

/// Who the other parent is, as typed where the marriage register has not said it; or what is wrong with that.
pub fn other_parent(reading: &Reading) -> Result<(PersonName, ResidentId), Vec<FieldFault>> {
    let typed: OtherParentForm = reading.draft.typed("other-parent");
    typed.parse(reading.demo, |number| {
        reading.keys.person(number) == reading.applicant.person
    })
}

/// Why a page asks what this register could have said.
pub fn asked_because(reading: &Reading, set: DataSet) -> AskedBecause {
    match outcome(reading, set) {
        Some(Outcome::Silent) => AskedBecause::Silent,
        Some(Outcome::Denied) => AskedBecause::Denied,
        _ => AskedBecause::Unasked,
    }
}

/// The most children of one delivery that are typed by hand.
pub const MOST_BY_HAND: usize = 5;

/// The children where no register has said anything: each page says whether there is another one.
fn by_hand(reading: &Reading, parents: &Option<Parents>) -> Vec<Child> {
    let mut children: Vec<Child> = Vec::new();
    for index in 0..MOST_BY_HAND {
        let known = KnownOfChild {
            name: None,
            parents: parents.clone(),
            certificates_before: children.iter().filter_map(Child::certificate).collect(),
        };
        children.push(Child::read(reading, index, None, known));
        let typed: ChildForm = reading.draft.typed(&child_page(index));
        if !typed.has_another() {
            break;
        }
    }
    children
}

fn child_page(index: usize) -> String {
    format!("child/{}", index + 1)
}

pub fn child_key(index: usize) -> String {
    format!("child-{}", index + 1)
}

/// A birth lies at most this long back; older ones take the way of late registration.
const RECENT: i64 = 12;

/// The children of the newest delivery, in the order of birth: twins together, an elder sibling not.
pub fn recent_births(mut births: Vec<Birth>) -> Vec<Birth> {
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

/// Whoever our register holds nothing about, as Sichuan's has them; in no street of this city.
fn registered_in_sichuan(reading: &Reading) -> Option<(Registered, Source)> {
    let (found, source): (RegionPerson, Source) = answer(reading, DataSet::SichuanPersons)?;
    let person = Registered {
        birth_date: Some(found.number.birth_date()),
        number: found.number,
        name: Some(found.name),
        sex: Some(found.sex),
        ethnicity: Some(found.ethnicity),
        division: Some(found.division),
        street: None,
        address: Some(found.address),
        mobile: None,
        died_on: None,
    };
    Some((person, source))
}

pub fn source_of(sourced: &Sourced) -> Source {
    Source {
        data_set: sourced.data_set.clone(),
        call: sourced.call.clone(),
        at: sourced.at,
    }
}

pub fn outcome(reading: &Reading, set: DataSet) -> Option<Outcome> {
    reading.draft.sourced(set).map(|sourced| sourced.outcome)
}
