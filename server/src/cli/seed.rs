//! `yuban seed`: the demo city's last two weeks, so that desks and tracking pages are not empty: cases in every stage,
//! made through the same desks as anybody's, a function of the city's seed and of day zero.

use std::sync::Arc;

use app::application::{DeclarationForm, LeaveForm, MattersForm};
use app::casework::{ApprovalForm, CaseworkDesk, MatterAddress, QuestionForm, RefusalForm};
use app::identity::{Actor, Citizen, StaffMember, StaffRole};
use app::newborn::{AccountForm, EthnicityForm, HouseholdForm};
use app::text::{city_date, city_time};
use app::tracking::TrackingDesk;
use clap::Args;
use jiff::civil::Date;
use jiff::{SignedDuration, ToSpan};

use super::progress::Progress;
use super::registers::CityArgs;
use super::said;
use crate::Office;
use crate::application::services;
use crate::case::store;
use crate::casework::AsSeen;
use crate::clock::{Chance, Clock, MachineClock, SetClock};
use crate::closing::Closing;
use crate::demo_city::families::FamilyKind;
use crate::demo_city::{City, next_door};
use crate::fault::Fault;
use crate::identity::{DemoIdentity, DemoPart, Reception};
use crate::outbox;
use crate::settings::Settings;

/// How many families have applied.
const CASES: usize = 24;
/// How many days back the first of them did.
const DAYS: i64 = 14;

#[derive(Args)]
pub struct Seed {
    #[command(flatten)]
    city: CityArgs,
}

/// A family whose birth lies in the last two weeks.
struct Recent {
    mother: DemoIdentity,
    father: DemoIdentity,
    /// The day on which they apply: two days after the birth.
    day: Date,
}

impl Seed {
    pub async fn run(self, mut settings: Settings) -> Result<(), String> {
        if !settings.demo {
            return Err("seeded cases are of an invented city: yuban seed --demo".to_owned());
        }
        let now = MachineClock.now();
        let clock = Arc::new(SetClock::at(now));
        let (chance, closing) = (Chance::of_the_machine(), Closing::default());
        let registers = self
            .city
            .open(&settings.data, clock.clone(), chance.branch())
            .await?;
        let families = recent_families(registers.city(), city_date(now));
        let mut people = next_door::whom_one_can_be(registers.city());
        for family in &families {
            people.push(family.mother.clone());
            people.push(family.father.clone());
        }
        let opened = next_door::open(registers, closing.clone())
            .await
            .map_err(said)?;
        settings.data_layer = Some(opened.address);
        let reception = Reception {
            demo_people: people,
            ..Reception::default()
        };
        let office = Office::open(settings, clock.clone(), chance, closing.clone(), reception)
            .await
            .map_err(said)?;
        office.refresh_directory().await.map_err(said)?;
        if store::has_cases(&mut *office.db.read().await.map_err(said)?)
            .await
            .map_err(said)?
        {
            eprintln!("There are cases already; nothing was added.");
        } else {
            let progress = Progress::of("Filing what the city asked for");
            let of = u64::try_from(families.len()).unwrap_or(0);
            for (index, family) in (0_u64..).zip(&families) {
                let morning = family
                    .day
                    .at(9, 30, 0, 0)
                    .to_zoned(city_time())
                    .map_err(said)?;
                clock.set(morning.timestamp());
                live(&office, &clock, family, index).await.map_err(said)?;
                progress.at(index + 1, of);
            }
            progress.done();
        }
        closing.begin();
        office.db.close().await;
        Ok(())
    }
}

