//! `yuban operator`: the demo's provider of meals and visits as a process of its own, on this machine only. The portal
//! finds it with the address that it prints; both need the same key.

use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;

use super::{end_on_a_signal, said};
use crate::clock::Chance;
use crate::closing::Closing;
use crate::demo_city::care::OPERATOR;
use crate::demo_city::operator::{self, OperatorPlan, PortalClock};
use crate::settings::Settings;

#[derive(Args)]
pub struct OperatorArgs {
    /// Port on 127.0.0.1; 0 lets the system choose
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The portal that is told what happens
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    portal: String,
    /// Key of both directions; the portal is given the same (`yuban serve --demo --operator ADDRESS`)
    #[arg(long, env = "YUBAN_OPERATOR_KEY", hide_env_values = true)]
    operator_key: String,
}

impl OperatorArgs {
    pub async fn run(self, settings: Settings) -> Result<(), String> {
        let listener = TcpListener::bind(("127.0.0.1", self.port))
            .await
            .map_err(|error| format!("cannot listen on port {}: {error}", self.port))?;
        std::fs::create_dir_all(&settings.data)
            .map_err(|error| format!("{}: {error}", settings.data.display()))?;
        let closing = Closing::default();
        let clock = Arc::new(PortalClock::default());
        let plan = OperatorPlan {
            code: OPERATOR.to_owned(),
            secret: self.operator_key,
            portal: self.portal.trim_end_matches('/').to_owned(),
            memory: Some(settings.data.join("operator.json")),
            follows: Some(clock.clone()),
            clock,
            chance: Chance::of_the_machine(),
        };
        end_on_a_signal(closing.clone())?;
        let operating = operator::open(listener, plan, closing).map_err(said)?;
        println!("The demo's operator is open at {}", operating.address);
        operating.serving.await.map_err(said)
    }
}
