//! Three tiers: each gateway a process of its own, each with a record of its own, all under one id.

use std::process::Stdio;

use app::person::ResidentId;
use server::Office;
use server::clock::{Chance, Clock as _};
use server::data_layer::caller::{CallContext, CallFailure, Caller, DEADLINE, SIZE_CAP};
use server::data_layer::desk::{Outcome, Reason};
use server::data_layer::exchange::{Client, failure};
use server::data_layer::gateway::{HopRecord, RECORDS};
use server::data_layer::records::{DataSet, GrantNotice, NationPerson, RegionPerson};
use server::demo_city::next_door;
use server::identity::Reception;
use server::settings::Settings;
use sqlx::Row as _;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::mandate::number_of;
use crate::stories;
use crate::support::World;

const COUNTY: &str = "CQ/GOV/500106";
const CITY: &str = "CQ/GOV/500000-SJ";
const NATION: &str = "CN/GOV/100000-SJ";
const SICHUAN: &str = "SC/GOV/510000-SJ";

/// A gateway that runs by itself, and ends with the story.
struct Process {
    address: String,
    folder: TempDir,
    _child: Child,
}

impl Process {
    async fn start(member: &str, registers: Option<&str>, neighbour: Option<(&str, &str)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_yuban"));
        command
            .args(["gateway", "--member", member, "--listen", "127.0.0.1:0"])
            .arg("--data")
            .arg(folder.path())
            .env("YUBAN_LOG", "error")
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        if let Some(address) = registers {
            command.args(["--registers", address]);
        }
        if let Some((id, address)) = neighbour {
            command.args(["--neighbour", &format!("{id}={address}")]);
        }
        let mut child = command.spawn().expect("the command starts");
        let said = child.stdout.take().expect("piped");
        let line = BufReader::new(said).lines().next_line().await;
        let line = line.unwrap().expect("it says where it is open");
        let address = line.rsplit(' ').next().unwrap().to_owned();
        assert!(line.contains(member), "{line}");
        Self {
            address,
            folder,
            _child: child,
        }
    }

