//! `yuban explain`: why every amount of an entitlement is what it is, month by month, reckoned again from the version of
//! the rule and the facts that are kept beside it. Plain text, without a name or a number.

use std::fmt::Write as _;

use app::allowances::{KeptFacts, LineState, Outcome, reckon, yuan};
use app::benefits::{Disability, RuleBook};
use app::text::{Language, Words, city_date};

use super::runs::{facts_of_line, owed};
use super::{Entitlement, Line, store};
use crate::Office;
use crate::fault::Fault;

/// What an explanation says, and whether every amount is what the rule gives.
pub struct Explanation {
    pub text: String,
    /// Months whose amount is another than reckoned again.
    pub differs: Vec<String>,
}

impl Office {
    /// Explains an entitlement; `None` where there is no such reference.
    ///
    /// # Errors
    /// The database's, or what cannot be opened with this key.
    pub async fn explain(&self, reference: &str) -> Result<Option<Explanation>, Fault> {
        let mut conn = self.db.read().await?;
        let Some(one) = store::by_reference(&mut conn, reference).await? else {
            return Ok(None);
        };
        let lines = store::lines_of(&mut conn, &one.home, &one.id).await?;
        drop(conn);
        let words = Words::new(Language::Chinese);
        let book = self.rule_book();
        let mut text = String::new();
        let mut differs = Vec::new();
        let name = book.benefit(&one.benefit).map_or_else(
            || one.benefit.clone(),
            |benefit| words.wording(&benefit.name),
        );
        let _ = writeln!(
            text,
            "{reference} {name}\n  stage {}{} since {}\n  decided {} by rule {}: {}\n  first month {}, next check {}",
            one.stage.code(),
            if one.because.is_empty() {
                String::new()
            } else {
                format!(" ({})", one.because)
            },
            city_date(one.since),
            city_date(one.granted_at),
            if one.rule_version.is_empty() {
                "(none)"
            } else {
                &one.rule_version
            },
            if one.every.is_empty() {
                "no amount".to_owned()
            } else {
                format!("{} yuan a {}", yuan(one.fen), one.every)
            },
            one.first_month,
            one.recheck_on,
        );
        for line in &lines {
            let facts = facts_of_line(self, line)?;
            let again = self.reckon_again(&book, &one, line, &facts)?;
            let _ = writeln!(
                text,
                "\n{}  {} yuan  {}{}{}",
                line.month,
                yuan(line.fen),
                line.state.code(),
                if line.part > 1 {
                    format!("  (payment {} for this month)", line.part)
                } else {
                    String::new()
                },
                if line.unchecked {
                    "  (the register was silent)"
                } else {
                    ""
                },
            );
            let _ = writeln!(text, "  rule    {}", rule_said(&book, &one, line));
            let _ = writeln!(text, "  facts   {}", facts_said(&facts, line));
            let _ = writeln!(text, "  why     {}", why_said(line));
            if line.less > 0 {
                let _ = writeln!(
                    text,
                    "  less    {} yuan, paid for this month before{}",
                    yuan(line.less),
                    if line.part > 1 {
                        ""
                    } else {
                        " by what it stands in the place of"
                    }
                );
            }
            if let Some(run) = line.arrears_in() {
                let _ = writeln!(text, "  arrears paid with the run of {run}");
            }
            if !line.bank_number.is_empty() {
                let _ = writeln!(text, "  bank    {}", line.bank_number);
            }
            // What was left open because of a suspension has no amount to compare.
            let is_same = line.why == "suspended"
                || again.as_ref().is_some_and(|outcome| {
                    owed(outcome, line.less) == line.fen && outcome.code() == line.why
                });
            let _ = match (&again, is_same) {
                (_, true) => writeln!(text, "  again   the same"),
                (Some(outcome), false) => writeln!(
                    text,
                    "  again   DIFFERS: {} yuan, {}",
                    yuan(owed(outcome, line.less)),
                    outcome.code()
                ),
                (None, false) => {
                    writeln!(
                        text,
                        "  again   DIFFERS: the rule is not among the rules any more"
                    )
                }
            };
            if !is_same {
                differs.push(line.month.to_string());
            }
        }
        let paid: i64 = lines
            .iter()
            .filter(|line| line.state == LineState::Paid)
            .map(|line| line.fen)
            .sum();
        let _ = writeln!(text, "\npaid in all  {} yuan", yuan(paid));
        let arrears: i64 = lines
            .iter()
            .filter(|line| line.state == LineState::Paid && line.arrears_in().is_some())
            .map(|line| line.fen)
            .sum();
        let supplements: i64 = lines
            .iter()
            .filter(|line| line.state == LineState::Paid && line.part > 1)
            .map(|line| line.fen)
            .sum();
        if supplements > 0 {
            let _ = writeln!(
                text,
                "of it for months paid too little  {} yuan",
                yuan(supplements)
            );
        }
        if arrears > 0 {
            let _ = writeln!(text, "of it for earlier months  {} yuan", yuan(arrears));
        }
        Ok(Some(Explanation { text, differs }))
    }

