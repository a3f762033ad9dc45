//! Facts and a day in, a judgement for every benefit out. Nothing is guessed: what depends on a missing fact stays open
//! and says on which, and where two rules contradict each other nobody is told an amount.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::facts::{
    CareLevel, Disability, DisabilityKind, District, Fact, Facts, Hardship, Insurance,
};
use super::rule::{AgeBand, Benefit, Clash, Conditions, Pay, Row, Rule, RuleBook, Together};

/// What a person lacks for a line of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Age(AgeBand),
    Hardship(Vec<Hardship>),
    /// Kinds and levels; an empty list asks for none in particular.
    Disability(Vec<DisabilityKind>, Vec<u8>),
    Care(Vec<CareLevel>),
    LongDisabled(bool),
    Alone(bool),
    Insurance(Vec<Insurance>),
    /// None of several ways is open.
    OneOf(Vec<Vec<Reason>>),
    /// The household is registered outside the city.
    Elsewhere,
}

/// What comes of it for one benefit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    Yes {
        /// The line that holds; several where a missing fact decides which.
        rows: Vec<&'a Row>,
        /// The facts that decide between several.
        open: Vec<Fact>,
    },
    /// It would be a yes, but another benefit stands in its place.
    SetAside {
        rows: Vec<&'a Row>,
        for_the_sake_of: &'a str,
    },
    CannotSay {
        missing: Vec<Fact>,
    },
    No {
        because: Vec<Reason>,
        /// Where only the age is missing: the day on which it is reached.
        begins: Option<Date>,
    },
    /// Nobody has entered a rule for this district and day.
    NoRule,
    /// Two rules, or two lines, hold at once.
    Clash(Clash),
    /// Two sources say different things about a fact on which this depends.
    Disputed {
        facts: Vec<Fact>,
    },
}

/// How another benefit bears on this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark<'a> {
    /// Place in [`RuleBook::stacking`].
    pub stacking: usize,
    pub other: &'a str,
    pub case: RemarkCase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkCase {
    /// Both are given.
    Both,
    /// This one stays, the other does not.
    Kept,
    /// The other one stays.
    GivenUp,
    /// Only the higher of the two, and an amount is not known.
    HigherUnknown,
    /// It cannot be said yet whether the other one is given.
    IfOther,
}

/// One benefit, judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged<'a> {
    pub benefit: &'a Benefit,
    pub verdict: Verdict<'a>,
    /// The rule by which it was judged.
    pub rule: Option<&'a Rule>,
    pub remarks: Vec<Remark<'a>>,
}

impl Judged<'_> {
    pub const fn is_yes(&self) -> bool {
        matches!(self.verdict, Verdict::Yes { .. })
    }

    /// What it pays, where that is one amount for certain.
    pub fn pay(&self) -> Option<&Pay> {
        match &self.verdict {
            Verdict::Yes { rows, .. } | Verdict::SetAside { rows, .. } => only_pay(rows),
            _ => None,
        }
    }
}

fn only_pay<'a>(rows: &[&'a Row]) -> Option<&'a Pay> {
    let (first, rest) = rows.split_first()?;
    let [pay] = first.pays.as_slice() else {
        return None;
    };
    rest.iter().all(|row| row.pays == first.pays).then_some(pay)
}

/// Judges every benefit for these facts, in the book's order, and says how they go together.
pub fn judge<'a>(book: &'a RuleBook, facts: &Facts) -> Vec<Judged<'a>> {
    let mut judged: Vec<Judged<'a>> = book
        .benefits
        .iter()
        .map(|benefit| judge_one(benefit, facts))
        .collect();
    stack(book, &mut judged);
    judged
}

/// Judges one benefit by itself.
pub fn judge_one<'a>(benefit: &'a Benefit, facts: &Facts) -> Judged<'a> {
    let (verdict, rule) = verdict(benefit, facts);
    Judged {
        benefit,
        verdict,
        rule,
        remarks: Vec::new(),
    }
}

