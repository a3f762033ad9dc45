//! What the pages of working together read.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::form::{AbsenceForm, HandOverForm, SendOnForm};
use crate::casework::desk::{ActHead, MatterAddress, QueueRow};
use crate::casework::form::RemarkForm;
use crate::error::PortalError;
use crate::identity::Actor;
use crate::text::Wording;
use crate::ui::FieldFault;

/// What a supervisor reads of the office's people, and what sending a matter elsewhere needs. Whoever is no supervisor
/// finds no colleagues' pages; a matter of another office is [`PortalError::NotFound`].
#[async_trait]
pub trait TogetherDesk {
    async fn colleagues(&self, actor: &Actor) -> Result<Colleagues, PortalError>;

    /// One colleague, by staff id, with what they hold.
    async fn colleague_page(
        &self,
        actor: &Actor,
        staff: &str,
    ) -> Result<ColleaguePage, PortalError>;

    async fn hand_over_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<HandOverPage, PortalError>;

    /// To which office a matter could go instead.
    async fn send_on_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<SendOnPage, PortalError>;

    /// What another district's office has sent here.
    async fn offer_page(
        &self,
        actor: &Actor,
        address: &MatterAddress,
    ) -> Result<OfferPage, PortalError>;
}

/// Everybody of one office.
#[derive(Clone, Debug)]
pub struct Colleagues {
    pub office: Wording,
    pub members: Vec<Colleague>,
}

#[derive(Clone, Debug)]
pub struct Colleague {
    /// Staff id.
    pub id: String,
    pub name: String,
    pub is_supervisor: bool,
    /// Works here no more.
    pub is_disabled: bool,
    pub is_away: bool,
    /// Matters that wait for them or for their applicant.
    pub holds: i64,
    /// Those that are not over yet, in order.
    pub absences: Vec<Away>,
}

/// Days on which somebody is away, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    pub from: Date,
    pub until: Date,
}

#[derive(Clone, Debug)]
pub struct ColleaguePage {
    pub office: Wording,
    pub colleague: Colleague,
    /// What they hold, by due date, at most 50.
    pub rows: Vec<QueueRow>,
    /// Who could go on with it: of the office, here today.
    pub receivers: Vec<Colleague>,
    pub hand_over: HandOverForm,
    pub hand_over_faults: Vec<FieldFault>,
    pub absence: AbsenceForm,
    pub absence_faults: Vec<FieldFault>,
}

#[derive(Clone, Debug)]
pub struct HandOverPage {
    pub head: ActHead,
    pub holder: String,
    pub receivers: Vec<Colleague>,
    pub typed: HandOverForm,
    pub faults: Vec<FieldFault>,
}

#[derive(Clone, Debug)]
pub struct SendOnPage {
    pub head: ActHead,
    /// Offices of the same department, those of the same district and of the city first.
    pub offices: Vec<OfficeChoice>,
    pub typed: SendOnForm,
    pub faults: Vec<FieldFault>,
}

/// An office that a matter could go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeChoice {
    pub id: String,
    pub name: Wording,
    /// Of the same district or of the city: it goes there at once. Another district's may decline.
    pub is_near: bool,
}

#[derive(Clone, Debug)]
pub struct OfferPage {
    pub head: ActHead,
    pub offered: Offered,
    pub typed: RemarkForm,
    pub faults: Vec<FieldFault>,
}

/// A matter on its way between two districts.
#[derive(Clone, Debug)]
pub struct Offered {
    pub from: Wording,
    pub to: Wording,
    /// Last day to decline; silence accepts.
    pub until: Date,
    pub is_to_us: bool,
    pub why: String,
}

/// What the page of a matter shows of working together.
#[derive(Clone, Debug, Default)]
pub struct Together {
    /// Newest last.
    pub remarks: Vec<RemarkSeen>,
    pub offered: Option<Offered>,
    /// A note that was begun and could not be kept, with why.
    pub note: RemarkForm,
    pub note_faults: Vec<FieldFault>,
    /// Whether this member writes notes here: the matter is their office's.
    pub may_note: bool,
}

/// What a colleague wrote.
#[derive(Clone, Debug)]
pub struct RemarkSeen {
    pub at: Timestamp,
    pub who: String,
    /// The journal's word for the step that it goes with, or `note`.
    pub kind: String,
    pub text: String,
    /// The applicant reads it, too.
    pub is_told: bool,
}
