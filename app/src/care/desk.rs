//! What the pages about care at home read.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;

use super::form::{CareDetails, OrderForm, RatingForm, Slot};
use super::{
    CarePlace, CareService, Listing, OrderStage, OrderStep, Price, Provider, VisitStage, VisitStep,
};
use crate::application::CheckActing;
use crate::case::CaseReference;
use crate::error::PortalError;
use crate::identity::{Actor, Citizen, SessionKey};
use crate::newborn::StreetGroup;
use crate::text::{Text, Wording};
use crate::ui::FieldFault;
use crate::warnings::ContactsView;

/// The list of who offers care.
#[derive(Clone, Debug)]
pub struct CareListPage {
    pub listing: Listing,
    /// Standing orders of meals that kitchens serve, by provider; none: nothing is taken.
    pub meals_used: HashMap<String, i64>,
    pub streets: Vec<StreetGroup>,
}

/// One provider.
#[derive(Clone, Debug)]
pub struct ProviderPage {
    pub provider: Provider,
    pub street: Wording,
    /// Standing orders of meals that its kitchen can still take.
    pub meals_left: i64,
}

/// The page on which one orders.
#[derive(Clone, Debug)]
pub struct OrderPage {
    pub provider: Provider,
    pub service: CareService,
    pub typed: OrderForm,
    pub faults: Vec<FieldFault>,
    /// Reference and name of everybody whom one may order for, besides oneself.
    pub others: Vec<(String, String)>,
    pub streets: Vec<StreetGroup>,
    /// Days on which a standing order can begin.
    pub days: Vec<Date>,
    /// Times that are free, for the carer that was wished for.
    pub slots: Vec<Slot>,
    /// Where there is room, the nearest first; only where there is none here.
    pub elsewhere: Vec<Elsewhere>,
    pub is_full: bool,
}

/// A provider with room.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    pub id: String,
    pub name: Wording,
    pub metres: Option<i64>,
    /// The first free time; `None`: meals.
    pub first: Option<Slot>,
}

/// What was asked for, to be looked at before it is ordered.
#[derive(Clone, Debug)]
pub struct OrderCheck {
    pub provider: Provider,
    pub service: CareService,
    /// Whom it is for.
    pub name: String,
    /// Under a mandate: who is told, and how; `None`: for oneself.
    pub acting: Option<CheckActing>,
    pub street: Wording,
    pub wish: super::form::Wish,
    pub price: Price,
    /// What vouchers still pay, in fen.
    pub voucher: i64,
    pub cut_off: i64,
    /// The register of hardship was to be asked, and did not answer.
    pub is_register_silent: bool,
    /// The same, and its owner does not let it answer.
    pub is_register_denied: bool,
}

/// One order in a list.
#[derive(Clone, Debug)]
pub struct OrderLine {
    pub reference: CaseReference,
    pub service: CareService,
    pub provider: Wording,
    pub name: String,
    pub stage: OrderStage,
    /// What is expected next.
    pub next: Option<Slot>,
}

/// What is ordered, and what is left on one's own vouchers.
#[derive(Clone, Debug)]
pub struct CareOrdersView {
    /// The newest first.
    pub orders: Vec<OrderLine>,
    /// The first to run out first.
    pub vouchers: Vec<VoucherLine>,
}

/// Where a voucher stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherStage {
    /// By one person of an office; it pays nothing yet.
    Proposed,
    Issued,
    Refused,
}

impl VoucherStage {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Issued => "issued",
            Self::Refused => "refused",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Proposed, Self::Issued, Self::Refused]
            .into_iter()
            .find(|stage| stage.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Proposed => Text::CareVoucherProposed,
            Self::Issued => Text::CareVoucherIssued,
            Self::Refused => Text::CareVoucherRefused,
        }
    }
}

/// One voucher. Money is in fen.
#[derive(Clone, Debug)]
pub struct VoucherLine {
    pub id: String,
    pub stage: VoucherStage,
    pub fen: i64,
    /// What is left of it.
    pub rest: i64,
    pub until: Date,
    /// The person's masked number, for an office's list; empty: their own page.
    pub called: String,
    /// Who proposed it; empty on the person's own page.
    pub proposed_by: String,
    /// Whether this member of staff may be the second person.
    pub may_settle: bool,
}

/// Vouchers at a desk: of whoever is there, or those that wait for a second person.
#[derive(Clone, Debug)]
pub struct VouchersView {
    pub lines: Vec<VoucherLine>,
    /// The amount as it was typed last, and what is wrong with it: for whoever has just handed it in.
    pub typed: String,
    pub faults: Vec<FieldFault>,
}

