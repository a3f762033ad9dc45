//! What is typed on the pages of a birth, as typed; each page knows what is wrong with it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::identity::form::parse_number;
use crate::person::{
    GivenNameError, PersonName, ResidentId, Sex, SurnameError, check_given_name,
    check_newborn_name, check_surname, plain_number,
};
use crate::text::{Said, Text, Wording, in_every_language};
use crate::ui::FieldFault;

/// One child. Only the name is asked where the hospital's delivery record exists; all of it where no register
/// answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChildForm {
    pub surname: String,
    pub given: String,
    /// `later`: no name yet; saves, and goes on another day.
    pub act: String,
    /// Only for a surname of neither parent: a code of [`SurnameReason`], and whose it is in the family's words.
    #[serde(rename = "surname-reason")]
    pub surname_reason: String,
    #[serde(rename = "surname-why")]
    pub surname_why: String,
    // Only where no register answered:
    pub certificate: String,
    pub sex: String,
    #[serde(rename = "born-year")]
    pub born_year: String,
    #[serde(rename = "born-month")]
    pub born_month: String,
    #[serde(rename = "born-day")]
    pub born_day: String,
    /// `yes`: another child was born with this one, and has a page of its own.
    pub another: String,
}

/// What a child's page asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildAsks {
    Name,
    Everything,
    /// The certificate has a surname of neither parent: only why.
    SurnameReason,
}

/// What is known of a child before its page is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownOfChild {
    /// On the certificate.
    pub name: Option<PersonName>,
    /// `None` while one of the two is not known: nothing can be said of a surname then.
    pub parents: Option<Parents>,
    /// Typed for the children before it: each child has a number of its own.
    pub certificates_before: Vec<String>,
}

/// The names by which a surname is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parents {
    pub father: PersonName,
    pub mother: PersonName,
}

impl Parents {
    /// Whether a child with this name bears neither's surname, and so has to say why (Civil Code, art. 1015).
    pub fn ask_why(&self, name: &PersonName) -> bool {
        check_newborn_name(name.as_str(), &self.father, &self.mother)
            .is_ok_and(|name| name.needs_a_reason())
    }
}

/// The reasons that the law knows for a surname of neither parent (Civil Code, art. 1015).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurnameReason {
    /// Of another elder direct blood relative.
    Elder,
    /// Of a carer who is not a legal one.
    Carer,
    /// Another proper reason that does not offend public order and good morals.
    Other,
}

impl SurnameReason {
    pub const ALL: [Self; 3] = [Self::Elder, Self::Carer, Self::Other];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Elder => "elder",
            Self::Carer => "carer",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Elder => Text::SurnameReasonElder,
            Self::Carer => Text::SurnameReasonCarer,
            Self::Other => Text::SurnameReasonOther,
        }
    }

    /// The reason with the family's own words, as the desk reads it.
    pub fn explained(self, why: &str) -> Wording {
        let (zh, en) = (
            in_every_language(self.text(), &[]).zh,
            in_every_language(self.text(), &[]).en,
        );
        Wording::new(format!("{zh}：{why}"), format!("{en}: {why}"))
    }
}

/// A child as understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedChild {
    pub name: PersonName,
    /// Why it bears neither parent's surname, where that is so.
    pub surname_reason: Option<(SurnameReason, String)>,
    pub certificate: Option<String>,
    pub sex: Option<Sex>,
    pub born: Option<Date>,
}

/// The most characters in which a surname may be explained.
const LONGEST_WHY: usize = 100;

