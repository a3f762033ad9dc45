//! The registers next door: in demo mode the portal's own process serves them at a loopback port, and reaches them
//! over the wire like any others.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::City;
use super::people::{demo_people, demo_staff};
use super::registers::{Registers, RegistersError, serve_registers};
use crate::closing::Closing;
use crate::identity::{DemoIdentity, DemoPart};

/// Registers that are being served.
pub struct NextDoor {
    /// Where, e.g. `http://127.0.0.1:41235`.
    pub address: String,
    pub city: Arc<City>,
    pub serving: JoinHandle<Result<(), RegistersError>>,
}

/// Serves the registers at a loopback port that the system chooses, until the closing begins.
///
/// # Errors
/// When there is no port to have.
pub async fn open(registers: Registers, closing: Closing) -> Result<NextDoor, RegistersError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let registers = Arc::new(registers);
    let city = registers.city().clone();
    let serving = tokio::spawn(serve_registers(listener, registers, async move {
        closing.begun().await;
    }));
    Ok(NextDoor {
        address,
        city,
        serving,
    })
}

/// Whom one can be in the demo: citizens first, then staff.
pub fn whom_one_can_be(city: &City) -> Vec<DemoIdentity> {
    let citizens = demo_people(city).into_iter().map(|person| DemoIdentity {
        key: person.key.to_owned(),
        name: person.name,
        situation: person.situation,
        part: DemoPart::Citizen {
            number: person.number,
            mobile: Some(person.mobile),
        },
    });
    let staff = demo_staff(city).into_iter().map(|member| DemoIdentity {
        key: member.login.to_owned(),
        name: member.name,
        situation: member.situation,
        part: DemoPart::Staff {
            office: member.office,
            role: member.role,
            number: Some(member.number),
        },
    });
    citizens.chain(staff).collect()
}
