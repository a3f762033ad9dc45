//! The one-key call: an older person presses once, and somebody comes. Who is rung when is data (`tiers.rs`), what may be
//! done about a call is one law (`law.rs`). The portal is one more way: 120, 110 and 119 stand first and wait for nothing.

mod desk_pages;
mod figures;
mod form;
mod law;
mod pages;
mod tiers;

pub use desk_pages::{CallAtDeskPage, CallBoardPage, CallDevicesPage, CallDrillPage, board_line};
pub use figures::{CallFigures, CallFiguresPage, Counts, DistrictCalls, Measured, measure};
pub use form::{CallActForm, CallHome, CallHomeForm, CallReplyForm, DeviceForm, PressForm};
pub use law::{CallBy, CallNotAllowed, CallStage, CallStep, Met, call_after};
pub use pages::{CallComingPage, CallHomePage, OneCallPage, OwnCallsPage, PressPage, call_failed};
pub use tiers::{CallTerms, Norm, NormLine, RungWhom, Tier, Times, Watch, call_terms};

use async_trait::async_trait;
use jiff::Timestamp;

use crate::error::PortalError;
use crate::identity::{Actor, Citizen, SessionKey};
use crate::newborn::StreetGroup;
use crate::text::{Said, Text, Wording};
use crate::ui::FieldFault;
use crate::warnings::Contact;

/// Something that presses by itself, or that somebody presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeviceKind {
    Pendant,
    Watch,
    Cord,
    Smoke,
    Gas,
    Water,
    Door,
    BedExit,
}

impl DeviceKind {
    pub const ALL: [Self; 8] = [
        Self::Pendant,
        Self::Watch,
        Self::Cord,
        Self::Smoke,
        Self::Gas,
        Self::Water,
        Self::Door,
        Self::BedExit,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Pendant => "pendant",
            Self::Watch => "watch",
            Self::Cord => "cord",
            Self::Smoke => "smoke",
            Self::Gas => "gas",
            Self::Water => "water",
            Self::Door => "door",
            Self::BedExit => "bed-exit",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Pendant => Text::CallDevicePendant,
            Self::Watch => Text::CallDeviceWatch,
            Self::Cord => Text::CallDeviceCord,
            Self::Smoke => Text::CallDeviceSmoke,
            Self::Gas => Text::CallDeviceGas,
            Self::Water => Text::CallDeviceWater,
            Self::Door => Text::CallDeviceDoor,
            Self::BedExit => Text::CallDeviceBedExit,
        }
    }
}

/// What a call came from, as its row has it.
pub fn source_text(source: &str) -> Text {
    match source {
        "phone" => Text::CallSourcePhone,
        "for-another" => Text::CallSourceForAnother,
        "desk" => Text::CallSourceDesk,
        other => DeviceKind::from_code(other).map_or(Text::CallSourcePage, DeviceKind::text),
    }
}

/// What a device tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceSays {
    /// Somebody pressed, or a sensor was set off.
    Alarm,
    /// The monthly test press.
    Test,
    /// How full the battery is.
    Battery,
    /// Only that it is there.
    Heartbeat,
}

impl DeviceSays {
    pub const ALL: [Self; 4] = [Self::Alarm, Self::Test, Self::Battery, Self::Heartbeat];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Test => "test",
            Self::Battery => "battery",
            Self::Heartbeat => "heartbeat",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|says| says.code() == code)
    }
}

/// Whether a call is in earnest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Earnest {
    #[default]
    Real,
    /// A desk tries itself out.
    Drill,
    /// Somebody tries their key out.
    Test,
}

impl Earnest {
    pub const fn code(self) -> &'static str {
        match self {
            Self::Real => "",
            Self::Drill => "drill",
            Self::Test => "test",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Real, Self::Drill, Self::Test]
            .into_iter()
            .find(|earnest| earnest.code() == code)
    }

    /// What stands beside it wherever it is shown.
    pub const fn tag(self) -> Option<Text> {
        match self {
            Self::Real => None,
            Self::Drill => Some(Text::CallDrillTag),
            Self::Test => Some(Text::CallTestTag),
        }
    }
}