    fn records(&self) -> Vec<HopRecord> {
        std::fs::read_to_string(self.folder.path().join(RECORDS))
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// County, city and nation, with the demo city's registers behind the last two.
async fn three(world: &World) -> [Process; 3] {
    let registers = world.office.settings.data_layer.as_deref();
    let nation = Process::start(NATION, registers, None).await;
    let city = Process::start(CITY, registers, Some((NATION, &nation.address))).await;
    let county = Process::start(COUNTY, None, Some((CITY, &city.address))).await;
    [county, city, nation]
}

/// The system of a county's civil affairs bureau.
fn of_the_county(address: &str) -> Caller {
    let client: Client = "CQ/GOV/500106-MZ/CARE".parse().unwrap();
    Caller::new(address, client, DEADLINE, SIZE_CAP, Chance::seeded(5))
        .unwrap()
        .checking_hashes()
        .demanding_signatures()
}

fn about(id: &str) -> CallContext {
    CallContext {
        user_pseudonym: "worker-7".to_owned(),
        issue: "CARE-1".to_owned(),
        purpose: "care/look".to_owned(),
        represented: "COM/91509906MA0YAN001".parse().ok(),
        message_id: id.to_owned(),
        ..CallContext::default()
    }
}

async fn ask_the_nation(
    caller: &Caller,
    number: &ResidentId,
    about: &CallContext,
) -> Result<NationPerson, CallFailure> {
    let question = serde_json::json!({ "number": number });
    let answered = caller
        .call(DataSet::NationPersons, &question, about, None)
        .await?;
    Ok(serde_json::from_value(answered.body).unwrap())
}

fn failed(kind: &str) -> Result<NationPerson, CallFailure> {
    Err(CallFailure::Exchange {
        kind: kind.to_owned(),
    })
}

async fn a_countys_question_to_the_nation_passes_the_city_and_each_writes_it_down(world: World) {
    let [county, city, nation] = three(&world).await;
    let number = world.city.people().next().unwrap().number.clone();
    let caller = of_the_county(&county.address);

    let asked = ask_the_nation(&caller, &number, &about("first")).await;
    assert_eq!(asked, failed(failure::ACCESS_DENIED), "without a grant");
    let notice = GrantNotice {
        id: "county-care".to_owned(),
        client: "CQ/GOV/500106-MZ/CARE".to_owned(),
        represented: None,
        purpose: "care".to_owned(),
        data_set: DataSet::NationPersons.code(),
        fields: ["number", "name", "division"].map(str::to_owned).to_vec(),
        until: None,
        is_granted: true,
        version: 1,
    };
    let sources = &world.office.sources;
    let told = sources.tell_grant(DataSet::NationPersons, &notice).await;
    told.expect("the register keeps the grant");

    let second = about("second");
    let asked = ask_the_nation(&caller, &number, &second).await;
    assert_eq!(asked.expect("an answer").number, number);
    let evidence = second.evidence.get().expect("it came with proof");
    assert_eq!(
        evidence.service,
        "CN/GOV/100000-GA/NATION-POPULATION/persons"
    );
    assert!(
        evidence.is_signed(),
        "by the nation's own, through all three"
    );

    let way = [COUNTY, CITY, NATION];
    for (at, process) in [&county, &city, &nation].into_iter().enumerate() {
        let records = process.records();
        // The third fetched the key that the signature is checked with; it bears an id of its own.
        let ids: Vec<&str> = records.iter().map(|record| record.id.as_str()).collect();
        assert_eq!(ids[..2], ["first", "second"], "{ids:?}");
        assert_eq!(records.len(), 3);
        assert!(records[2].service.ends_with("/signingKeys"));
        assert_eq!(records[0].outcome, failure::ACCESS_DENIED);
        let second = &records[1];
        assert_eq!(second.gateway, way[at]);
        assert_eq!(second.visited, way[..at]);
        assert_eq!(second.next, *way.get(at + 1).unwrap_or(&"registers"));
        assert_eq!((second.status, second.outcome.as_str()), (200, "passed"));
        assert_eq!(second.client, "CQ/GOV/500106-MZ/CARE");
        assert_eq!(second.purpose, "care/look");
        assert_eq!(second.represented, "COM/91509906MA0YAN001");
        assert_eq!(
            second.request_hash, evidence.request_hash,
            "the same answer"
        );
        let written = std::fs::read_to_string(process.folder.path().join(RECORDS)).unwrap();
        assert!(!written.contains(number.as_str()), "nothing about anybody");
    }
    let key = |process: &Process| process.records()[2].id.clone();
    assert_eq!(key(&county), key(&city));
    assert_eq!(key(&city), key(&nation));
}

async fn no_county_gets_past_the_city_and_no_stranger_past_a_gateway(world: World) {
    let [county, city, nation] = three(&world).await;
    let number = world.city.people().next().unwrap().number.clone();
    for (address, count) in [(&nation, 1), (&city, 1)] {
        let caller = of_the_county(&address.address);
        let asked = ask_the_nation(&caller, &number, &about("past")).await;
        assert_eq!(asked, failed(failure::ACCESS_DENIED));
        assert_eq!(address.records().len(), count, "written down all the same");
    }
    assert!(county.records().is_empty());
    let stranger: Client = "CQ/GOV/500232/CARE".parse().unwrap();
    let stranger = Caller::new(
        &county.address,
        stranger,
        DEADLINE,
        SIZE_CAP,
        Chance::seeded(6),
    )
    .unwrap();
    let asked = ask_the_nation(&stranger, &number, &about("stranger")).await;
    assert_eq!(asked, failed(failure::UNKNOWN_MEMBER));
    let records = county.records();
    assert_eq!(records[0].outcome, failure::UNKNOWN_MEMBER);
    assert_eq!(records[0].client, "CQ/GOV/500232/CARE");
    assert_eq!(city.records().len(), 1, "it went no further");
}

/// The same portal, asking through this gateway.
async fn portal_behind(world: &World, gateway: &Process) -> Office {
    let settings = Settings {
        data_layer: Some(gateway.address.clone()),
        ..world.office.settings.clone()
    };
    Office::open(
        settings,
        world.clock.clone(),
        Chance::seeded(44),
        world.office.closing.clone(),
        Reception::of_the_demo_city(next_door::whom_one_can_be(&world.city)),
    )
    .await
    .expect("the same portal opens")
}

fn of_a_birth() -> Reason {
    Reason {
        person: app::identity::PersonKey("somebody".to_owned()),
        actor: "portal".to_owned(),
        purpose: "newborn/prefill".to_owned(),
        issue: "draft-1".to_owned(),
        is_waited_for: true,
    }
}

async fn whoever_is_registered_in_sichuan_is_asked_for_through_both_gateways(world: World) {
    let registers = world.office.settings.data_layer.as_deref();
    let sichuan = Process::start(SICHUAN, registers, None).await;
    let city = Process::start(CITY, registers, Some((SICHUAN, &sichuan.address))).await;
    let office = portal_behind(&world, &city).await;
    let number = number_of(&world, "sichuan-father");
    let person = world.city.person(&number).expect("he is known");
    let sets = [DataSet::SichuanPersons, DataSet::Persons];
    // Two gateways, and keys to fetch on the way: nobody stands in front of a page here.
    let reason = Reason {
        is_waited_for: false,
        ..of_a_birth()
    };
    let asked = office.ask_registers(&reason, &number, &sets).await;
    let asked = asked.expect("asked");
    let outcomes: Vec<Outcome> = asked.iter().map(|one| one.outcome).collect();
    assert_eq!(outcomes, [Outcome::NothingHeld, Outcome::Answered]);
    // In our codes, whatever is on the wire.
    let said: RegionPerson = asked[1].read().expect("of the agreed shape");
    assert_eq!(said.name, person.name);
    assert_eq!((said.sex, &said.ethnicity), (person.sex, &person.ethnicity));

    // Portal, city and Sichuan wrote it down under one id, and nobody what was asked.
    let passed = |process: &Process| -> Vec<HopRecord> {
        let records = process.records().into_iter();
        records
            .filter(|record| record.purpose == "newborn/prefill")
            .collect()
    };
    let (here, there) = (passed(&city), passed(&sichuan));
    assert_eq!((here.len(), there.len()), (2, 1));
    assert_eq!(there[0].id, asked[1].call);
    assert_eq!(here[1].id, there[0].id);
    assert_eq!(here[1].next, SICHUAN);
    assert_eq!(there[0].visited, [CITY]);
    assert_eq!(
        there[0].service,
        "SC/GOV/510000-SJ/SICHUAN-POPULATION/persons"
    );
    assert_eq!(there[0].outcome, "passed");
    assert_eq!(here[1].request_hash, there[0].request_hash);
    let mut conn = office.db.read().await.expect("a connection");
    let logged: (String, String) =
        sqlx::query("SELECT request_hash, outcome FROM data_call WHERE id = $1")
            .bind(asked[1].call.clone())
            .fetch_one(&mut *conn)
            .await
            .map(|row| (row.get(0), row.get(1)))
            .expect("a row");
    assert_eq!(
        logged,
        (there[0].request_hash.clone(), "answered".to_owned())
    );
    for process in [&city, &sichuan] {
        let written = std::fs::read_to_string(process.folder.path().join(RECORDS)).unwrap();
        assert!(!written.contains(number.as_str()), "nothing about anybody");
    }
    drop(conn);
    office.db.close().await;
}

async fn the_portal_itself_asks_through_the_city_and_its_log_bears_the_same_ids(world: World) {
    let registers = world.office.settings.data_layer.as_deref();
    let city = Process::start(CITY, registers, None).await;
    let office = portal_behind(&world, &city).await;
    let person = world.city.people().next().unwrap();
    let reason = of_a_birth();
    let before = world.clock.now();
    let sets = [DataSet::Persons, DataSet::Households];
    let sourced = office
        .ask_registers(&reason, &person.number, &sets)
        .await
        .expect("asked");
    assert!(
        sourced
            .iter()
            .all(|one| one.outcome == Outcome::Answered && one.at == before),
        "{sourced:?}"
    );
    let mut conn = office.db.read().await.expect("a connection");
    let mut logged: Vec<(String, String)> = sqlx::query("SELECT id, request_hash FROM data_call")
        .fetch_all(&mut *conn)
        .await
        .expect("calls")
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .collect();
    let mut passed: Vec<(String, String)> = city
        .records()
        .into_iter()
        .filter(|record| record.purpose == "newborn/prefill")
        .map(|record| (record.id, record.request_hash))
        .collect();
    logged.sort();
    passed.sort();
    assert_eq!(logged.len(), 2);
    assert_eq!(logged, passed);
    drop(conn);
    office.db.close().await;
}

async fn everybody_can_see_who_takes_part(world: World) {
    let mut visitor = world.visitor();
    let page = visitor.open("/data").await;
    page.says("国家级");
    let page = visitor.open("/data/members").await;
    for words in [
        "两江新区",
        "万盛经开区",
        "四川省大数据中心",
        "彭水县",
        "CQ/GOV/LIANGJIANG",
    ] {
        page.says(words);
    }
    assert_eq!(page.find_all("tbody tr").len(), 9 + 77 + 40 + 1);
}

stories![
    a_countys_question_to_the_nation_passes_the_city_and_each_writes_it_down,
    no_county_gets_past_the_city_and_no_stranger_past_a_gateway,
    the_portal_itself_asks_through_the_city_and_its_log_bears_the_same_ids,
    whoever_is_registered_in_sichuan_is_asked_for_through_both_gateways,
    everybody_can_see_who_takes_part,
];
