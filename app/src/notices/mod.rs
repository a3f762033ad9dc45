//! Being told: the notices of whoever is signed in, how each left the house, and the page where one chooses by which
//! ways to be told.

mod desk;
pub mod form;
mod pages;

pub use desk::{
    Channel, Choices, ChosenChannel, Delivery, DeliveryState, LinkToConfirm, NoticeDesk,
    NoticeLine, Notices, Stuck,
};
pub use pages::*;
