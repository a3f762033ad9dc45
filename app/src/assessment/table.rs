//! The score table as data (`app/definitions/assessment.toml`), and what it makes of a filled-in form: pure functions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Fees;
use crate::benefits::{CareLevel, Evidence};
use crate::text::Wording;

/// One version of the table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreTable {
    /// A finding names it.
    pub version: String,
    pub evidence: Evidence,
    pub source: Wording,
    /// What exactly is not verified, to be printed as it is.
    pub unverified: Wording,
    /// Months for which a finding holds.
    pub valid_months: i64,
    /// Working days in which one can object.
    pub objection_days: i64,
    /// Working days promised from acceptance, or an objection, to the finding.
    pub days: i64,
    /// What it costs whom.
    pub fees: Fees,
    pub rules: Rules,
    /// From the best to the worst.
    #[serde(rename = "level")]
    pub levels: Vec<Level>,
    #[serde(rename = "scale")]
    scales: Vec<Scale>,
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
}

/// What is said of the rules around it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub independence: Wording,
    pub objection: Wording,
}

/// A band of points.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    #[serde(deserialize_with = "level_code")]
    pub code: CareLevel,
    pub from: i64,
    pub to: i64,
    pub name: Wording,
    pub evidence: Evidence,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scale {
    code: String,
    answers: Vec<Anchor>,
}

/// One answer to an item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anchor {
    pub points: i64,
    pub says: Wording,
}

/// A domain of the standard: one page of the form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub code: String,
    pub name: Wording,
    pub evidence: Evidence,
    #[serde(rename = "item")]
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub code: String,
    scale: String,
    pub name: Wording,
    /// By so many levels towards the worst, where it is there: then its points are no part of the score.
    #[serde(default)]
    pub raises: i64,
}

fn level_code<'de, D: serde::Deserializer<'de>>(from: D) -> Result<CareLevel, D::Error> {
    let code = String::deserialize(from)?;
    CareLevel::from_code(&code)
        .ok_or_else(|| serde::de::Error::custom(format!("there is no level {code}")))
}

/// Item -> points, as the assessors found them.
pub type Answers = BTreeMap<String, i64>;

/// Why a form has no score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unscored {
    /// These items have no answer.
    Missing(Vec<String>),
    /// This item does not know so many points.
    NoSuchAnswer(String),
    /// The table has no such item.
    NoSuchItem(String),
}

/// The table that holds now.
pub fn table() -> &'static ScoreTable {
    static TABLE: LazyLock<ScoreTable> = LazyLock::new(|| {
        ScoreTable::parse(include_str!("../../definitions/assessment.toml"))
            .expect("a test reads the table that is built in")
    });
    &TABLE
}

