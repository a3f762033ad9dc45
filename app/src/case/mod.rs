//! The heart: what a case is, which steps a matter may take, when it is due. Nothing here knows a service by name.

mod calendar;
mod definition;
mod dossier;
mod due;
mod law;
mod marks;
mod reference;

pub use calendar::{DaysOff, Holiday, WorkingCalendar, WorkingDays};
pub use definition::{
    ConfirmerDefinition, Declaration, MatterDefinition, RefusalReason, ServiceDefinition, Writing,
};
pub use dossier::{Dossier, Field, FieldState, Source, SubjectKey};
pub use due::{Due, Planned, Standing, Waited, Why, days_taken, due_date, expected_dates, latest};
pub use law::{Capacity, Course, MatterKind, Stage, Step, StepNotAllowed};
pub use marks::{Clock, Mark, marks_of};
pub use reference::{CaseReference, EnquiryCode, ReferenceError};

use serde::{Deserialize, Serialize};

/// A person's part in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyRole {
    /// Who asks.
    Applicant,
    /// Whom it is for.
    Subject,
    /// Whose own confirmation some matters wait for.
    Confirmer,
}
