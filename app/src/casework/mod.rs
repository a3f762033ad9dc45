//! The desk: an office's staff see the matters of their own office, and decide them. Works for every service from
//! the case's own data; knows none by name.

mod clocks;
mod desk;
mod find;
mod form;
mod in_person;
mod pages;
mod together;

pub use clocks::{CaseworkClocksPage, ClocksDesk, ClocksPage, MarkPlace, MarkSeen};
pub use desk::{
    ActHead, CaseworkDesk, DecisionPage, Due, FieldGroup, FieldSeen, Holder, JournalLine,
    MatterAddress, MatterPage, PartySeen, ProposalPage, QuestionPage, Queue, QueueList, QueuePlace,
    QueueRow, Recorded, RefusalPage, SiblingSeen, Standing, WaitSeen, WaitsFor, Who, WillBeWritten,
};
pub use find::{CaseworkFindPage, FindDesk, FindForm, FindPage, Found, Wanted, plain_name};
pub use form::{ApprovalForm, Question, QuestionForm, Refusal, RefusalForm, RemarkForm};
pub use in_person::{
    CaseworkInPersonPage, InPersonDesk, InPersonForm, InPersonPage, InPersonQuestion,
};
pub use pages::{
    CaseworkDecisionPage, CaseworkMatterPage, CaseworkProposalPage, CaseworkQuestionPage,
    CaseworkQueuePage, CaseworkRefusalPage,
};
pub use together::{
    AbsenceForm, Away, CaseworkColleaguePage, CaseworkColleaguesPage, CaseworkHandOverPage,
    CaseworkOfferPage, CaseworkSendOnPage, Colleague, ColleaguePage, Colleagues, HandOver,
    HandOverForm, HandOverPage, OfferPage, Offered, OfficeChoice, RemarkSeen, SendOn, SendOnForm,
    SendOnPage, Together, TogetherDesk,
};