impl ChildForm {
    /// What was typed, understood; or what is wrong with it.
    ///
    /// # Errors
    /// One sentence for each field that cannot stay as it is.
    pub fn parse(
        &self,
        asks: ChildAsks,
        known: &KnownOfChild,
        today: Date,
    ) -> Result<TypedChild, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if asks != ChildAsks::SurnameReason {
            self.check_name(&mut faults);
        }
        let name = self.name(asks, known);
        let mut surname_reason = None;
        if let (Some(name), Some(parents), true) = (&name, &known.parents, faults.is_empty())
            && parents.ask_why(name)
        {
            surname_reason = self.surname_reason(&mut faults);
        }
        let (mut certificate, mut sex, mut born) = (None, None, None);
        if asks == ChildAsks::Everything {
            certificate = self.certificate_number(known, &mut faults);
            sex = self.sex(&mut faults);
            born = self.born(today, &mut faults);
        }
        match name {
            Some(name) if faults.is_empty() => Ok(TypedChild {
                name,
                surname_reason,
                certificate,
                sex,
                born,
            }),
            _ => Err(faults),
        }
    }

    fn check_name(&self, faults: &mut Vec<FieldFault>) {
        if let Err(error) = check_surname(self.surname.trim()) {
            faults.push(FieldFault::new("surname", surname_said(&error)));
        }
        if let Err(error) = check_given_name(self.given.trim()) {
            faults.push(FieldFault::new("given", given_name_said(&error)));
        }
    }

    /// Surname and given name as typed, or the name on the certificate.
    fn name(&self, asks: ChildAsks, known: &KnownOfChild) -> Option<PersonName> {
        match asks {
            ChildAsks::SurnameReason => known.name.clone(),
            ChildAsks::Name | ChildAsks::Everything => {
                PersonName::parse(&format!("{}{}", self.surname.trim(), self.given.trim())).ok()
            }
        }
    }

    /// Whether the page has to ask why the surname is neither parent's.
    pub fn asks_why(&self, asks: ChildAsks, known: &KnownOfChild) -> bool {
        match (&known.parents, self.name(asks, known)) {
            (Some(parents), Some(name)) => parents.ask_why(&name),
            _ => false,
        }
    }

    fn surname_reason(&self, faults: &mut Vec<FieldFault>) -> Option<(SurnameReason, String)> {
        let reason = SurnameReason::from_code(&self.surname_reason);
        if reason.is_none() {
            let said = Text::ChildSurnameReasonEmpty;
            faults.push(FieldFault::new("surname-reason", said));
        }
        let why = self.surname_why.trim();
        if why.is_empty() {
            faults.push(FieldFault::new("surname-why", Text::ChildSurnameWhyEmpty));
        } else if why.chars().count() > LONGEST_WHY {
            faults.push(FieldFault::new("surname-why", Text::ChildSurnameWhyTooLong));
        }
        Some((reason?, why.to_owned()))
    }

    pub fn is_later(&self) -> bool {
        self.act == "later"
    }

    /// Whether another child was born with this one.
    pub fn has_another(&self) -> bool {
        self.another == "yes"
    }

    /// One letter and nine digits.
    fn certificate_number(
        &self,
        known: &KnownOfChild,
        faults: &mut Vec<FieldFault>,
    ) -> Option<String> {
        let typed = plain_number(&self.certificate).to_ascii_uppercase();
        if typed.is_empty() {
            faults.push(FieldFault::new("certificate", Text::ChildCertificateEmpty));
            return None;
        }
        let mut characters = typed.chars();
        let fits = typed.chars().count() == 10
            && characters.next().is_some_and(|c| c.is_ascii_uppercase())
            && characters.all(|c| c.is_ascii_digit());
        if !fits {
            faults.push(FieldFault::new("certificate", Text::ChildCertificateForm));
            return None;
        }
        if known.certificates_before.contains(&typed) {
            faults.push(FieldFault::new("certificate", Text::ChildCertificateTwice));
            return None;
        }
        Some(typed)
    }

    fn sex(&self, faults: &mut Vec<FieldFault>) -> Option<Sex> {
        match self.sex.as_str() {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            _ => {
                faults.push(FieldFault::new("sex", Text::ChildSexEmpty));
                None
            }
        }
    }

    fn born(&self, today: Date, faults: &mut Vec<FieldFault>) -> Option<Date> {
        let number = |typed: &str| {
            plain_number(typed)
                .trim_end_matches(['年', '月', '日'])
                .parse::<i16>()
                .ok()
        };
        if [&self.born_year, &self.born_month, &self.born_day]
            .iter()
            .all(|part| part.trim().is_empty())
        {
            faults.push(FieldFault::new("born-year", Text::ChildBornEmpty));
            return None;
        }
        let date = (|| {
            Date::new(
                number(&self.born_year)?,
                i8::try_from(number(&self.born_month)?).ok()?,
                i8::try_from(number(&self.born_day)?).ok()?,
            )
            .ok()
        })();
        match date {
            None => {
                faults.push(FieldFault::new("born-year", Text::ChildBornImpossible));
                None
            }
            Some(date) if date > today => {
                faults.push(FieldFault::new("born-year", Text::ChildBornFuture));
                None
            }
            Some(date) => Some(date),
        }
    }
}

fn surname_said(error: &SurnameError) -> Said {
    match error {
        SurnameError::Empty => Text::ChildSurnameEmpty.into(),
        SurnameError::TooLong => Text::ChildSurnameTooLong.into(),
        SurnameError::NotHan(c) => {
            Said::with(Text::ChildSurnameNotHan, [("character", c.to_string())])
        }
    }
}

