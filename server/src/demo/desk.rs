//! What the panel shows and does.

use app::demo::{DemoDesk, DemoPanel, DemoRegister, RegisterState};
use app::error::PortalError;
use app::text::{Text, city_date, city_time};
use async_trait::async_trait;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::switchboard::{self, Faults};
use super::{store, switchboard::address};
use crate::Office;
use crate::data_layer::records::DataSet;
use crate::demo_city::care::OPERATOR;
use crate::fault::Fault;

/// The registers one can take down, in the order in which a newborn's application meets them.
const REGISTERS: [(&str, Text); 12] = [
    ("POPULATION", Text::DemoRegisterPopulation),
    ("MARRIAGES", Text::DemoRegisterMarriages),
    ("BIRTHS", Text::DemoRegisterBirths),
    ("INSURANCE", Text::DemoRegisterInsurance),
    ("SOCIAL-CARDS", Text::DemoRegisterSocialCards),
    ("HEALTH", Text::DemoRegisterHealth),
    ("CIVIL-AFFAIRS", Text::DemoRegisterCivilAffairs),
    ("BANK", Text::DemoRegisterBank),
    ("DISABILITY", Text::DemoRegisterDisability),
    ("HARDSHIP", Text::DemoRegisterHardship),
    ("LICENCES", Text::DemoRegisterLicences),
    ("SICHUAN-POPULATION", Text::DemoRegisterSichuan),
];

/// The demo's clock goes no farther ahead of the real one: every visitor may press, and the calendar of working days
/// is only published for so long.
const FARTHEST: SignedDuration = SignedDuration::from_hours(92 * 24);

#[async_trait]
impl DemoDesk for Office {
    async fn demo_panel(&self) -> Result<DemoPanel, PortalError> {
        self.in_demo_mode()?;
        let faults = match address(self.settings.data_layer.as_deref()) {
            Some(switch) => switchboard::read(&switch).await,
            None => None,
        };
        let registers = faults.map_or_else(Vec::new, |faults| {
            REGISTERS
                .map(|(code, name)| DemoRegister {
                    code,
                    name,
                    state: state_of(code, &faults),
                })
                .into()
        });
        Ok(DemoPanel {
            registers,
            operator: match self.operator_switch().await? {
                Some(switch) => switchboard::is_operator_down(&switch).await,
                None => None,
            },
            today: self.clock.today(),
            next_day: self.next_demo_day().map(|(day, _)| day),
        })
    }
}

impl Office {
    fn in_demo_mode(&self) -> Result<(), PortalError> {
        if self.settings.demo {
            Ok(())
        } else {
            Err(PortalError::NotFound)
        }
    }

    /// Takes a register down, or brings it back, with every data set that it publishes.
    ///
    /// # Errors
    /// `NotFound` outside demo mode, for an unknown register, and where the registers are not this machine's.
    pub async fn switch_register(&self, code: &str, goes_down: bool) -> Result<(), Fault> {
        self.in_demo_mode()?;
        let is_known = REGISTERS.iter().any(|(known, _)| *known == code);
        let switch = address(self.settings.data_layer.as_deref())
            .filter(|_| is_known)
            .ok_or(PortalError::NotFound)?;
        let wish = if goes_down { "down" } else { "none" };
        let wishes = data_sets(code)
            .map(|set| (set, wish.to_owned()))
            .collect::<Faults>();
        switchboard::change(&switch, &wishes).await?;
        tracing::info!(register = code, wish, "a register was switched");
        Ok(())
    }

    /// Where the demo's operator is switched, if it is on this machine.
    async fn operator_switch(&self) -> Result<Option<reqwest::Url>, Fault> {
        let address = self.care_system_address(OPERATOR).await?;
        Ok(switchboard::on_this_machine(address.as_deref(), "/switch"))
    }

    /// Takes the demo's operator down, or brings it back.
    ///
    /// # Errors
    /// `NotFound` outside demo mode, and where it is not this machine's.
    pub async fn switch_operator(&self, goes_down: bool) -> Result<(), Fault> {
        self.in_demo_mode()?;
        let switch = self.operator_switch().await?.ok_or(PortalError::NotFound)?;
        switchboard::switch_operator(&switch, goes_down).await
    }

