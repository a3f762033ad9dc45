//! What a month brings, and what the files of terms hold.

use jiff::civil::date;

use super::*;
use crate::benefits::{Disability, DisabilityKind, Hardship, RuleBook};

fn book() -> RuleBook {
    RuleBook::built_in(true).expect("the rules that are built in")
}

fn facts(born: jiff::civil::Date, division: &str) -> KeptFacts {
    KeptFacts {
        born: Some(born),
        division: division.to_owned(),
        hardship: Some(Hardship::LowIncome),
        disability: Some(Disability::Certified {
            kind: DisabilityKind::Limb,
            level: 1,
        }),
        long_disabled: None,
        disputed: Vec::new(),
        found: Vec::new(),
    }
}

fn month(text: &str) -> Month {
    Month::parse(text).expect("a month")
}

fn due(benefit: &str, held: &[&str], facts: &KeptFacts, text: &str, demo: bool) -> Outcome {
    let held: Vec<String> = held.iter().map(|code| (*code).to_owned()).collect();
    let allowance = allowances()
        .iter()
        .find(|one| one.benefit == benefit)
        .expect("an allowance");
    reckon(
        &book(),
        benefit,
        &held,
        facts,
        month(text),
        |rule| allowance.terms(rule).clone(),
        demo,
    )
    .outcome
}

#[test]
fn every_allowance_has_a_rule_book_entry_and_terms_without_a_version() {
    let book = book();
    for allowance in allowances() {
        let benefit = book.benefit(&allowance.benefit);
        assert!(benefit.is_some(), "{}", allowance.benefit);
        assert_eq!(
            benefit.and_then(|benefit| benefit.apply.clone()),
            Some(format!("/{}", allowance.service))
        );
        let general = allowance
            .terms
            .iter()
            .filter(|terms| terms.rules.is_empty());
        assert_eq!(general.count(), 1, "{}", allowance.service);
        for terms in &allowance.terms {
            assert!((1..=3).contains(&terms.quarter_month));
            assert!((1..=12).contains(&terms.year_month));
            assert!(terms.recheck_months > 0 && terms.objection_days > 0);
            for version in &terms.rules {
                let is_known = benefit.is_some_and(|benefit| {
                    benefit.rules.iter().any(|rule| rule.version == *version)
                });
                assert!(is_known, "{version}");
            }
        }
    }
}

#[test]
fn a_month_is_judged_by_its_last_day() {
    // 80 on 31 March 2026: March counts, February does not.
    let elder = facts(date(1946, 3, 31), "500106");
    let due = |text| due("old-age-allowance", &[], &elder, text, true);
    assert_eq!(due("2026-02"), Outcome::No);
    assert_eq!(due("2026-03"), Outcome::Pays(6_000));
    // 90 on 31 March 2036: another line.
    assert_eq!(due("2036-03"), Outcome::Pays(12_000));
}

#[test]
fn a_yearly_and_a_quarterly_sum_are_paid_in_their_month() {
    let at_eighty = facts(date(1940, 1, 1), "500103");
    let at_ninety = facts(date(1930, 1, 1), "500103");
    let due = |who: &KeptFacts, text| due("old-age-allowance", &[], who, text, true);
    assert_eq!(due(&at_eighty, "2026-09"), Outcome::NotThisMonth);
    assert_eq!(due(&at_eighty, "2026-10"), Outcome::Pays(60_000));
    assert_eq!(due(&at_ninety, "2026-05"), Outcome::NotThisMonth);
    assert_eq!(due(&at_ninety, "2026-06"), Outcome::Pays(30_000));
}

#[test]
fn only_the_higher_of_two_that_are_both_held() {
    let who = facts(date(1945, 1, 1), "500112");
    let alone = due(
        "nursing-subsidy",
        &["nursing-subsidy"],
        &who,
        "2026-03",
        true,
    );
    assert_eq!(alone, Outcome::Pays(10_000));
    let both = ["nursing-subsidy", "care-service-subsidy", "living-subsidy"];
    assert_eq!(
        due("nursing-subsidy", &both, &who, "2026-03", true),
        Outcome::SetAside {
            by: "care-service-subsidy".to_owned()
        }
    );
    assert_eq!(
        due("care-service-subsidy", &both, &who, "2026-03", true),
        Outcome::Pays(20_000)
    );
    assert_eq!(
        due("living-subsidy", &both, &who, "2026-03", true),
        Outcome::Pays(7_000)
    );
}

#[test]
fn nothing_is_paid_on_an_unverified_rule_outside_the_demo() {
    let elder = facts(date(1930, 1, 1), "500101");
    assert_eq!(
        due("old-age-allowance", &[], &elder, "2026-03", true),
        Outcome::Pays(10_000)
    );
    assert_eq!(
        due("old-age-allowance", &[], &elder, "2026-03", false),
        Outcome::Unverified
    );
}

#[test]
fn wanzhou_begins_at_ninety() {
    let elder = facts(date(1940, 1, 1), "500101");
    assert_eq!(
        due("old-age-allowance", &[], &elder, "2026-03", true),
        Outcome::No
    );
}

