//! What is typed on the pages that every application has, as typed.

use serde::{Deserialize, Serialize};

use crate::benefits::{Fact, Facts, FactsForm};
use crate::text::Text;
use crate::ui::FieldFault;

/// The press that begins: for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct StartForm {
    /// Reference of a mandate; empty or `me`: for oneself.
    #[serde(rename = "for")]
    pub for_whom: String,
}

impl StartForm {
    pub fn mandate(&self) -> Option<&str> {
        match self.for_whom.as_str() {
            "" | "me" => None,
            reference => Some(reference),
        }
    }
}

/// The page of leave: which registers may be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeaveForm {
    /// Codes of the data sets that were ticked.
    pub registers: Vec<String>,
}

/// What is typed where registers say nothing, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ByHandForm {
    /// Nine digits.
    pub street: String,
    /// As in [`FactsForm`].
    pub hardship: String,
    pub disability: String,
    pub level: String,
    #[serde(rename = "long-disabled")]
    pub long_disabled: String,
}

impl ByHandForm {
    /// As the form of all facts has it.
    pub fn as_facts(&self) -> FactsForm {
        FactsForm {
            hardship: self.hardship.clone(),
            disability: self.disability.clone(),
            level: self.level.clone(),
            long_disabled: self.long_disabled.clone(),
            ..FactsForm::default()
        }
    }

    /// The facts that were asked for; any of them may stay open.
    ///
    /// # Errors
    /// What cannot be, by field.
    pub fn facts(&self, asked: &[Fact], known: Facts) -> Result<Facts, Vec<FieldFault>> {
        self.as_facts().parse(asked, known)
    }
}

/// Which matters are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MattersForm {
    pub matters: Vec<String>,
}

impl MattersForm {
    /// At least one matter, or there is nothing to apply for.
    pub fn faults(&self) -> Vec<FieldFault> {
        if self.matters.is_empty() {
            vec![FieldFault::new("matters", Text::MattersNone)]
        } else {
            Vec::new()
        }
    }
}

/// "This is wrong": what it should say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WrongForm {
    pub right: String,
}

impl WrongForm {
    pub fn faults(&self) -> Vec<FieldFault> {
        let typed = self.right.trim();
        if typed.is_empty() {
            vec![FieldFault::new("right", Text::WrongEmpty)]
        } else if typed.chars().count() > 200 {
            vec![FieldFault::new("right", Text::WrongTooLong)]
        } else {
            Vec::new()
        }
    }
}

/// The declaration under the check page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeclarationForm {
    /// `yes` when ticked.
    pub declared: String,
    /// The draft that was on the page; empty where the page did not say.
    pub draft: String,
}

impl DeclarationForm {
    pub fn faults(&self) -> Vec<FieldFault> {
        if self.declared == "yes" {
            Vec::new()
        } else {
            vec![FieldFault::new("declared", Text::DeclarationMissing)]
        }
    }
}
