//! `yuban serve`: the portal, and in demo mode the invented city's registers next door.

use std::sync::Arc;

use app::notices::Channel;
use clap::Args;
use jiff::civil::DateTime;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::registers::CityArgs;
use super::{end_on_a_signal, said};
use crate::clock::{Chance, Clock, DemoClock, MachineClock, ShiftedClock};
use crate::closing::Closing;
use crate::data_layer::grants;
use crate::demo_city::care::OPERATOR;
use crate::demo_city::next_door;
use crate::demo_city::operator::{self, OperatorPlan};
use crate::fault::Fault;
use crate::front_door::{self, door};
use crate::identity::Reception;
use crate::journal::checkpoint;
use crate::settings::Settings;
use crate::{
    Office, application, care, case, evidence, identity, offers, one_key_call, outbox, statistics,
    warnings,
};

#[derive(Args)]
pub struct Serve {
    /// Demo mode: the city's local time at which the clock starts, e.g. 2026-03-06T09:00 [default: now]
    #[arg(long, env = "YUBAN_DEMO_TIME")]
    demo_time: Option<DateTime>,
    /// Demo mode: address of a `yuban operator` that runs by itself [default: one is started next door]
    #[arg(long, env = "YUBAN_OPERATOR", requires = "operator_key")]
    operator: Option<String>,
    /// Its key
    #[arg(long, env = "YUBAN_OPERATOR_KEY", hide_env_values = true)]
    operator_key: Option<String>,
    /// A second address for calls for help, with connections and threads of its own: a proxy leads `/call`, `/calls`,
    /// `/casework/calls` and `/api/devices` there [default: none, they share the first]
    #[arg(long, env = "YUBAN_CALLS_LISTEN")]
    calls_listen: Option<String>,
    #[command(flatten)]
    city: CityArgs,
}

impl Serve {
    pub async fn run(self, mut settings: Settings) -> Result<(), String> {
        let clock = self.clock(&settings)?;
        let elsewhere = self.operator.clone().zip(self.operator_key.clone());
        let listener = TcpListener::bind(&settings.listen)
            .await
            .map_err(|error| format!("cannot listen on {}: {error}", settings.listen))?;
        let (chance, closing) = (Chance::of_the_machine(), Closing::default());
        let mut reception = Reception::of_the_city(settings.post.sms.is_some());
        let mut registers = None;
        let mut invented = None;
        if settings.demo {
            let city = self
                .city
                .switchable()
                .open(&settings.data, clock.clone(), chance.branch())
                .await?;
            reception = Reception::of_the_demo_city(next_door::whom_one_can_be(city.city()));
            invented = Some(city.city().clone());
            if settings.data_layer.is_none() {
                let opened = next_door::open(city, closing.clone()).await.map_err(said)?;
                settings.data_layer = Some(opened.address);
                registers = Some(opened.serving);
            }
        }
        let beside_clock = clock.clone();
        let office = Office::open(settings, clock, chance, closing.clone(), reception)
            .await
            .map_err(said)?;
        office.refresh_directory().await.map_err(said)?;
        if let Some(city) = invented {
            next_door::open_care(&office, &city).await.map_err(said)?;
            let_the_operator_work(&office, elsewhere, beside_clock, closing.clone()).await?;
        }
        let mut beside = beside_the_requests(&office);
        end_on_a_signal(closing.clone())?;
        say_what_cannot_be_sent(&office);
        let router = front_door::router(office.clone());
        let for_calls = match &self.calls_listen {
            Some(address) => Some(
                door::open_beside(address, router.clone(), closing.clone())
                    .map_err(|error| format!("cannot listen on {address}: {error}"))?
                    .serving,
            ),
            None => None,
        };
        println!("渝伴 Yuban is open at {}", office.settings.address);

        door::keep_open(listener, router, closing).await;
        if let Some(thread) = for_calls
            && tokio::task::spawn_blocking(move || thread.join())
                .await
                .is_ok_and(|ended| ended.is_err())
        {
            tracing::error!("the door for calls failed");
        }
        while let Some(ended) = beside.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "a task beside the requests failed");
            }
        }
        if let Some(serving) = registers
            && let Ok(Err(error)) = serving.await
        {
            tracing::error!(%error, "the registers next door failed");
        }
        office.db.close().await;
        Ok(())
    }

    fn clock(&self, settings: &Settings) -> Result<Arc<dyn Clock>, String> {
        if !settings.demo {
            return match self.demo_time {
                None => Ok(Arc::new(MachineClock)),
                Some(_) => Err("--demo-time moves the clock, and is for --demo only".to_owned()),
            };
        }
        let under: Arc<dyn Clock> = match self.demo_time {
            None => Arc::new(MachineClock),
            Some(start) => {
                let start = app::text::city_time().to_timestamp(start).map_err(said)?;
                Arc::new(ShiftedClock::starting_at(start))
            }
        };
        Ok(Arc::new(DemoClock::over(under)))
    }
}

