//! What the demo panel reads.

use async_trait::async_trait;
use jiff::civil::Date;

use crate::error::PortalError;
use crate::text::Text;

/// What the panel shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPanel {
    /// Empty where the registers cannot be switched: they belong to somebody else.
    pub registers: Vec<DemoRegister>,
    /// Whether the demo's operator, a provider's own system, is down; `None`: there is none on this machine.
    pub operator: Option<bool>,
    /// The portal's date.
    pub today: Date,
    /// Where "next working day" leads; none where the demo's clock has gone as far as it goes.
    pub next_day: Option<Date>,
}

/// A register, with every data set that it publishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoRegister {
    /// The first part of its data sets' codes, e.g. `POPULATION`.
    pub code: &'static str,
    pub name: Text,
    pub state: RegisterState,
}

/// How a register is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterState {
    Answers,
    /// None of its data sets answers.
    Down,
    /// Fails in another way, or in part: switched from outside the panel.
    Ails,
}

/// What the demo panel asks.
#[async_trait]
pub trait DemoDesk {
    /// # Errors
    /// `NotFound` outside demo mode.
    async fn demo_panel(&self) -> Result<DemoPanel, PortalError>;
}
