//! What is typed when care is ordered, as typed and as understood.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CareService, CarerWish, Diet};
use crate::text::Text;
use crate::ui::FieldFault;

/// The longest text that is kept, in characters.
const LONGEST: usize = 200;
/// The longest that is kept of what somebody says about a visit, in characters.
const LONGEST_RATING: usize = 300;

/// A visit's time: the day and the minute at which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Slot {
    pub day: Date,
    /// Minutes after midnight.
    pub begins: i64,
}

impl Slot {
    /// `2026-03-09,540`
    pub fn parse(text: &str) -> Option<Self> {
        let (day, begins) = text.split_once(',')?;
        let begins = begins
            .parse()
            .ok()
            .filter(|minute| (0..1_440).contains(minute))?;
        Some(Self {
            day: day.parse().ok()?,
            begins,
        })
    }

    /// As a form carries it.
    pub fn value(self) -> String {
        format!("{},{}", self.day, self.begins)
    }
}

/// `/care/providers/{provider}/order/{service}`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderForm {
    /// `me`, or the reference of the mandate of whoever it is for.
    pub whom: String,
    /// Nine digits of the street where it is delivered.
    pub street: String,
    pub address: String,
    pub phone: String,
    /// ISO weekdays, `1` is Monday.
    pub weekdays: Vec<String>,
    /// The first day of a standing order.
    pub start: String,
    pub diet: String,
    pub allergies: String,
    pub carer: String,
    pub slot: String,
    pub note: String,
    /// `ask`: leave to ask the register of hardship, for the discount.
    pub hardship: String,
    pub act: String,
}

/// What is asked for, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Reference of a mandate; `None`: for oneself.
    pub mandate: Option<String>,
    pub street: String,
    pub details: CareDetails,
    pub what: What,
    /// Leave to ask the register of hardship.
    pub asks_hardship: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// On these weekdays (1 is Monday), from this day on.
    Meals { weekdays: Vec<i8>, start: Date },
    /// At this time; `None`: on the waiting list.
    Visit {
        carer: CarerWish,
        slot: Option<Slot>,
    },
}

/// What only whoever comes is to know. It is sealed, and stands in no notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CareDetails {
    pub name: String,
    pub address: String,
    pub phone: String,
    /// Code of a diet; empty: not about meals.
    pub diet: String,
    pub allergies: String,
    pub note: String,
}

impl OrderForm {
    /// What was typed, in the lengths that are kept.
    #[must_use]
    pub fn short(&self) -> Self {
        let short = |text: &str| -> String { text.chars().take(LONGEST + 1).collect() };
        Self {
            whom: short(&self.whom),
            street: short(&self.street),
            address: short(&self.address),
            phone: short(&self.phone),
            weekdays: self.weekdays.iter().take(7).map(|day| short(day)).collect(),
            start: short(&self.start),
            diet: short(&self.diet),
            allergies: short(&self.allergies),
            carer: short(&self.carer),
            slot: short(&self.slot),
            note: short(&self.note),
            hardship: short(&self.hardship),
            act: short(&self.act),
        }
    }

