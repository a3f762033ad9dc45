//! The pages of figures.

mod late;
mod performance;
mod staff;

pub use late::LateMattersPage;
pub use performance::PerformancePage;
pub use staff::StatisticsPage;
