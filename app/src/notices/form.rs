//! What somebody hands in to choose how to be told.

use serde::{Deserialize, Serialize};

use crate::person::{EmailAddress, EmailError};
use crate::text::Text;
use crate::ui::FieldFault;

/// `/account/notices/email`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailForm {
    pub email: String,
}

impl EmailForm {
    /// What is kept to show the page again.
    pub fn slip(&self) -> Self {
        Self {
            email: self
                .email
                .chars()
                .filter(|c| *c != '\0')
                .take(260)
                .collect(),
        }
    }

    pub fn parse(&self) -> Result<EmailAddress, Vec<FieldFault>> {
        EmailAddress::parse(&self.email).map_err(|error| {
            let text = match error {
                EmailError::Empty => Text::NoticesEmailEmpty,
                EmailError::Form => Text::NoticesEmailForm,
            };
            vec![FieldFault::new("email", text)]
        })
    }
}

/// `/account/notices`: one of `sms-on`, `sms-off`, `email-off`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChoiceForm {
    pub choose: String,
}

/// Up to which notice everything has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ReadForm {
    pub newest: String,
}