fn verdict<'a>(benefit: &'a Benefit, facts: &Facts) -> (Verdict<'a>, Option<&'a Rule>) {
    let disputed = |asked: &[Fact]| -> Vec<Fact> {
        let among = |fact: &&Fact| facts.disputed.contains(fact);
        asked.iter().filter(among).copied().collect()
    };
    let place = disputed(&[Fact::Born, Fact::District]);
    if !place.is_empty() {
        return (Verdict::Disputed { facts: place }, None);
    }
    let division = match &facts.district {
        Some(District::Here(division)) => division,
        Some(District::Elsewhere) => {
            let because = vec![Reason::Elsewhere];
            return (
                Verdict::No {
                    because,
                    begins: None,
                },
                None,
            );
        }
        None => {
            let missing = vec![Fact::District];
            return (Verdict::CannotSay { missing }, None);
        }
    };
    let rule = match benefit.rule_for(division, facts.on) {
        Ok(Some(rule)) => rule,
        Ok(None) => return (Verdict::NoRule, None),
        Err(clash) => return (Verdict::Clash(clash), None),
    };
    let asked: Vec<Fact> = rule
        .rows
        .iter()
        .flat_map(Row::facts)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if asked.contains(&Fact::Born) && !facts.knows(Fact::Born) {
        let missing = vec![Fact::Born];
        return (Verdict::CannotSay { missing }, Some(rule));
    }
    let in_dispute = disputed(&asked);
    // What is disputed counts as not known: where the answer is the same either way, the dispute does not matter.
    let mut facts = facts.clone();
    for fact in &in_dispute {
        facts.forget(*fact);
    }
    let verdict = match by_rows(benefit, rule, &facts, &asked) {
        Verdict::CannotSay { missing } if missing.iter().any(|fact| in_dispute.contains(fact)) => {
            Verdict::Disputed { facts: in_dispute }
        }
        Verdict::Yes { open, .. } if open.iter().any(|fact| in_dispute.contains(fact)) => {
            Verdict::Disputed { facts: in_dispute }
        }
        verdict => verdict,
    };
    (verdict, Some(rule))
}

impl Facts {
    pub(crate) fn forget(&mut self, fact: Fact) {
        match fact {
            Fact::Born => self.born = None,
            Fact::District => self.district = None,
            Fact::Hardship => self.hardship = None,
            Fact::Disability => self.disability = None,
            Fact::Care => self.care = None,
            Fact::LongDisabled => self.long_disabled = None,
            Fact::Alone => self.alone = None,
            Fact::Insurance => self.insurance = None,
        }
    }
}

/// Tries every way in which the missing facts could turn out. A fact is missing only if it changes the answer.
fn by_rows<'a>(benefit: &Benefit, rule: &'a Rule, facts: &Facts, asked: &[Fact]) -> Verdict<'a> {
    let unknown: Vec<Fact> = asked
        .iter()
        .copied()
        .filter(|fact| !facts.knows(*fact))
        .collect();
    let mut cases = vec![facts.clone()];
    for fact in &unknown {
        cases = cases
            .iter()
            .flat_map(|facts| facts.completed(*fact))
            .collect();
    }
    let outcomes: Vec<Vec<usize>> = cases.iter().map(|facts| holding(rule, facts)).collect();
    if outcomes.iter().all(|rows| rows.len() > 1) {
        return Verdict::Clash(benefit.clash(vec![rule.version.clone(); 2]));
    }
    if outcomes.iter().all(Vec::is_empty) {
        return no(rule, facts);
    }
    let is_yes = outcomes.iter().all(|rows| rows.len() == 1);
    // What decides: for a yes, between different lines; otherwise between yes and no.
    let differs = |one: &Vec<usize>, other: &Vec<usize>| {
        if is_yes {
            rule.rows[one[0]] != rule.rows[other[0]]
        } else {
            one.len() != other.len()
        }
    };
    let deciding: Vec<Fact> = unknown
        .iter()
        .copied()
        .filter(|fact| {
            cases.iter().zip(&outcomes).any(|(case, outcome)| {
                let mut open = case.clone();
                open.forget(*fact);
                open.completed(*fact)
                    .iter()
                    .any(|other| differs(outcome, &holding(rule, other)))
            })
        })
        .collect();
    if !is_yes {
        return Verdict::CannotSay { missing: deciding };
    }
    let lines: BTreeSet<usize> = outcomes.iter().map(|rows| rows[0]).collect();
    Verdict::Yes {
        rows: lines.into_iter().map(|line| &rule.rows[line]).collect(),
        open: deciding,
    }
}

