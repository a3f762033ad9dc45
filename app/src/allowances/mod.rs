//! Allowances: what somebody is entitled to, month by month, after the case that gave it has ended.

mod desk;
mod form;
mod kept;
mod law;
mod month;
pub mod pages;
mod reckoning;
pub mod staff_pages;
mod terms;
#[cfg(test)]
mod tests;

pub use desk::{
    AccountView, AllowancesDesk, CorrectionView, EntitlementLine, EntitlementView, FoundLine,
    FoundView, LineView, Objection, OpenObjection, PostingView, Recheck, ReturnedLine, RunLine,
    RunList, RunSummary, RunView, Suspended,
};
pub use form::{
    AccountOfForm, BANK_CODES, BankReturnForm, FoundForm, MonthForm, ObjectionForm, RecheckForm,
    TypedAccount,
};
pub use kept::KeptFacts;
pub use law::{By, EntitlementStage, EntitlementStep, LineState, RunStage};
pub use month::Month;
pub use reckoning::{Outcome, Reckoned, reckon, stands_for};
pub use terms::{Allowance, FirstMonth, Terms, allowance_of, allowances};

use crate::person::PersonName;

/// A name as a posting shows it (公示): the first character, and the last where there are three or more.
pub fn masked_name(name: &PersonName) -> String {
    let letters: Vec<char> = name.as_str().chars().collect();
    match letters.as_slice() {
        [] => String::new(),
        [first] | [first, _] => format!("{first}*"),
        [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
    }
}

/// An account as everybody but the bank sees it: its last four digits.
pub fn masked_account(account: &str) -> String {
    let rest = account.len().saturating_sub(4);
    format!("**** {}", account.get(rest..).unwrap_or_default())
}

/// Fen as yuan with two decimals.
pub fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}
