//! The demo panel: take a register down and up, go to the next working day, read what was sent. In demo mode only;
//! elsewhere none of it exists.

mod desk;
mod pages;

pub use desk::{DemoDesk, DemoPanel, DemoRegister, RegisterState};
pub use pages::DemoPage;