/// The lines that hold, by their place; every fact that they ask is known.
fn holding(rule: &Rule, facts: &Facts) -> Vec<usize> {
    let lines = rule.rows.iter().enumerate();
    lines
        .filter(|(_, row)| lacking(row, facts).is_empty())
        .map(|(line, _)| line)
        .collect()
}

/// No, and what is lacking for the line that is nearest.
fn no<'a>(rule: &Rule, facts: &Facts) -> Verdict<'a> {
    let because = rule
        .rows
        .iter()
        .map(|row| lacking(row, facts))
        .filter(|lacking| !lacking.is_empty())
        // Of lines that are equally near, the one whose age comes next: 82 reads about 90 before 100.
        .min_by_key(|lacking| (lacking.len(), years_off(lacking, facts)))
        .unwrap_or_default();
    let begins = match because.as_slice() {
        [Reason::Age(band)] => begins(facts, *band),
        _ => None,
    };
    Verdict::No { because, begins }
}

fn years_off(lacking: &[Reason], facts: &Facts) -> i16 {
    let age = facts.age().unwrap_or_default();
    lacking
        .iter()
        .map(|reason| match reason {
            Reason::Age(band) if age < band.from => band.from - age,
            Reason::Age(band) => age - band.to.unwrap_or(age),
            _ => 0,
        })
        .sum()
}

/// The day on which somebody grows into a band; `None` where they are past it.
fn begins(facts: &Facts, band: AgeBand) -> Option<Date> {
    let born = facts.born?;
    let year = born.year().checked_add(band.from)?;
    // 29 February in a year without it: the birthday is 1 March.
    let day = Date::new(year, born.month(), born.day())
        .or_else(|_| Date::new(year, 3, 1))
        .ok()?;
    (day > facts.on).then_some(day)
}

/// What is known to be lacking for this line. What is not known lacks nothing.
fn lacking(row: &Row, facts: &Facts) -> Vec<Reason> {
    let mut lacking = lacking_for(&row.all, facts);
    if !row.one_of.is_empty() {
        let ways: Vec<Vec<Reason>> = row
            .one_of
            .iter()
            .map(|way| lacking_for(way, facts))
            .collect();
        if ways.iter().all(|way| !way.is_empty()) {
            // All that each way asks for, not only what is lacking of it.
            let asked = row.one_of.iter().map(everything_asked).collect();
            lacking.push(Reason::OneOf(asked));
        }
    }
    lacking
}

/// All that a line asks for.
pub(super) fn asked_by(row: &Row) -> Vec<Reason> {
    let mut asked = everything_asked(&row.all);
    if !row.one_of.is_empty() {
        let ways = row.one_of.iter().map(everything_asked).collect();
        asked.push(Reason::OneOf(ways));
    }
    asked
}

fn lacking_for(all: &Conditions, facts: &Facts) -> Vec<Reason> {
    everything_asked(all)
        .into_iter()
        .filter(|reason| is_lacking(reason, facts))
        .collect()
}

fn everything_asked(all: &Conditions) -> Vec<Reason> {
    let mut reasons = Vec::new();
    reasons.extend(all.age.map(Reason::Age));
    if !all.hardship.is_empty() {
        reasons.push(Reason::Hardship(all.hardship.clone()));
    }
    if all.asks_disability() {
        reasons.push(Reason::Disability(
            all.disability_kinds.clone(),
            all.disability_levels.clone(),
        ));
    }
    if !all.care.is_empty() {
        reasons.push(Reason::Care(all.care.clone()));
    }
    reasons.extend(all.long_disabled.map(Reason::LongDisabled));
    reasons.extend(all.alone.map(Reason::Alone));
    if !all.insurance.is_empty() {
        reasons.push(Reason::Insurance(all.insurance.clone()));
    }
    reasons
}

