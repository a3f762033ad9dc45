//! `yuban gateway`: the gateway of one member of the exchange, a process of its own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use app::data_layer::members;
use app::text::Language;
use clap::Args;
use tokio::net::TcpListener;

use super::{end_on_a_signal, said};
use crate::clock::{Chance, MachineClock};
use crate::closing::Closing;
use crate::data_layer::exchange_settings::ExchangeSettings;
use crate::data_layer::gateway::{Gateway, GatewaySettings};
use crate::data_layer::tls::TlsSettings;
use crate::settings::Given;

#[derive(Args)]
pub struct GatewayArgs {
    /// Whose gateway: CQ/GOV/500106, a county; CQ/GOV/500000-SJ, the municipality; CN/GOV/100000-SJ, the nation
    #[arg(long, env = "YUBAN_GATEWAY_MEMBER")]
    member: String,
    /// Where the registers of its own tier are [default: it publishes none]
    #[arg(long, env = "YUBAN_GATEWAY_REGISTERS")]
    registers: Option<String>,
    /// Where a gateway next to it is, MEMBER=ADDRESS, once for each: CQ/GOV/500000-SJ=http://10.0.0.2:4000
    #[arg(long, env = "YUBAN_GATEWAY_NEIGHBOUR", value_delimiter = ',')]
    neighbour: Vec<String>,
}

impl GatewayArgs {
    pub async fn run(self, given: Given) -> Result<(), String> {
        let settings = self.settings(given.data_layer_tls()?, &given.exchange()?)?;
        let listen = given.listen.unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let data = given.data.unwrap_or_else(|| PathBuf::from("data"));
        let listener = TcpListener::bind(&listen)
            .await
            .map_err(|error| format!("cannot listen on {listen}: {error}"))?;
        let address = listener.local_addr().map_err(said)?;
        let whose = format!(
            "{} ({})",
            settings.member.name.in_language(Language::English),
            settings.member.id()
        );
        let clock = Arc::new(MachineClock);
        let gateway = Gateway::open(settings, &data, clock, Chance::of_the_machine()).await?;
        let closing = Closing::default();
        end_on_a_signal(closing.clone())?;
        println!("The gateway of {whose} is open at http://{address}");
        axum::serve(listener, Arc::new(gateway).router())
            .with_graceful_shutdown(async move { closing.begun().await })
            .await
            .map_err(said)
    }

    fn settings(
        &self,
        tls: TlsSettings,
        exchange: &ExchangeSettings,
    ) -> Result<GatewaySettings, String> {
        let gateway = |id: &str| {
            members()
                .by_id(id)
                .filter(|member| members().gateway_of(member) == Some(*member))
                .ok_or_else(|| format!("{id} is no member with a gateway (members.toml)"))
        };
        let mut neighbours = BTreeMap::new();
        for neighbour in &self.neighbour {
            let (id, address) = neighbour
                .split_once('=')
                .ok_or_else(|| format!("{neighbour}: MEMBER=ADDRESS is expected"))?;
            gateway(id)?;
            neighbours.insert(id.to_owned(), address.trim_end_matches('/').to_owned());
        }
        Ok(GatewaySettings {
            member: gateway(&self.member)?,
            registers: self
                .registers
                .as_ref()
                .map(|address| address.trim_end_matches('/').to_owned()),
            neighbours,
            tls,
            deadline: exchange.deadline,
            size_cap: exchange.size_cap,
        })
    }
}
