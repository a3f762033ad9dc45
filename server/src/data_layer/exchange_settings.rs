//! How the portal stands on the exchange layer that it is connected to: who it is there, under which identifiers the data
//! sets are published there, and how long and for how much it waits. What is not set is as in the demo city.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use super::caller::{DEADLINE, PREFILL_DEADLINE, SIZE_CAP};
use super::exchange::{Client, ServiceId};
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

/// Where the data sets are published, where that is not under our own names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Services(BTreeMap<DataSet, ServiceId>);

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

    /// Reads lines of `"POPULATION/persons" = "instance/memberClass/memberCode/subsystem/serviceCode"`.
    ///
    /// # Errors
    /// Everything that is wrong at once.
    pub fn read(text: &str) -> Result<Self, String> {
        let table: BTreeMap<String, String> =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let (mut services, mut wrong) = (Self::default(), Vec::new());
        for (code, id) in table {
            let Some(set) = DataSet::from_code(&code) else {
                wrong.push(format!("there is no data set {code}"));
                continue;
            };
            match id.parse::<ServiceId>() {
                Ok(service) => {
                    services.0.insert(set, service);
                }
                Err(why) => wrong.push(format!(
                    "{code} = {id}: {why}; INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE is expected"
                )),
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
        let named = self.0.get(&set);
        named.cloned().unwrap_or_else(|| ServiceId::of(set))
    }
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
             \"MARRIAGES/marriages\" = \"CQ/GOV/MZ/HY/%E5%A9%9A%E5%A7%BB\"",
        )
        .unwrap();
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
             \"INSURANCE/persons\" = \"CQ/GOV//X/y\"",
        )
        .unwrap_err();
        for wrong in [
            "there is no data set POPULATION/people",
            "POPULATION/persons = CQ/GOV/GA/person: an identifier has more or fewer parts",
            "INSURANCE/persons = CQ/GOV//X/y: a part of an identifier is empty",
            "POPULATION/households and MARRIAGES/marriages cannot both be",
        ] {
            assert!(said.contains(wrong), "{wrong}: {said}");
        }
        assert!(Services::read("POPULATION/persons = 1").is_err());
        let missing = Services::in_file(Path::new("/no/such/file.toml")).unwrap_err();
        assert!(missing.starts_with("/no/such/file.toml: "), "{missing}");
    }
}
