//! Figures: for the staff what is open, late and how long it takes, in their own office or what it is responsible for; for
//! everybody how long matters take and how often the promise is kept.

mod desk;
mod figures;
mod findings;
mod hiding;
mod pages;
mod phrases;

pub use desk::{
    Age, LateList, LateMatters, LateRow, Line, Place, PublicCell, PublicFigures, PublicLine,
    Rating, Statistics, StatisticsDesk,
};
pub use figures::{Taken, Tally, share};
pub use hiding::{Hidden, TOO_FEW, hide};
pub use pages::{LateMattersPage, PerformancePage, StatisticsPage};
