//! The registers next door: in demo mode the portal's own process serves them at a loopback port, and reaches them
//! over the wire like any others.

use std::sync::Arc;

use app::identity::{OfficeId, StaffRole};
use app::text::Text;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::offices::worded;
use super::people::{demo_family, demo_people, demo_staff};
use super::registers::{Registers, RegistersError, serve_registers};
use super::{City, care, names};
use crate::Office;
use crate::closing::Closing;
use crate::data_layer::directory::Directory;
use crate::fault::Fault;
use crate::identity::{DemoIdentity, DemoPart};

/// Registers that are being served.
pub struct NextDoor {
    /// Where, e.g. `http://127.0.0.1:41235`.
    pub address: String,
    pub city: Arc<City>,
    pub registers: Arc<Registers>,
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
    let serving = tokio::spawn(serve_registers(listener, registers.clone(), async move {
        closing.begun().await;
    }));
    Ok(NextDoor {
        address,
        city,
        registers,
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
    citizens
        .chain(staff)
        .chain(carer(city))
        .chain(next_station(city))
        .collect()
}

/// Somebody at the station next to the one that looks after the demo's oldest person.
fn next_station(city: &City) -> Option<DemoIdentity> {
    let elder = demo_family(city, "elder").members.first()?;
    let home = &city.person(elder)?.street;
    let directory = Directory::new(city.offices.clone());
    let neighbour = crate::one_key_call::neighbour_of(&directory, home);
    (!neighbour.is_empty()).then(|| DemoIdentity {
        key: "street-next".to_owned(),
        name: names::name("文", "静"),
        situation: worded(Text::CallDemoNext),
        part: DemoPart::Staff {
            office: OfficeId(neighbour),
            role: StaffRole::Caseworker,
            number: None,
        },
    })
}

/// Somebody who visits people at home where the demo's oldest person lives, for a company without a system of its own.
fn carer(city: &City) -> Option<DemoIdentity> {
    let elder = demo_family(city, "elder").members.first()?;
    let division = city.person(elder)?.street.get(..6)?;
    let providers = care::providers(city.seed, &city.streets);
    let company = care::company_of(&providers, division)?;
    Some(DemoIdentity {
        key: "carer".to_owned(),
        name: names::name("何", "晓兰"),
        situation: worded(Text::CareDemoCarer),
        part: DemoPart::Staff {
            office: OfficeId(company.id.clone()),
            role: StaffRole::Caseworker,
            number: None,
        },
    })
}

/// Lets the portal know who offers care at home in the city.
///
/// # Errors
/// The portal's database's.
pub async fn open_care(office: &Office, city: &City) -> Result<(), Fault> {
    office
        .keep_providers(&care::providers(city.seed, &city.streets))
        .await
}
