//! For `yuban seed`: what the demo's oldest person has at home, and calls of the last months in three districts, each
//! lived through the same acts as anybody's. None is left open, or it would climb as long as the demo runs.

use app::case::CaseReference;
use app::identity::{OfficeId, PersonKey, StaffMember, StaffRole};
use app::one_key_call::{CallActForm, CallHome, CallStep, DeviceKind, Earnest};
use app::person::PersonName;
use app::warnings::Contact;
use jiff::{SignedDuration, Timestamp};

use super::press::Press;
use super::store;
use crate::Office;
use crate::clock::SetClock;
use crate::demo_city::City;
use crate::demo_city::people::{demo_people, demo_staff};
use crate::fault::Fault;

/// The pendant of the demo's oldest person: `yuban device press --device D-WANG-PENDANT --device-key wang-pendant-key`.
pub const PENDANT: (&str, &str) = ("D-WANG-PENDANT", "wang-pendant-key");
/// So many calls in each of the districts, oldest first.
const CALLS: usize = 40;
const DISTRICTS: [&str; 3] = ["500106", "500112", "500108"];

/// Lives the last months of calls, up to `now`. Leaves the clock there.
///
/// # Errors
/// The acts' own.
pub async fn seed_calls(
    office: &Office,
    city: &City,
    clock: &SetClock,
    now: Timestamp,
) -> Result<(), Fault> {
    for (place, district) in DISTRICTS.iter().enumerate() {
        let mut callers: Vec<_> = city
            .people()
            .filter(|person| {
                person.street.starts_with(district)
                    && person.street.len() == 9
                    && person.died_on.is_none()
                    && person.number.age_on(city.day_zero) >= 70
            })
            .collect();
        callers.sort_by(|one, other| one.number.as_str().cmp(other.number.as_str()));
        if callers.is_empty() {
            continue;
        }
        for nth in 0..CALLS {
            let person = callers[nth % callers.len()];
            let hours = i64::try_from((CALLS - nth) * 50 + place * 7 + 3).unwrap_or(0);
            let pressed = now
                .checked_sub(SignedDuration::from_hours(hours))
                .unwrap_or(now);
            let home = CallHome {
                name: person.name.as_str().to_owned(),
                phone: person
                    .mobile
                    .as_ref()
                    .map_or("023-00000000", |mobile| mobile.as_str())
                    .to_owned(),
                address: person.address.clone(),
                note: String::new(),
                place: String::new(),
            };
            clock.set(pressed);
            let key = office.keys.person(&person.number);
            office
                .live_a_call(clock, &key, &person.street, home, nth)
                .await?;
        }
    }
    clock.set(
        now.checked_sub(SignedDuration::from_hours(24 * 20))
            .unwrap_or(now),
    );
    office.live_a_drill(city, clock).await?;
    clock.set(now);
    office.give_the_elder_a_pendant(city).await
}

impl Office {
    /// One call from the press to its end; how long each part takes goes by its number.
    async fn live_a_call(
        &self,
        clock: &SetClock,
        person: &PersonKey,
        street: &str,
        home: CallHome,
        nth: usize,
    ) -> Result<(), Fault> {
        let number = i64::try_from(nth).unwrap_or(0);
        let press = Press {
            person: person.clone(),
            earnest: Earnest::Real,
            source: DeviceKind::ALL[nth % 3].code().to_owned(),
            device: String::new(),
            actor: person.0.clone(),
            otherwise: home,
            home: street.to_owned(),
        };
        let reference = self.press(&press).await?.reference;
        // Nearly always within a minute, and once in a while not.
        clock.advance(SignedDuration::from_secs(match nth % 40 {
            17 => 95,
            nth => 6 + i64::try_from(nth * 7 % 48).unwrap_or(0),
        }));
        super::look(self).await?;
        let station = self.desks_of(street)[0].clone();
        self.act_as(&station, &reference, CallStep::Answer).await?;
        clock.advance(SignedDuration::from_secs(60 + number % 5 * 20));
        let goes_there = nth % 3 != 2;
        if goes_there {
            self.act_as(&station, &reference, CallStep::SendHelper)
                .await?;
            let minutes = if nth % 20 == 9 {
                52
            } else {
                9 + number * 3 % 30
            };
            clock.advance(SignedDuration::from_mins(minutes));
            if nth % 10 == 3 {
                self.act_as(&station, &reference, CallStep::HandTo120)
                    .await?;
            }
            self.act_as(&station, &reference, CallStep::Arrive).await?;
            clock.advance(SignedDuration::from_mins(12));
        }
        let step = if goes_there || nth.is_multiple_of(2) {
            CallStep::StandDown
        } else {
            CallStep::FalseAlarm
        };
        self.act_as(&station, &reference, step).await?;
        self.close_follow_up(&reference).await
    }

