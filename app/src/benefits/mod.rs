//! "What can I get?": allowances and services for older and disabled people, by the rules of district and day.

mod desk;
mod facts;
mod faults;
mod form;
mod judge;
pub mod pages;
mod rule;
#[cfg(test)]
mod tests;
mod view;

pub use desk::{BenefitsDesk, FactsView};
pub use facts::{
    CareLevel, Disability, DisabilityKind, District, Fact, Facts, Hardship, Insurance,
};
pub use faults::{RuleFaultLine, RuleFaultsPage, rules_line};
pub use form::FactsForm;
pub use judge::{Judged, Reason, Remark, RemarkCase, Verdict, judge, judge_one};
pub use rule::{
    AgeBand, Benefit, Clash, Conditions, Every, Evidence, Kind, Pay, Reach, Row, Rule, RuleBook,
    RuleFault, RuleFaults, Stacking, Together, Unpayable, may_pay_on,
};
pub use view::{
    Answer, FactSource, Given, Line, OfficeLine, OwnAnswer, RemarkLine, RuleLine, Said,
};
