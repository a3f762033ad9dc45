//! An application on its way: leave to ask the registers, what they answered, the questions that are left, and one
//! page to check everything before it is handed in. The same for every service.

mod desk;
mod forms;
pub mod pages;

pub use desk::{
    ApplicationDesk, ByHandView, CheckActing, CheckGroup, CheckMatter, CheckRow, CheckView,
    CheckedBy, DetourView, DraftView, GuideMatter, GuideView, KnownGroup, KnownValue, KnownView,
    LeaveLine, LeaveView, MatterChoice, MattersView, WrongView,
};
pub use forms::{ByHandForm, DeclarationForm, LeaveForm, MattersForm, StartForm, WrongForm};