fn given_name_said(error: &GivenNameError) -> Said {
    match error {
        GivenNameError::Empty => Text::ChildGivenEmpty.into(),
        GivenNameError::TooLong => Text::ChildGivenTooLong.into(),
        GivenNameError::NotHan(c) => {
            Said::with(Text::ChildGivenNotHan, [("character", c.to_string())])
        }
        GivenNameError::NotStandard(c) => {
            Said::with(Text::ChildGivenNotStandard, [("character", c.to_string())])
        }
    }
}

/// Whose household takes the child in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HouseholdForm {
    /// `mine` or `other`.
    pub whose: String,
    /// Nine digits; asked where no register has said it.
    pub street: String,
}

impl HouseholdForm {
    /// `knows_mine`: the register has said where the applicant's own household is.
    pub fn faults(&self, knows_mine: bool) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        if !matches!(self.whose.as_str(), "mine" | "other") {
            faults.push(FieldFault::new("whose", Text::HouseholdWhoseEmpty));
        }
        if self.needs_street(knows_mine) && self.street.is_empty() {
            faults.push(FieldFault::new("street", Text::HouseholdStreetEmpty));
        }
        faults
    }

    pub fn needs_street(&self, knows_mine: bool) -> bool {
        self.whose == "other" || (self.whose == "mine" && !knows_mine)
    }
}

/// The child's ethnicity: one of the parents'. Asked of the parent who confirms, and only where the registers cannot
/// tell: with two that differ it is the parents' joint choice, with one unknown nobody else can say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EthnicityForm {
    /// In Chinese, e.g. `汉族`; or [`Self::MINE`] and [`Self::OTHER`] where both parents' are known: so the question
    /// need not name the other's.
    pub ethnicity: String,
}

/// What the page of the child's ethnicity asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EthnicityAsks {
    /// Both parents' are known, and differ.
    WhichParents,
    /// One is unknown: any of the 56.
    AnyOfAll,
}

/// The 56 ethnic groups by their registered names (GB/T 3304).
pub const ETHNICITIES: [&str; 56] = [
    "汉族",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
];

impl EthnicityForm {
    /// As whoever answers.
    pub const MINE: &'static str = "mine";
    /// As the other parent.
    pub const OTHER: &'static str = "other";

    pub fn faults(&self, asks: EthnicityAsks) -> Vec<FieldFault> {
        let typed = self.ethnicity.as_str();
        let is_answered = match asks {
            EthnicityAsks::WhichParents => [Self::MINE, Self::OTHER].contains(&typed),
            EthnicityAsks::AnyOfAll => ETHNICITIES.contains(&typed),
        };
        if is_answered {
            Vec::new()
        } else {
            vec![FieldFault::new("ethnicity", Text::EthnicityEmpty)]
        }
    }
}

/// The applicant's own bank account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    pub bank: String,
    pub account: String,
}

impl AccountForm {
    /// Bank and account number (16 to 19 digits, Luhn), or what is wrong.
    pub fn parse(&self) -> Result<(String, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let bank = self.bank.trim();
        if bank.is_empty() {
            faults.push(FieldFault::new("bank", Text::AccountBankEmpty));
        } else if bank.chars().count() > 60 {
            faults.push(FieldFault::new("bank", Text::AccountBankTooLong));
        }
        let account = plain_number(&self.account);
        if account.is_empty() {
            faults.push(FieldFault::new("account", Text::AccountNumberEmpty));
        } else if !(16..=19).contains(&account.len())
            || !account.bytes().all(|b| b.is_ascii_digit())
        {
            faults.push(FieldFault::new("account", Text::AccountNumberForm));
        } else if !passes_luhn(&account) {
            faults.push(FieldFault::new("account", Text::AccountNumberMistyped));
        }
        if faults.is_empty() {
            Ok((bank.to_owned(), account))
        } else {
            Err(faults)
        }
    }
}