/// Married families of the last two weeks with a certificate, in the order in which they apply.
fn recent_families(city: &City, today: Date) -> Vec<Recent> {
    let earliest = today.saturating_sub(DAYS.days());
    let mut recent: Vec<Recent> = city
        .families
        .iter()
        .enumerate()
        .filter(|(_, family)| {
            matches!(
                family.kind,
                FamilyKind::SameDistrict | FamilyKind::TwoDistricts
            )
        })
        .filter_map(|(index, family)| {
            let birth = city.births().get(*family.births.first()?)?;
            birth.certificate.as_ref()?;
            let day = city_date(birth.born_at).saturating_add(2.days());
            let [mother, father] = family.members.as_slice() else {
                return None;
            };
            let part = |number: &app::person::ResidentId, who: &str| {
                let person = city.person(number)?;
                Some(DemoIdentity {
                    key: format!("family-{index}-{who}"),
                    name: person.name.clone(),
                    situation: app::text::Wording::default(),
                    part: DemoPart::Citizen {
                        number: number.clone(),
                        mobile: person.mobile.clone(),
                    },
                })
            };
            // The people of the sign-in page apply themselves.
            (index > 20 && (earliest..today).contains(&day))
                .then(|| {
                    Some(Recent {
                        mother: part(mother, "mother")?,
                        father: part(father, "father")?,
                        day,
                    })
                })
                .flatten()
        })
        .collect();
    recent.sort_by_key(|family| family.day);
    recent.truncate(CASES);
    recent
}

/// One family's way, as far as its turn among the others takes it.
async fn live(office: &Office, clock: &SetClock, family: &Recent, turn: u64) -> Result<(), Fault> {
    let mother = citizen(office, &family.mother).await?;
    let reference = apply(office, &mother).await?;
    registers_answer(office).await?;
    // Of six: one waits for the other parent, one was declined, one asked, one refused, one just confirmed, one all done.
    if turn.is_multiple_of(6) {
        return Ok(());
    }
    let father = citizen(office, &family.father).await?;
    office.invite(&mother, &reference).await?;
    let link = office
        .confirmation(&mother, &reference)
        .await?
        .link
        .unwrap_or_default();
    let token = link.rsplit('/').next().unwrap_or_default().to_owned();
    clock.advance(SignedDuration::from_hours(3));
    if turn % 6 == 1 {
        return office
            .decline(&father, &token, app::tracking::Decline::NotSaid)
            .await;
    }
    office.confirm(&father, &token, true).await?;
    clock.advance(SignedDuration::from_hours(2));
    match turn % 6 {
        2 => ask(office, &reference).await,
        3 => refuse(office, &reference).await,
        4 => Ok(()),
        _ => approve_everything(office, clock, &reference).await,
    }
}

async fn citizen(office: &Office, who: &DemoIdentity) -> Result<Citizen, Fault> {
    let DemoPart::Citizen { number, .. } = &who.part else {
        return Err(Fault::Other(
            "a member of staff has no family here".to_owned(),
        ));
    };
    let entrance = office.be(&who.key).await?;
    Ok(Citizen {
        account: entrance.account,
        person: office.keys.person(number),
        name: who.name.clone(),
    })
}

/// Everything that the register knows, every matter, the mother's household and account.
async fn apply(office: &Office, mother: &Citizen) -> Result<String, Fault> {
    const SERVICE: &str = "newborn";
    let actor = Actor::Citizen(mother.clone());
    office.start_draft(mother, SERVICE).await?;
    let asks = services()[0].asks();
    let leave = LeaveForm {
        registers: asks.iter().map(|asked| asked.set.code()).collect(),
    };
    office.hand_in_leave(&actor, SERVICE, &leave).await?;
    office.hand_in_known(&actor, SERVICE).await?;
    let (_, understood) = office.open_draft(&actor, SERVICE).await?;
    let possible = understood
        .says
        .choices
        .iter()
        .filter(|choice| choice.impossible.is_none());
    let matters = MattersForm {
        matters: possible.map(|choice| choice.code.clone()).collect(),
    };
    office.hand_in(&actor, SERVICE, "matters", &matters).await?;
    let household = HouseholdForm {
        whose: "mine".to_owned(),
        ..HouseholdForm::default()
    };
    office
        .hand_in(&actor, SERVICE, "household", &household)
        .await?;
    let ethnicity = understood
        .says
        .dossier
        .value("case", "applicant-ethnicity")
        .unwrap_or("汉族")
        .to_owned();
    office
        .hand_in(&actor, SERVICE, "ethnicity", &EthnicityForm { ethnicity })
        .await?;
    let account = AccountForm {
        bank: "重庆农村商业银行".to_owned(),
        account: "6222021001112223331".to_owned(),
    };
    office.hand_in(&actor, SERVICE, "account", &account).await?;
    let receipt = office
        .submit(
            &actor,
            SERVICE,
            &DeclarationForm {
                declared: "yes".to_owned(),
            },
        )
        .await?;
    receipt
        .split('/')
        .nth(2)
        .filter(|part| part.starts_with("NB-"))
        .map(str::to_owned)
        .ok_or_else(|| Fault::Other(format!("a seeded application stopped at {receipt}")))
}