/// The demo's provider of meals and visits, with a system of its own: one that runs by itself (address and key), or one
/// next door.
async fn let_the_operator_work(
    office: &Office,
    elsewhere: Option<(String, String)>,
    clock: Arc<dyn Clock>,
    closing: Closing,
) -> Result<(), String> {
    if let Some((address, key)) = elsewhere {
        return office
            .keep_care_system(OPERATOR, &address, &key)
            .await
            .map_err(said);
    }
    let plan = OperatorPlan {
        code: OPERATOR.to_owned(),
        secret: office.chance.token(),
        portal: format!("http://{}", office.settings.listen),
        memory: Some(office.settings.data.join("operator.json")),
        clock,
        follows: None,
        chance: office.chance.branch(),
    };
    let secret = plan.secret.clone();
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(said)?;
    let operating = operator::open(listener, plan, closing).map_err(said)?;
    office
        .keep_care_system(OPERATOR, &operating.address, &secret)
        .await
        .map_err(said)
}

/// Whoever opens the portal should know by which ways nobody can be told.
fn say_what_cannot_be_sent(office: &Office) {
    if !office.can_send(Channel::Sms) {
        tracing::warn!(
            "no SMS gateway: codes that prove identity come from counters only (--sms-url, --sms-key)"
        );
    }
    if !office.can_send(Channel::Email) {
        tracing::warn!("no mail server: nobody is told by e-mail (--mail-server, --mail-from)");
    }
}

/// Everything that runs beside the requests until the portal closes, in one place.
fn beside_the_requests(office: &Office) -> JoinSet<Result<(), Fault>> {
    let mut beside = JoinSet::new();
    beside.spawn(outbox::run(office.clone()));
    beside.spawn(case::clocks::run(office.clone()));
    beside.spawn(care::run(office.clone()));
    beside.spawn(warnings::run(office.clone()));
    beside.spawn(offers::run(office.clone()));
    beside.spawn(one_key_call::run(office.clone()));
    beside.spawn(one_key_call::keep_watching(office.clone()));
    beside.spawn(until_closing(
        office.clone(),
        checkpoint::keep_sealing(office.clone()),
    ));
    beside.spawn(until_closing(
        office.clone(),
        grants::keep_telling(office.clone()),
    ));
    beside.spawn(until_closing(
        office.clone(),
        identity::keep_tidy(office.clone()),
    ));
    beside.spawn(until_closing(
        office.clone(),
        application::keep_tidy(office.clone()),
    ));
    beside.spawn(until_closing(
        office.clone(),
        statistics::keep_adding(office.clone()),
    ));
    beside.spawn(until_closing(
        office.clone(),
        evidence::keep_tidy(office.clone()),
    ));
    beside
}

/// Work that does not know when to end, ended when the portal closes.
async fn until_closing(office: Office, work: impl Future<Output = ()>) -> Result<(), Fault> {
    tokio::select! {
        () = work => {}
        () = office.closing.begun() => {}
    }
    Ok(())
}
