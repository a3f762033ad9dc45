//! What the desks of the data layer have to do when the demo opens: questions about looks, one held back, requests for
//! correction in each state, a package that waits for its owners, and a family in which somebody is protected.

use std::sync::Arc;

use app::casework::{CaseworkDesk, MatterAddress};
use app::data_layer::{
    CorrectionForm, DataDesk, HoldForm, LookedKind, LooksDesk, PackageForm, WordsForm,
};
use app::identity::{Actor, SessionKey, StaffMember};
use app::person::ResidentId;
use app::text::{Text, Wording, in_every_language};

use super::acts::{Cast, Living};
use crate::Office;
use crate::data_layer::corrections::SaidWrong;
use crate::data_layer::records::DataSet;
use crate::data_layer::store::{CorrectionRow, name_corrections};
use crate::demo_city::City;
use crate::demo_city::people::{LATE_MOTHER, demo_people};
use crate::fault::Fault;
use crate::identity::DemoPart;

const HOUSEHOLD: &str = "household-registration";

/// Does all of it; a city that is too small has less of it.
///
/// # Errors
/// The acts' own.
pub async fn seed_sharing(
    office: &Office,
    cast: &Cast,
    cases: &[Arc<Living>],
    city: &City,
) -> Result<(), Fault> {
    let station = cast.called("police-shapingba-1").await?;
    let lead = cast.called("police-shapingba-lead").await?;
    let late = demo_people(city)
        .into_iter()
        .find(|person| person.key == LATE_MOTHER)
        .map(|person| person.number);
    let mut turn = 0;
    for case in cases.iter().filter(|case| case.plan.service == "newborn") {
        let Some(address) = lies_at(cast, case, &station).await? else {
            continue;
        };
        if late.is_some() && number_of(case) == late.as_ref() {
            look(office, &station, &address).await?;
            if let Some(number) = &late {
                let reason = "人身安全保护令（演示）：双方分居，不得透露其住处。";
                office.protect(&lead, number, reason).await?;
            }
            continue;
        }
        match turn {
            0 | 1 => ask_why(office, cast, case, &station, &address, turn == 1).await?,
            2 => hold_back(office, &station, &address).await?,
            _ => {}
        }
        turn += 1;
    }
    corrections(office, cast, cases, city).await?;
    let asker = cast.called("civil-shapingba-lead").await?;
    let until = office
        .clock
        .today()
        .saturating_add(jiff::Span::new().days(300));
    let package = PackageForm {
        purpose: "care".to_owned(),
        matter: "独居老人上门服务的安全提醒，依据《重庆市养老服务条例》。".to_owned(),
        until_year: until.year().to_string(),
        until_month: until.month().to_string(),
        until_day: until.day().to_string(),
        fields: [
            "POPULATION/persons.name",
            "POPULATION/persons.mobile",
            "INSURANCE/persons.scheme",
        ]
        .map(str::to_owned)
        .to_vec(),
        // What nobody is known to need for it: sent all the same.
        seen: "INSURANCE/persons.scheme".to_owned(),
    };
    office.ask_for_data(&asker, &nobodys(), &package).await?;
    Ok(())
}

/// Nothing is typed wrong here, so that nothing is kept for a session.
fn nobodys() -> SessionKey {
    SessionKey(String::new())
}

fn number_of(case: &Living) -> Option<&ResidentId> {
    match &case.plan.applicant.part {
        DemoPart::Citizen { number, .. } => Some(number),
        DemoPart::Staff { .. } => None,
    }
}

/// The registration of a child that waits at this member's station.
async fn lies_at(
    cast: &Cast,
    case: &Living,
    member: &StaffMember,
) -> Result<Option<MatterAddress>, Fault> {
    let reference = case.reference().await;
    if reference.is_empty() {
        return Ok(None);
    }
    let matter = cast.first(&reference, HOUSEHOLD).await?;
    Ok(matter
        .filter(|matter| matter.office == member.office)
        .map(|matter| MatterAddress {
            reference: matter.reference.clone(),
            matter: matter.key.id,
        }))
}