async fn registers_answer(office: &Office) -> Result<(), Fault> {
    while outbox::run_once(office).await? > 0 {}
    Ok(())
}

/// Whoever is at this matter's desk, and its address, for the first matter of this code that is ready.
async fn at_the_desk(
    office: &Office,
    reference: &str,
    code: Option<&str>,
) -> Result<Option<(StaffMember, MatterAddress)>, Fault> {
    let Ok(parsed) = app::case::CaseReference::parse(reference) else {
        return Ok(None);
    };
    let mut conn = office.db.read().await?;
    let Some(case) = store::case_by_reference(&mut conn, &parsed).await? else {
        return Ok(None);
    };
    let matters = store::matters(&mut conn, &case.home, &case.id).await?;
    drop(conn);
    let ready = matters.into_iter().find(|matter| {
        matter.stage == app::case::Stage::Ready && code.is_none_or(|code| matter.code == code)
    });
    let Some(matter) = ready else { return Ok(None) };
    let login = match matter.department.as_str() {
        "public-security" => "police-shapingba-1",
        "medical-security" => "insurance-shapingba",
        "social-security" => "social-shapingba",
        "hospital" => "hospital-shapingba",
        _ => "health-shapingba",
    };
    let person = office
        .reception
        .demo_people
        .iter()
        .find(|person| person.key == login);
    let Some(person) = person else {
        return Ok(None);
    };
    let entrance = office.be(login).await?;
    // On loan: the demo has one member of staff for each department, not one for each office.
    let member = StaffMember {
        id: entrance.account,
        name: person.name.clone(),
        office: matter.office.clone(),
        role: StaffRole::Caseworker,
    };
    Ok(Some((
        member,
        MatterAddress {
            reference: parsed,
            matter: matter.key.id,
        },
    )))
}

async fn ask(office: &Office, reference: &str) -> Result<(), Fault> {
    let Some((member, address)) = at_the_desk(office, reference, Some("maternity-benefit")).await?
    else {
        return Ok(());
    };
    office.take_up(&member, &address).await?;
    let page = office
        .question_page(&Actor::Staff(member.clone()), &address)
        .await?;
    let by = office.calendar.after(office.clock.today(), 15);
    let question = QuestionForm {
        question: "费用清单上没有出院日期，请写明是哪一天。".to_owned(),
        year: by.year().to_string(),
        month: by.month().to_string(),
        day: by.day().to_string(),
    };
    let seen = AsSeen {
        version: page.head.version,
        ..AsSeen::default()
    };
    office
        .ask_applicant(&member, &address, &seen, &question)
        .await
        .map(|_| ())
}

async fn refuse(office: &Office, reference: &str) -> Result<(), Fault> {
    let Some((member, address)) = at_the_desk(office, reference, Some("maternity-benefit")).await?
    else {
        return Ok(());
    };
    office.take_up(&member, &address).await?;
    let page = office
        .refusal_page(&Actor::Staff(member.clone()), &address)
        .await?;
    let refusal = RefusalForm {
        reason: "not-insured-in-time".to_owned(),
        text: "分娩时参保还不满规定的月数。以后补足的，可以再申请。".to_owned(),
    };
    let seen = AsSeen {
        version: page.head.version,
        ..AsSeen::default()
    };
    office
        .refuse(&member, &address, &seen, &refusal)
        .await
        .map(|_| ())
}

async fn approve_everything(
    office: &Office,
    clock: &SetClock,
    reference: &str,
) -> Result<(), Fault> {
    while let Some((member, address)) = at_the_desk(office, reference, None).await? {
        office.take_up(&member, &address).await?;
        clock.advance(SignedDuration::from_mins(40));
        let page = office
            .decision_page(&Actor::Staff(member.clone()), &address)
            .await?;
        let digest = page.writes.map(|writes| writes.digest).unwrap_or_default();
        let seen = AsSeen {
            version: page.head.version,
            digest,
        };
        office
            .approve(&member, &address, &seen, &ApprovalForm::default())
            .await?;
        registers_answer(office).await?;
    }
    Ok(())
}