    /// Looked after the next day, long ago.
    async fn close_follow_up(&self, reference: &CaseReference) -> Result<(), Fault> {
        let call = store::by_reference(&mut *self.db.read().await?, reference.as_str()).await?;
        if let Some(call) = call {
            let mut tx = self.db.begin().await?;
            self.settle_warning(&mut tx, &call.home, &call.id, app::warnings::Closing::Well)
                .await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// What somebody at the desk of this office presses.
    async fn act_as(
        &self,
        office: &str,
        reference: &CaseReference,
        step: CallStep,
    ) -> Result<(), Fault> {
        let member = StaffMember {
            id: "seed".to_owned(),
            name: PersonName::parse("值班员")
                .map_err(|_| Fault::Other("a name of the seed".to_owned()))?,
            office: OfficeId(office.to_owned()),
            role: StaffRole::Caseworker,
        };
        let call = self.call_for(&member, reference.as_str()).await?;
        let form = CallActForm {
            act: step.code().to_owned(),
            version: call.version,
            met: match (step.ends(), call.attended_at) {
                (false, _) => "",
                (true, None) => "spoke",
                (true, Some(_)) => "saw",
            }
            .to_owned(),
            remark: String::new(),
        };
        self.act_on_call(&member, reference.as_str(), &form)
            .await
            .map(drop)
    }

    async fn live_a_drill(&self, city: &City, clock: &SetClock) -> Result<(), Fault> {
        let Some(staff) = demo_staff(city)
            .into_iter()
            .find(|staff| staff.login == "street-shapingba")
        else {
            return Ok(());
        };
        let member = StaffMember {
            id: staff.login.to_owned(),
            name: staff.name,
            office: staff.office,
            role: staff.role,
        };
        let reference = self.begin_drill(&member).await?.reference;
        clock.advance(SignedDuration::from_secs(41));
        self.act_as(&member.office.0, &reference, CallStep::Answer)
            .await?;
        clock.advance(SignedDuration::from_secs(70));
        self.act_as(&member.office.0, &reference, CallStep::SendHelper)
            .await?;
        clock.advance(SignedDuration::from_mins(17));
        self.act_as(&member.office.0, &reference, CallStep::Arrive)
            .await?;
        self.act_as(&member.office.0, &reference, CallStep::StandDown)
            .await
    }

    /// 王秀英 has a pendant, and 刘德厚 has named his daughter.
    async fn give_the_elder_a_pendant(&self, city: &City) -> Result<(), Fault> {
        let people = demo_people(city);
        let named = |key: &str| people.iter().find(|person| person.key == key);
        for (key, device) in [("elder", Some(PENDANT)), ("old-father", None)] {
            let Some(elder) = named(key) else {
                continue;
            };
            let Some(known) = city.person(&elder.number) else {
                continue;
            };
            let person = self.keys.person(&elder.number);
            let home = CallHome {
                name: elder.name.as_str().to_owned(),
                phone: elder.mobile.as_str().to_owned(),
                address: known.address.clone(),
                note: "高血压，每天吃药；钥匙在楼下邻居家。".to_owned(),
                place: String::new(),
            };
            match device {
                Some((id, secret)) => {
                    self.keep_device(
                        "seed",
                        &person,
                        &known.street,
                        DeviceKind::Pendant,
                        &home,
                        (id, secret),
                    )
                    .await?;
                }
                None => {
                    let mut tx = self.db.begin().await?;
                    self.keep_known(&mut tx, &person, &known.street, &home)
                        .await?;
                    tx.commit().await?;
                }
            }
        }
        if let (Some(father), Some(daughter)) = (named("old-father"), named("daughter")) {
            let contact = Contact {
                name: daughter.name.as_str().to_owned(),
                phone: daughter.mobile.as_str().to_owned(),
            };
            self.add_contact(&self.keys.person(&father.number), &contact)
                .await?;
        }
        Ok(())
    }
}
