//! Registers that fail on purpose: to try what the portal does then, in tests and in the demo.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use crate::data_layer::records::DataSet;

/// How a data set fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The provider's security server does not reach it: an exchange failure.
    Down,
    /// Does what is asked, and answers this much later.
    Slow(Duration),
    /// Answers what it holds about another person.
    Lies,
    /// Says that it holds nothing about whoever is asked for.
    Forgets,
    /// Answers what is no JSON.
    Garbage,
    /// Answers with an error of its own, status 500.
    Error,
    /// Answers with codes that no table has.
    Codes,
}

/// `down`, `slow:3000` (milliseconds), `lies`, `forgets`, `garbage`, `error`, `codes`.
impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "down" => Ok(Self::Down),
            None if text == "lies" => Ok(Self::Lies),
            None if text == "forgets" => Ok(Self::Forgets),
            None if text == "garbage" => Ok(Self::Garbage),
            None if text == "error" => Ok(Self::Error),
            None if text == "codes" => Ok(Self::Codes),
            Some(("slow", milliseconds)) => match milliseconds.parse() {
                Ok(milliseconds) => Ok(Self::Slow(Duration::from_millis(milliseconds))),
                Err(_) => Err(format!("{milliseconds} is no number of milliseconds")),
            },
            _ => Err(format!(
                "{text} is none of down, slow:MILLISECONDS, lies, forgets, garbage, error, codes"
            )),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Down => f.write_str("down"),
            Self::Slow(by) => write!(f, "slow:{}", by.as_millis()),
            Self::Lies => f.write_str("lies"),
            Self::Forgets => f.write_str("forgets"),
            Self::Garbage => f.write_str("garbage"),
            Self::Error => f.write_str("error"),
            Self::Codes => f.write_str("codes"),
        }
    }
}

/// The switch: which data sets fail now, and how. Clones are the same switch.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<RwLock<BTreeMap<DataSet, Fault>>>);

impl Faults {
    /// Sets one data set's fault, or heals it.
    pub fn set(&self, set: DataSet, fault: Option<Fault>) {
        let mut faults = self.0.write().expect("nobody panics while switching");
        match fault {
            Some(fault) => faults.insert(set, fault),
            None => faults.remove(&set),
        };
    }

    pub fn of(&self, set: DataSet) -> Option<Fault> {
        let faults = self.0.read().expect("nobody panics while switching");
        faults.get(&set).copied()
    }

    /// Changes several at once: code of the data set -> fault, or `none`. All or nothing.
    ///
    /// # Errors
    /// Which name is unknown.
    pub fn change(&self, wishes: &BTreeMap<String, String>) -> Result<(), String> {
        let mut read = Vec::new();
        for (code, wish) in wishes {
            let set =
                DataSet::from_code(code).ok_or_else(|| format!("there is no data set {code}"))?;
            let fault = match wish.as_str() {
                "none" => None,
                wish => Some(wish.parse()?),
            };
            read.push((set, fault));
        }
        for (set, fault) in read {
            self.set(set, fault);
        }
        Ok(())
    }

    /// As [`Self::change`] takes it.
    pub fn listed(&self) -> BTreeMap<String, String> {
        let faults = self.0.read().expect("nobody panics while switching");
        faults
            .iter()
            .map(|(set, fault)| (set.code(), fault.to_string()))
            .collect()
    }
}

/// As a command line takes it: `MARRIAGES/marriages=down,INSURANCE/persons=slow:4000`.
impl FromStr for Faults {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let faults = Self::default();
        let wishes = text
            .split(',')
            .filter(|wish| !wish.trim().is_empty())
            .map(|wish| match wish.trim().split_once('=') {
                Some((code, fault)) => Ok((code.to_owned(), fault.to_owned())),
                None => Err(format!("{wish}: DATA-SET=FAULT is expected")),
            })
            .collect::<Result<_, _>>()?;
        faults.change(&wishes)?;
        Ok(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_as_they_are_written() {
        let line = "INSURANCE/persons=slow:4000,MARRIAGES/marriages=down";
        let faults: Faults = line.parse().unwrap();
        let listed: Vec<String> = faults
            .listed()
            .into_iter()
            .map(|(code, fault)| format!("{code}={fault}"))
            .collect();
        assert_eq!(listed.join(","), line);
        for wrong in [
            "MARRIAGES/marriages",
            "X/y=down",
            "MARRIAGES/marriages=slow",
            "MARRIAGES/marriages=slow:x",
        ] {
            assert!(wrong.parse::<Faults>().is_err(), "{wrong}");
        }
    }
}