#[test]
fn months_are_counted_over_the_years() {
    let all: Vec<String> = month("2025-11")
        .until(month("2026-02"))
        .map(|month| month.to_string())
        .collect();
    assert_eq!(all, ["2025-11", "2025-12", "2026-01", "2026-02"]);
    assert_eq!(month("2024-02").last_day(), date(2024, 2, 29));
    for wrong in ["2026-13", "2026-3", "26-03", "2026-03-01", "", "2026-xx"] {
        assert_eq!(Month::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_first_month_is_the_application_s_or_the_one_after_the_conclusion() {
    let (applied, concluded) = (month("2026-03"), month("2026-04"));
    assert_eq!(FirstMonth::Application.from(applied, concluded), applied);
    assert_eq!(
        FirstMonth::AfterConclusion.from(applied, concluded),
        month("2026-05")
    );
}

#[test]
fn a_masked_name_keeps_its_ends() {
    for (name, masked) in [("王秀英", "王*英"), ("李明", "李*"), ("欧阳德明", "欧**明")]
    {
        let name = crate::person::PersonName::parse(name).expect("a name");
        assert_eq!(masked_name(&name), masked);
    }
}

/// The whole law of entitlements: three rows that move, and nothing else.
#[test]
fn an_entitlement_ends_only_out_of_a_suspension() {
    let mut moves = Vec::new();
    for stage in EntitlementStage::ALL {
        for step in EntitlementStep::ALL {
            for by in [By::Person, By::Office, By::Portal] {
                if let Some(to) = stage.after(step, by) {
                    moves.push((stage, step, by, to));
                }
            }
        }
    }
    use {EntitlementStage::*, EntitlementStep::*};
    assert_eq!(
        moves,
        [
            (Active, Suspend, By::Office, Suspended),
            (Active, Suspend, By::Portal, Suspended),
            (Suspended, Object, By::Person, Suspended),
            (Suspended, Resume, By::Office, Active),
            (Suspended, End, By::Office, Ended),
            (Suspended, End, By::Portal, Ended),
        ]
    );
}

/// The hands through which an application goes are data by rule version: each names matters of the service's own file.
#[test]
fn every_chain_is_made_of_matters_that_there_are() {
    for allowance in super::allowances() {
        let file = match allowance.service.as_str() {
            "old-age-allowance" => include_str!("../../definitions/old-age-allowance.toml"),
            "care-service-subsidy" => include_str!("../../definitions/care-service-subsidy.toml"),
            "living-subsidy" => include_str!("../../definitions/living-subsidy.toml"),
            "nursing-subsidy" => include_str!("../../definitions/nursing-subsidy.toml"),
            other => panic!("{other}"),
        };
        let definition = crate::case::ServiceDefinition::parse(file).expect("a definition");
        for terms in &allowance.terms {
            let known: Vec<&String> = definition
                .matters
                .iter()
                .map(|matter| &matter.code)
                .filter(|code| terms.chain.contains(code))
                .collect();
            assert_eq!(
                known,
                terms.chain.iter().collect::<Vec<_>>(),
                "{}",
                allowance.service
            );
            assert_eq!(terms.chain.last(), Some(&allowance.decides));
            let posts = definition.matters.iter().any(|matter| {
                matter.kind == crate::case::MatterKind::Posting
                    && terms.chain.contains(&matter.code)
            });
            assert_eq!(posts, terms.posting_days > 0, "{}", allowance.service);
            assert!(posts || terms.reposting_months == 0);
        }
    }
}

#[test]
fn what_waited_for_a_matter_that_is_left_out_waits_for_what_came_before() {
    let file = include_str!("../../definitions/old-age-allowance.toml");
    let mut definition = crate::case::ServiceDefinition::parse(file).expect("a definition");
    definition.leave_out("posting");
    definition.leave_out("nothing");
    let needs: Vec<(&str, &[String])> = definition
        .matters
        .iter()
        .map(|matter| (matter.code.as_str(), matter.needs.as_slice()))
        .collect();
    assert_eq!(
        needs,
        [
            ("community-check", [].as_slice()),
            ("street-review", ["community-check".to_owned()].as_slice()),
            ("district-decision", ["street-review".to_owned()].as_slice()),
        ]
    );
}

/// A posting shows the name of the allowance: where that alone says something about health or means, there is none.
#[test]
fn what_reveals_disability_or_hardship_is_never_posted() {
    for (service, definition, is_posted) in [
        (
            "old-age-allowance",
            include_str!("../../definitions/old-age-allowance.toml"),
            true,
        ),
        (
            "care-service-subsidy",
            include_str!("../../definitions/care-service-subsidy.toml"),
            false,
        ),
        (
            "living-subsidy",
            include_str!("../../definitions/living-subsidy.toml"),
            false,
        ),
        (
            "nursing-subsidy",
            include_str!("../../definitions/nursing-subsidy.toml"),
            false,
        ),
    ] {
        let definition = crate::case::ServiceDefinition::parse(definition).expect(service);
        let posting = definition
            .matters
            .iter()
            .find(|matter| matter.kind == crate::case::MatterKind::Posting);
        assert_eq!(posting.is_some(), is_posted, "{service}");
        // At least five working days (Ft R22).
        assert!(
            posting.is_none_or(|matter| matter.promised_days >= 5),
            "{service}"
        );
    }
}
