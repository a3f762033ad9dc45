//! Offers to whoever has given standing leave: one loop looks once a day, under a purpose of its own, and says what has
//! begun to be theirs. And, under a department's stated duty, to whomever its own records say it of. What is due stands in
//! rows; whoever looks moves the row's mark first. Nothing is ever begun for anybody: an offer is a notice and a page with a
//! button.

pub mod counter;
mod desk;
mod leave;
mod look;
mod own;
pub mod seeds;
mod store;

pub use look::{look, run};
pub use own::look_by_duty;

use app::benefits::{
    CareLevel, Disability, District, Fact, FactSource, Facts, Hardship, Insurance,
};
use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey};
use app::offers::{Duty, OfferState};
use app::text::Wording;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::benefits::FINDINGS;
use crate::journal::Record;

/// What the registers are asked for, as the log of calls names it. Nobody waits in front of a page: a slow register has its
/// whole deadline.
pub const PURPOSE: &str = "offers/daily";
/// What a department's look into its own records is for, as the access log names it. No register is called for it.
pub const OWN_PURPOSE: &str = "own-register";
/// The first two letters of an offer's and of a leave's reference (提醒, and X).
pub(crate) const PREFIX: &str = "TX";
/// Leave is a person's, wherever in the city they live.
const CITY: &str = "500000000";

/// Leave to look again and again.
#[derive(Clone, Debug)]
struct Leave {
    home: String,
    id: String,
    reference: CaseReference,
    person: PersonKey,
    /// Codes of data sets, and [`FINDINGS`].
    sets: Vec<String>,
    given_at: Timestamp,
    until: Date,
    /// As the mark stands in the row.
    next_look: i64,
    last_look: Option<Timestamp>,
}

/// An offer as it is kept.
#[derive(Clone, Debug)]
struct Offer {
    home: String,
    id: String,
    reference: CaseReference,
    person: PersonKey,
    benefit: String,
    rule_version: String,
    /// Sealed [`Why`].
    why: String,
    /// Code of the duty under which it was found, and the office that looked; empty: under the person's leave.
    duty: String,
    office: String,
    state: OfferState,
    made_at: Timestamp,
    version: i64,
}

/// An office's look into what it holds about somebody itself, as it is kept.
#[derive(Clone, Debug)]
struct OwnLook {
    /// The street as this office knows it.
    home: String,
    id: String,
    /// Code of the duty.
    duty: String,
    office: OfficeId,
    person: PersonKey,
    /// As the mark stands in the row.
    next_look: i64,
    last_look: Option<Timestamp>,
    is_off: bool,
}

/// Who looks, and so of what they may speak.
#[derive(Clone, Copy, Debug)]
enum Under<'a> {
    Leave,
    Duty {
        duty: &'static Duty,
        office: &'a OfficeId,
        /// Codes of what this office gives the person already.
        given: &'a [String],
    },
}

/// What the rule asks and the registers said, on the day of the offer: enough to judge it again.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Why {
    on: Date,
    born: Option<Date>,
    /// Six digits.
    division: String,
    hardship: Option<Hardship>,
    disability: Option<Disability>,
    care: Option<CareLevel>,
    insurance: Option<Insurance>,
    sources: Vec<Source>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Source {
    fact: Fact,
    register: Wording,
    at: Timestamp,
}

impl Why {
    /// Of all that is known only what this rule asks: the rest is not kept.
    fn of(facts: &Facts, sources: &[FactSource], asked: &[Fact]) -> Self {
        let is_asked = |fact: Fact| asked.contains(&fact);
        Self {
            on: facts.on,
            born: facts.born.filter(|_| is_asked(Fact::Born)),
            division: match &facts.district {
                Some(District::Here(division)) => division.code.to_owned(),
                _ => String::new(),
            },
            hardship: facts.hardship.filter(|_| is_asked(Fact::Hardship)),
            disability: facts.disability.filter(|_| is_asked(Fact::Disability)),
            care: facts.care.filter(|_| is_asked(Fact::Care)),
            insurance: facts.insurance.filter(|_| is_asked(Fact::Insurance)),
            sources: sources
                .iter()
                .filter(|source| source.fact == Fact::District || is_asked(source.fact))
                .map(|source| Source {
                    fact: source.fact,
                    register: source.register.clone(),
                    at: source.at,
                })
                .collect(),
        }
    }

    fn facts(&self) -> Facts {
        Facts {
            born: self.born,
            district: Some(District::of(&self.division)),
            hardship: self.hardship,
            disability: self.disability,
            care: self.care,
            insurance: self.insurance,
            ..Facts::unknown(self.on)
        }
    }

    /// What of it is known, as the person reads it who was looked at.
    fn fields(&self) -> Vec<&'static str> {
        let known = [
            ("born", self.born.is_some()),
            ("street", !self.division.is_empty()),
            ("hardship", self.hardship.is_some()),
            ("disability", self.disability.is_some()),
            ("findings", self.care.is_some()),
            ("insurance", self.insurance.is_some()),
        ];
        known
            .into_iter()
            .filter_map(|(field, is_known)| is_known.then_some(field))
            .collect()
    }

    fn sources(&self) -> Vec<FactSource> {
        self.sources
            .iter()
            .map(|source| FactSource {
                fact: source.fact,
                register: source.register.clone(),
                at: source.at,
            })
            .collect()
    }
}

impl Under<'_> {
    /// Whether this may be spoken of.
    fn covers(&self, benefit: &str) -> bool {
        match self {
            Self::Leave => true,
            Self::Duty { duty, .. } => duty.benefits.iter().any(|code| code == benefit),
        }
    }

    /// Whether this offer is theirs to end: what somebody found who asked more is not for whoever knows less.
    fn may_end(&self, offer: &Offer) -> bool {
        match self {
            Self::Leave => true,
            Self::Duty { duty, office, .. } => offer.duty == duty.code && offer.office == office.0,
        }
    }
}

impl OwnLook {
    /// Its chain in the journal.
    fn record(&self) -> Record {
        Record::new(&self.home, "own-look", &self.id)
    }
}

impl Leave {
    /// Its chain in the journal.
    fn record(&self) -> Record {
        Record::new(&self.home, "standing-leave", &self.id)
    }

    fn covers(&self, set: &str) -> bool {
        self.sets.iter().any(|code| code == set)
    }
}

impl Offer {
    /// Its chain in the journal.
    fn record(&self) -> Record {
        Record::new(&self.home, "offer", &self.id)
    }
}

fn why_place(id: &str) -> String {
    format!("offer.why.{id}")
}