/// One order, for whoever it is for, whoever acts for them, or the street's desk.
#[derive(Clone, Debug)]
pub struct OrderView {
    pub reference: CaseReference,
    pub version: i64,
    pub service: CareService,
    pub provider: Provider,
    pub details: CareDetails,
    /// The order was made by somebody else for this reader, or by this reader for somebody else.
    pub is_for_another: bool,
    pub weekdays: Vec<i8>,
    pub start: Option<Date>,
    pub stage: OrderStage,
    pub price: Price,
    pub ordered_at: Timestamp,
    pub steps: Vec<OrderStep>,
    /// Meals that are not fixed yet, with whether each is left out.
    pub to_come: Vec<(Date, bool)>,
    /// The newest first.
    pub visits: Vec<VisitView>,
    /// The last day for changes to the next meal is over at this minute of the day before.
    pub cut_off: i64,
}

/// One visit of an order.
#[derive(Clone, Debug)]
pub struct VisitView {
    pub id: String,
    pub version: i64,
    pub slot: Slot,
    pub stage: VisitStage,
    pub arrived_at: Option<Timestamp>,
    pub left_at: Option<Timestamp>,
    /// What vouchers paid, in fen.
    pub paid: i64,
    pub steps: Vec<VisitStep>,
    pub may_rate: bool,
    /// 1 to 5; 0: not rated.
    pub grade: i64,
    /// What the provider said to a bad grade; or until when it will.
    pub answer: Option<RatingAnswer>,
}

/// A visit that is to be rated, with what was typed so far.
#[derive(Clone, Debug)]
pub struct RatingPage {
    pub service: CareService,
    pub slot: Slot,
    pub typed: RatingForm,
}

/// A provider's answer to a bad grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RatingAnswer {
    Owed(Date),
    Given(String),
}

/// A bad grade that the provider has to answer.
#[derive(Clone, Debug)]
pub struct RatingToAnswer {
    pub visit: String,
    pub service: CareService,
    pub slot: Slot,
    pub grade: i64,
    /// What was written with it; empty: nothing.
    pub words: String,
    pub due: Date,
    pub is_late: bool,
}

/// A visit as whoever comes sees it.
#[derive(Clone, Debug)]
pub struct VisitToMake {
    pub view: VisitView,
    pub service: CareService,
    pub details: CareDetails,
}

/// A provider's own page of a day.
#[derive(Clone, Debug)]
pub struct ProviderDay {
    pub provider: Provider,
    pub day: Date,
    pub visits: Vec<VisitToMake>,
    /// The earliest due first.
    pub ratings: Vec<RatingToAnswer>,
}

/// The street's desk: an elder on the phone, and their orders.
#[derive(Clone, Debug)]
pub struct CareDeskPage {
    pub typed: String,
    pub faults: Vec<FieldFault>,
    pub person: Option<CareOfPerson>,
    /// `None`: this office gives none.
    pub vouchers: Option<VouchersView>,
}

/// What is ordered for whoever was looked up, and whom they want to be rung.
#[derive(Clone, Debug)]
pub struct CareOfPerson {
    /// Masked.
    pub number: String,
    pub orders: Vec<OrderView>,
    pub contacts: ContactsView,
}

/// What the pages about care at home read.
#[async_trait]
pub trait CareDesk: Send + Sync {
    /// Who offers care near a place; for anyone.
    async fn care_list(
        &self,
        asked: &CarePlace,
        after: Option<&str>,
    ) -> Result<CareListPage, PortalError>;

    /// # Errors
    /// `NotFound` for a provider that there is not.
    async fn care_provider(&self, id: &str) -> Result<ProviderPage, PortalError>;

    /// The page on which one orders, as typed so far.
    async fn care_order_page(
        &self,
        me: &Citizen,
        session: &SessionKey,
        provider: &str,
        service: CareService,
    ) -> Result<OrderPage, PortalError>;

    /// What was typed, understood; `None`: something is missing still.
    async fn care_order_check(
        &self,
        me: &Citizen,
        provider: &str,
        service: CareService,
    ) -> Result<Option<OrderCheck>, PortalError>;

    /// What is ordered for this person, and by them for others; the newest first.
    async fn care_orders(&self, me: &Citizen) -> Result<CareOrdersView, PortalError>;

    /// # Errors
    /// `NotFound` for somebody else's, and where the mandate has ended; `Withheld` where it does not go so far.
    async fn care_order(&self, me: &Citizen, reference: &str) -> Result<OrderView, PortalError>;

    /// A visit that this person may rate.
    ///
    /// # Errors
    /// As [`CareDesk::care_order`]; `NotFound` for a visit that is not over, or is rated.
    async fn care_rating(
        &self,
        me: &Citizen,
        session: &SessionKey,
        reference: &str,
        visit: &str,
    ) -> Result<RatingPage, PortalError>;

    /// Today's visits of the provider that this member of staff works for.
    ///
    /// # Errors
    /// `NotFound` for all others.
    async fn provider_day(
        &self,
        actor: &Actor,
        day: Option<Date>,
    ) -> Result<ProviderDay, PortalError>;

    /// The street's desk for orders by phone.
    ///
    /// # Errors
    /// `NotFound` for whoever's office looks after no elders.
    async fn care_desk(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<CareDeskPage, PortalError>;
}