    /// # Errors
    /// Everything that is wrong with it, in the order of the page.
    pub fn parse(&self, service: CareService, first_day: Date) -> Result<Wish, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if self.whom.is_empty() {
            faults.push(FieldFault::new("whom", Text::CareWhomEmpty));
        }
        let what = if service.is_standing() {
            self.meals(first_day, &mut faults)
        } else {
            self.visit(service, &mut faults)
        };
        if self.street.len() != 9 {
            faults.push(FieldFault::new("street", Text::CareStreetEmpty));
        }
        let is_kept = |text: &str| text.chars().count() <= LONGEST;
        if self.address.trim().is_empty() || !is_kept(&self.address) {
            faults.push(FieldFault::new("address", Text::CareAddressEmpty));
        }
        let digits = self.phone.chars().filter(char::is_ascii_digit).count();
        if !(7..=20).contains(&digits) {
            faults.push(FieldFault::new("phone", Text::CarePhoneEmpty));
        }
        for (field, text) in [("allergies", &self.allergies), ("note", &self.note)] {
            if !is_kept(text) {
                faults.push(FieldFault::new(field, Text::CareTooLong));
            }
        }
        let Some(what) = what.filter(|_| faults.is_empty()) else {
            return Err(faults);
        };
        Ok(Wish {
            mandate: (self.whom != "me").then(|| self.whom.clone()),
            street: self.street.clone(),
            details: CareDetails {
                name: String::new(),
                address: self.address.trim().to_owned(),
                phone: self.phone.trim().to_owned(),
                diet: self.diet.clone(),
                allergies: self.allergies.trim().to_owned(),
                note: self.note.trim().to_owned(),
            },
            what,
            asks_hardship: self.hardship == "ask",
        })
    }

    fn meals(&self, first_day: Date, faults: &mut Vec<FieldFault>) -> Option<What> {
        let mut weekdays: Vec<i8> = self
            .weekdays
            .iter()
            .filter_map(|day| day.parse().ok())
            .filter(|day| (1..=7).contains(day))
            .collect();
        weekdays.sort_unstable();
        weekdays.dedup();
        if weekdays.is_empty() {
            faults.push(FieldFault::new("weekdays", Text::CareWeekdaysEmpty));
        }
        let start = self.start.parse::<Date>().ok();
        match start {
            None => faults.push(FieldFault::new("start", Text::CareStartEmpty)),
            Some(start) if start < first_day => {
                faults.push(FieldFault::new("start", Text::CareStartTooSoon));
            }
            Some(_) => {}
        }
        if Diet::from_code(&self.diet).is_none() {
            faults.push(FieldFault::new("diet", Text::CareDietEmpty));
        }
        start.map(|start| What::Meals { weekdays, start })
    }

    fn visit(&self, service: CareService, faults: &mut Vec<FieldFault>) -> Option<What> {
        let carer = match CarerWish::from_code(&self.carer) {
            // Who washes somebody is for that person to say.
            None if service == CareService::Bathing => {
                faults.push(FieldFault::new("carer", Text::CareCarerEmpty));
                None
            }
            wish => Some(wish.unwrap_or_default()),
        };
        let slot = Slot::parse(&self.slot);
        if slot.is_none() && self.slot != "list" {
            faults.push(FieldFault::new("slot", Text::CareSlotEmpty));
        }
        carer.map(|carer| What::Visit { carer, slot })
    }
}

/// What is pressed about an order or a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PressForm {
    /// Code of a step; `rate` with the two below.
    pub act: String,
    /// Id of the visit; empty: the whole order.
    pub visit: String,
    pub version: i64,
    /// With `skip` and `unskip`: the day of the meal.
    pub day: String,
    pub grade: String,
    pub words: String,
}

/// `/care/orders/{reference}/rating/{visit}`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RatingForm {
    /// `1` to `5`.
    pub grade: String,
    pub words: String,
    /// `later`: one of two questions is answered.
    pub act: String,
}

impl RatingForm {
    /// What was typed, in the lengths that are kept.
    #[must_use]
    pub fn short(&self) -> Self {
        let short = |text: &str| -> String { text.chars().take(LONGEST_RATING).collect() };
        Self {
            grade: short(&self.grade),
            words: short(&self.words),
            act: String::new(),
        }
    }

    /// # Errors
    /// No grade was chosen.
    pub fn parse(&self) -> Result<i64, Vec<FieldFault>> {
        self.grade
            .parse()
            .ok()
            .filter(|grade| (1..=5).contains(grade))
            .ok_or_else(|| vec![FieldFault::new("grade", Text::CareGradeEmpty)])
    }
}

/// What a provider says to a bad grade.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    pub text: String,
}