fn is_lacking(reason: &Reason, facts: &Facts) -> bool {
    match reason {
        Reason::Age(band) => facts.age().is_some_and(|age| !band.holds(age)),
        Reason::Hardship(any) => facts.hardship.is_some_and(|one| !any.contains(&one)),
        Reason::Disability(kinds, levels) => match facts.disability {
            None => false,
            Some(Disability::None) => true,
            Some(Disability::Certified { kind, level }) => {
                !(kinds.is_empty() || kinds.contains(&kind))
                    || !(levels.is_empty() || levels.contains(&level))
            }
        },
        Reason::Care(any) => facts.care.is_some_and(|one| !any.contains(&one)),
        Reason::LongDisabled(wanted) => facts.long_disabled.is_some_and(|is| is != *wanted),
        Reason::Alone(wanted) => facts.alone.is_some_and(|is| is != *wanted),
        Reason::Insurance(any) => facts.insurance.is_some_and(|one| !any.contains(&one)),
        Reason::OneOf(ways) => ways
            .iter()
            .all(|way| way.iter().any(|reason| is_lacking(reason, facts))),
        Reason::Elsewhere => matches!(facts.district, Some(District::Elsewhere)),
    }
}

/// Says of each two benefits that have something to do with each other how they go together.
fn stack<'a>(book: &'a RuleBook, judged: &mut [Judged<'a>]) {
    let mut stackings: Vec<_> = book.stacking.iter().enumerate().collect();
    // What cannot be given at all is out of the way before amounts are compared.
    stackings.sort_by_key(|(_, stacking)| stacking.how);
    for (place, stacking) in stackings {
        let at = |code: &String| judged.iter().position(|one| one.benefit.code == *code);
        let (Some(first), Some(second)) = (at(&stacking.of[0]), at(&stacking.of[1])) else {
            continue;
        };
        match (&judged[first].verdict, &judged[second].verdict) {
            (Verdict::Yes { .. }, Verdict::Yes { .. }) => {
                both(stacking.how, place, judged, first, second);
            }
            (Verdict::Yes { .. }, Verdict::CannotSay { .. }) => {
                remark(judged, place, first, second, RemarkCase::IfOther);
            }
            (Verdict::CannotSay { .. }, Verdict::Yes { .. }) => {
                remark(judged, place, second, first, RemarkCase::IfOther);
            }
            _ => {}
        }
    }
}

fn both<'a>(how: Together, place: usize, judged: &mut [Judged<'a>], first: usize, second: usize) {
    let (kept, given_up) = match how {
        Together::MayCombine => {
            remark(judged, place, first, second, RemarkCase::Both);
            remark(judged, place, second, first, RemarkCase::Both);
            return;
        }
        Together::CannotCombine => (first, second),
        Together::HigherOf => {
            let in_a_year = |one: usize| judged[one].pay().and_then(Pay::in_a_year);
            match (in_a_year(first), in_a_year(second)) {
                (Some(one), Some(other)) if other > one => (second, first),
                (Some(_), Some(_)) => (first, second),
                _ => {
                    remark(judged, place, first, second, RemarkCase::HigherUnknown);
                    remark(judged, place, second, first, RemarkCase::HigherUnknown);
                    return;
                }
            }
        }
    };
    remark(judged, place, kept, given_up, RemarkCase::Kept);
    remark(judged, place, given_up, kept, RemarkCase::GivenUp);
    let for_the_sake_of = judged[kept].benefit.code.as_str();
    if let Verdict::Yes { rows, .. } = &mut judged[given_up].verdict {
        let rows = std::mem::take(rows);
        judged[given_up].verdict = Verdict::SetAside {
            rows,
            for_the_sake_of,
        };
    }
}

fn remark<'a>(
    judged: &mut [Judged<'a>],
    stacking: usize,
    of: usize,
    other: usize,
    case: RemarkCase,
) {
    let other = judged[other].benefit.code.as_str();
    judged[of].remarks.push(Remark {
        stacking,
        other,
        case,
    });
}