    /// The same question as then: the rule of that version, the facts and the other benefits of then.
    fn reckon_again(
        &self,
        book: &RuleBook,
        one: &Entitlement,
        line: &Line,
        facts: &KeptFacts,
    ) -> Result<Option<Outcome>, Fault> {
        let allowance = one.allowance()?;
        let mut book = book.clone();
        if !line.rule_version.is_empty() {
            let benefit = book
                .benefits
                .iter_mut()
                .find(|benefit| benefit.code == one.benefit);
            let Some(benefit) = benefit else {
                return Ok(None);
            };
            benefit
                .rules
                .retain(|rule| rule.version == line.rule_version);
            // Another version may have taken its place since, from an earlier day on: then it held.
            for rule in &mut benefit.rules {
                rule.until = rule.until.map(|until| until.max(line.month.last_day()));
            }
            if benefit.rules.is_empty() {
                return Ok(None);
            }
        }
        let reckoned = reckon(
            &book,
            &one.benefit,
            &line.held,
            facts,
            line.month,
            |rule| allowance.terms(rule).clone(),
            self.settings.demo,
        );
        Ok(Some(reckoned.outcome))
    }
}

fn rule_said(book: &RuleBook, one: &Entitlement, line: &Line) -> String {
    let rule = book.benefit(&one.benefit).and_then(|benefit| {
        benefit
            .rules
            .iter()
            .find(|rule| rule.version == line.rule_version)
    });
    match rule {
        Some(rule) => format!(
            "{} ({}; {})",
            rule.version,
            rule.evidence.mark(),
            rule.source.en
        ),
        None if line.rule_version.is_empty() => "(none)".to_owned(),
        None => line.rule_version.clone(),
    }
}

fn facts_said(facts: &KeptFacts, line: &Line) -> String {
    let age = facts.on(line.month.last_day()).age();
    let mut said = vec![format!("division {}", facts.division)];
    said.extend(age.map(|age| format!("age {age} on {}", line.month.last_day())));
    said.extend(
        facts
            .hardship
            .map(|hardship| format!("hardship {}", hardship.code())),
    );
    if let Some(Disability::Certified { kind, level }) = facts.disability {
        said.push(format!("disability {} level {level}", kind.code()));
    }
    if line.held.len() > 1 {
        said.push(format!("has {}", line.held.join(" and ")));
    }
    said.join(", ")
}

fn why_said(line: &Line) -> String {
    match line.why.as_str() {
        "pays" => "the rule pays this".to_owned(),
        "not-this-month" => "the sum is paid in another month".to_owned(),
        "set-aside" => format!(
            "{} is higher, and only the higher of the two is paid",
            line.why_of
        ),
        "no" => "the rule says no".to_owned(),
        "no-rule" => "there is no rule for this district and month".to_owned(),
        "no-amount" => "the rule names no amount".to_owned(),
        "clash" => "two rules hold at once: their owner has to look".to_owned(),
        "unverified" => "the rule is not verified: nothing is paid on it".to_owned(),
        "suspended" => "suspended before it was paid".to_owned(),
        _ => "something that decides is not known".to_owned(),
    }
}