/// As who somebody could press.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PressAs {
    /// Nobody that the portal knows: only the numbers.
    #[default]
    Nobody,
    /// This phone is saved.
    Phone,
    /// For themselves.
    Oneself,
}

/// The press page.
#[derive(Clone, Debug, Default)]
pub struct PressView {
    pub press_as: PressAs,
    /// Name and number of the desk of the street, where it is known.
    pub station: Option<(Wording, String)>,
    /// Reference of the mandate, and name, of everybody for whom one may press.
    pub for_whom: Vec<(String, String)>,
    /// Nothing is known of where they live.
    pub lacks_home: bool,
    /// This phone is saved already.
    pub is_saved: bool,
    /// A call of theirs that is open.
    pub open: Option<String>,
}

/// Where I live, for whoever comes.
#[derive(Clone, Debug)]
pub struct CallHomeView {
    pub typed: CallHomeForm,
    pub faults: Vec<FieldFault>,
    pub streets: Vec<StreetGroup>,
    /// When it was last said to be right, and whether that is long ago.
    pub checked: Option<(Timestamp, bool)>,
    pub contacts: Vec<Contact>,
    pub devices: Vec<DeviceLine>,
}

#[derive(Clone, Debug)]
pub struct DeviceLine {
    pub id: String,
    pub kind: DeviceKind,
    /// Whose it is; empty on their own page.
    pub name: String,
    pub last_seen: Option<Timestamp>,
    /// Percent.
    pub battery: Option<i64>,
    pub is_silent: bool,
}

/// Something that happened, in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallMoment {
    pub at: Timestamp,
    pub said: Said,
    /// What stands in the sentence and has a wording of its own: an office.
    pub office: Option<Wording>,
}

/// One of my calls, or of somebody whose contact I am.
#[derive(Clone, Debug)]
pub struct OwnCallLine {
    pub reference: String,
    pub opened_at: Timestamp,
    pub stage: CallStage,
    pub earnest: Earnest,
    /// Whose it is; `None`: mine.
    pub of: Option<String>,
}

#[derive(Clone, Debug)]
pub struct OwnCallView {
    pub line: OwnCallLine,
    pub moments: Vec<CallMoment>,
    /// What I may say as a contact.
    pub replies: Vec<CallStep>,
    /// What I have said.
    pub replied: Option<CallStep>,
    pub station: Option<(Wording, String)>,
}

/// A row of the board. Nobody's name stands in it.
#[derive(Clone, Debug)]
pub struct BoardLine {
    pub reference: String,
    pub source: String,
    pub street: Wording,
    pub opened_at: Timestamp,
    /// Seconds since it was first pressed.
    pub seconds: i64,
    pub presses: i64,
    pub stage: CallStage,
    pub earnest: Earnest,
    /// Name and office of who has it.
    pub holder: Option<(String, Wording)>,
    /// 120 is to be thought of.
    pub prompts_120: bool,
}

