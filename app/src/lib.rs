//! The front office of Yuban: what people see, and what the words mean. No I/O of its own: what its pages read is
//! stated as small traits (desks), which `server` implements.

pub mod about;
pub mod allowances;
pub mod application;
pub mod assessment;
pub mod back_office;
pub mod benefits;
pub mod care;
pub mod case;
pub mod casework;
pub mod data_layer;
pub mod demo;
pub mod error;
pub mod evidence;
pub mod helping;
pub mod home;
pub mod identity;
pub mod mandate;
pub mod newborn;
pub mod notices;
pub mod offers;
pub mod older_person;
pub mod one_key_call;
pub mod person;
pub mod remedies;
pub mod search;
pub mod settings;
pub mod site;
pub mod statistics;
pub mod text;
pub mod tracking;
pub mod ui;
pub mod visit;
pub mod warnings;
