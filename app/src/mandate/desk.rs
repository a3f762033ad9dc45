//! What the pages about mandates read.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::form::{OfferForm, WishForm};
use super::{DeskSlip, EndedBy, GivenBy, MandateAct, MandateState, TellingWay};
use crate::case::CaseReference;
use crate::error::PortalError;
use crate::identity::{Actor, Citizen, SessionKey};
use crate::newborn::StreetGroup;
use crate::text::Wording;
use crate::ui::FieldFault;

/// A mandate as both sides and the desk see it.
#[derive(Clone, Debug)]
pub struct MandateView {
    pub reference: CaseReference,
    pub subject_name: String,
    /// A parent's for a child: it begins by a document, and by nobody's yes.
    pub is_for_a_child: bool,
    pub holder_name: String,
    /// Code and name.
    pub services: Vec<(String, Wording)>,
    pub acts: Vec<MandateAct>,
    /// As of today.
    pub state: MandateState,
    pub offered_on: Date,
    /// The last day on which a yes is taken.
    pub offer_until: Date,
    pub given: Option<(GivenBy, Date)>,
    /// The last day on which it holds.
    pub until: Date,
    pub ended: Option<(EndedBy, Date)>,
    /// What was filed under it, newest first.
    pub cases: Vec<CaseUnder>,
}

/// A case that was filed under a mandate.
#[derive(Clone, Debug)]
pub struct CaseUnder {
    pub reference: CaseReference,
    pub service: Wording,
    pub submitted_on: Date,
    pub is_closed: bool,
}

/// A mandate for its holder.
#[derive(Clone, Debug)]
pub struct HeldMandate {
    pub mandate: MandateView,
    /// To be read out at a counter, while no yes was given.
    pub counter_code: Option<String>,
    /// A code of a call-back may be typed now.
    pub is_called: bool,
    pub is_code_wrong: bool,
}

/// The page that asks for somebody's leave.
#[derive(Clone, Debug)]
pub struct OfferView {
    pub typed: OfferForm,
    pub faults: Vec<FieldFault>,
    pub streets: Vec<StreetGroup>,
    pub services: Vec<(String, Wording)>,
}

/// Who may act for me, and how I am told.
#[derive(Clone, Debug)]
pub struct GivenMandates {
    pub mandates: Vec<MandateView>,
    pub wish: WishForm,
    pub wish_faults: Vec<FieldFault>,
    pub streets: Vec<StreetGroup>,
}

/// The desk's page about one person.
#[derive(Clone, Debug)]
pub struct MandateDeskView {
    pub typed: String,
    pub faults: Vec<FieldFault>,
    pub person: Option<PersonAtDesk>,
    /// Held, in the office's own streets.
    pub held: Vec<MandateView>,
    /// To be rung, written to or visited, in the office's own streets.
    pub by_hand: Vec<ByHand>,
}

/// The person who stands at the counter or is on the phone.
#[derive(Clone, Debug)]
pub struct PersonAtDesk {
    /// Masked.
    pub number: String,
    pub mandates: Vec<MandateView>,
    /// What staff filed at their word.
    pub helped: Vec<CaseUnder>,
    pub wish: WishForm,
    pub wish_faults: Vec<FieldFault>,
    pub streets: Vec<StreetGroup>,
}

/// Something that a person of the office has to say, write or bring.
#[derive(Clone, Debug)]
pub struct ByHand {
    pub id: String,
    pub way: TellingWay,
    pub contact: String,
    pub reference: CaseReference,
    pub sentence: Wording,
    pub since: Date,
}

/// One mandate at the desk.
#[derive(Clone, Debug)]
pub struct AtDesk {
    pub mandate: MandateView,
    /// The person was looked up in this session: they stand here, or are on the phone.
    pub is_person_here: bool,
    /// The mandate belongs to the office's own streets.
    pub may_hold: bool,
    pub history: Vec<HistoryLine>,
    pub slip: DeskSlip,
}

/// A step of a mandate.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    pub at: Timestamp,
    pub step: Wording,
    /// The office of staff who took it; empty where it was one of the two.
    pub office: Wording,
    /// Why, where staff said why.
    pub reason: String,
}

/// What stands on top of every page of somebody else's affair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Banner {
    /// The visitor acts for this person, under this mandate.
    ActingFor {
        name: String,
        reference: CaseReference,
    },
    /// This person filed it for the visitor.
    FiledBy { name: String },
    /// A member of staff fills it in for this person, at their word.
    Helping { name: String },
    /// Staff of this office filed it for the visitor, at the visitor's word.
    FiledByStaff {
        office: Wording,
        /// Where it can be taken back.
        page: String,
    },
}

/// A case whose mandate has ended or is held: what its holder was told before.
#[derive(Clone, Debug)]
pub struct PastCase {
    pub reference: CaseReference,
    pub service: Wording,
    pub submitted_on: Date,
    pub subject_name: String,
    /// `None`: it is being checked.
    pub ended: Option<Date>,
    /// What the holder was told while it held, newest first.
    pub told: Vec<(Timestamp, Wording)>,
}

/// What the pages about mandates read.
#[async_trait]
pub trait MandateDesk: Send + Sync {
    /// The mandates that this person asked for or holds, newest first.
    async fn mandates_held(&self, me: &Citizen) -> Result<Vec<MandateView>, PortalError>;

    /// One of them.
    async fn mandate_held(
        &self,
        me: &Citizen,
        session: &SessionKey,
        reference: &str,
    ) -> Result<HeldMandate, PortalError>;

    /// The page that asks, as typed in this session.
    async fn offer(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<OfferView, PortalError>;

    /// Who asked to act for this person, may, or could.
    async fn mandates_given(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<GivenMandates, PortalError>;

    /// How many ask for this person's yes.
    async fn asked_for_my_yes(&self, me: &Citizen) -> Result<usize, PortalError>;

    /// A case of this holder's whose mandate does not hold now; `None` for any other.
    async fn past_case(
        &self,
        me: &Citizen,
        reference: &str,
    ) -> Result<Option<PastCase>, PortalError>;

    /// The desk's first page about mandates.
    ///
    /// # Errors
    /// `NotFound` for whoever does not work at an office that looks after them.
    async fn mandate_desk(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<MandateDeskView, PortalError>;

    /// One mandate at the desk.
    ///
    /// # Errors
    /// `NotFound` where the person was not looked up and the street is another office's.
    async fn mandate_at_desk(
        &self,
        actor: &Actor,
        session: &SessionKey,
        reference: &str,
    ) -> Result<AtDesk, PortalError>;
}
