//! Working together: who is away and who goes on with what they held, a matter that belongs to another office, and
//! notes that only colleagues read.

mod desk;
mod form;
mod pages;
mod section;

pub use desk::{
    Away, Colleague, ColleaguePage, Colleagues, HandOverPage, OfferPage, Offered, OfficeChoice,
    RemarkSeen, SendOnPage, Together, TogetherDesk,
};
pub use form::{AbsenceForm, HandOver, HandOverForm, SendOn, SendOnForm};
pub use pages::{
    CaseworkColleaguePage, CaseworkColleaguesPage, CaseworkHandOverPage, CaseworkOfferPage,
    CaseworkSendOnPage,
};
pub(super) use section::{acts, offered, remarks};
