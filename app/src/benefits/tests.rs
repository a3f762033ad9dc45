//! The worked examples of `definitions/rules/vectors.md`, and what holds for every rule book.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::person::DIVISIONS;

const VECTORS: &str = include_str!("../../definitions/rules/vectors.md");

/// Columns of answers, with the benefit they are about.
const ANSWERS: [(&str, &str); 13] = [
    ("高龄津贴", "old-age-allowance"),
    ("养老服务补贴", "care-service-subsidy"),
    ("生活补贴", "living-subsidy"),
    ("护理补贴", "nursing-subsidy"),
    ("特困照料", "destitute-care"),
    ("长护险", "long-term-care-insurance"),
    ("消费补贴", "care-vouchers"),
    ("能力评估", "assessment"),
    ("助餐", "meals"),
    ("上门服务", "home-visits"),
    ("适老化改造", "home-adaptation"),
    ("家庭床位", "home-care-bed"),
    ("一键呼叫", "one-key-call"),
];

/// With the rules of the demo.
fn book() -> &'static RuleBook {
    static BOOK: LazyLock<RuleBook> = LazyLock::new(|| built_in(true));
    &BOOK
}

/// As the portal has it outside the demo.
fn real_book() -> &'static RuleBook {
    static BOOK: LazyLock<RuleBook> = LazyLock::new(|| built_in(false));
    &BOOK
}

