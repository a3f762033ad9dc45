//! The registers' switch of faults, over HTTP like everything that is asked of them; at a loopback address only, so
//! that nobody else's registers are ever asked.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::LazyLock;
use std::time::Duration;

use reqwest::{Client, Url};

use crate::demo_city::operator::Switch;
use crate::fault::Fault;

/// Data set -> how it fails; what is not named answers.
pub type Faults = BTreeMap<String, String>;

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_only([])
        .timeout(Duration::from_secs(3))
        .build()
        .expect("a client without TLS")
});

/// Where the switch is, if the registers at this address are on this machine.
pub fn address(data_layer: Option<&str>) -> Option<Url> {
    on_this_machine(data_layer, "/faults")
}

/// A page of something that runs on this machine; nothing for what runs elsewhere.
pub fn on_this_machine(address: Option<&str>, page: &str) -> Option<Url> {
    let url = Url::parse(address?).ok()?;
    let is_here = url
        .host_str()?
        .trim_matches(['[', ']'])
        .parse::<IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    (is_here && url.scheme() == "http").then(|| url.join(page).ok())?
}

/// Which data sets fail now; nothing where there is no switch.
pub async fn read(switch: &Url) -> Option<Faults> {
    let answer = CLIENT.get(switch.clone()).send().await.ok()?;
    answer.error_for_status().ok()?.json().await.ok()
}

/// Switches: data set -> fault, or `none`.
///
/// # Errors
/// Registers that do not answer, or have no switch.
pub async fn change(switch: &Url, wishes: &Faults) -> Result<(), Fault> {
    CLIENT
        .post(switch.clone())
        .json(wishes)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map(|_| ())
        .map_err(|error| Fault::Other(format!("the registers' switch: {error}")))
}

/// Whether the operator is down; nothing where there is none.
pub async fn is_operator_down(switch: &Url) -> Option<bool> {
    let answer = CLIENT.get(switch.clone()).send().await.ok()?;
    let state: Switch = answer.error_for_status().ok()?.json().await.ok()?;
    Some(state.is_down)
}

/// Takes it down, or brings it back.
///
/// # Errors
/// An operator that does not answer.
pub async fn switch_operator(switch: &Url, is_down: bool) -> Result<(), Fault> {
    CLIENT
        .post(switch.clone())
        .json(&Switch { is_down })
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map(|_| ())
        .map_err(|error| Fault::Other(format!("the operator's switch: {error}")))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_registers_on_this_machine_are_switched() {
        for here in ["http://127.0.0.1:4000", "http://[::1]:4000/"] {
            assert!(address(Some(here)).is_some(), "{here}");
        }
        for elsewhere in [
            "http://192.0.2.1:4000",
            "http://127.0.0.1.example.org:4000",
            "https://127.0.0.1",
            "http://localhost:4000",
            "nonsense",
        ] {
            assert!(address(Some(elsewhere)).is_none(), "{elsewhere}");
        }
        assert!(address(None).is_none());
    }
}
