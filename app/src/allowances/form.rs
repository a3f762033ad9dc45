//! What is typed: into which account, in whose name; which month; what is wrong.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Month;
use crate::newborn::AccountForm;
use crate::person::PersonName;
use crate::text::{Said, Text};
use crate::ui::FieldFault;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountOfForm {
    /// Whose name the account is in.
    pub owner: String,
    pub bank: String,
    pub account: String,
}

/// As understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedAccount {
    pub bank: String,
    pub account: String,
}

impl AccountOfForm {
    /// Money goes only into an account in the person's own name.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(&self, whose: &PersonName) -> Result<TypedAccount, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if PersonName::parse(&self.owner).ok().as_ref() != Some(whose) {
            let said = if self.owner.trim().is_empty() {
                Text::ElderOwnerEmpty
            } else {
                Text::ElderOwnerOther
            };
            let said = Said::with(said, [("name", whose.as_str().to_owned())]);
            faults.push(FieldFault::new("owner", said));
        }
        let account = AccountForm {
            bank: self.bank.clone(),
            account: self.account.clone(),
        };
        match account.parse() {
            Ok((bank, account)) if faults.is_empty() => Ok(TypedAccount { bank, account }),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }
}

/// Which month is to be paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MonthForm {
    /// `2026-03`.
    pub month: String,
}

impl MonthForm {
    /// A month that has begun.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(&self, today: Date) -> Result<Month, Vec<FieldFault>> {
        match Month::parse(self.month.trim()) {
            None => Err(vec![FieldFault::new("month", Text::AllowanceMonthForm)]),
            Some(month) if month > Month::of(today) => {
                Err(vec![FieldFault::new("month", Text::AllowanceMonthToCome)])
            }
            Some(month) => Ok(month),
        }
    }
}

/// What somebody says against something, or an office to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ObjectionForm {
    /// What is pressed, where there is more than one button.
    pub act: String,
    pub text: String,
}

impl ObjectionForm {
    /// Some words, at most two thousand characters.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(&self) -> Result<String, Vec<FieldFault>> {
        let text = self.text.trim();
        if text.is_empty() {
            return Err(vec![FieldFault::new("text", Text::AllowanceTextEmpty)]);
        }
        if text.chars().count() > 2_000 {
            return Err(vec![FieldFault::new("text", Text::AllowanceTextTooLong)]);
        }
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_goes_only_into_an_account_in_the_elders_own_name() {
        let elder = PersonName::parse("王秀英").expect("a name");
        let mut form = AccountOfForm {
            owner: "陈国庆".to_owned(),
            bank: "重庆银行".to_owned(),
            account: "6222021001112223331".to_owned(),
        };
        let faults = form.parse(&elder).expect_err("the son's account");
        assert_eq!(faults[0].said.text, Text::ElderOwnerOther);
        form.owner = " 王秀英 ".to_owned();
        assert!(form.parse(&elder).is_ok());
    }
}
