//! What is pressed and typed about calls.

use serde::{Deserialize, Serialize};

use crate::mandate::PersonAsked;
use crate::text::Text;
use crate::ui::FieldFault;

use super::DeviceKind;

/// The press.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PressForm {
    /// `phone`, `me`, or the reference of a mandate. Empty: the saved phone's person, else whoever is signed in.
    pub whom: String,
    /// `yes`: only to try it out.
    pub test: String,
}

/// Where somebody lives, for whoever comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallHomeForm {
    pub street: String,
    pub address: String,
    pub phone: String,
    /// What whoever comes must know: illnesses, medicines, how to get in.
    pub note: String,
}

/// The same, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallHome {
    pub name: String,
    pub phone: String,
    pub address: String,
    pub note: String,
    /// Where the device that was pressed says that it is; empty: it does not know, or there was none.
    pub place: String,
}

impl CallHomeForm {
    /// # Errors
    /// What is missing.
    pub fn parse(&self) -> Result<CallHome, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if self.street.len() != 9 || !self.street.bytes().all(|byte| byte.is_ascii_digit()) {
            faults.push(FieldFault::new("street", Text::CallHomeStreetEmpty));
        }
        let address = self.address.trim();
        if address.is_empty() || address.chars().count() > 100 {
            faults.push(FieldFault::new("address", Text::CallHomeAddressEmpty));
        }
        let digits = self.phone.chars().filter(char::is_ascii_digit).count();
        if !(7..=20).contains(&digits) || self.phone.chars().count() > 40 {
            faults.push(FieldFault::new("phone", Text::ContactPhoneEmpty));
        }
        if self.note.chars().count() > 500 {
            faults.push(FieldFault::new("note", Text::CallHomeNoteLong));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(CallHome {
            name: String::new(),
            phone: self.phone.trim().to_owned(),
            address: address.to_owned(),
            note: self.note.trim().to_owned(),
            place: String::new(),
        })
    }
}

/// What a contact says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CallReplyForm {
    /// `seen`, `going` or `cannot`.
    pub act: String,
}

/// What a desk does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct CallActForm {
    /// Code of a [`super::CallStep`].
    pub act: String,
    /// The version that was shown; `answered` needs none: who is first has it.
    pub version: i64,
    /// With what ends a call: `spoke` or `saw`.
    pub met: String,
    pub remark: String,
}

/// What is typed to register a device, or pressed to end one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceForm {
    /// `register`, or `end`.
    pub act: String,
    /// With `end`.
    pub device: String,
    pub kind: String,
    pub number: String,
    pub name: String,
    pub street: String,
    pub address: String,
    pub phone: String,
    pub note: String,
}

impl DeviceForm {
    /// Who it is for and where they live.
    ///
    /// # Errors
    /// What is missing.
    pub fn parse(
        &self,
        demo: bool,
    ) -> Result<(DeviceKind, crate::person::ResidentId, CallHome), Vec<FieldFault>> {
        let asked = PersonAsked {
            number: self.number.clone(),
        };
        let mut faults = Vec::new();
        let kind = DeviceKind::from_code(&self.kind);
        if kind.is_none() {
            faults.push(FieldFault::new("kind", Text::CallDeviceKindEmpty));
        }
        let number = asked.parse(demo).map_err(|more| faults.extend(more)).ok();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 40 {
            faults.push(FieldFault::new("name", Text::ContactNameEmpty));
        }
        let home = CallHomeForm {
            street: self.street.clone(),
            address: self.address.clone(),
            phone: self.phone.clone(),
            note: self.note.clone(),
        }
        .parse()
        .map_err(|more| faults.extend(more))
        .ok();
        match (kind, number, home) {
            (Some(kind), Some(number), Some(home)) if faults.is_empty() => Ok((
                kind,
                number,
                CallHome {
                    name: name.to_owned(),
                    ..home
                },
            )),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_needs_a_street_an_address_and_a_number_to_ring() {
        let faults = CallHomeForm::default().parse().expect_err("empty");
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["street", "address", "phone"]);
        let form = CallHomeForm {
            street: "500106001".to_owned(),
            address: " 和平村3栋2-1 ".to_owned(),
            phone: "023-61230000".to_owned(),
            note: String::new(),
        };
        assert_eq!(form.parse().expect("complete").address, "和平村3栋2-1");
        let kinds: Vec<_> = DeviceKind::ALL
            .into_iter()
            .filter_map(|kind| DeviceKind::from_code(kind.code()))
            .collect();
        assert_eq!(kinds, DeviceKind::ALL);
    }
}
