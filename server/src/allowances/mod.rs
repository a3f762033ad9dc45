//! Allowances: applying for one, what is granted and outlives its case, the monthly payments with two people, what
//! suspends one, and why each amount is what it is.

pub mod counter;
mod desk;
mod explain;
mod finding_out;
mod granting;
mod held;
mod postings;
mod runs;
pub mod seeds;
mod service;
mod store;
mod suspending;
mod taking_over;

pub(crate) use postings::open_objections;
pub use taking_over::Listed;

pub use service::{
    AllowanceService, CARE_SERVICE_SUBSIDY, LIVING_SUBSIDY, NURSING_SUBSIDY, OLD_AGE_ALLOWANCE,
};

use app::allowances::{Allowance, EntitlementStage, LineState, Month, RunStage, allowance_of};
use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey};
use app::person::{PersonName, ResidentId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::journal::Record;

/// The first two letters of an entitlement's reference (津贴).
pub(crate) const PREFIX: &str = "JT";

/// A right to money, month by month, as it is kept.
#[derive(Clone, Debug)]
pub struct Entitlement {
    home: String,
    id: String,
    reference: CaseReference,
    subject: PersonKey,
    filed_by: PersonKey,
    /// Reference of the mandate under which it was applied for; empty: for oneself.
    mandate: String,
    /// Sealed [`Person`].
    person: String,
    service: String,
    benefit: String,
    office: OfficeId,
    /// As on the day of the decision.
    rule_version: String,
    fen: i64,
    /// `month`, `quarter`, `year`; empty where no amount was known.
    every: String,
    /// Sealed [`app::allowances::KeptFacts`].
    facts: String,
    /// Sealed [`Payee`].
    payee: String,
    first_month: Month,
    recheck_on: Date,
    /// The month from which the facts hold as they were corrected, for what was paid already, too; `None`: only for what
    /// was not.
    facts_since: Option<Month>,
    case_id: String,
    stage: EntitlementStage,
    because: String,
    since: Timestamp,
    objection_until: Option<Date>,
    objected_at: Option<Timestamp>,
    version: i64,
    granted_at: Timestamp,
}

/// Whose an entitlement is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Person {
    name: PersonName,
    number: ResidentId,
}

/// Where money goes: an account in the person's own name, or a proven guardian's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Payee {
    bank: String,
    account: String,
    /// The guardian's name; empty: the person's own.
    #[serde(default)]
    guardian: String,
}

/// A month's payments of one office.
#[derive(Clone, Debug)]
struct Run {
    id: String,
    office: OfficeId,
    month: Month,
    stage: RunStage,
    of_all: i64,
    looked_at: i64,
    /// Staff ids; empty: nobody yet.
    prepared_by: String,
    proposed_by: String,
    confirmed_by: String,
    prepared_at: Timestamp,
    done_at: Option<Timestamp>,
}

/// One month of one entitlement.
#[derive(Clone, Debug)]
struct Line {
    home: String,
    id: String,
    entitlement: String,
    month: Month,
    /// 1; 2 and on for what a month was paid too little.
    part: i64,
    run: String,
    /// The run's month; `None`: it was not kept then.
    run_month: Option<Month>,
    state: LineState,
    fen: i64,
    /// What was paid for this month before, by itself or by what this one stands in the place of: taken off the rule's
    /// amount.
    less: i64,
    rule_version: String,
    why: String,
    why_of: String,
    /// Codes of all benefits that were held then.
    held: Vec<String>,
    /// Sealed [`app::allowances::KeptFacts`].
    facts: String,
    unchecked: bool,
    attempt: i64,
    /// Sealed [`Payee`]; empty before it was sent.
    payee: String,
    bank_number: String,
    returned_because: String,
    corrected_by: String,
    /// Sealed [`Payee`]; empty: not corrected.
    corrected_payee: String,
    changed_at: Timestamp,
}

/// An entitlement that is shown to everybody again, from a day until another.
#[derive(Clone, Debug)]
struct Reposting {
    home: String,
    id: String,
    entitlement: String,
    office: OfficeId,
    posted_on: Date,
    until: Date,
}

/// Something that somebody said, for an office to answer.
#[derive(Clone, Debug)]
struct ObjectionRow {
    home: String,
    id: String,
    kind: String,
    record: String,
    office: OfficeId,
    person: PersonKey,
    /// Sealed; empty for one press.
    text: String,
    at: Timestamp,
    done_at: Option<Timestamp>,
    /// Sealed.
    answer: String,
}

impl Entitlement {
    /// Its chain in the journal.
    fn record(&self) -> Record {
        Record::new(&self.home, "entitlement", &self.id)
    }

    fn allowance(&self) -> Result<&'static Allowance, Fault> {
        allowance_of(&self.service)
            .ok_or_else(|| Fault::Row(format!("entitlement of no allowance {}", self.id)))
    }
}

impl Line {
    /// The month of the run that pays it, where that is a later one than its own.
    fn arrears_in(&self) -> Option<Month> {
        self.run_month.filter(|run| *run > self.month)
    }
}

impl Run {
    /// Its chain in the journal, under the office's division.
    fn record(&self) -> Record {
        let division = self.office.0.get(..6).unwrap_or("500000");
        Record::new(format!("{division}000"), "payment-run", &self.id)
    }
}

fn person_place(id: &str) -> String {
    format!("entitlement.person.{id}")
}

fn facts_place(id: &str) -> String {
    format!("entitlement.facts.{id}")
}

fn payee_place(entitlement: &str) -> String {
    format!("entitlement.payee.{entitlement}")
}

fn line_facts_place(id: &str) -> String {
    format!("payment_line.facts.{id}")
}

fn objection_place(id: &str) -> String {
    format!("allowance_objection.text.{id}")
}

fn answer_place(id: &str) -> String {
    format!("allowance_objection.answer.{id}")
}