impl AnswerForm {
    /// Some words, at most three hundred.
    ///
    /// # Errors
    /// There are none, or too many.
    pub fn parse(&self) -> Result<String, Vec<FieldFault>> {
        let text = self.text.trim();
        if (1..=300).contains(&text.chars().count()) {
            Ok(text.to_owned())
        } else {
            Err(vec![FieldFault::new("text", Text::CareAnswerEmpty)])
        }
    }
}

/// `/staff/care/vouchers`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct VoucherForm {
    /// `propose`, `issue` or `refuse`.
    pub act: String,
    /// Id of the one that is settled.
    pub voucher: String,
    /// Whole yuan.
    pub amount: String,
}

impl VoucherForm {
    /// What was typed, in the length that is kept.
    #[must_use]
    pub fn short(&self) -> Self {
        Self {
            amount: self.amount.chars().take(20).collect(),
            ..Self::default()
        }
    }

    /// The amount in fen.
    ///
    /// # Errors
    /// It is no whole number of yuan between one and the most that is given at once.
    pub fn parse(&self) -> Result<i64, Vec<FieldFault>> {
        let most = super::terms().voucher_most;
        self.amount
            .trim()
            .parse::<i64>()
            .ok()
            .and_then(|yuan| yuan.checked_mul(100))
            .filter(|fen| (100..=most).contains(fen))
            .ok_or_else(|| vec![FieldFault::new("amount", Text::CareVoucherAmountEmpty)])
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_empty_form_names_everything_that_is_missing() {
        let fields = |service| -> Vec<&'static str> {
            OrderForm::default()
                .parse(service, date(2026, 3, 7))
                .expect_err("nothing was typed")
                .iter()
                .map(|fault| fault.field)
                .collect()
        };
        assert_eq!(
            fields(CareService::Meals),
            [
                "whom", "weekdays", "start", "diet", "street", "address", "phone"
            ]
        );
        assert_eq!(
            fields(CareService::Bathing),
            ["whom", "carer", "slot", "street", "address", "phone"]
        );
        // Only for bathing has one to say whether a woman or a man is to come.
        assert_eq!(
            fields(CareService::Cleaning),
            ["whom", "slot", "street", "address", "phone"]
        );
    }

    #[test]
    fn meals_never_begin_before_the_first_day_that_can_still_be_cooked_for() {
        let form = OrderForm {
            whom: "me".to_owned(),
            street: "500106001".to_owned(),
            address: "新街1号".to_owned(),
            phone: "023-61234567".to_owned(),
            weekdays: vec![
                "5".to_owned(),
                "1".to_owned(),
                "5".to_owned(),
                "9".to_owned(),
            ],
            start: "2026-03-07".to_owned(),
            diet: "soft".to_owned(),
            ..OrderForm::default()
        };
        let wish = form
            .parse(CareService::Meals, date(2026, 3, 7))
            .expect("complete");
        let what = What::Meals {
            weekdays: vec![1, 5],
            start: date(2026, 3, 7),
        };
        assert_eq!((wish.what, wish.mandate), (what, None));
        let faults = form
            .parse(CareService::Meals, date(2026, 3, 8))
            .expect_err("too soon");
        assert_eq!(faults, [FieldFault::new("start", Text::CareStartTooSoon)]);
    }

    #[test]
    fn a_voucher_is_for_whole_yuan_and_not_for_any_sum() {
        let parsed = |amount: &str| {
            VoucherForm {
                amount: amount.to_owned(),
                ..VoucherForm::default()
            }
            .parse()
        };
        assert_eq!(parsed(" 200 "), Ok(20_000));
        for wrong in [
            "",
            "0",
            "-5",
            "1.5",
            "99999999",
            "9223372036854775807",
            "两百",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_time_is_read_back_as_it_was_written() {
        let slot = Slot {
            day: date(2026, 3, 9),
            begins: 540,
        };
        assert_eq!(Slot::parse(&slot.value()), Some(slot));
        for wrong in ["", "list", "2026-03-09", "2026-03-09,1440", "2026-02-30,9"] {
            assert_eq!(Slot::parse(wrong), None, "{wrong}");
        }
    }
}
