//! The back office of Yuban: what happens, and where it is kept.

pub mod allowances;
pub mod application;
pub mod assessment;
pub mod benefits;
pub mod care;
pub mod case;
pub mod casework;
pub mod cli;
pub mod clock;
pub mod closing;
pub mod data_layer;
pub mod database;
pub mod demo;
pub mod demo_city;
pub mod evidence;
pub mod fault;
pub mod front_door;
pub mod helping;
pub mod identity;
pub mod journal;
pub mod keys;
pub mod mandate;
pub mod newborn;
pub mod notices;
pub mod offers;
pub mod older_person;
pub mod one_key_call;
pub mod outbox;
pub mod purpose;
pub mod remedies;
pub mod settings;
pub mod statistics;
pub mod tracking;
pub mod warnings;

use std::ops::Deref;
use std::sync::{Arc, RwLock};

use app::benefits::RuleBook;
use app::care::CareDirectory;
use app::case::{ServiceDefinition, WorkingCalendar};
use axum::extract::FromRef;

use leptos::prelude::LeptosOptions;

use crate::clock::{Chance, Clock};
use crate::closing::Closing;
use crate::data_layer::access_log::AccessLog;
use crate::data_layer::caller::Caller;
use crate::data_layer::calls;
use crate::data_layer::directory::Directory;
use crate::database::Db;
use crate::evidence::Vault;
use crate::fault::Fault;
use crate::identity::Reception;
use crate::keys::Keys;
use crate::notices::Post;
use crate::one_key_call::CallNews;
use crate::settings::Settings;
use crate::tracking::events::News;

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
    /// The way to the registers, and the only one.
    pub sources: Caller,
    directory: RwLock<Arc<Directory>>,
    rules: RwLock<Arc<RuleBook>>,
    /// Who offers care at home.
    care: RwLock<Arc<CareDirectory>>,
    /// Who looked at whose data.
    pub access_log: AccessLog,
    /// What the identity desk works with.
    pub reception: Reception,
    /// Tells open pages that something has happened.
    pub news: News,
    /// Tells open boards that a call has moved.
    pub call_news: CallNews,
    /// The ways by which e-mail and SMS leave the house.
    pub post: Post,
    /// Where the files lie that people hand in.
    pub vault: Vault,
    /// What Leptos wants to know of the site; only defaults.
    pub leptos: LeptosOptions,
}

impl Office {
    pub fn new(inside: Inside) -> Self {
        Self(Arc::new(inside))
    }

    /// Opens the database that the settings name, the key file and the services' definitions.
    ///
    /// # Errors
    /// A database that does not open, is too old or serves another purpose, a key file that cannot be read or made.
    pub async fn open(
        settings: Settings,
        clock: Arc<dyn Clock>,
        chance: Chance,
        closing: Closing,
        reception: Reception,
    ) -> Result<Self, Fault> {
        let rules =
            RuleBook::built_in(settings.demo).map_err(|faults| Fault::Other(faults.to_string()))?;
        let keys = Keys::open(&settings.key, &chance)?;
        let db = Db::open(&settings.database).await?;
        purpose::claim(&db, settings.demo).await?;
        let sources = way_to_the_registers(&settings, &chance)?.guarded(clock.clone());
        let post = Post::open(&settings.post)?;
        let vault = Vault::open(&settings.data)?;
        let office = Self::new(Inside {
            access_log: AccessLog::start(db.clone()),
            db,
            clock,
            chance,
            keys,
            settings,
            closing,
            calendar: WorkingCalendar::published(),
            services: services()?,
            sources,
            directory: RwLock::default(),
            rules: RwLock::new(Arc::new(rules)),
            care: RwLock::default(),
            reception,
            news: News::default(),
            call_news: CallNews::default(),
            post,
            vault,
            leptos: LeptosOptions::builder().output_name("yuban").build(),
        });
        office.open_care_directory().await?;
        let met = calls::source_keys(&mut *office.db.read().await?).await?;
        office.sources.knows(met);
        office.open_grants().await?;
        if office.settings.demo {
            office.restore_demo_clock().await?;
        }
        Ok(office)
    }

    /// The directory of offices as it is known now.
    pub fn directory(&self) -> Arc<Directory> {
        self.directory
            .read()
            .expect("nobody panics while replacing the directory")
            .clone()
    }

    fn set_directory(&self, directory: Directory) {
        *self
            .directory
            .write()
            .expect("nobody panics while reading the directory") = Arc::new(directory);
    }

    /// The rules of allowances and services as they hold now.
    pub fn rule_book(&self) -> Arc<RuleBook> {
        self.rules
            .read()
            .expect("nobody panics while replacing the rules")
            .clone()
    }

    /// Replaces the rules from the next page on. What contradicts itself is not refused here: it is said on the pages
    /// and in the log, and nobody is told an amount.
    pub fn set_rule_book(&self, rules: RuleBook) {
        *self
            .rules
            .write()
            .expect("nobody panics while reading the rules") = Arc::new(rules);
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

/// The definitions that are built in; each is read and checked at start.
fn services() -> Result<Vec<ServiceDefinition>, Fault> {
    [
        include_str!("../../app/definitions/newborn.toml"),
        include_str!("../../app/definitions/old-age-allowance.toml"),
        include_str!("../../app/definitions/care-service-subsidy.toml"),
        include_str!("../../app/definitions/living-subsidy.toml"),
        include_str!("../../app/definitions/nursing-subsidy.toml"),
        include_str!("../../app/definitions/elder-assessment.toml"),
    ]
    .into_iter()
    .map(|text| ServiceDefinition::parse(text).map_err(Fault::Other))
    .collect()
}

/// The caller of the exchange layer that the settings name. Between security servers it is they who check the request hash
/// and sign; where none stands between, as with the demo registers, that is checked here.
pub(crate) fn way_to_the_registers(settings: &Settings, chance: &Chance) -> Result<Caller, Fault> {
    // Port 9 (discard) answers nobody: without an exchange layer every source is silent, and the journey goes on.
    let address = settings
        .data_layer
        .as_deref()
        .unwrap_or("http://127.0.0.1:9");
    let exchange = &settings.exchange;
    let caller = Caller::new(
        address,
        exchange.client.clone(),
        exchange.deadline,
        exchange.size_cap,
        chance.branch(),
    )
    .map_err(|error| Fault::Other(error.to_string()))?
    .over_tls(&settings.data_layer_tls)
    .map_err(Fault::Other)?
    .as_published(exchange.services.clone());
    Ok(if exchange.demands_proof.unwrap_or(settings.demo) {
        caller.checking_hashes().demanding_signatures()
    } else {
        caller
    })
}

/// Runs a write to its end, also when whoever pressed has left: a handler is dropped when its client is gone.
///
/// # Errors
/// The write's own.
pub async fn to_the_end<T: Send + 'static>(
    write: impl Future<Output = Result<T, Fault>> + Send + 'static,
) -> Result<T, Fault> {
    let running = if database::goes_first() {
        tokio::spawn(database::first(write))
    } else {
        tokio::spawn(write)
    };
    running
        .await
        .map_err(|error| Fault::Other(error.to_string()))?
}
