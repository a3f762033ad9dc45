//! What people type to be known, and what it means. Passwords and codes are never kept as typed; what is kept for
//! showing a page again is a slip.

use serde::{Deserialize, Serialize};

use crate::person::{
    Mobile, MobileError, NameError, PersonName, ResidentId, ResidentIdError, plain_number,
};
use crate::text::{Said, Text};
use crate::ui::FieldFault;

/// `/demo/be`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DemoForm {
    pub person: String,
    pub next: String,
}

/// What is wrong with a typed identity number, one sentence each; outside demo mode the demo city's numbers are
/// nobody's.
pub fn parse_number(typed: &str, demo: bool) -> Result<ResidentId, Text> {
    match ResidentId::parse(typed) {
        Ok(number) if number.is_of_the_demo_city() && !demo => Err(Text::IdentityNumberDemo),
        Ok(number) => Ok(number),
        Err(ResidentIdError::Empty) => Err(Text::IdentityNumberEmpty),
        Err(ResidentIdError::Length) => Err(Text::IdentityNumberLength),
        Err(ResidentIdError::Characters) => Err(Text::IdentityNumberCharacters),
        Err(ResidentIdError::Date) => Err(Text::IdentityNumberDate),
        Err(ResidentIdError::CheckCharacter) => Err(Text::IdentityNumberCheck),
    }
}

fn parse_mobile(typed: &str) -> Result<Mobile, Text> {
    Mobile::parse(typed).map_err(|error| match error {
        MobileError::Empty => Text::MobileEmpty,
        MobileError::Form => Text::MobileForm,
    })
}

/// By what somebody says who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    Number(ResidentId),
    Mobile(Mobile),
}

impl Login {
    /// Eleven digits are a mobile, everything else is meant as an identity number.
    fn parse(typed: &str, demo: bool) -> Result<Self, Text> {
        let plain = plain_number(typed);
        if plain.is_empty() {
            return Err(Text::SignInLoginEmpty);
        }
        if plain.starts_with('+') || (plain.chars().count() == 11 && plain.starts_with('1')) {
            return parse_mobile(typed).map(Self::Mobile);
        }
        parse_number(typed, demo).map(Self::Number)
    }

    /// The number or mobile itself. Never for a URL, a log line or a notice.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Number(number) => number.as_str(),
            Self::Mobile(mobile) => mobile.as_str(),
        }
    }
}

/// `/sign-in`: identity number or mobile; `/staff/sign-in`: a login.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    pub login: String,
    pub password: String,
    /// Of a member of staff's authenticator.
    pub code: String,
    pub next: String,
    /// `login`: 长辈版 asks for the password on a page of its own.
    pub act: String,
}

/// What is kept of a sign-in that did not go well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInSlip {
    pub login: String,
    pub is_without_password: bool,
    /// Login and password do not belong together; whether there is such a login is not said.
    pub is_wrong: bool,
}

impl SignInForm {
    /// Who a citizen says they are.
    pub fn parse(&self, demo: bool) -> Result<Login, SignInSlip> {
        match Login::parse(&self.login, demo) {
            Ok(login) if !self.password.is_empty() => Ok(login),
            _ => Err(self.slip(false)),
        }
    }

    /// The login of a member of staff: lower case.
    pub fn parse_staff(&self) -> Result<String, SignInSlip> {
        let login = self.login.trim().to_lowercase();
        if login.is_empty() || self.password.is_empty() {
            return Err(self.slip(false));
        }
        Ok(login)
    }

    pub fn slip(&self, is_wrong: bool) -> SignInSlip {
        SignInSlip {
            login: short(&self.login),
            is_without_password: self.password.is_empty(),
            is_wrong,
        }
    }
}

impl SignInSlip {
    /// Whether the login can be one: then a password is what is left to ask.
    pub fn has_login(&self, demo: bool) -> bool {
        Login::parse(&self.login, demo).is_ok()
    }

    pub fn faults(&self, demo: bool) -> Vec<FieldFault> {
        let login = Login::parse(&self.login, demo).err();
        self.faults_with(login, Text::SignInWrong)
    }

