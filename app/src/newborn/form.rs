//! What is typed on the pages of a birth, as typed; each page knows what is wrong with it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::person::{
    GivenNameError, PersonName, ResidentId, ResidentIdError, Sex, check_given_name, plain_number,
};
use crate::text::{Said, Text};
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
    // Only where no register answered:
    pub certificate: String,
    pub sex: String,
    #[serde(rename = "born-year")]
    pub born_year: String,
    #[serde(rename = "born-month")]
    pub born_month: String,
    #[serde(rename = "born-day")]
    pub born_day: String,
}

/// What a child's page asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildAsks {
    Name,
    Everything,
}

/// A child as understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedChild {
    pub name: PersonName,
    pub certificate: Option<String>,
    pub sex: Option<Sex>,
    pub born: Option<Date>,
}

impl ChildForm {
    /// What was typed, understood; or what is wrong with it.
    pub fn parse(&self, asks: ChildAsks, today: Date) -> Result<TypedChild, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let surname = self.surname.trim();
        if surname.is_empty() {
            faults.push(FieldFault::new("surname", Text::ChildSurnameEmpty));
        }
        if let Err(error) = check_given_name(self.given.trim()) {
            faults.push(FieldFault::new("given", given_name_said(&error)));
        }
        let (mut certificate, mut sex, mut born) = (None, None, None);
        if asks == ChildAsks::Everything {
            certificate = self.certificate_number(&mut faults);
            sex = self.sex(&mut faults);
            born = self.born(today, &mut faults);
        }
        match PersonName::parse(&format!("{surname}{}", self.given.trim())) {
            Ok(name) if faults.is_empty() => Ok(TypedChild {
                name,
                certificate,
                sex,
                born,
            }),
            _ => Err(faults),
        }
    }

    pub fn is_later(&self) -> bool {
        self.act == "later"
    }

    /// One letter and nine digits.
    fn certificate_number(&self, faults: &mut Vec<FieldFault>) -> Option<String> {
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

/// The child's ethnicity: one of the parents'.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EthnicityForm {
    /// In Chinese, e.g. `汉族`.
    pub ethnicity: String,
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
    pub fn faults(&self) -> Vec<FieldFault> {
        if ETHNICITIES.contains(&self.ethnicity.as_str()) {
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
    /// Name and number: they only say whose own confirmation is asked for; they prove nothing.
    pub fn parse(
        &self,
        own: Option<&ResidentId>,
    ) -> Result<(PersonName, ResidentId), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let name = PersonName::parse(&self.name);
        if name.is_err() {
            faults.push(FieldFault::new("name", Text::OtherParentNameEmpty));
        }
        let number = ResidentId::parse(&self.number);
        match &number {
            Err(error) => faults.push(FieldFault::new("number", number_said(*error))),
            Ok(number) if Some(number) == own => {
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

/// What is wrong with an identity number, one sentence each.
pub fn number_said(error: ResidentIdError) -> Text {
    match error {
        ResidentIdError::Empty => Text::NumberEmpty,
        ResidentIdError::Length => Text::NumberLength,
        ResidentIdError::Characters => Text::NumberCharacters,
        ResidentIdError::Date => Text::NumberDate,
        ResidentIdError::CheckCharacter => Text::NumberCheckCharacter,
    }
}
