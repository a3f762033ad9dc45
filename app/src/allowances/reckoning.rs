//! What is due for one month: rules, facts and a month in, an amount with its reason out. No clock, no database: the
//! same question gives the same answer years later, and `yuban explain` asks it again.

use super::{KeptFacts, Month, Terms};
use crate::benefits::{Every, Fact, RuleBook, Unpayable, Verdict, judge, judge_one, may_pay_on};

/// What came of reckoning a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This much, in fen.
    Pays(i64),
    /// A yearly or quarterly sum is paid in another month.
    NotThisMonth,
    /// Another allowance that the person has stands in its place.
    SetAside { by: String },
    /// The rule says no.
    No,
    /// Nobody has entered a rule for this district and month.
    NoRule,
    /// There is a rule without an amount, or with several to choose from.
    NoAmount,
    /// Two rules hold at once.
    Clash,
    /// Something decides that nobody knows, or on which two registers differ.
    Unknown(Vec<Fact>),
    /// The rule is not verified, and this is not the demo.
    Unverified,
}

/// An outcome with the version of the rule that it rests on; empty where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reckoned {
    pub rule: String,
    pub outcome: Outcome,
}

impl Outcome {
    /// As a line keeps it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pays(_) => "pays",
            Self::NotThisMonth => "not-this-month",
            Self::SetAside { .. } => "set-aside",
            Self::No => "no",
            Self::NoRule => "no-rule",
            Self::NoAmount => "no-amount",
            Self::Clash => "clash",
            Self::Unknown(_) => "unknown",
            Self::Unverified => "unverified",
        }
    }

    /// Whether this is an answer; otherwise somebody has to find out, and the month stays open.
    pub const fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Pays(_) | Self::NotThisMonth | Self::SetAside { .. } | Self::No
        )
    }

    pub const fn fen(&self) -> i64 {
        match self {
            Self::Pays(fen) => *fen,
            _ => 0,
        }
    }
}

/// The benefits among `held` in whose place this one stands in a month. What was paid for them is part of what this one
/// pays: two of which only the higher is given are together never more than the higher.
pub fn stands_for(
    book: &RuleBook,
    benefit: &str,
    held: &[String],
    facts: &KeptFacts,
    month: Month,
) -> Vec<String> {
    let together = held_together(book, benefit, held);
    judge(&together, &facts.on(month.last_day()))
        .iter()
        .filter(|one| {
            matches!(&one.verdict, Verdict::SetAside { for_the_sake_of, .. } if *for_the_sake_of == benefit)
        })
        .map(|one| one.benefit.code.clone())
        .collect()
}

/// The rules of this benefit and of those that are held beside it.
fn held_together(book: &RuleBook, benefit: &str, held: &[String]) -> RuleBook {
    RuleBook {
        benefits: book
            .benefits
            .iter()
            .filter(|one| one.code == benefit || held.contains(&one.code))
            .cloned()
            .collect(),
        stacking: book.stacking.clone(),
        charges: Vec::new(),
    }
}

/// Reckons one month of one benefit. `held`: the codes of all benefits that the person is being paid, this one among
/// them; what somebody could have and does not is no reason to pay them less.
pub fn reckon(
    book: &RuleBook,
    benefit: &str,
    held: &[String],
    facts: &KeptFacts,
    month: Month,
    terms: impl Fn(&str) -> Terms,
    demo: bool,
) -> Reckoned {
    let facts = facts.on(month.last_day());
    let Some(own) = book.benefit(benefit) else {
        return Reckoned {
            rule: String::new(),
            outcome: Outcome::NoRule,
        };
    };
    let alone = judge_one(own, &facts);
    let Some(rule) = alone.rule else {
        let outcome = match alone.verdict {
            Verdict::Clash(_) => Outcome::Clash,
            Verdict::Disputed { facts } => Outcome::Unknown(facts),
            Verdict::CannotSay { missing } => Outcome::Unknown(missing),
            Verdict::No { .. } => Outcome::No,
            _ => Outcome::NoRule,
        };
        return Reckoned {
            rule: String::new(),
            outcome,
        };
    };
    let outcome = |outcome: Outcome| Reckoned {
        rule: rule.version.clone(),
        outcome,
    };
    // How it goes together with what else this person is paid.
    let together = held_together(book, benefit, held);
    let judged = judge(&together, &facts);
    let verdict = judged.iter().find(|one| one.benefit.code == benefit);
    if let Some(Verdict::SetAside {
        for_the_sake_of, ..
    }) = verdict.map(|one| &one.verdict)
    {
        return outcome(Outcome::SetAside {
            by: (*for_the_sake_of).to_owned(),
        });
    }
    match &alone.verdict {
        Verdict::Yes { .. } => {}
        Verdict::No { .. } => return outcome(Outcome::No),
        Verdict::Clash(_) => return outcome(Outcome::Clash),
        Verdict::CannotSay { missing } => return outcome(Outcome::Unknown(missing.clone())),
        Verdict::Disputed { facts } => return outcome(Outcome::Unknown(facts.clone())),
        Verdict::NoRule | Verdict::SetAside { .. } => return outcome(Outcome::NoRule),
    }
    let Some(pay) = alone.pay() else {
        return outcome(Outcome::NoAmount);
    };
    if let Err(Unpayable { .. }) = may_pay_on(own, rule, demo) {
        return outcome(Outcome::Unverified);
    }
    let terms = terms(&rule.version);
    let is_due = match pay.every {
        Every::Month => true,
        Every::Quarter => (month.number() - 1) % 3 + 1 == terms.quarter_month,
        Every::Year => month.number() == terms.year_month,
        // A daily rate needs the days on which care took place; no allowance that is paid here has one.
        Every::Day => return outcome(Outcome::NoAmount),
    };
    outcome(if is_due {
        Outcome::Pays(pay.fen)
    } else {
        Outcome::NotThisMonth
    })
}