    pub fn staff_faults(&self) -> Vec<FieldFault> {
        let login = self
            .login
            .trim()
            .is_empty()
            .then_some(Text::StaffLoginEmpty);
        self.faults_with(login, Text::StaffSignInWrong)
    }

    fn faults_with(&self, login: Option<Text>, wrong: Text) -> Vec<FieldFault> {
        let login = login.or(self.is_wrong.then_some(wrong));
        let password = self.is_without_password.then_some(Text::PasswordEmpty);
        [("login", login), ("password", password)]
            .into_iter()
            .filter_map(|(field, text)| Some(FieldFault::new(field, text?)))
            .collect()
    }
}

/// `/register`, and `/forgotten-password` without the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    pub number: String,
    pub name: String,
}

impl PersonForm {
    /// What is kept to show the page again.
    pub fn slip(&self) -> Self {
        Self {
            number: short(&self.number),
            name: short(&self.name),
        }
    }

    pub fn parse(&self, demo: bool) -> Result<(ResidentId, PersonName), Vec<FieldFault>> {
        match (parse_number(&self.number, demo), parse_name(&self.name)) {
            (Ok(number), Ok(name)) => Ok((number, name)),
            (number, name) => Err([("number", number.err()), ("name", name.err())]
                .into_iter()
                .filter_map(|(field, text)| Some(FieldFault::new(field, text?)))
                .collect()),
        }
    }

    pub fn parse_number(&self, demo: bool) -> Result<ResidentId, Vec<FieldFault>> {
        parse_number(&self.number, demo).map_err(|text| vec![FieldFault::new("number", text)])
    }
}

fn parse_name(typed: &str) -> Result<PersonName, Text> {
    PersonName::parse(typed).map_err(|error| match error {
        NameError::Empty => Text::PersonNameEmpty,
        NameError::TooLong => Text::PersonNameTooLong,
    })
}

/// A six-digit code.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    pub code: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeFault {
    Empty,
    /// Not six digits.
    Form,
    Wrong,
    /// Too many tries, too late, or used.
    Over,
}

/// What is kept of a code that did not fit: why, not the code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeSlip {
    pub fault: Option<CodeFault>,
}

impl CodeForm {
    pub fn parse(&self) -> Result<String, CodeFault> {
        let code = plain_number(&self.code);
        if code.is_empty() {
            return Err(CodeFault::Empty);
        }
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CodeFault::Form);
        }
        Ok(code)
    }
}

impl CodeSlip {
    pub fn faults(self) -> Vec<FieldFault> {
        self.fault
            .map(|fault| {
                let text = match fault {
                    CodeFault::Empty => Text::CodeEmpty,
                    CodeFault::Form => Text::CodeForm,
                    CodeFault::Wrong => Text::CodeWrong,
                    CodeFault::Over => Text::CodeOver,
                };
                FieldFault::new("code", text)
            })
            .into_iter()
            .collect()
    }
}

/// Why something may not be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordFault {
    Empty,
    Short {
        shortest: usize,
    },
    Long,
    /// One that everybody tries first.
    Common,
}

impl PasswordFault {
    pub fn said(self) -> Said {
        match self {
            Self::Empty => Text::PasswordEmpty.into(),
            Self::Short { shortest } => {
                Said::with(Text::PasswordShort, [("count", shortest.to_string())])
            }
            Self::Long => Text::PasswordLong.into(),
            Self::Common => Text::PasswordCommon.into(),
        }
    }
}

/// A new password; when it is changed, with the one before.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    pub current: String,
    pub password: String,
}

/// What was wrong with the password before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CurrentFault {
    Empty,
    Wrong,
}

/// What is kept of a password that cannot be one: why, not the password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordSlip {
    pub current: Option<CurrentFault>,
    pub password: Option<PasswordFault>,
}