impl ScoreTable {
    /// Reads and checks a table.
    ///
    /// # Errors
    /// What is wrong, for whoever edits the file: a syntax error, an unknown scale, an item that stands twice, bands
    /// that leave a number of points out or hold it twice.
    pub fn parse(toml: &str) -> Result<Self, String> {
        let table: Self = toml::from_str(toml).map_err(|error| error.to_string())?;
        let mut seen = Vec::new();
        for item in table.items() {
            if !table.scales.iter().any(|scale| scale.code == item.scale) {
                return Err(format!("{}: there is no scale {}", item.code, item.scale));
            }
            if seen.contains(&&item.code) {
                return Err(format!("{} stands twice", item.code));
            }
            seen.push(&item.code);
        }
        let mut above = table.most() + 1;
        for level in &table.levels {
            if level.to != above - 1 || level.from > level.to {
                return Err(format!(
                    "{}: {} to {} does not go on below {above}",
                    level.code.code(),
                    level.from,
                    level.to
                ));
            }
            above = level.from;
        }
        if above != 0 {
            return Err(format!("below {above} points there is no level"));
        }
        Ok(table)
    }

    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    pub fn section(&self, code: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.code == code)
    }

    /// The answers that an item knows, best first.
    pub fn answers_of(&self, item: &Item) -> &[Anchor] {
        self.scales
            .iter()
            .find(|scale| scale.code == item.scale)
            .map_or(&[], |scale| &scale.answers)
    }

    /// The most points that anybody can have.
    pub fn most(&self) -> i64 {
        self.sections
            .iter()
            .map(|section| self.sum_of(section, &Answers::new()).1)
            .sum()
    }

    fn most_of(&self, item: &Item) -> i64 {
        let points = self.answers_of(item).iter().map(|anchor| anchor.points);
        points.max().unwrap_or(0)
    }

    /// The points of a section as far as it is answered, and the most that it could have.
    pub fn sum_of(&self, section: &Section, answers: &Answers) -> (i64, i64) {
        let scored = section.items.iter().filter(|item| item.raises == 0);
        scored.fold((0, 0), |(sum, most), item| {
            let points = answers.get(&item.code).copied().unwrap_or(0);
            (sum + points, most + self.most_of(item))
        })
    }

    /// The sum of a whole form.
    ///
    /// # Errors
    /// Nothing is guessed: a form with a gap, or with an answer that the table does not know, has no score.
    pub fn score(&self, answers: &Answers) -> Result<i64, Unscored> {
        if let Some(unknown) = answers
            .keys()
            .find(|code| !self.items().any(|item| item.code == **code))
        {
            return Err(Unscored::NoSuchItem(unknown.clone()));
        }
        let mut missing = Vec::new();
        let mut score = 0;
        for item in self.items() {
            match answers.get(&item.code) {
                None => missing.push(item.code.clone()),
                Some(points) if self.knows(item, *points) => {
                    score += if item.raises == 0 { *points } else { 0 };
                }
                Some(_) => return Err(Unscored::NoSuchAnswer(item.code.clone())),
            }
        }
        if missing.is_empty() {
            Ok(score)
        } else {
            Err(Unscored::Missing(missing))
        }
    }

    /// Whether an item can have so many points.
    pub fn knows(&self, item: &Item, points: i64) -> bool {
        self.answers_of(item)
            .iter()
            .any(|anchor| anchor.points == points)
    }

    /// The band that holds a score; `None` for what no form can sum up to.
    pub fn level(&self, score: i64) -> Option<&Level> {
        self.levels
            .iter()
            .find(|level| level.from <= score && score <= level.to)
    }

    /// What is there of the circumstances that raise the level.
    pub fn raising<'a>(&'a self, answers: &'a Answers) -> impl Iterator<Item = &'a Item> {
        self.items().filter(|item| {
            item.raises > 0 && answers.get(&item.code).is_some_and(|there| *there > 0)
        })
    }

    /// The level of a form: the band that holds its score, raised by the circumstance that raises most, to the worst at
    /// most.
    pub fn level_of(&self, score: i64, answers: &Answers) -> Option<&Level> {
        let by_score = self
            .levels
            .iter()
            .position(|level| level.from <= score && score <= level.to)?;
        let by = self.raising(answers).map(|item| item.raises).max();
        let raised = by_score + usize::try_from(by.unwrap_or(0)).unwrap_or(0);
        self.levels.get(raised.min(self.levels.len() - 1))
    }

    /// A level by its code.
    pub fn named(&self, code: CareLevel) -> Option<&Level> {
        self.levels.iter().find(|level| level.code == code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(pick: impl Fn(&ScoreTable, &Item) -> i64) -> Answers {
        let table = table();
        table
            .items()
            .map(|item| (item.code.clone(), pick(table, item)))
            .collect()
    }

    fn best() -> Answers {
        all(|table, item| table.most_of(item))
    }

    #[test]
    fn the_table_has_the_standards_shape() {
        let table = table();
        assert_eq!(
            table.sections.len(),
            5,
            "four domains, and what raises the level"
        );
        assert_eq!(table.items().filter(|item| item.raises == 0).count(), 26);
        assert_eq!(table.most(), 90);
        let sums: Vec<i64> = table
            .sections
            .iter()
            .map(|section| table.sum_of(section, &best()).1)
            .collect();
        assert_eq!(sums, [32, 16, 26, 16, 0]);
        // What is not verified says so.
        assert_eq!(table.evidence, Evidence::U);
        assert!(!table.unverified.zh.is_empty() && !table.unverified.en.is_empty());
    }

    #[test]
    fn levels_at_the_edges_of_the_bands() {
        let level = |score| table().level(score).map(|level| level.code);
        for (score, expected) in [
            (90, CareLevel::Intact),
            (89, CareLevel::Mild),
            (66, CareLevel::Mild),
            (65, CareLevel::Moderate),
            (46, CareLevel::Moderate),
            (45, CareLevel::Severe),
            (30, CareLevel::Severe),
            (29, CareLevel::Complete),
            (0, CareLevel::Complete),
        ] {
            assert_eq!(level(score), Some(expected), "{score}");
        }
        assert_eq!(level(91), None);
        assert_eq!(level(-1), None);
    }

    #[test]
    fn what_raises_the_level_raises_it_once_and_is_no_part_of_the_score() {
        let with = |there: &[&str]| {
            let mut answers = all(|table, item| {
                if item.raises == 0 {
                    table.most_of(item)
                } else {
                    0
                }
            });
            for item in there {
                answers.insert((*item).to_owned(), 1);
            }
            let score = table().score(&answers).unwrap();
            (score, table().level_of(score, &answers).unwrap().code)
        };
        assert_eq!(with(&[]), (90, CareLevel::Intact));
        assert_eq!(with(&["dementia"]), (90, CareLevel::Mild));
        assert_eq!(with(&["falls", "wandering"]), (90, CareLevel::Mild), "once");
        assert_eq!(with(&["coma"]), (90, CareLevel::Complete));
        assert_eq!(with(&["coma", "dementia"]), (90, CareLevel::Complete));
        // There is nothing below the worst.
        let mut worst = all(|_, _| 0);
        worst.insert("dementia".to_owned(), 1);
        assert_eq!(
            table().level_of(0, &worst).map(|level| level.code),
            Some(CareLevel::Complete)
        );
        let table = table();
        assert!(table.items().filter(|item| item.raises > 0).count() > 3);
    }

    /// Invented people, summed by hand.
    #[test]
    fn people_summed_by_hand() {
        let person = |changes: &[(&str, i64)]| {
            let mut answers = best();
            for (item, points) in changes {
                answers.insert((*item).to_owned(), *points);
            }
            let score = table().score(&answers).unwrap();
            (score, table().level(score).unwrap().code)
        };
        assert_eq!(person(&[]), (90, CareLevel::Intact));
        // Needs a hand with bathing (4 -> 2): 88.
        assert_eq!(person(&[("bathing", 2)]), (88, CareLevel::Mild));
        // Self-care 2 each (-16), moving 2 each (-8): 66, the last of mild.
        let halved = [
            "eating",
            "grooming",
            "bathing",
            "upper-clothes",
            "lower-clothes",
            "bladder",
            "bowels",
            "toilet",
            "turning",
            "bed-chair",
            "walking",
            "stairs",
        ]
        .map(|item| (item, 2));
        assert_eq!(person(&halved), (66, CareLevel::Mild));
        // The same, and sight 1: 65.
        let mut worse = halved.to_vec();
        worse.push(("sight", 1));
        assert_eq!(person(&worse), (65, CareLevel::Moderate));
        // The same twelve at 0 (-48): 42.
        let none = halved.map(|(item, _)| (item, 0));
        assert_eq!(person(&none), (42, CareLevel::Severe));
        // And nothing of daily affairs, transport, company (-12), no answer on the time (-4): 26.
        let mut last = none.to_vec();
        last.extend([
            ("daily-affairs", 0),
            ("transport", 0),
            ("company", 0),
            ("time", 0),
        ]);
        assert_eq!(person(&last), (26, CareLevel::Complete));
    }

    #[test]
    fn a_form_with_a_gap_has_no_score() {
        let mut answers = best();
        answers.remove("memory");
        assert_eq!(
            table().score(&answers),
            Err(Unscored::Missing(vec!["memory".to_owned()]))
        );
        answers.insert("memory".to_owned(), 5);
        assert_eq!(
            table().score(&answers),
            Err(Unscored::NoSuchAnswer("memory".to_owned()))
        );
        answers.insert("memory".to_owned(), 4);
        answers.insert("singing".to_owned(), 4);
        assert_eq!(
            table().score(&answers),
            Err(Unscored::NoSuchItem("singing".to_owned()))
        );
    }

    #[test]
    fn a_table_with_a_gap_or_an_overlap_is_not_taken() {
        let whole = include_str!("../../definitions/assessment.toml");
        let fault = |from: &str, to: &str| {
            assert!(whole.contains(from), "{from}");
            ScoreTable::parse(&whole.replacen(from, to, 1)).expect_err(to)
        };
        assert!(fault("to = 65", "to = 64").contains("moderate"));
        assert!(fault("to = 65", "to = 66").contains("moderate"));
        assert!(fault("from = 0", "from = 1").contains("no level"));
        assert!(fault("scale = \"awake2\"", "scale = \"awake3\"").contains("no scale"));
        assert!(fault("code = \"stairs\"", "code = \"walking\"").contains("twice"));
        assert!(fault("code = \"severe\"", "code = \"terrible\"").contains("no level"));
    }

    fn forms() -> impl Strategy<Value = Answers> {
        let items: Vec<_> = table()
            .items()
            .map(|item| {
                let points: Vec<i64> = table()
                    .answers_of(item)
                    .iter()
                    .map(|anchor| anchor.points)
                    .collect();
                (Just(item.code.clone()), prop::sample::select(points))
            })
            .collect();
        items.prop_map(|answers| answers.into_iter().collect())
    }

    proptest! {
        #[test]
        fn every_whole_form_has_one_level(answers in forms()) {
            let score = table().score(&answers).unwrap();
            prop_assert!((0..=table().most()).contains(&score));
            let holding = table().levels.iter().filter(|level| level.from <= score && score <= level.to);
            prop_assert_eq!(holding.count(), 1);
            let sections: i64 = table().sections.iter().map(|section| table().sum_of(section, &answers).0).sum();
            prop_assert_eq!(sections, score);
        }

        /// Doing one thing better never makes the level worse.
        #[test]
        fn a_better_answer_never_makes_it_worse(answers in forms(), place in 0_usize..26) {
            let item = table().items().nth(place).unwrap();
            let level = |answers: &Answers| {
                let score = table().score(answers).unwrap();
                table().levels.iter().position(|level| level.from <= score && score <= level.to).unwrap()
            };
            let mut better = answers.clone();
            better.insert(item.code.clone(), table().most_of(item));
            prop_assert!(level(&better) <= level(&answers));
        }
    }
}