    /// Moves the portal's clock to nine o'clock of the next working day, if that is still `day`: a second press of
    /// the same button leads nowhere.
    ///
    /// # Errors
    /// `NotFound` outside demo mode.
    pub async fn go_to_day(&self, day: Date) -> Result<(), Fault> {
        self.in_demo_mode()?;
        let Some((_, morning)) = self.next_demo_day().filter(|(next, _)| *next == day) else {
            return Ok(());
        };
        let ahead = morning.duration_since(self.clock.unmoved());
        let mut tx = self.db.begin().await?;
        let microseconds = i64::try_from(ahead.as_micros())
            .map_err(|_| Fault::Other("a clock that is centuries ahead".to_owned()))?;
        store::keep_ahead(tx.conn(), microseconds).await?;
        tx.commit().await?;
        self.clock.go_ahead(ahead);
        Ok(())
    }

    /// Puts the demo's clock where it stood when the portal was closed.
    ///
    /// # Errors
    /// The database's.
    pub(crate) async fn restore_demo_clock(&self) -> Result<(), Fault> {
        let ahead = store::ahead(&mut *self.db.read().await?).await?;
        self.clock.go_ahead(SignedDuration::from_micros(ahead));
        Ok(())
    }

    fn next_demo_day(&self) -> Option<(Date, Timestamp)> {
        let next = self.calendar.after(self.clock.today(), 1);
        let morning = next.at(9, 0, 0, 0).to_zoned(city_time()).ok()?.timestamp();
        let is_near = morning.duration_since(self.clock.unmoved()) <= FARTHEST;
        is_near.then_some((next, morning))
    }

    /// The portal's date, where the demo's clock shows another than the real one.
    pub(crate) fn demo_date(&self) -> Option<Date> {
        let today = self.clock.today();
        (self.settings.demo && today != city_date(self.clock.unmoved())).then_some(today)
    }
}

/// The codes of the data sets that a register publishes.
fn data_sets(register: &str) -> impl Iterator<Item = String> {
    DataSet::ALL
        .into_iter()
        .map(DataSet::code)
        .filter(move |code| {
            code.strip_prefix(register)
                .is_some_and(|rest| rest.starts_with('/'))
        })
}

fn state_of(register: &str, faults: &Faults) -> RegisterState {
    let states: Vec<Option<&str>> = data_sets(register)
        .map(|code| faults.get(&code).map(String::as_str))
        .collect();
    if states.iter().all(Option::is_none) {
        RegisterState::Answers
    } else if states.iter().all(|state| *state == Some("down")) {
        RegisterState::Down
    } else {
        RegisterState::Ails
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_register_publishes_something_and_only_what_no_service_reads_stays() {
        for (code, _) in REGISTERS {
            assert!(data_sets(code).count() > 0, "{code}");
        }
        let left: Vec<String> = DataSet::ALL
            .into_iter()
            .map(DataSet::code)
            .filter(|set| {
                !REGISTERS
                    .iter()
                    .any(|(code, _)| data_sets(code).any(|of| of == *set))
            })
            .collect();
        // The portal itself asks nothing of the nation's. Nothing of the credit register may leave it by a grant, so no service would notice that it is down.
        assert_eq!(
            left,
            [
                "NATION-POPULATION/persons",
                "DIRECTORY/offices",
                "ENTITIES/legal-persons",
                "SPATIAL/addresses",
                "CARE/providers",
                "CREDIT/persons"
            ]
        );
    }

    #[test]
    fn a_register_is_down_when_all_of_it_is() {
        let faults = |pairs: &[(&str, &str)]| -> Faults {
            pairs
                .iter()
                .map(|(set, fault)| ((*set).to_owned(), (*fault).to_owned()))
                .collect()
        };
        assert_eq!(state_of("MARRIAGES", &faults(&[])), RegisterState::Answers);
        let down = faults(&[("MARRIAGES/marriages", "down")]);
        assert_eq!(state_of("MARRIAGES", &down), RegisterState::Down);
        assert_eq!(state_of("POPULATION", &down), RegisterState::Answers);
        let part = faults(&[("POPULATION/persons", "down")]);
        assert_eq!(state_of("POPULATION", &part), RegisterState::Ails);
        let lies = faults(&[("MARRIAGES/marriages", "lies")]);
        assert_eq!(state_of("MARRIAGES", &lies), RegisterState::Ails);
    }
}
