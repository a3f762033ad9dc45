//! Care at home: who offers it near by, orders (a standing order of meals, a visit), and each visit up to the one that
//! took place. They are no cases: their stages are their own.

mod desk;
mod directory;
pub mod form;
mod law;
pub mod pages;
mod price;
pub mod staff_pages;

pub use desk::*;
pub use directory::{CareDirectory, CarePlace, Found, Listing, Offered, Provider, ProviderKind};
pub use law::{
    NotAllowed, OrderStage, OrderStep, VisitBy, VisitStage, VisitStep, order_after, visit_after,
};
pub use price::{CareTerms, Discount, Price, terms};

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// What one can ask for at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CareService {
    /// 助餐
    Meals,
    /// 助浴
    Bathing,
    /// 助医
    Escort,
    /// 居家照护
    HomeCare,
    /// 助洁
    Cleaning,
}

impl CareService {
    pub const ALL: [Self; 5] = [
        Self::Meals,
        Self::Bathing,
        Self::Escort,
        Self::HomeCare,
        Self::Cleaning,
    ];

    /// As addresses and tables have it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Meals => "meals",
            Self::Bathing => "bathing",
            Self::Escort => "escort",
            Self::HomeCare => "home-care",
            Self::Cleaning => "cleaning",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Meals => Text::CareMeals,
            Self::Bathing => Text::CareBathing,
            Self::Escort => Text::CareEscort,
            Self::HomeCare => Text::CareHomeCare,
            Self::Cleaning => Text::CareCleaning,
        }
    }

    /// How long a visit takes, in minutes.
    pub const fn minutes(self) -> i64 {
        match self {
            Self::Meals => 15,
            Self::Bathing => 60,
            Self::Escort => 180,
            Self::HomeCare | Self::Cleaning => 120,
        }
    }

    /// A standing order, delivered on weekdays; everything else is one visit at a time.
    pub const fn is_standing(self) -> bool {
        matches!(self, Self::Meals)
    }
}

/// What somebody eats, said to whoever cooks and to nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diet {
    Ordinary,
    Soft,
    LittleSalt,
    LittleSugar,
    Vegetarian,
    Halal,
}

impl Diet {
    pub const ALL: [Self; 6] = [
        Self::Ordinary,
        Self::Soft,
        Self::LittleSalt,
        Self::LittleSugar,
        Self::Vegetarian,
        Self::Halal,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Soft => "soft",
            Self::LittleSalt => "little-salt",
            Self::LittleSugar => "little-sugar",
            Self::Vegetarian => "vegetarian",
            Self::Halal => "halal",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|diet| diet.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Ordinary => Text::CareDietOrdinary,
            Self::Soft => Text::CareDietSoft,
            Self::LittleSalt => Text::CareDietLittleSalt,
            Self::LittleSugar => Text::CareDietLittleSugar,
            Self::Vegetarian => Text::CareDietVegetarian,
            Self::Halal => Text::CareDietHalal,
        }
    }
}

/// Who is to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CarerWish {
    Woman,
    Man,
    #[default]
    Either,
}

impl CarerWish {
    pub const ALL: [Self; 3] = [Self::Woman, Self::Man, Self::Either];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Woman => "woman",
            Self::Man => "man",
            Self::Either => "either",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|wish| wish.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Woman => Text::CareCarerWoman,
            Self::Man => Text::CareCarerMan,
            Self::Either => Text::CareCarerEither,
        }
    }
}

/// Money in fen as one reads it: `12.50`.
pub fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// Minutes after midnight as one reads them: `9:30`.
pub fn clock_time(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_and_times_are_read_as_they_are_said() {
        assert_eq!(yuan(1_205), "12.05");
        assert_eq!(yuan(0), "0.00");
        assert_eq!(clock_time(9 * 60 + 5), "9:05");
    }
}
