//! What care costs, what comes off, and what is left to pay: data, with its evidence. Money is in fen.

use std::sync::LazyLock;

use serde::Deserialize;

use super::CareService;

/// Times and discounts, as `care.toml` has them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CareTerms {
    /// Minute of the day before at which a day's meals are fixed.
    pub cut_off: i64,
    /// Minute of the day at which a meal comes.
    pub meal_at: i64,
    /// Minutes of the day at which visits begin.
    pub visits_at: Vec<i64>,
    pub days_ahead: i64,
    /// Minutes after its time until a visit counts as missed.
    pub grace: i64,
    /// Grades up to this one are answered by the provider, within so many working days.
    pub answered_grade: i64,
    pub answer_days: i64,
    /// The most that one voucher is issued for, in fen.
    pub voucher_most: i64,
    discount: Vec<Discount>,
}

/// A discount of one meal or visit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Discount {
    pub code: String,
    pub service: CareService,
    pub min_age: i16,
    /// Kinds of hardship that it is for; empty: of age alone.
    #[serde(default)]
    pub hardship: Vec<String>,
    pub fen: i64,
    /// `unverified`, or where it stands.
    pub evidence: String,
}

impl Discount {
    fn is_verified(&self) -> bool {
        self.evidence != "unverified"
    }
}

/// What one meal or visit comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    pub full: i64,
    pub off: i64,
    /// Why something comes off; empty: nothing does.
    pub rule: String,
    pub is_unverified: bool,
}

impl Price {
    /// What is left to pay.
    pub const fn rest(&self) -> i64 {
        self.full - self.off
    }
}

static TERMS: LazyLock<CareTerms> = LazyLock::new(|| {
    toml::from_str(include_str!("../../definitions/care.toml"))
        .expect("care.toml is read by a test")
});

/// The terms that are built in.
pub fn terms() -> &'static CareTerms {
    &TERMS
}

impl CareTerms {
    /// What somebody of this age, in this hardship if any, pays: the largest discount that fits, never two. Outside demo mode
    /// nothing comes off on what nobody has verified.
    pub fn price(
        &self,
        service: CareService,
        full: i64,
        age: i16,
        hardship: &str,
        demo: bool,
    ) -> Price {
        let best = self
            .discount
            .iter()
            .filter(|discount| demo || discount.is_verified())
            .filter(|discount| discount.service == service && age >= discount.min_age)
            .filter(|discount| {
                discount.hardship.is_empty()
                    || discount.hardship.iter().any(|kind| kind == hardship)
            })
            .max_by_key(|discount| discount.fen);
        Price {
            full,
            off: best.map_or(0, |discount| discount.fen.min(full)),
            rule: best
                .map(|discount| discount.code.clone())
                .unwrap_or_default(),
            is_unverified: best.is_some_and(|discount| !discount.is_verified()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_discount_that_fits_is_taken_and_never_two() {
        let price = |age, hardship| terms().price(CareService::Meals, 1_500, age, hardship, true);
        assert_eq!(price(79, "").rest(), 1_500);
        assert_eq!(price(80, "").rest(), 1_300);
        assert_eq!(price(92, "").rest(), 1_100);
        assert_eq!(price(92, "low-income").rest(), 900);
        assert_eq!(price(59, "low-income").rest(), 1_500);
        assert_eq!(price(70, "near-low-income").rest(), 1_500);
        assert!(price(80, "").is_unverified);
        // Never below nothing.
        assert_eq!(
            terms()
                .price(CareService::Meals, 300, 85, "destitute", true)
                .rest(),
            0
        );
    }

    #[test]
    fn outside_demo_mode_nothing_comes_off_on_what_nobody_has_verified() {
        let mut terms = terms().clone();
        let price = |terms: &CareTerms| terms.price(CareService::Meals, 1_500, 92, "", false);
        assert_eq!((price(&terms).off, price(&terms).rule.as_str()), (0, ""));
        for discount in &mut terms.discount {
            if discount.code == "meals-80" {
                discount.evidence = "沪民规〔2026〕1号".to_owned();
            }
        }
        // The larger one for 90 still counts for nothing.
        assert_eq!(
            (price(&terms).off, price(&terms).is_unverified),
            (200, false)
        );
    }
}