#[derive(Clone, Debug)]
pub struct BoardView {
    pub office: Wording,
    /// The loudest first.
    pub open: Vec<BoardLine>,
    /// How many of all open ones nobody has answered.
    pub ringing: i64,
    /// Open ones that `open` has no room for.
    pub more: i64,
    /// The latest that have ended.
    pub ended: Vec<(String, Timestamp, CallEnd, Earnest)>,
    /// How many warnings of this office there are beside them.
    pub warnings: i64,
    /// The most urgent of these: id, kind, due time, whether that is past.
    pub urgent: Vec<(String, String, Timestamp, bool)>,
    /// May register devices and hold drills.
    pub has_streets: bool,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallEnd {
    pub how: CallStep,
    pub met: Met,
    pub at: Timestamp,
}

/// Who was rung, with the number to ring.
#[derive(Clone, Debug)]
pub struct RingView {
    pub whom: RungWhom,
    /// An office's or a contact's.
    pub name: Wording,
    pub phone: String,
    pub rung_at: Timestamp,
    pub reply: Option<(CallStep, Timestamp)>,
    /// It did not leave the house.
    pub failed: bool,
}

/// What is shown of the person while their call is open, to those who were rung.
#[derive(Clone, Debug)]
pub struct CallPerson {
    pub name: String,
    pub phone: String,
    pub address: String,
    pub street: Wording,
    /// Where the device says that they are: a room, or latitude and longitude; empty: it does not know.
    pub place: String,
    pub note: String,
    /// When it was last said to be right.
    pub checked: Option<Timestamp>,
    /// Contacts in order.
    pub contacts: Vec<Contact>,
    /// Their calls before: reference, when, how they ended.
    pub earlier: Vec<(String, CallEnd)>,
}

/// A call at a desk that was rung.
#[derive(Clone, Debug)]
pub struct CallAtDesk {
    pub line: BoardLine,
    pub version: i64,
    pub steps: Vec<CallStep>,
    /// `None`: it has ended, and is nobody's business any more.
    pub person: Option<CallPerson>,
    /// Of a desk, while it is open; afterwards without names and numbers.
    pub rings: Vec<RingView>,
    pub moments: Vec<CallMoment>,
    pub end: Option<CallEnd>,
    pub is_mine: bool,
}

/// Devices of the office's streets.
#[derive(Clone, Debug)]
pub struct DevicesView {
    pub devices: Vec<DeviceLine>,
    pub typed: DeviceForm,
    pub faults: Vec<FieldFault>,
    /// Names of these streets.
    pub streets: Vec<(String, Wording)>,
    /// Id and key of the one that was just registered: shown once.
    pub key: Option<(String, String)>,
    /// How many were refused in the last day, and why.
    pub refused: Vec<(Text, i64)>,
}

/// The last drill of an office.
#[derive(Clone, Debug)]
pub struct DrillView {
    pub office: Wording,
    pub last: Option<DrillReport>,
    /// One is under way.
    pub open: Option<String>,
}

#[derive(Clone, Debug)]
pub struct DrillReport {
    pub reference: String,
    pub opened_at: Timestamp,
    /// Seconds to the answer, and to somebody being there.
    pub answered: Option<i64>,
    pub attended: Option<i64>,
    pub ended: Option<CallEnd>,
    pub moments: Vec<CallMoment>,
}

/// What the pages of the one-key call read.
#[async_trait]
pub trait OneKeyCallDesk: Send + Sync {
    /// `phone` is the hash of what a saved phone's cookie holds; empty: none.
    async fn press_page(&self, actor: &Actor, phone: &str) -> Result<PressView, PortalError>;

    async fn call_home(
        &self,
        me: &Citizen,
        session: &SessionKey,
        review: bool,
    ) -> Result<CallHomeView, PortalError>;

    async fn own_calls(&self, me: &Citizen) -> Result<Vec<OwnCallLine>, PortalError>;

    /// # Errors
    /// `NotFound` for whoever is neither the person nor one of the contacts who were rung.
    async fn own_call(&self, me: &Citizen, reference: &str) -> Result<OwnCallView, PortalError>;

    /// # Errors
    /// `NotFound` for an office that is never rung.
    async fn call_board(&self, actor: &Actor) -> Result<BoardView, PortalError>;

    /// How many calls ring at this member's office; none for whoever is never rung.
    async fn count_ringing(&self, actor: &Actor) -> Result<i64, PortalError>;

    /// The look is recorded where it shows the person.
    ///
    /// # Errors
    /// `NotFound` for an office that was not rung.
    async fn call_at_desk(&self, actor: &Actor, reference: &str)
    -> Result<CallAtDesk, PortalError>;

    /// # Errors
    /// `NotFound` for an office without streets.
    async fn call_devices(
        &self,
        actor: &Actor,
        session: &SessionKey,
        review: bool,
    ) -> Result<DevicesView, PortalError>;

    /// # Errors
    /// As for [`Self::call_devices`].
    async fn call_drill(&self, actor: &Actor) -> Result<DrillView, PortalError>;

    async fn call_figures(&self) -> Result<CallFigures, PortalError>;
}
