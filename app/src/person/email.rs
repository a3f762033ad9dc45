//! An e-mail address, as far as its form can be told: whether it exists shows only when somebody opens a link that was
//! sent there.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// `local@domain` in printable ASCII, at most 254 characters; the domain in small letters.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum EmailError {
    #[error("nothing typed")]
    Empty,
    #[error("not of the form name@domain")]
    Form,
}

impl EmailAddress {
    /// Forgives full-width characters and white space around it and inside, as dictation and pasting add them.
    ///
    /// # Errors
    /// What is wrong with it, without the address.
    pub fn parse(typed: &str) -> Result<Self, EmailError> {
        let plain: String = typed
            .chars()
            .filter_map(|c| match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0),
                '。' => Some('.'),
                c if c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}') => None,
                c => Some(c),
            })
            .collect();
        if plain.is_empty() {
            return Err(EmailError::Empty);
        }
        let (local, domain) = plain.rsplit_once('@').ok_or(EmailError::Form)?;
        let domain = domain.to_ascii_lowercase();
        let is_local = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b));
        let is_domain = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            });
        if is_local && is_domain && local.len() + domain.len() < 254 {
            Ok(Self(format!("{local}@{domain}")))
        } else {
            Err(EmailError::Form)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `l***@example.org`: enough to recognise one's own.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or_default();
        format!("{}***@{domain}", local.chars().take(1).collect::<String>())
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Debug for EmailAddress {
    /// Masked: an address must not reach a log by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_understood() {
        for typed in [
            "li.na@example.org",
            "  li.na@Example.ORG ",
            "ｌｉ．ｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
            "li.na@example。org",
        ] {
            let address = EmailAddress::parse(typed).unwrap();
            assert_eq!(address.as_str(), "li.na@example.org", "{typed}");
            assert_eq!(address.masked(), "l***@example.org");
            assert_eq!(format!("{address:?}"), "l***@example.org");
        }
    }

    #[test]
    fn what_no_letter_could_reach_is_refused() {
        assert_eq!(EmailAddress::parse(" \u{feff} "), Err(EmailError::Empty));
        for typed in [
            "li.na",
            "@example.org",
            "li.na@",
            "li.na@example",
            "li..na@example.org",
            "li na,wang@example.org",
            "li.na@-example.org",
            "li.na@exam_ple.org",
            "a@b.cn\r\nRCPT TO:<c@d.cn>",
            "<li.na@example.org>",
            "李娜@example.org",
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(EmailError::Form), "{typed}");
        }
        let long = format!("{}@example.org", "a".repeat(65));
        assert_eq!(EmailAddress::parse(&long), Err(EmailError::Form));
    }
}
