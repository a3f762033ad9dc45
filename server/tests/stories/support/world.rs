//! A fresh portal: own database, own keys, a clock that stands on a Friday morning.

use std::sync::{Arc, OnceLock};

use app::person::ResidentId;
use app::text::Wording;
use jiff::civil::{Date, date};
use server::Office;
use server::clock::{Chance, Clock, DemoClock, SetClock};
use server::closing::Closing;
use server::data_layer::exchange_settings::ExchangeSettings;
use server::data_layer::tls::TlsSettings;
use server::database::Engine;
use server::demo_city::registers::Registers;
use server::demo_city::registers::faults::Faults;
use server::demo_city::{self, City, next_door};
use server::front_door::{self, door};
use server::identity::{DemoIdentity, DemoPart, Reception};
use server::settings::Settings;
use tempfile::TempDir;

use super::{Visitor, ground, postgres};

/// Enough for every kind of family to live there.
pub(super) const FAMILIES: usize = 60;

/// Where the clock of a fresh world stands.
pub(super) const FRIDAY: Date = date(2026, 3, 6);

/// Everything one story needs. Cheap to clone; every clone is the same world.
#[derive(Clone)]
pub struct World {
    pub office: Office,
    /// Stands at Friday 2026-03-06 09:00 in the city until a story moves it.
    pub clock: Arc<SetClock>,
    /// The demo city, as its registers hold it.
    pub city: Arc<City>,
    /// The registers themselves, on their side of the wire.
    pub registers: Arc<Registers>,
    /// Makes registers fail on purpose.
    pub faults: Faults,
    /// Where the portal is served, e.g. `http://127.0.0.1:41235`.
    pub address: String,
    serving: Arc<Serving>,
}

/// What lives as long as the world.
struct Serving {
    listener: std::net::TcpListener,
    started: OnceLock<()>,
    _folder: TempDir,
}

impl World {
    /// A portal in demo mode with empty tables.
    pub async fn fresh(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = match engine {
            Engine::Sqlite => ground::sqlite(&folder.path().join("yuban.db")).await,
            Engine::Postgres => postgres::database().await,
        };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener
            .set_nonblocking(true)
            .expect("a listener can be made non-blocking");
        let listen = listener.local_addr().expect("a bound port").to_string();
        let address = format!("http://{listen}");
        let friday = FRIDAY
            .at(9, 0, 0, 0)
            .to_zoned(app::text::city_time())
            .expect("a time that exists")
            .timestamp();
        let clock = Arc::new(SetClock::at(friday));
        // As the portal is served: what the demo panel moves goes over what the story moves.
        let shown: Arc<dyn Clock> = Arc::new(DemoClock::over(clock.clone()));
        let (chance, closing, faults) = (Chance::seeded(42), Closing::default(), Faults::default());
        let registers = Registers::open(
            &format!("sqlite:{}", folder.path().join("registers.db").display()),
            demo_city::SEED,
            FAMILIES,
            Some(faults.clone()),
            shown.clone(),
            chance.branch(),
        )
        .await
        .expect("fresh registers open");
        let registers = next_door::open(registers, closing.clone())
            .await
            .expect("a free port");
        let settings = Settings {
            database,
            data: folder.path().to_owned(),
            key: folder.path().join("key"),
            address: address.clone(),
            listen,
            demo: true,
            data_layer: Some(registers.address),
            // Decisions leave at once, except in the stories about the hold.
            hold_minutes: 0,
            post: server::settings::PostSettings::default(),
            data_layer_tls: TlsSettings::default(),
            exchange: ExchangeSettings::default(),
            trusted_proxies: Vec::new(),
        };
        let reception = Reception::of_the_demo_city(next_door::whom_one_can_be(&registers.city));
        let office = Office::open(settings, shown, chance, closing, reception)
            .await
            .expect("a fresh portal opens");
        office
            .refresh_directory()
            .await
            .expect("the directory is kept");
        Self {
            office,
            clock,
            city: registers.city,
            registers: registers.registers,
            faults,
            address,
            serving: Arc::new(Serving {
                listener,
                started: OnceLock::new(),
                _folder: folder,
            }),
        }
    }

    /// The same portal, whose decisions can be recalled for so many minutes. To be called before the doors are open.
    pub async fn holding(self, minutes: i64) -> Self {
        let settings = Settings {
            hold_minutes: minutes,
            ..self.office.settings.clone()
        };
        let people = next_door::whom_one_can_be(&self.city);
        self.anew(settings, people).await
    }

    /// The same portal, where one can be this resident of the city, too. To be called before the doors are open.
    pub async fn with_resident(self, key: &str, number: &ResidentId) -> Self {
        let person = self.city.person(number).expect("a resident");
        let mut people = next_door::whom_one_can_be(&self.city);
        people.push(DemoIdentity {
            key: key.to_owned(),
            name: person.name.clone(),
            situation: Wording::default(),
            part: DemoPart::Citizen {
                number: number.clone(),
                mobile: person.mobile.clone(),
            },
        });
        let settings = self.office.settings.clone();
        self.anew(settings, people).await
    }

    /// The same portal, opened once more.
    async fn anew(self, settings: Settings, people: Vec<DemoIdentity>) -> Self {
        let office = Office::open(
            settings,
            self.clock.clone(),
            Chance::seeded(43),
            self.office.closing.clone(),
            Reception::of_the_demo_city(people),
        )
        .await
        .expect("the same portal opens");
        office
            .refresh_directory()
            .await
            .expect("the directory is kept");
        Self { office, ..self }
    }

    /// Opens the doors, once: from here on the portal answers at [`World::address`].
    pub fn serve(&self) {
        self.serving.started.get_or_init(|| {
            let listener = self.serving.listener.try_clone().expect("a second handle");
            let listener = tokio::net::TcpListener::from_std(listener).expect("inside a runtime");
            let router = front_door::router(self.office.clone());
            tokio::spawn(door::keep_open(
                listener,
                router,
                self.office.closing.clone(),
            ));
        });
    }

    /// One of the demo city's people, signed in.
    pub async fn be(&self, key: &str) -> Visitor {
        let mut visitor = self.visitor();
        visitor.post("/demo/be", &[("person", key)]).await;
        assert!(visitor.cookie("sid").is_some(), "{key} can sign in");
        visitor
    }

    /// Somebody with a small browser and no JavaScript, at the open door. Each visitor has cookies of their own.
    pub fn visitor(&self) -> Visitor {
        self.serve();
        Visitor::new(&self.address)
    }

    /// Removes what the story made.
    pub async fn clear_away(self) {
        self.office.closing.begin();
        self.office.db.close().await;
        if self.office.db.engine() == Engine::Postgres {
            postgres::remove(&self.office.settings.database).await;
        }
    }
}