fn built_in(demo: bool) -> RuleBook {
    RuleBook::built_in(demo).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Each row as column name and cell.
fn vectors() -> Vec<Vec<(&'static str, &'static str)>> {
    let cells = |line: &'static str| -> Vec<&'static str> {
        line.trim_matches('|').split('|').map(str::trim).collect()
    };
    let mut columns = Vec::new();
    let mut rows = Vec::new();
    for line in VECTORS.lines().filter(|line| line.starts_with('|')) {
        let found = cells(line);
        if found[0] == "编号" {
            columns = found;
        } else if !found[0].starts_with("---") {
            assert_eq!(found.len(), columns.len(), "{line}");
            rows.push(columns.iter().copied().zip(found).collect());
        }
    }
    rows
}

fn facts_of(row: &[(&str, &str)]) -> Facts {
    let cell = |name: &str| row.iter().find(|(column, _)| *column == name);
    let said = |name: &str| {
        cell(name)
            .map(|(_, cell)| *cell)
            .filter(|cell| *cell != "？")
    };
    let day = |text: &str| text.parse::<Date>().unwrap();
    let yes_no = |name: &str| said(name).map(|text| text == "是");
    Facts {
        on: day(said("查询日").unwrap()),
        born: said("出生").map(day),
        district: said("区县").map(|name| match name {
            "外地" => District::Elsewhere,
            name => District::Here(DIVISIONS.iter().find(|d| d.zh == name).unwrap()),
        }),
        hardship: said("困难").map(|text| match text {
            "特困" => Hardship::Destitute,
            "低保" => Hardship::LowIncome,
            "边缘" => Hardship::NearLowIncome,
            "无" => Hardship::None,
            other => panic!("{other}"),
        }),
        disability: said("残疾").map(|text| {
            if text == "无" {
                return Disability::None;
            }
            let (kind, level) = text.split_at(text.len() - 1);
            Disability::Certified {
                kind: match kind {
                    "视力" => DisabilityKind::Visual,
                    "听力" => DisabilityKind::Hearing,
                    "言语" => DisabilityKind::Speech,
                    "肢体" => DisabilityKind::Limb,
                    "智力" => DisabilityKind::Intellectual,
                    "精神" => DisabilityKind::Mental,
                    "多重" => DisabilityKind::Multiple,
                    other => panic!("{other}"),
                },
                level: level.parse().unwrap(),
            }
        }),
        care: said("失能").map(|text| match text {
            "完好" => CareLevel::Intact,
            "轻度" => CareLevel::Mild,
            "中度" => CareLevel::Moderate,
            "重度" => CareLevel::Severe,
            "完全" => CareLevel::Complete,
            other => panic!("{other}"),
        }),
        long_disabled: yes_no("半年"),
        alone: yes_no("独居"),
        insurance: said("医保").map(|text| match text {
            "职工满" => Insurance::EmployeeTwoYears,
            "职工不满" => Insurance::EmployeeLess,
            "其他" => Insurance::Other,
            other => panic!("{other}"),
        }),
        disputed: Vec::new(),
    }
}

/// A judgement as the table writes it.
fn written(judged: &Judged) -> String {
    let fact = |fact: &Fact| match fact {
        Fact::Born => "出生",
        Fact::District => "区县",
        Fact::Hardship => "困难",
        Fact::Disability => "残疾",
        Fact::Care => "失能",
        Fact::LongDisabled => "半年",
        Fact::Alone => "独居",
        Fact::Insurance => "医保",
    };
    let reason = |reason: &Reason| match reason {
        Reason::Age(_) => "年龄",
        Reason::Hardship(_) => "困难",
        Reason::Disability(..) => "残疾",
        Reason::Care(_) => "失能",
        Reason::LongDisabled(_) => "半年",
        Reason::Alone(_) => "独居",
        Reason::Insurance(_) => "医保",
        Reason::OneOf(_) => "几选一",
        Reason::Elsewhere => "外地",
    };
    let joined = |list: Vec<&str>| list.join("+");
    match &judged.verdict {
        Verdict::Yes { rows, .. } => {
            let pays: BTreeSet<Vec<String>> = rows
                .iter()
                .map(|row| {
                    row.pays
                        .iter()
                        .map(|pay| {
                            let every = match pay.every {
                                Every::Day => "日",
                                Every::Month => "月",
                                Every::Quarter => "季",
                                Every::Year => "年",
                            };
                            let yuan = match (pay.fen / 100, pay.fen % 100) {
                                (whole, 0) => whole.to_string(),
                                (whole, part) => format!("{whole}.{part:02}"),
                            };
                            format!("{yuan}元/{every}")
                        })
                        .collect()
                })
                .collect();
            let pays: Vec<String> = pays.into_iter().map(|line| line.join("、")).collect();
            format!("是 {}", pays.join(" / ")).trim().to_owned()
        }
        Verdict::SetAside {
            for_the_sake_of, ..
        } => {
            let column = ANSWERS.iter().find(|(_, code)| code == for_the_sake_of);
            format!("让 {}", column.unwrap().0)
        }
        Verdict::CannotSay { missing } => {
            format!("缺 {}", joined(missing.iter().map(fact).collect()))
        }
        Verdict::No { because, .. } => {
            format!("否 {}", joined(because.iter().map(reason).collect()))
        }
        Verdict::NoRule => "无规则".to_owned(),
        Verdict::Clash(clash) => format!("矛盾 {clash}"),
        Verdict::Disputed { .. } => "不一致".to_owned(),
    }
}

#[test]
fn the_examples_come_out_as_reckoned_by_hand() {
    let book = book();
    let rows = vectors();
    let people: BTreeSet<&str> = rows
        .iter()
        .filter_map(|row| row[0].1.split(' ').next())
        .collect();
    assert!(people.len() >= 60, "{} people", people.len());
    let mut wrong = Vec::new();
    let mut answered = BTreeSet::new();
    for row in &rows {
        let facts = facts_of(row);
        let judged = judge(book, &facts);
        for (column, cell) in row {
            let Some((_, code)) = ANSWERS.iter().find(|(name, _)| name == column) else {
                continue;
            };
            let one = judged
                .iter()
                .find(|one| one.benefit.code == *code)
                .expect("every column is a benefit");
            answered.insert(one.benefit.code.as_str());
            let found = written(one);
            if found != *cell {
                wrong.push(format!("{} {column}: {cell}, not {found}", row[0].1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(
        answered.len(),
        book.benefits.len(),
        "every benefit has examples"
    );
}

#[test]
fn the_examples_cover_six_districts_and_two_years() {
    let rows = vectors();
    let cell = |row: &[(&str, &'static str)], name: &str| {
        row.iter().find(|(column, _)| *column == name).unwrap().1
    };
    let districts: BTreeSet<&str> = rows
        .iter()
        .map(|row| cell(row, "区县"))
        .filter(|name| DIVISIONS.iter().any(|division| division.zh == *name))
        .collect();
    assert!(districts.len() >= 6, "{districts:?}");
    for year in ["2022", "2026"] {
        let of_year = rows
            .iter()
            .filter(|row| cell(row, "查询日").starts_with(year));
        assert!(of_year.count() >= 20, "{year}");
    }
}

const HEAD: &str = r#"
benefit = "x"
order = 1
kind = "津贴"
name = { zh = "某项津贴", en = "x" }
summary = { zh = "", en = "" }
owner = { zh = "某局", en = "Some Bureau" }
office = "street"
"#;

fn rule(version: &str, districts: &str, days: &str, rows: &str) -> String {
    format!(
        "[[rule]]\nversion = \"{version}\"\ndistricts = {districts}\n{days}\nevidence = \"Fo\"\nsource = {{ zh = \"文件\", en = \"paper\" }}\n{rows}\n"
    )
}

const OPEN_END: &str = "from = \"2020-01-01\"";
const ROW_80: &str =
    "[[rule.row]]\nwhen = { age = \"80+\" }\npays = [{ yuan = \"10\", every = \"month\" }]";

fn faults_of(rules: &[String]) -> Vec<RuleFault> {
    let text = format!("{HEAD}{}", rules.concat());
    RuleBook::parse(&[("x.toml", &text)], "")
        .err()
        .map(|faults| faults.0)
        .unwrap_or_default()
}

fn clashing() -> RuleBook {
    let rules = [
        rule("甲", "[\"渝中区\"]", OPEN_END, ROW_80),
        rule(
            "乙",
            "[\"渝中区\", \"渝北区\"]",
            "from = \"2026-01-01\"",
            ROW_80,
        ),
    ];
    let text = format!("{HEAD}{}", rules.concat());
    RuleBook::read(&[("x.toml", &text)], "").0
}

#[test]
fn two_rules_for_one_district_and_day_are_named_with_their_owner() {
    let faults = clashing().contradictions();
    let [RuleFault::Clash(clash)] = faults.as_slice() else {
        panic!("{faults:?}");
    };
    assert_eq!(clash.versions, ["甲", "乙"]);
    assert_eq!(
        clash.to_string(),
        "x: the rules 甲 and 乙 hold at once; their owner is 某局"
    );
    // One after the other, or elsewhere, is no contradiction; nor is a district's own beside the city's.
    let until = "from = \"2020-01-01\"\nuntil = \"2025-12-31\"";
    let after = "from = \"2026-01-01\"";
    for rules in [
        [
            rule("甲", "[\"渝中区\"]", until, ROW_80),
            rule("乙", "[\"渝中区\"]", after, ROW_80),
        ],
        [
            rule("甲", "[\"渝中区\"]", OPEN_END, ROW_80),
            rule("乙", "[\"渝北区\"]", OPEN_END, ROW_80),
        ],
        [
            rule("甲", "[\"全市\"]", OPEN_END, ROW_80),
            rule("乙", "[\"渝北区\"]", OPEN_END, ROW_80),
        ],
    ] {
        assert_eq!(faults_of(&rules), []);
    }
}

#[test]
fn nobody_is_told_an_amount_where_two_rules_contradict_each_other() {
    let book = &clashing();
    let mut facts = Facts::unknown(date(2026, 6, 30));
    facts.born = Some(date(1940, 1, 1));
    facts.district = Some(District::of("500103"));
    let judged = judge(book, &facts);
    assert!(matches!(&judged[0].verdict, Verdict::Clash(clash) if clash.versions.len() == 2));
    assert_eq!(judged[0].pay(), None);
    // The day before the second began there was one.
    facts.on = date(2025, 12, 31);
    assert_eq!(written(&judge(book, &facts)[0]), "是 10元/月");
}

#[test]
fn lines_that_hold_for_the_same_people_are_refused() {
    let two = |one: &str, other: &str| {
        let rows = format!("[[rule.row]]\nwhen = {one}\n[[rule.row]]\nwhen = {other}");
        faults_of(&[rule("甲", "[\"全市\"]", OPEN_END, &rows)])
    };
    for (one, other) in [
        (r#"{ age = "80-89" }"#, r#"{ age = "89+" }"#),
        (r#"{ age = "80+" }"#, r#"{ hardship = ["低保"] }"#),
        (
            r#"{ disability = ["肢体"], disability-level = [1, 2] }"#,
            r#"{ disability-level = [2, 3] }"#,
        ),
    ] {
        let faults = two(one, other);
        assert!(
            matches!(faults.as_slice(), [RuleFault::LinesOverlap { one: 1, other: 2, owner, .. }] if owner == "某局"),
            "{one} {other}: {faults:?}"
        );
    }
    assert_eq!(two(r#"{ age = "80-89" }"#, r#"{ age = "90+" }"#), []);
    assert_eq!(
        two(
            r#"{ age = "80+", hardship = ["低保"] }"#,
            r#"{ age = "60+", hardship = ["特困"] }"#
        ),
        []
    );
}

#[test]
fn what_a_rule_file_may_not_say_is_refused_by_name() {
    let wrong = |rules: &str| {
        let faults = faults_of(&[rules.to_owned()]);
        assert_eq!(faults.len(), 1, "{rules}: {faults:?}");
        faults[0].to_string()
    };
    let row = |row: &str| {
        rule(
            "甲",
            "[\"全市\"]",
            OPEN_END,
            &format!("[[rule.row]]\n{row}"),
        )
    };
    for (text, says) in [
        (
            rule("甲", "[\"渝中\"]", OPEN_END, ROW_80),
            "no district called 渝中",
        ),
        (
            rule(
                "甲",
                "[\"全市\"]",
                "from = \"2026-01-01\"\nuntil = \"2025-12-31\"",
                ROW_80,
            ),
            "ends before it begins",
        ),
        (row(r#"when = { age = "89-80" }"#), "89-80 are no ages"),
        (row(r#"when = { age = "80" }"#), "80 are no ages"),
        (
            row(r#"when = { disability-level = [5] }"#),
            "no disability level 5",
        ),
        (
            row(r#"pays = [{ yuan = "83.345", every = "month" }]"#),
            "83.345 is no amount",
        ),
        (
            row(r#"pays = [{ yuan = "-1", every = "month" }]"#),
            "-1 is no amount",
        ),
        (
            row(r#"pays = [{ yuan = "0", every = "month" }]"#),
            "0 is no amount",
        ),
        (row(r#"when = { hardship = ["五保"] }"#), "五保"),
        (row(r#"wenn = { age = "80+" }"#), "wenn"),
        (
            rule("甲", "[\"全市\"]", OPEN_END, ROW_80).replace("\"Fo\"", "\"Ft\""),
            "what is unverified",
        ),
    ] {
        let said = wrong(&text);
        assert!(said.contains(says), "{said}");
    }
}

#[test]
fn contradictory_stacking_is_refused() {
    let pair = |one: &str, other: &str| {
        format!(
            "[[pair]]\nof = [\"{one}\", \"{other}\"]\nhow = \"可以同时享受\"\nsays = {{ zh = \"\", en = \"\" }}\nevidence = \"Fo\"\nsource = {{ zh = \"\", en = \"\" }}\n"
        )
    };
    let text = format!("{HEAD}{}", rule("甲", "[\"全市\"]", OPEN_END, ROW_80));
    let other = text.replace("benefit = \"x\"", "benefit = \"y\"");
    let files = [("x.toml", text.as_str()), ("y.toml", other.as_str())];
    let faults = |stacking: &str| {
        RuleBook::parse(&files, stacking)
            .err()
            .map_or(0, |faults| faults.0.len())
    };
    assert_eq!(faults(&pair("x", "y")), 0);
    assert_eq!(faults(&format!("{}{}", pair("x", "y"), pair("y", "x"))), 1);
    assert_eq!(faults(&pair("x", "z")), 1);
    assert_eq!(faults(&pair("x", "x")), 1);
}

#[test]
fn nothing_is_paid_on_what_nobody_has_verified_outside_the_demo() {
    for demo in [true, false] {
        let book = RuleBook::built_in(demo).unwrap();
        for benefit in &book.benefits {
            for rule in &benefit.rules {
                let may = may_pay_on(benefit, rule, demo);
                assert_eq!(
                    may.is_ok(),
                    demo || (rule.evidence == Evidence::Fo && rule.unverified.zh.is_empty()),
                    "{} {}",
                    benefit.code,
                    rule.version
                );
            }
        }
    }
    let text = format!("{HEAD}{}", rule("甲", "[\"全市\"]", OPEN_END, ROW_80));
    let book = RuleBook::parse(&[("x.toml", &text)], "").unwrap();
    assert_eq!(
        may_pay_on(&book.benefits[0], &book.benefits[0].rules[0], false),
        Ok(())
    );
}

#[test]
fn what_was_made_up_for_the_demo_exists_there_only() {
    let demo_rules = |demo: bool| {
        let book = RuleBook::built_in(demo).unwrap();
        let rules = book.benefits.iter().flat_map(|benefit| &benefit.rules);
        rules.filter(|rule| rule.demo_only).count()
    };
    assert!(demo_rules(true) > 0);
    assert_eq!(demo_rules(false), 0);
}

#[test]
fn the_day_on_which_an_age_is_reached_is_said() {
    let book = book();
    let begins = |born: Date, on: Date| {
        let mut facts = Facts::unknown(on);
        facts.born = Some(born);
        facts.district = Some(District::of("500103"));
        let judged = judge_one(book.benefit("old-age-allowance").unwrap(), &facts);
        match judged.verdict {
            Verdict::No { begins, .. } => begins,
            other => panic!("{other:?}"),
        }
    };
    let on = date(2026, 6, 30);
    assert_eq!(begins(date(1950, 3, 12), on), Some(date(2030, 3, 12)));
    // Born on 29 February: eighty on 1 March where the year has no such day; 2030 has none.
    assert_eq!(begins(date(1948, 2, 29), on), Some(date(2028, 2, 29)));
    let hundred = date(1920, 2, 29);
    assert_eq!(
        judge_one(
            book.benefit("old-age-allowance").unwrap(),
            &Facts {
                born: Some(hundred),
                district: Some(District::of("500103")),
                ..Facts::unknown(date(2019, 3, 1))
            }
        )
        .verdict,
        Verdict::NoRule
    );
}

#[test]
fn a_disputed_fact_matters_only_where_it_decides() {
    let book = book();
    let mut facts = Facts::unknown(date(2026, 6, 30));
    facts.born = Some(date(1948, 1, 1));
    facts.district = Some(District::of("500106"));
    facts.hardship = Some(Hardship::LowIncome);
    facts.disability = Some(Disability::Certified {
        kind: DisabilityKind::Limb,
        level: 2,
    });
    facts.disputed = vec![Fact::Hardship];
    let judged = judge(book, &facts);
    let of = |code: &str| judged.iter().find(|one| one.benefit.code == code).unwrap();
    for code in ["care-service-subsidy", "living-subsidy", "destitute-care"] {
        let disputed = vec![Fact::Hardship];
        assert_eq!(
            of(code).verdict,
            Verdict::Disputed { facts: disputed },
            "{code}"
        );
    }
    assert!(
        of("nursing-subsidy").is_yes(),
        "it asks nothing about means"
    );
    assert!(matches!(
        of("old-age-allowance").verdict,
        Verdict::No { .. }
    ));
    // Who is no longer sure of the district is sure of nothing.
    facts.disputed = vec![Fact::District];
    assert!(
        judge(book, &facts)
            .iter()
            .all(|one| matches!(one.verdict, Verdict::Disputed { .. }))
    );
}

fn people() -> impl Strategy<Value = Facts> {
    (
        (
            0_usize..DIVISIONS.len(),
            1900_i16..2026,
            1_i8..=12,
            1_i8..=28,
        ),
        (2014_i16..2029, 1_i8..=12, 1_i8..=28),
        proptest::option::of(proptest::sample::select(Hardship::ALL.to_vec())),
        proptest::option::of(proptest::sample::select(Disability::all())),
        proptest::option::of(proptest::sample::select(CareLevel::ALL.to_vec())),
        proptest::option::of(any::<bool>()),
        proptest::option::of(any::<bool>()),
        proptest::option::of(proptest::sample::select(Insurance::ALL.to_vec())),
    )
        .prop_map(
            |(
                (division, year, month, day),
                (on_year, on_month, on_day),
                hardship,
                disability,
                care,
                long_disabled,
                alone,
                insurance,
            )| Facts {
                on: date(on_year, on_month, on_day),
                born: Some(date(year, month, day)),
                district: Some(District::Here(&DIVISIONS[division])),
                hardship,
                disability,
                care,
                long_disabled,
                alone,
                insurance,
                disputed: Vec::new(),
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn of_two_that_exclude_each_other_one_is_left(facts in people()) {
        let book = book();
        let judged = judge(book, &facts);
        let of = |code: &str| judged.iter().find(|one| one.benefit.code == code).unwrap();
        for stacking in &book.stacking {
            let [one, other] = [of(&stacking.of[0]), of(&stacking.of[1])];
            let known = one.pay().and(other.pay()).is_some();
            let both = one.is_yes() && other.is_yes();
            match stacking.how {
                Together::CannotCombine => prop_assert!(!both),
                Together::HigherOf => prop_assert!(!(both && known)),
                Together::MayCombine => {}
            }
        }
    }

    #[test]
    fn learning_a_missing_fact_never_turns_a_yes_or_a_no_around(facts in people(), which in 0_usize..8) {
        let book = book();
        let missing = FactsForm::ALL[which];
        let before = book.benefits.iter().map(|benefit| judge_one(benefit, &facts));
        for (benefit, before) in book.benefits.iter().zip(before) {
            for learned in facts.completed(missing) {
                let after = judge_one(benefit, &learned).verdict;
                let kept = match &before.verdict {
                    Verdict::Yes { .. } => matches!(after, Verdict::Yes { .. }),
                    Verdict::No { .. } => matches!(after, Verdict::No { .. }),
                    Verdict::CannotSay { .. } => !matches!(after, Verdict::Clash(_)),
                    other => *other == after,
                };
                prop_assert!(kept, "{}: {:?} became {after:?}", benefit.code, before.verdict);
            }
        }
    }

    #[test]
    fn within_a_version_nobody_loses_the_old_age_allowance_by_growing_older(facts in people(), days in 1_i64..4000) {
        let book = book();
        let benefit = book.benefit("old-age-allowance").unwrap();
        let later = Facts { on: facts.on.checked_add(jiff::Span::new().days(days)).unwrap(), ..facts.clone() };
        let (now, then) = (judge_one(benefit, &facts), judge_one(benefit, &later));
        if now.is_yes() && now.rule == then.rule {
            prop_assert!(then.is_yes());
            prop_assert!(then.pay().unwrap().in_a_year() >= now.pay().unwrap().in_a_year());
        }
    }

    #[test]
    fn the_shipped_rules_never_contradict_each_other(facts in people()) {
        for book in [book(), real_book()] {
            for one in judge(book, &facts) {
                prop_assert!(!matches!(one.verdict, Verdict::Clash(_)), "{}", one.benefit.code);
            }
        }
    }
}
