//! How the portal stands on the exchange layer that it is connected to: who it is there, under which identifiers the data
//! sets are published there, and how long and for how much it waits. What is not set is as in the demo city.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::caller::{DEADLINE, PREFILL_DEADLINE, SIZE_CAP};
use super::exchange::{Client, SecurityServer, ServiceId};
use super::records::DataSet;

/// How many milliseconds a call may be given.
const MILLISECONDS: RangeInclusive<u64> = 50..=60_000;
/// How many bytes an answer may be given. The directory of offices comes in one answer.
const BYTES: RangeInclusive<usize> = 256 * 1024..=64 * 1024 * 1024;

/// The exchange as an installation has set it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeSettings {
    /// Who the portal is there.
    pub client: Client,
    /// How long a call may take.
    pub deadline: Duration,
    /// How long a call may take for which somebody waits in front of a page; never longer than `deadline`.
    pub prefill_deadline: Duration,
    /// How many bytes an answer may have.
    pub size_cap: usize,
    /// Where the data sets are published.
    pub services: Services,
    /// Whether an answer is taken only with the hash of what was asked and with its source's signature on it. `None`: in
    /// demo mode; between security servers it is they who check.
    pub demands_proof: Option<bool>,
}

impl Default for ExchangeSettings {
    fn default() -> Self {
        Self {
            client: Client::portal(),
            deadline: DEADLINE,
            prefill_deadline: PREFILL_DEADLINE,
            size_cap: SIZE_CAP,
            services: Services::default(),
            demands_proof: None,
        }
    }
}

impl ExchangeSettings {
    /// Whether it says who is who on an exchange that is not the demo city's own.
    pub fn names_others(&self) -> bool {
        let usual = Self::default();
        (&self.client, &self.services) != (&usual.client, &usual.services)
    }
}

/// Where the data sets are published, where that is not under our own names, and the security servers that are addressed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services {
    services: BTreeMap<DataSet, ServiceId>,
    servers: BTreeMap<DataSet, SecurityServer>,
    /// For every data set that has none of its own.
    server: Option<SecurityServer>,
}

/// What the file says of one data set, where it is not its identifier alone.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct Published {
    service: Option<String>,
    security_server: Option<String>,
}

impl Published {
    fn read(said: toml::Value) -> Result<Self, String> {
        match said {
            toml::Value::String(service) => Ok(Self {
                service: Some(service),
                security_server: None,
            }),
            toml::Value::Table(table) => table.try_into().map_err(|error| error.to_string()),
            other => Err(format!("{other} is no identifier")),
        }
    }
}

impl Services {
    /// What the TOML file says.
    ///
    /// # Errors
    /// A file that cannot be read, or everything that is wrong in it.
    pub fn in_file(path: &Path) -> Result<Self, String> {
        std::fs::read_to_string(path)
            .map_err(|error| error.to_string())
            .and_then(|text| Self::read(&text))
            .map_err(|wrong| format!("{}: {wrong}", path.display()))
    }

    /// Reads lines of `"POPULATION/persons" = "instance/memberClass/memberCode/subsystem/serviceCode"`, or of
    /// `{ service = "..", security-server = "instance/memberClass/memberCode/serverCode" }` with either or both.
    ///
    /// # Errors
    /// Everything that is wrong at once.
    pub fn read(text: &str) -> Result<Self, String> {
        let table: BTreeMap<String, toml::Value> =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let (mut services, mut wrong) = (Self::default(), Vec::new());
        for (code, said) in table {
            let Some(set) = DataSet::from_code(&code) else {
                wrong.push(format!("there is no data set {code}"));
                continue;
            };
            let published = Published::read(said).unwrap_or_else(|why| {
                wrong.push(format!("{code}: {why}"));
                Published::default()
            });
            if let Some(id) = published.service {
                match id.parse::<ServiceId>() {
                    Ok(service) => {
                        services.services.insert(set, service);
                    }
                    Err(why) => wrong.push(format!(
                        "{code} = {id}: {why}; INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE is expected"
                    )),
                }
            }
            if let Some(id) = published.security_server {
                match security_server(&id) {
                    Ok(server) => {
                        services.servers.insert(set, server);
                    }
                    Err(why) => wrong.push(format!("{code}: {why}")),
                }
            }
        }
        let mut taken: BTreeMap<String, DataSet> = BTreeMap::new();
        for set in DataSet::ALL {
            let service = services.of(set).to_string();
            if let Some(other) = taken.insert(service.clone(), set) {
                let (other, code) = (other.code(), set.code());
                wrong.push(format!("{other} and {code} cannot both be {service}"));
            }
        }
        if wrong.is_empty() {
            Ok(services)
        } else {
            Err(wrong.join("; "))
        }
    }

