//! What an assessment costs whom: data (`app/definitions/assessment.toml`), by district and hardship, with what is not known
//! said. Nothing is collected here.

use serde::Deserialize;

use crate::benefits::{Evidence, Hardship};
use crate::person::Division;
use crate::text::{Text, Wording, in_every_language};

/// What is known of charges and of whom they are waived for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fees {
    /// Nobody of these pays anywhere.
    #[serde(deserialize_with = "hardships")]
    pub free_for: Vec<Hardship>,
    pub free_evidence: Evidence,
    pub free_source: Wording,
    /// How sure it is that nothing is charged where no charge is entered.
    pub evidence: Evidence,
    pub unverified: Wording,
    #[serde(default, rename = "charge")]
    pub charges: Vec<Charge>,
}

/// What a district's assessments cost.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// Six digits.
    pub divisions: Vec<String>,
    /// Fen (1/100 yuan).
    pub fen: i64,
    pub evidence: Evidence,
    pub source: Wording,
}

fn hardships<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Hardship>, D::Error> {
    Vec::<String>::deserialize(from)?
        .iter()
        .map(|code| {
            Hardship::from_code(code)
                .ok_or_else(|| serde::de::Error::custom(format!("there is no hardship {code}")))
        })
        .collect()
}

/// What it costs one person, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost<'a> {
    /// No charge is entered for the district: free.
    NotFound,
    /// Waived for this hardship.
    Waived(Hardship),
    /// It depends on a hardship that nobody has said.
    Depends(&'a Charge),
    Charged(&'a Charge),
}

/// The charge of the district where this street or division lies.
pub fn charge_in<'a>(charges: &'a [Charge], place: &str) -> Option<&'a Charge> {
    let division = Division::of(place)?;
    charges
        .iter()
        .find(|charge| charge.divisions.iter().any(|code| code == division.code))
}

impl Fees {
    /// What it costs somebody of this place (six digits or more) and hardship; `None`: it was not said.
    pub fn cost<'a>(
        &self,
        charges: &'a [Charge],
        place: &str,
        hardship: Option<Hardship>,
    ) -> Cost<'a> {
        match (charge_in(charges, place), hardship) {
            (None, _) => Cost::NotFound,
            (Some(_), Some(one)) if self.free_for.contains(&one) => Cost::Waived(one),
            (Some(charge), Some(_)) => Cost::Charged(charge),
            (Some(charge), None) => Cost::Depends(charge),
        }
    }

    /// What it costs and why, in words.
    pub fn says(&self, cost: Cost<'_>) -> Wording {
        let with_charge = |text: Text, charge: &Charge| {
            let amount = crate::allowances::yuan(charge.fen);
            in_every_language(
                text,
                &[
                    ("amount", &amount, &amount),
                    ("source", &charge.source.zh, &charge.source.en),
                    ("mark", charge.evidence.mark(), charge.evidence.mark()),
                ],
            )
        };
        match cost {
            Cost::NotFound => in_every_language(
                Text::AssessmentFeeNone,
                &[
                    ("why", &self.unverified.zh, &self.unverified.en),
                    ("mark", self.evidence.mark(), self.evidence.mark()),
                ],
            ),
            Cost::Waived(_) => in_every_language(
                Text::AssessmentFeeWaived,
                &[
                    ("source", &self.free_source.zh, &self.free_source.en),
                    ("mark", self.free_evidence.mark(), self.free_evidence.mark()),
                ],
            ),
            Cost::Depends(charge) => with_charge(Text::AssessmentFeeDepends, charge),
            Cost::Charged(charge) => with_charge(Text::AssessmentFeeCharged, charge),
        }
    }
}

impl Cost<'_> {
    /// Fen; what depends on something that was not said counts in full.
    pub const fn fen(&self) -> i64 {
        match self {
            Self::NotFound | Self::Waived(_) => 0,
            Self::Depends(charge) | Self::Charged(charge) => charge.fen,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::table;

    fn shapingba() -> Vec<Charge> {
        vec![Charge {
            divisions: vec!["500106".to_owned()],
            fen: 12_000,
            evidence: Evidence::U,
            source: Wording::new("测试", "a test"),
        }]
    }

    #[test]
    fn a_district_that_charges_waives_it_for_hardship_and_for_nobody_else() {
        let (fees, charges) = (&table().fees, shapingba());
        // (street, hardship, fen)
        let vectors = [
            ("500106001", Some(Hardship::Destitute), 0),
            ("500106001", Some(Hardship::LowIncome), 0),
            ("500106001", Some(Hardship::NearLowIncome), 0),
            ("500106001", Some(Hardship::None), 12_000),
            ("500106001", None, 12_000),
            ("500112001", Some(Hardship::None), 0),
            ("500112001", None, 0),
        ];
        for (place, hardship, fen) in vectors {
            let cost = fees.cost(&charges, place, hardship);
            assert_eq!(cost.fen(), fen, "{place} {hardship:?}");
            let said = fees.says(cost);
            assert!(!said.zh.is_empty() && !said.en.is_empty());
            assert_eq!(said.zh.contains("120.00"), fen > 0, "{}", said.zh);
        }
    }

    #[test]
    fn no_charge_is_built_in_and_the_page_says_that_none_was_found() {
        let fees = &table().fees;
        assert!(fees.charges.is_empty(), "no amount is known to us");
        assert_eq!(fees.evidence, Evidence::U);
        let said = fees.says(fees.cost(&fees.charges, "500106001", None));
        assert!(said.en.contains("evidence U"), "{}", said.en);
    }
}