impl PasswordSlip {
    pub fn faults(self) -> Vec<FieldFault> {
        let current = self.current.map(|fault| match fault {
            CurrentFault::Empty => FieldFault::new("current", Text::CurrentPasswordEmpty),
            CurrentFault::Wrong => FieldFault::new("current", Text::CurrentPasswordWrong),
        });
        let password = self
            .password
            .map(|fault| FieldFault::new("password", fault.said()));
        current.into_iter().chain(password).collect()
    }
}

/// `/account/mobile`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MobileForm {
    pub mobile: String,
}

impl MobileForm {
    /// What is kept to show the page again.
    pub fn slip(&self) -> Self {
        Self {
            mobile: short(&self.mobile),
        }
    }

    pub fn parse(&self) -> Result<Mobile, Vec<FieldFault>> {
        parse_mobile(&self.mobile).map_err(|text| vec![FieldFault::new("mobile", text)])
    }
}

/// `/account/sessions/end`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct EndForm {
    pub session: String,
}

/// `/staff/counter-code`, with the code that was made, which is shown once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CounterCodeSlip {
    pub typed: PersonForm,
    pub code: Option<String>,
}

/// Nobody needs more to see what they typed; and a slip stays small.
fn short(typed: &str) -> String {
    typed.chars().filter(|c| *c != '\0').take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A well-formed number of the demo city.
    const DEMO: &str = "509901199003070017";

    fn number(body: &str) -> String {
        format!("{body}{}", crate::person::check_character(body).unwrap())
    }

    #[test]
    fn each_way_to_mistype_an_identity_number_has_a_sentence_of_its_own() {
        let right = number("50010619900307001");
        assert!(parse_number(&right, false).is_ok());
        let mut other = right.clone();
        other.pop();
        let last = if right.ends_with('0') { "1" } else { "0" };
        for (typed, said) in [
            ("", Text::IdentityNumberEmpty),
            ("  ", Text::IdentityNumberEmpty),
            ("5001061990", Text::IdentityNumberLength),
            ("5001061990O3070017", Text::IdentityNumberCharacters),
            ("500106199013070017", Text::IdentityNumberDate),
            (format!("{other}{last}").as_str(), Text::IdentityNumberCheck),
        ] {
            assert_eq!(parse_number(typed, false), Err(said), "{typed}");
        }
    }

    #[test]
    fn a_number_of_the_demo_city_is_nobodys_elsewhere() {
        let demo = number(&DEMO[..17]);
        assert!(parse_number(&demo, true).is_ok());
        assert_eq!(parse_number(&demo, false), Err(Text::IdentityNumberDemo));
    }

    #[test]
    fn eleven_digits_are_a_mobile_and_all_else_a_number() {
        let login = |typed: &str| Login::parse(typed, false);
        let mobile = Mobile::parse("13812345678").unwrap();
        for typed in ["13812345678", "+86 138 1234 5678", "１３８-1234-5678"] {
            assert_eq!(login(typed), Ok(Login::Mobile(mobile.clone())), "{typed}");
        }
        assert_eq!(login("12812345678"), Err(Text::MobileForm));
        assert_eq!(login("1381234567"), Err(Text::IdentityNumberLength));
        assert_eq!(login(""), Err(Text::SignInLoginEmpty));
    }

    #[test]
    fn a_wrong_pair_is_one_fault_whatever_was_wrong() {
        let slip = SignInForm {
            login: number("50010619900307001"),
            password: "something".to_owned(),
            code: String::new(),
            next: String::new(),
            act: String::new(),
        }
        .slip(true);
        let faults = slip.faults(false);
        assert_eq!(faults, [FieldFault::new("login", Text::SignInWrong)]);
    }

    #[test]
    fn a_code_may_be_dictated() {
        let code = |typed: &str| {
            CodeForm {
                code: typed.to_owned(),
            }
            .parse()
        };
        assert_eq!(code(" 123 456 "), Ok("123456".to_owned()));
        assert_eq!(code("１２３４５６"), Ok("123456".to_owned()));
        assert_eq!(code(""), Err(CodeFault::Empty));
        for typed in ["12345", "1234567", "12345a", "壹贰叁"] {
            assert_eq!(code(typed), Err(CodeFault::Form), "{typed}");
        }
    }
}
