//! What the pages show: judgements with everything a person needs to go on, taken out of the rule book.

use jiff::Timestamp;
use jiff::civil::Date;

use super::facts::{Fact, Facts};
use super::judge::{Judged, Reason, RemarkCase, Verdict, judge};
use super::rule::{Benefit, Evidence, Kind, Pay, Reach, Row, Rule, RuleBook, Together};
use crate::text::Wording;

/// An office to go to or to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeLine {
    pub name: Wording,
    pub phone: String,
    pub hours: Wording,
    /// It does not take the application itself, but knows which street office does.
    pub knows_the_street: bool,
}

/// A line of a rule that holds: what it pays and says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub pays: Vec<Pay>,
    pub says: Wording,
}

/// [`Verdict`] on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Yes {
        given: Vec<Given>,
        open: Vec<Fact>,
    },
    SetAside {
        given: Vec<Given>,
        kept: Wording,
    },
    CannotSay {
        missing: Vec<Fact>,
    },
    No {
        because: Vec<Reason>,
        begins: Option<Date>,
    },
    NoRule,
    Clash,
    Disputed {
        facts: Vec<Fact>,
    },
}

/// Where a judgement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    pub version: String,
    /// The districts by name; empty: the whole city.
    pub districts: Vec<Wording>,
    pub from: Date,
    pub until: Option<Date>,
    pub evidence: Evidence,
    pub source: Wording,
    /// What is not verified; empty where everything is.
    pub unverified: Wording,
    pub demo_only: bool,
}

/// How another benefit bears on this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemarkLine {
    pub other: Wording,
    pub how: Together,
    pub case: RemarkCase,
    /// The rule in words.
    pub says: Wording,
    pub evidence: Evidence,
    pub source: Wording,
}

/// One benefit on the page of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub code: String,
    pub kind: Kind,
    pub name: Wording,
    pub summary: Wording,
    pub owner: Wording,
    pub said: Said,
    pub rule: Option<RuleLine>,
    pub remarks: Vec<RemarkLine>,
    /// Our own page.
    pub apply: Option<String>,
    pub office: Option<OfficeLine>,
    /// What they can get instead, by name: only what is a yes for them.
    pub instead: Vec<Wording>,
}

/// Everything on the page of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub facts: Facts,
    pub lines: Vec<Line>,
}

/// A fact with the register that said it, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactSource {
    pub fact: Fact,
    pub register: Wording,
    pub at: Timestamp,
}

/// The answers from one's own registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAnswer {
    pub answer: Answer,
    pub sources: Vec<FactSource>,
    /// What was typed by hand: nobody has verified it.
    pub typed: Vec<Fact>,
    /// Registers that gave no answer.
    pub silent: Vec<Wording>,
    /// Registers whose owners do not let them answer.
    pub denied: Vec<Wording>,
    /// Registers that were not asked.
    pub unasked: Vec<Wording>,
    /// What can be typed by hand, because no register said it.
    pub missing: Vec<Fact>,
}

impl Answer {
    /// Judges and says where to go. `office` finds the office of a department for this person.
    pub fn of(book: &RuleBook, facts: &Facts, office: &dyn Fn(&str) -> Option<OfficeLine>) -> Self {
        let judged = judge(book, facts);
        let yes: Vec<&str> = judged
            .iter()
            .filter(|one| one.is_yes())
            .map(|one| one.benefit.code.as_str())
            .collect();
        let lines = judged
            .iter()
            .map(|one| line(book, one, &yes, office))
            .collect();
        Self {
            facts: facts.clone(),
            lines,
        }
    }
}

fn name_of(book: &RuleBook, code: &str) -> Wording {
    book.benefit(code)
        .map(|benefit| benefit.name.clone())
        .unwrap_or_default()
}

fn line(
    book: &RuleBook,
    judged: &Judged,
    yes: &[&str],
    office: &dyn Fn(&str) -> Option<OfficeLine>,
) -> Line {
    let benefit: &Benefit = judged.benefit;
    let given = |rows: &[&Row]| {
        rows.iter()
            .map(|row| Given {
                pays: row.pays.clone(),
                says: row.says.clone(),
            })
            .collect()
    };
    let said = match &judged.verdict {
        Verdict::Yes { rows, open } => Said::Yes {
            given: given(rows),
            open: open.clone(),
        },
        Verdict::SetAside {
            rows,
            for_the_sake_of,
        } => Said::SetAside {
            given: given(rows),
            kept: name_of(book, for_the_sake_of),
        },
        Verdict::CannotSay { missing } => Said::CannotSay {
            missing: missing.clone(),
        },
        Verdict::No { because, begins } => Said::No {
            because: because.clone(),
            begins: *begins,
        },
        Verdict::NoRule => Said::NoRule,
        Verdict::Clash(_) => Said::Clash,
        Verdict::Disputed { facts } => Said::Disputed {
            facts: facts.clone(),
        },
    };
    let instead = match said {
        Said::No { .. } => benefit
            .instead
            .iter()
            .filter(|code| yes.contains(&code.as_str()))
            .map(|code| name_of(book, code))
            .collect(),
        _ => Vec::new(),
    };
    Line {
        code: benefit.code.clone(),
        kind: benefit.kind,
        name: benefit.name.clone(),
        summary: benefit.summary.clone(),
        owner: benefit.owner.clone(),
        said,
        rule: judged.rule.map(RuleLine::of),
        remarks: judged
            .remarks
            .iter()
            .map(|remark| {
                let stacking = &book.stacking[remark.stacking];
                RemarkLine {
                    other: name_of(book, remark.other),
                    how: stacking.how,
                    case: remark.case,
                    says: stacking.says.clone(),
                    evidence: stacking.evidence,
                    source: stacking.source.clone(),
                }
            })
            .collect(),
        apply: benefit.apply.clone(),
        office: office(&benefit.office),
        instead,
    }
}

impl RuleLine {
    pub fn of(rule: &Rule) -> Self {
        Self {
            version: rule.version.clone(),
            districts: match &rule.reach {
                Reach::WholeCity => Vec::new(),
                Reach::Districts(districts) => {
                    districts.iter().map(|division| division.name()).collect()
                }
            },
            from: rule.from,
            until: rule.until,
            evidence: rule.evidence,
            source: rule.source.clone(),
            unverified: rule.unverified.clone(),
            demo_only: rule.demo_only,
        }
    }
}
