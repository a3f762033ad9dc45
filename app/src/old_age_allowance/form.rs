//! The one question page: into which account, in whose name.

use serde::{Deserialize, Serialize};

use crate::newborn::AccountForm;
use crate::person::PersonName;
use crate::text::{Said, Text};
use crate::ui::FieldFault;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ElderForm {
    /// Whose name the account is in.
    pub owner: String,
    pub bank: String,
    pub account: String,
}

/// As understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedElder {
    pub bank: String,
    pub account: String,
}

impl ElderForm {
    /// Money goes only into an account in the older person's own name.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(&self, elder: &PersonName) -> Result<TypedElder, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if PersonName::parse(&self.owner).ok().as_ref() != Some(elder) {
            let said = if self.owner.trim().is_empty() {
                Text::ElderOwnerEmpty
            } else {
                Text::ElderOwnerOther
            };
            let said = Said::with(said, [("name", elder.as_str().to_owned())]);
            faults.push(FieldFault::new("owner", said));
        }
        let account = AccountForm {
            bank: self.bank.clone(),
            account: self.account.clone(),
        };
        match account.parse() {
            Ok((bank, account)) if faults.is_empty() => Ok(TypedElder { bank, account }),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_goes_only_into_an_account_in_the_elders_own_name() {
        let elder = PersonName::parse("王秀英").expect("a name");
        let mut form = ElderForm {
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