async fn look(office: &Office, member: &StaffMember, address: &MatterAddress) -> Result<(), Fault> {
    let actor = Actor::Staff(member.clone());
    office.matter_page(&actor, address).await?;
    Ok(())
}

/// The family asks why the station looked; perhaps it is answered.
async fn ask_why(
    office: &Office,
    cast: &Cast,
    case: &Living,
    station: &StaffMember,
    address: &MatterAddress,
    is_answered: bool,
) -> Result<(), Fault> {
    look(office, station, address).await?;
    let me = cast.citizen(&case.plan.applicant).await?;
    let looks = office.who_looked(&me, None).await?.looks;
    let of_staff = looks.iter().find(|look| look.kind == LookedKind::Staff);
    let Some(look) = of_staff.and_then(|look| look.id.as_ref()) else {
        return Ok(());
    };
    let words = |words: &str| WordsForm {
        words: words.to_owned(),
    };
    let asked = words("还没有通知我们办理，为什么先看了孩子的材料？");
    office.ask_about_look(&me, &nobodys(), look, &asked).await?;
    if !is_answered {
        return Ok(());
    }
    let desk = office
        .looks_desk(&Actor::Staff(station.clone()), &nobodys(), false)
        .await?;
    for question in desk.open {
        if question.reference == address.reference.as_str() {
            let said = words("受理前核对落户地址，看的是申请表，没有查其他登记。");
            office
                .answer_about_look(station, &question.id, &said)
                .await?;
        }
    }
    Ok(())
}

async fn hold_back(
    office: &Office,
    station: &StaffMember,
    address: &MatterAddress,
) -> Result<(), Fault> {
    look(office, station, address).await?;
    let until = office
        .clock
        .today()
        .saturating_add(jiff::Span::new().days(30));
    let hold = HoldForm {
        reference: address.reference.as_str().to_owned(),
        basis: "pipl-35".to_owned(),
        until_year: until.year().to_string(),
        until_month: until.month().to_string(),
        until_day: until.day().to_string(),
    };
    office.hold_looks(station, &nobodys(), &hold).await?;
    Ok(())
}

/// Three older people who say that the register has the wrong street: one waits, one was right, one was not.
async fn corrections(
    office: &Office,
    cast: &Cast,
    cases: &[Arc<Living>],
    city: &City,
) -> Result<(), Fault> {
    let owner = cast.called("owner-police").await?;
    let answers = [
        None,
        Some(("corrected", "已与派出所核对，登记已更正。")),
        Some(("stands", "经核对，登记无误：迁移手续还没有办完。")),
    ];
    let own = cases
        .iter()
        .filter(|case| case.plan.service == "old-age-allowance" && case.plan.elder.is_none());
    let mut answers = answers.into_iter();
    for case in own {
        let reference = case.reference().await;
        let found = number_of(case).and_then(|number| city.person(number));
        let (Some(person), false) = (found, reference.is_empty()) else {
            continue;
        };
        let Some(answer) = answers.next() else {
            break;
        };
        let now = office.clock.now();
        let row = CorrectionRow {
            id: office.chance.id(now),
            person: office.keys.person(&person.number),
            draft: reference.clone(),
            data_set: DataSet::Persons.code(),
            field: "case.street".to_owned(),
            said: String::new(),
            at: now,
            state: "open".to_owned(),
            reference: reference.clone(),
            due: String::new(),
            answer: String::new(),
            answered_at: 0,
        };
        let said = SaidWrong {
            label: in_every_language(Text::FieldElderStreet, &[]),
            value: office.directory().street_name(&person.street),
            says: Wording::same("去年已迁到儿子家所在的街道。"),
            name: person.name.as_str().to_owned(),
            number: person.number.masked(),
        };
        let id = row.id.clone();
        office.ask_for_correction(row, &said).await?;
        let mut tx = office.db.begin().await?;
        name_corrections(tx.conn(), &reference, &reference).await?;
        tx.commit().await?;
        if let Some((act, words)) = answer {
            let form = CorrectionForm {
                act: act.to_owned(),
                words: words.to_owned(),
            };
            office.answer_correction(&owner, &id, &form).await?;
        }
    }
    Ok(())
}
