//! The back office of Yuban: what happens, and where it is kept.

pub mod case;
pub mod casework;
pub mod cli;
pub mod clock;
pub mod closing;
pub mod data_layer;
pub mod database;
pub mod demo_city;
pub mod fault;
pub mod front_door;
pub mod identity;
pub mod journal;
pub mod keys;
pub mod outbox;
pub mod purpose;
pub mod settings;

use std::ops::Deref;
use std::sync::Arc;

use app::case::{ServiceDefinition, WorkingCalendar};
use axum::extract::FromRef;

use leptos::prelude::LeptosOptions;

use crate::clock::{Chance, Clock};
use crate::closing::Closing;
use crate::database::Db;
use crate::fault::Fault;
use crate::identity::Reception;
use crate::keys::Keys;
use crate::settings::Settings;

/// The portal at work: cheap to clone, handed to every counter and desk.
#[derive(Clone)]
pub struct Office(Arc<Inside>);

/// What an [`Office`] is made of.
pub struct Inside {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub chance: Chance,
    pub keys: Keys,
    pub settings: Settings,
    /// Tells what runs beside the requests when to end.
    pub closing: Closing,
    pub calendar: WorkingCalendar,
    /// The current version of every service.
    pub services: Vec<ServiceDefinition>,
    /// What the identity desk works with.
    pub reception: Reception,
    /// What Leptos wants to know of the site; only defaults.
    pub leptos: LeptosOptions,
}

impl Office {
    pub fn new(inside: Inside) -> Self {
        Self(Arc::new(inside))
    }

    /// Opens the database that the settings name, the key file in the data folder and the services' definitions.
    ///
    /// # Errors
    /// A database that does not open, is too old or serves another purpose, a key file that cannot be read or made.
    pub async fn open(
        settings: Settings,
        clock: Arc<dyn Clock>,
        chance: Chance,
    ) -> Result<Self, Fault> {
        let keys = Keys::open(&settings.key, &chance)?;
        let db = Db::open(&settings.database).await?;
        purpose::claim(&db, settings.demo).await?;
        Ok(Self::new(Inside {
            db,
            clock,
            chance,
            keys,
            settings,
            closing: Closing::default(),
            calendar: WorkingCalendar::published(),
            services: Vec::new(),
            reception: Reception::default(),
            leptos: LeptosOptions::builder().output_name("yuban").build(),
        }))
    }

    /// The current definition of a service.
    pub fn service(&self, code: &str) -> Option<&ServiceDefinition> {
        self.services
            .iter()
            .find(|definition| definition.service == code)
    }
}

impl Deref for Office {
    type Target = Inside;
    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl FromRef<Office> for LeptosOptions {
    fn from_ref(office: &Office) -> Self {
        office.leptos.clone()
    }
}
