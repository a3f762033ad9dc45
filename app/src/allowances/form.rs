//! What is typed: into which account, in whose name; which month; what is wrong.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Month;
use crate::benefits::{Fact, Facts, FactsForm};
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
    /// The person's own name, or their proven guardian's.
    pub owner: PersonName,
    pub bank: String,
    pub account: String,
}

impl AccountOfForm {
    /// Money goes only into an account in the person's own name, or in that of a guardian whose document was seen.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(
        &self,
        whose: &PersonName,
        guardian: Option<&PersonName>,
    ) -> Result<TypedAccount, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let owner = PersonName::parse(&self.owner)
            .ok()
            .filter(|owner| owner == whose || Some(owner) == guardian);
        if owner.is_none() {
            let said = match (self.owner.trim().is_empty(), guardian) {
                (true, _) => Text::ElderOwnerEmpty,
                (false, None) => Text::ElderOwnerOther,
                (false, Some(_)) => Text::ElderOwnerNeither,
            };
            let said = Said::with(
                said,
                [
                    ("name", whose.as_str().to_owned()),
                    (
                        "guardian",
                        guardian.map_or_else(String::new, |name| name.as_str().to_owned()),
                    ),
                ],
            );
            faults.push(FieldFault::new("owner", said));
        }
        let account = AccountForm {
            bank: self.bank.clone(),
            account: self.account.clone(),
        };
        match (account.parse(), owner) {
            (Ok((bank, account)), Some(owner)) => Ok(TypedAccount {
                owner,
                bank,
                account,
            }),
            (Ok(_), None) => Err(faults),
            (Err(more), _) => {
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

/// Why a bank sends a payment back, as its codes are kept.
pub const BANK_CODES: [(&str, Text); 3] = [
    ("account-closed", Text::AllowanceBankClosed),
    ("name-differs", Text::AllowanceBankName),
    ("no-account", Text::AllowanceBankNone),
];

/// What the bank tells, days after it has taken a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BankReturnForm {
    /// The number that the bank gave the payment.
    pub number: String,
    pub because: String,
    /// Nothing was paid under that number.
    pub is_unknown: bool,
}

impl BankReturnForm {
    /// The number, and the bank's code.
    ///
    /// # Errors
    /// What is missing.
    pub fn parse(&self) -> Result<(String, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let number = self.number.trim();
        if number.is_empty() || number.chars().count() > 64 {
            faults.push(FieldFault::new("number", Text::AllowanceBankNumberEmpty));
        }
        if !BANK_CODES.iter().any(|(code, _)| *code == self.because) {
            faults.push(FieldFault::new("because", Text::AllowanceBankBecauseEmpty));
        }
        if faults.is_empty() {
            Ok((number.to_owned(), self.because.clone()))
        } else {
            Err(faults)
        }
    }
}

/// An office asks the registers again whether an entitlement still holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecheckForm {
    /// The month from which what they say held already, so that what was paid too little is made up; empty: from now on.
    pub since: String,
}

/// What a document says where no register does, or two differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundForm {
    #[serde(flatten)]
    pub facts: FactsForm,
    /// What the document is, who gave it, and of which day.
    pub document: String,
}

impl FoundForm {
    /// What was found of what is asked, which of it, and by which document.
    ///
    /// # Errors
    /// What is wrong with it: nothing is found without a document.
    pub fn parse(
        &self,
        asked: &[Fact],
        known: Facts,
    ) -> Result<(Facts, Vec<Fact>, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let facts = self.facts.parse(asked, known).unwrap_or_else(|wrong| {
            faults.extend(wrong);
            Facts::unknown(Date::default())
        });
        let which: Vec<Fact> = asked
            .iter()
            .copied()
            .filter(|fact| facts.knows(*fact))
            .collect();
        if let (true, true, Some(first)) = (faults.is_empty(), which.is_empty(), asked.first()) {
            faults.push(FieldFault::new(first.code(), Text::AllowanceFoundNothing));
        }
        let document = self.document.trim();
        if !(1..=300).contains(&document.chars().count()) {
            faults.push(FieldFault::new(
                "document",
                Text::AllowanceFoundDocumentEmpty,
            ));
        }
        if faults.is_empty() {
            Ok((facts, which, document.to_owned()))
        } else {
            Err(faults)
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
    /// With an answer to what somebody said about a posting: what whoever it is about said to it.
    pub heard: String,
}

impl ObjectionForm {
    /// What whoever is posted said, at most two thousand characters: nobody decides about them unheard.
    ///
    /// # Errors
    /// Nothing, or too much, was written.
    pub fn parse_hearing(&self) -> Result<String, Vec<FieldFault>> {
        let heard = self.heard.trim();
        if (1..=2_000).contains(&heard.chars().count()) {
            Ok(heard.to_owned())
        } else {
            Err(vec![FieldFault::new("heard", Text::AllowanceHeardEmpty)])
        }
    }

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
        let son = PersonName::parse("陈国庆").expect("a name");
        let faults = form.parse(&elder, None).expect_err("the son's account");
        assert_eq!(faults[0].said.text, Text::ElderOwnerOther);
        form.owner = " 王秀英 ".to_owned();
        assert!(form.parse(&elder, None).is_ok());
        // A guardian whose document was seen: theirs or the elder's, and nobody else's.
        for (owner, is_right) in [("王秀英", true), ("陈国庆", true), ("陈小宝", false)] {
            form.owner = owner.to_owned();
            assert_eq!(form.parse(&elder, Some(&son)).is_ok(), is_right, "{owner}");
        }
    }
}
