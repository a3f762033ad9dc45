//! Following a case: where it stands in one sentence, a lane for every office, what waits for whom, and how the
//! other party is asked. Works for every service from the case's own data.

mod desk;
pub mod form;
mod pages;
pub mod sentence;

pub use desk::{
    Asked, Asking, CaseLine, CounterPlace, DeclaredField, Decline, DoneElsewhere, Found,
    FoundMatter, Invitation, InvitationState, LookUp, LookUpFault, MatterRef, MyCases, OfficeCard,
    OwnTask, Pause, Receipt, Refusal, TrackedCase, TrackedMatter, TrackingDesk, WaitingForMe,
    Withdrawal, WithdrawalMatter,
};
pub use pages::*;