/// ISO/IEC 7812-1 check digit.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 0 {
                digit
            } else {
                (digit * 2) % 10 + (digit * 2) / 10
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Who the other parent is, where the marriage register has not said it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OtherParentForm {
    pub name: String,
    pub number: String,
}

impl OtherParentForm {
    /// Name and number: they only say whose own confirmation is asked for; they prove nothing. Nobody is their own other
    /// parent; outside demo mode the demo city's numbers are nobody's.
    ///
    /// # Errors
    /// One sentence for each of the two that cannot stay as it is.
    pub fn parse(
        &self,
        demo: bool,
        is_own: impl Fn(&ResidentId) -> bool,
    ) -> Result<(PersonName, ResidentId), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let name = PersonName::parse(&self.name);
        if name.is_err() {
            faults.push(FieldFault::new("name", Text::OtherParentNameEmpty));
        }
        let number = parse_number(&self.number, demo);
        match &number {
            Err(said) => faults.push(FieldFault::new("number", *said)),
            Ok(number) if is_own(number) => {
                faults.push(FieldFault::new("number", Text::OtherParentNumberOwn))
            }
            Ok(_) => {}
        }
        match (name, number) {
            (Ok(name), Ok(number)) if faults.is_empty() => Ok((name, number)),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::person::check_character;

    fn name(typed: &str) -> PersonName {
        PersonName::parse(typed).unwrap()
    }

    fn known() -> KnownOfChild {
        KnownOfChild {
            parents: Some(Parents {
                father: name("谭学文"),
                mother: name("周敏"),
            }),
            ..KnownOfChild::default()
        }
    }

    fn typed(surname: &str) -> ChildForm {
        ChildForm {
            surname: surname.to_owned(),
            given: "沐辰".to_owned(),
            ..ChildForm::default()
        }
    }

    fn wrong(form: &ChildForm, known: &KnownOfChild) -> Vec<&'static str> {
        let faults = form.parse(ChildAsks::Name, known, date(2026, 3, 6));
        let faults = faults.err().unwrap_or_default();
        faults.iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_surname_of_neither_parent_is_explained_and_no_other() {
        for surname in ["谭", "周"] {
            assert!(wrong(&typed(surname), &known()).is_empty(), "{surname}");
        }
        let third = typed("欧阳");
        assert_eq!(wrong(&third, &known()), ["surname-reason", "surname-why"]);
        // With one parent unknown nobody can tell whose it is.
        assert!(wrong(&third, &KnownOfChild::default()).is_empty());
        let explained = ChildForm {
            surname_reason: "elder".to_owned(),
            surname_why: " 外祖母姓欧阳 ".to_owned(),
            ..third
        };
        let child = explained
            .parse(ChildAsks::Name, &known(), date(2026, 3, 6))
            .unwrap();
        assert_eq!(
            child.surname_reason,
            Some((SurnameReason::Elder, "外祖母姓欧阳".to_owned()))
        );
    }

    #[test]
    fn a_surname_is_written_in_chinese_characters() {
        let said = |surname: &str| {
            let form = typed(surname);
            let faults = form.parse(ChildAsks::Name, &known(), date(2026, 3, 6));
            faults.err().unwrap_or_default()
        };
        for surname in ["W", "谭1", "谭 谭", &"谭".repeat(60), ""] {
            let faults = said(surname);
            assert_eq!(faults.len(), 1, "{surname}: {faults:?}");
            assert_eq!(faults[0].field, "surname", "{surname}");
        }
    }

    #[test]
    fn nobody_is_their_own_other_parent() {
        let own = ResidentId::parse("11010519491231002X").unwrap();
        let form = OtherParentForm {
            name: "谭学文".to_owned(),
            number: own.as_str().to_owned(),
        };
        assert!(form.parse(false, |_| false).is_ok());
        let faults = form.parse(false, |number| *number == own).unwrap_err();
        assert_eq!(
            faults,
            [FieldFault::new("number", Text::OtherParentNumberOwn)]
        );
        // Outside demo mode a number of the demo city is nobody's.
        let body = "50990119900101001";
        let of_the_demo = OtherParentForm {
            number: format!("{body}{}", check_character(body).unwrap()),
            ..form
        };
        assert!(of_the_demo.parse(true, |_| false).is_ok());
        let faults = of_the_demo.parse(false, |_| false).unwrap_err();
        assert_eq!(
            faults,
            [FieldFault::new("number", Text::IdentityNumberDemo)]
        );
    }

    #[test]
    fn a_certificate_with_a_third_surname_asks_only_why() {
        let known = KnownOfChild {
            name: Some(name("欧阳沐辰")),
            ..known()
        };
        let nothing = ChildForm::default();
        assert!(nothing.asks_why(ChildAsks::SurnameReason, &known));
        let faults = nothing
            .parse(ChildAsks::SurnameReason, &known, date(2026, 3, 6))
            .unwrap_err();
        assert_eq!(faults.len(), 2, "{faults:?}");
    }
}