    /// Where a data set is published.
    pub fn of(&self, set: DataSet) -> ServiceId {
        let named = self.services.get(&set);
        named.cloned().unwrap_or_else(|| ServiceId::of(set))
    }

    /// The security server that is addressed for a data set, if one is.
    pub fn server_of(&self, set: DataSet) -> Option<&SecurityServer> {
        self.servers.get(&set).or(self.server.as_ref())
    }

    /// The same, with this server addressed for every data set that has none of its own.
    #[must_use]
    pub fn behind(self, server: SecurityServer) -> Self {
        Self {
            server: Some(server),
            ..self
        }
    }
}

/// A security server by its name.
///
/// # Errors
/// What is wrong with it.
pub fn security_server(id: &str) -> Result<SecurityServer, String> {
    id.parse::<SecurityServer>()
        .map_err(|why| format!("{id}: {why}; INSTANCE/CLASS/MEMBER/SERVER is expected"))
}

/// Milliseconds that were set, if a call may be given so many.
///
/// # Errors
/// What is wrong with them, by the name of the setting.
pub fn milliseconds(setting: &str, said: u64) -> Result<Duration, String> {
    if MILLISECONDS.contains(&said) {
        Ok(Duration::from_millis(said))
    } else {
        let (least, most) = (MILLISECONDS.start(), MILLISECONDS.end());
        Err(format!(
            "{setting} {said}: between {least} and {most} milliseconds are expected"
        ))
    }
}

/// Bytes that were set, if an answer may be given so many.
///
/// # Errors
/// What is wrong with them, by the name of the setting.
pub fn bytes(setting: &str, said: usize) -> Result<usize, String> {
    if BYTES.contains(&said) {
        Ok(said)
    } else {
        let (least, most) = (BYTES.start(), BYTES.end());
        Err(format!(
            "{setting} {said}: between {least} and {most} bytes are expected"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_set_is_asked_for_where_the_file_says_and_else_under_our_own_name() {
        let services = Services::read(
            "\"POPULATION/persons\" = \"CQ/GOV/GA/RKXT/person.v2\"\n\
             \"MARRIAGES/marriages\" = { service = \"CQ/GOV/MZ/HY/%E5%A9%9A%E5%A7%BB\", security-server = \"CQ/GOV/MZ/SS2\" }",
        )
        .unwrap();
        assert_eq!(services.server_of(DataSet::Persons), None);
        let services = services.behind(SecurityServer::of_the_demo());
        let server = |set| services.server_of(set).unwrap().to_string();
        assert_eq!(server(DataSet::Persons), "CQ/GOV/500000-SJ/DEMO");
        assert_eq!(server(DataSet::Marriages), "CQ/GOV/MZ/SS2");
        let at = |set| services.of(set).to_string();
        assert_eq!(at(DataSet::Persons), "CQ/GOV/GA/RKXT/person.v2");
        assert_eq!(services.of(DataSet::Marriages).service, "婚姻");
        assert_eq!(
            at(DataSet::Households),
            "CQ/GOV/500000-GA/POPULATION/households"
        );
    }

    #[test]
    fn everything_that_is_wrong_with_the_file_is_said_at_once() {
        let said = Services::read(
            "\"POPULATION/people\" = \"CQ/GOV/GA/RKXT/person\"\n\
             \"POPULATION/persons\" = \"CQ/GOV/GA/person\"\n\
             \"MARRIAGES/marriages\" = \"CQ/GOV/500000-GA/POPULATION/households\"\n\
             \"INSURANCE/persons\" = \"CQ/GOV//X/y\"\n\
             \"BIRTHS/issues\" = { security-server = \"SS2\" }\n\
             \"BIRTHS/deliveries\" = { server = \"CQ/GOV/WJ/SS2\" }",
        )
        .unwrap_err();
        for wrong in [
            "there is no data set POPULATION/people",
            "POPULATION/persons = CQ/GOV/GA/person: an identifier has more or fewer parts",
            "INSURANCE/persons = CQ/GOV//X/y: a part of an identifier is empty",
            "POPULATION/households and MARRIAGES/marriages cannot both be",
            "BIRTHS/issues: SS2: an identifier has more or fewer parts",
            "BIRTHS/deliveries: unknown field `server`",
        ] {
            assert!(said.contains(wrong), "{wrong}: {said}");
        }
        assert!(Services::read("POPULATION/persons = 1").is_err());
        let missing = Services::in_file(Path::new("/no/such/file.toml")).unwrap_err();
        assert!(missing.starts_with("/no/such/file.toml: "), "{missing}");
    }
}
